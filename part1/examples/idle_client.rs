// ANCHOR: start
use std::io::{self, Read};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    // ANCHOR_END: start
    // ANCHOR: idle
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    println!("Server: {}", String::from_utf8_lossy(&buffer[..count]));
    while stream.read(&mut buffer)? > 0 {}
    Ok(())
}
// ANCHOR_END: idle
