// ANCHOR: imports
use std::io::{self, Read, Write};
use std::net::TcpStream;
// ANCHOR_END: imports

// ANCHOR: address
const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: address

// ANCHOR: main
fn main() -> io::Result<()> {
    // ANCHOR_END: main
    // ANCHOR: connect
    let mut stream = TcpStream::connect(SERVER)?;
    // ANCHOR_END: connect

    // ANCHOR: receive
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let msg_in = String::from_utf8_lossy(&buffer[..count]);
    println!("Server: {msg_in}");
    // ANCHOR_END: receive

    // ANCHOR: send
    let msg_out = "Hello Server!";
    stream.write_all(msg_out.as_bytes())?;
    // ANCHOR_END: send

    // ANCHOR: close
    drop(stream);
    // ANCHOR_END: close

    // ANCHOR: end
    Ok(())
}
// ANCHOR_END: end
