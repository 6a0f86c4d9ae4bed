// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    let mut buffer = [0; 2048];
    // ANCHOR_END: pair

    // ANCHOR: dribble
    for byte in b"Hello" {
        client.write_all(&[*byte])?;
        let count = server.read(&mut buffer)?;
        println!("dribble: {}", String::from_utf8_lossy(&buffer[..count]));
    }
    // ANCHOR_END: dribble

    // ANCHOR: glue
    client.write_all(b"Hello")?;
    client.write_all(b"Goodbye")?;
    thread::sleep(Duration::from_millis(500)); // the reader is late
    let count = server.read(&mut buffer)?;
    println!("glue: {}", String::from_utf8_lossy(&buffer[..count]));
    // ANCHOR_END: glue

    // ANCHOR: cut
    client.write_all("5 €".as_bytes())?;
    let count = server.read(&mut buffer[..3])?;
    println!("cut: {}", String::from_utf8_lossy(&buffer[..count]));
    let count = server.read(&mut buffer)?;
    println!("cut: {}", String::from_utf8_lossy(&buffer[..count]));
    // ANCHOR_END: cut

    // ANCHOR: end
    drop(client);
    println!("end: {:?}", server.read(&mut buffer));
    println!("end: {:?}", server.read(&mut buffer));
    Ok(())
}
// ANCHOR_END: end
