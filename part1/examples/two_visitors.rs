// ANCHOR: all
use std::io;
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let first = TcpStream::connect("127.0.0.1:50000")?;
    println!("The first visitor is connected: {}", first.local_addr()?);
    let second = TcpStream::connect("127.0.0.1:50000")?;
    println!("The second visitor is connected: {}", second.local_addr()?);
    io::stdin().read_line(&mut String::new())?; // waits for Enter
    Ok(())
}
// ANCHOR_END: all
