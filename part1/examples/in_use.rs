// ANCHOR: listener
use std::io;
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    println!("{:?}", TcpListener::bind(address).map(drop));
    // ANCHOR_END: listener

    // ANCHOR: outgoing
    let client = TcpStream::connect(address)?;
    let address = client.local_addr()?;
    println!("{:?}", TcpListener::bind(address).map(drop));
    Ok(())
}
// ANCHOR_END: outgoing
