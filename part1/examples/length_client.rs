// ANCHOR: start
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

/// No message is longer than this, in bytes.
const MAX: u32 = 4096;
// ANCHOR_END: start

// ANCHOR: send
pub fn send(to: &mut impl Write, message: &str) -> io::Result<()> {
    let length = match u32::try_from(message.len()) {
        Ok(length @ ..=MAX) => length.to_be_bytes(),
        _ => return Err(io::Error::new(ErrorKind::InvalidInput, "too long")),
    };
    to.write_all(&[&length, message.as_bytes()].concat())
}
// ANCHOR_END: send

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    for message in ["Hello Server!\nHow are you?", "", "5 €"] {
        send(&mut stream, message)?;
        let mut answer = [0; 4];
        stream.read_exact(&mut answer)?;
        println!("Server: {} bytes", u32::from_be_bytes(answer));
    }
    Ok(())
}
// ANCHOR_END: main
