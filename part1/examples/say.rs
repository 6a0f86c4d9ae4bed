// ANCHOR: connect
use std::env;
use std::io::{self, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:50000".into());
    let mut stream = TcpStream::connect(address)?;
    // ANCHOR_END: connect

    // ANCHOR: say
    for line in io::stdin().lines() {
        let line = line? + "\n";
        println!("{:?}", stream.write_all(line.as_bytes()));
    }
    Ok(())
}
// ANCHOR_END: say
