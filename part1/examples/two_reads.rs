// ANCHOR: connect
use std::io::{self, Read, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    // ANCHOR_END: connect

    // ANCHOR: read
    let mut buffer = [0; 8];
    let first = stream.read(&mut buffer)?;
    println!("first: {}", String::from_utf8_lossy(&buffer[..first]));
    let second = stream.read(&mut buffer)?;
    println!("second: {}", String::from_utf8_lossy(&buffer[..second]));
    // ANCHOR_END: read

    // ANCHOR: answer
    stream.write_all(b"Hello Server!")?;
    Ok(())
}
// ANCHOR_END: answer
