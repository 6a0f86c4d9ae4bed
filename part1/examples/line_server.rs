// ANCHOR: start
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpListener;

/// The longest line, in bytes, without its newline.
const MAX: u64 = 4096;
// ANCHOR_END: start

// ANCHOR: receive
/// The next line, without its newline; `None` when there are no more.
pub fn receive(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let mut limited = from.take(MAX + 1);
    if limited.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    // ANCHOR_END: receive
    // ANCHOR: end
    match line.strip_suffix('\n') {
        Some(text) => Ok(Some(text.to_string())),
        None if limited.limit() == 0 => Err(invalid("too long")),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
// ANCHOR_END: end

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
