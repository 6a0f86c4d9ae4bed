// ANCHOR: all
use std::env;
use std::io::{self, Read, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    println!("Server: {}", String::from_utf8_lossy(&buffer[..count]));
    for word in env::args().skip(1) {
        stream.write_all(word.as_bytes())?;
    }
    Ok(())
}
// ANCHOR_END: all
