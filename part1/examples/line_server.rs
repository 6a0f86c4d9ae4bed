// ANCHOR: start
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpListener;

/// No line is longer than this, in bytes, its newline included.
const MAX: u64 = 4096;
// ANCHOR_END: start

// ANCHOR: receive
/// The next line, without its newline; `None` when there are no more.
pub fn receive(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let count = from.take(MAX).read_line(&mut line)?;
    if count == 0 {
        return Ok(None);
    }
    // ANCHOR_END: receive
    // ANCHOR: mark
    match line.strip_suffix('\n') {
        Some(text) => Ok(Some(text.to_string())),
        None if count as u64 == MAX => Err(invalid("too long")),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
// ANCHOR_END: mark

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    let (stream, _) = listener.accept()?;
    let mut from = BufReader::new(&stream);
    // ANCHOR_END: main
    // ANCHOR: talk
    while let Some(line) = receive(&mut from)? {
        println!("Client: {line}");
        let answer = format!("{} bytes\n", line.len());
        (&stream).write_all(answer.as_bytes())?;
    }
    Ok(())
}
// ANCHOR_END: talk
