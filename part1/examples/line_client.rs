// ANCHOR: send
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    stream.write_all(b"Hello Server!\nHow are you?\n")?;
    // ANCHOR_END: send
    // ANCHOR: receive
    for line in BufReader::new(stream.take(4096)).lines().take(2) {
        println!("Server: {}", line?);
    }
    Ok(())
}
// ANCHOR_END: receive
