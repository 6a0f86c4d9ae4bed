// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: read
    let mut buffer = [0; 8];
    for message in ["Hello", "Bye"] {
        client.write_all(message.as_bytes())?;
        let count = server.read(&mut buffer)?;
        println!("{:?}", String::from_utf8_lossy(&buffer));
        println!("{:?}", String::from_utf8_lossy(&buffer[..count]));
    }
    Ok(())
}
// ANCHOR_END: read
