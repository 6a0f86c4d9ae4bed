// ANCHOR: start
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::TcpListener;

/// No message is longer than this, in bytes.
const MAX: usize = 4096;
// ANCHOR_END: start

// ANCHOR: length
/// The next message; `None` when there are no more.
pub fn receive(from: &mut impl BufRead) -> io::Result<Option<String>> {
    if from.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    // ANCHOR_END: length
    // ANCHOR: bound
    if length > MAX {
        return Err(invalid("too long"));
    }
    // ANCHOR_END: bound
    // ANCHOR: message
    let mut message = vec![0; length];
    from.read_exact(&mut message)?;
    let text = String::from_utf8(message);
    text.map(Some).map_err(|_| invalid("not UTF-8"))
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
// ANCHOR_END: message

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    let (stream, _) = listener.accept()?;
    let mut from = BufReader::new(&stream);
    // ANCHOR_END: main
    // ANCHOR: talk
    while let Some(message) = receive(&mut from)? {
        println!("Client: {message:?}");
        let answer = (message.len() as u32).to_be_bytes();
        (&stream).write_all(&answer)?;
    }
    Ok(())
}
// ANCHOR_END: talk
