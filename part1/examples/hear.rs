// ANCHOR: accept
use std::env;
use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_default();
    let listener = TcpListener::bind(address)?;
    let (stream, peer) = listener.accept()?;
    println!("{peer} is there");
    // ANCHOR_END: accept

    // ANCHOR: hear
    for line in BufReader::new(stream).lines() {
        println!("{}", line?.escape_debug());
    }
    println!("the end");
    Ok(())
}
// ANCHOR_END: hear
