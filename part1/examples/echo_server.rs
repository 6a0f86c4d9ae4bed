// ANCHOR: start
use std::io::{self, Read, Write};
use std::net::TcpListener;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: accept
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    let (mut stream, _) = listener.accept()?;
    let mut buffer = [0; 2048];
    // ANCHOR_END: accept
    // ANCHOR: echo
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..count])?;
    }
}
// ANCHOR_END: echo
