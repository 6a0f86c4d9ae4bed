// ANCHOR: listen
use std::env;
use std::io;
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:50000".into());
    let listener = TcpListener::bind(address)?;
    println!("listens on {}", listener.local_addr()?);
    // ANCHOR_END: listen

    // ANCHOR: accept
    let (stream, peer) = listener.accept()?;
    println!("{peer} has connected to {}", stream.local_addr()?);
    Ok(())
}
// ANCHOR_END: accept
