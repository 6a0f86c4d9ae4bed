// ANCHOR: pair
use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: read
    drop(client);
    let mut zeros = 0;
    while zeros < 100_000 && server.read(&mut [0; 2048])? == 0 {
        zeros += 1;
    }
    println!("read returned 0 {zeros} times");
    Ok(())
}
// ANCHOR_END: read
