// ANCHOR: start
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::TcpListener;

/// No message is longer than this, in bytes.
const MAX: u32 = 4096;
// ANCHOR_END: start

// ANCHOR: length
/// The next message; `None` when there are no more.
pub fn receive(from: &mut impl Read) -> io::Result<Option<String>> {
    let mut length = [0; 4];
    if from.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[1..])?;
    let length = u32::from_be_bytes(length);
    // ANCHOR_END: length
    // ANCHOR: limit
    if length > MAX {
        return Err(invalid("too long"));
    }
    // ANCHOR_END: limit
    // ANCHOR: message
    let mut message = vec![0; length as usize];
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
    while let Some(message) = receive(&mut from)? {
        println!("Client: {message:?}");
        let answer = u32::try_from(message.len()).map_err(io::Error::other)?;
        (&stream).write_all(&answer.to_be_bytes())?;
    }
    Ok(())
}
// ANCHOR_END: main
