// ANCHOR: call
use std::env;
use std::io;
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_default();
    let stream = TcpStream::connect(address)?;
    let (own, peer) = (stream.local_addr()?, stream.peer_addr()?);
    println!("{own} has called {peer}");
    Ok(())
}
// ANCHOR_END: call
