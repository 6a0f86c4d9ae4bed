// ANCHOR: imports
use std::io::{self, Read, Write};
use std::net::TcpListener;
// ANCHOR_END: imports

// ANCHOR: address
const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: address

// ANCHOR: main
fn main() -> io::Result<()> {
    // ANCHOR_END: main
    // ANCHOR: listen
    let listener = TcpListener::bind(SERVER)?;
    // ANCHOR_END: listen

    // ANCHOR: accept
    let (mut stream, address) = listener.accept()?;
    println!("New client joined: {address}");
    // ANCHOR_END: accept

    // ANCHOR: send
    let msg_out = "Hello client!";
    stream.write_all(msg_out.as_bytes())?;
    // ANCHOR_END: send

    // ANCHOR: receive
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let msg_in = String::from_utf8_lossy(&buffer[..count]);
    println!("Client: {msg_in}");
    // ANCHOR_END: receive

    // ANCHOR: close
    drop(stream);
    drop(listener);
    // ANCHOR_END: close

    // ANCHOR: end
    Ok(())
}
// ANCHOR_END: end
