// ANCHOR: call
use std::env;
use std::io;
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:50000".into());
    let stream = TcpStream::connect(address)?;
    let (own, peer) = (stream.local_addr()?, stream.peer_addr()?);
    println!("{own} has connected to {peer}");
    Ok(())
}
// ANCHOR_END: call
