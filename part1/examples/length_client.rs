// ANCHOR: send
use std::io::{self, Read, Write};
use std::net::TcpStream;

fn send(to: &mut TcpStream, message: &str) -> io::Result<()> {
    let length = (message.len() as u32).to_be_bytes();
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
