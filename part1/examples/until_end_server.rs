// ANCHOR: start
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpListener;

/// No message is longer than this, in bytes.
const MAX: usize = 4096;
// ANCHOR_END: start

// ANCHOR: receive
/// All that the client sends until it has finished.
pub fn receive(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<String> {
    assert!(!buffer.is_empty(), "read would return 0");
    let mut message = Vec::new();
    loop {
        let count = from.read(buffer)?;
        if count == 0 {
            break;
        }
        message.extend_from_slice(&buffer[..count]);
        // ANCHOR_END: receive
        // ANCHOR: limit
        if message.len() > MAX {
            return Err(invalid("too long"));
        }
    }
    // ANCHOR_END: limit
    // ANCHOR: decode
    String::from_utf8(message).map_err(|_| invalid("not UTF-8"))
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
// ANCHOR_END: decode

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    let (mut stream, _) = listener.accept()?;
    let message = receive(&mut stream, &mut [0; 2048])?;
    println!("Client: {message}");
    let answer = format!("{} bytes", message.len());
    stream.write_all(answer.as_bytes())
}
// ANCHOR_END: main
