// ANCHOR: all
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    stream.write_all(b"Hello Server!")?;
    let start = Instant::now();
    let mut msg_in = String::new();
    stream.read_to_string(&mut msg_in)?;
    let seconds = start.elapsed().as_secs();
    println!("Server: {msg_in} (the end came after {seconds} s)");
    Ok(())
}
// ANCHOR_END: all
