// ANCHOR: all
use std::io;
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let stream = TcpStream::connect("127.0.0.1:50000")?;
    stream.peek(&mut [0; 1])?;
    Ok(())
}
// ANCHOR_END: all
