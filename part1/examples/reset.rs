// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: unread
    client.write_all(b"please read this")?;
    server.peek(&mut [0; 1])?;
    drop(server);
    // ANCHOR_END: unread

    // ANCHOR: read
    println!("{:?}", client.read(&mut [0; 2048]));
    println!("{:?}", client.read(&mut [0; 2048]));
    Ok(())
}
// ANCHOR_END: read
