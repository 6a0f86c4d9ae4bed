// ANCHOR: all
use std::io::{self, Read};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut first = TcpStream::connect("127.0.0.1:50000")?;
    println!("The first visitor is connected");
    let mut second = TcpStream::connect("127.0.0.1:50000")?;
    println!("The second visitor is connected");
    println!("The first reads: {:?}", first.read(&mut [0; 2048]));
    println!("The second reads: {:?}", second.read(&mut [0; 2048]));
    Ok(())
}
// ANCHOR_END: all
