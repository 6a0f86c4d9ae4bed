// ANCHOR: pair
use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    // ANCHOR_END: pair

    // ANCHOR: read
    client.set_read_timeout(Some(Duration::from_millis(200)))?;
    println!("{:?}", client.read(&mut [0; 2048]));
    client.set_read_timeout(Some(Duration::ZERO))
}
// ANCHOR_END: read
