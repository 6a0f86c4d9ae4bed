// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: nothing
    client.set_nonblocking(true)?;
    println!("{:?}", client.read(&mut [0; 8]));
    // ANCHOR_END: nothing

    // ANCHOR: half
    client.set_nonblocking(false)?;
    server.write_all(b"half")?;
    client.peek(&mut [0; 4])?;
    client.set_nonblocking(true)?;
    println!("{:?}", client.read_exact(&mut [0; 8]));
    println!("{:?}", client.read(&mut [0; 8]));
    Ok(())
}
// ANCHOR_END: half
