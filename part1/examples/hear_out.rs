// ANCHOR: all
use std::io::{self, Read, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    stream.write_all(b"Hello Server!")?;
    let mut msg_in = String::new();
    stream.read_to_string(&mut msg_in)?;
    println!("Server: {msg_in} (and that was all)");
    Ok(())
}
// ANCHOR_END: all
