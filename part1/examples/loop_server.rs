// ANCHOR: start
use std::io::{self, Read, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    loop {
        let (mut stream, address) = listener.accept()?;
        println!("New client joined: {address}");
        // ANCHOR_END: start
        // ANCHOR: talk
        stream.write_all(b"Hello client!")?;
        let mut buffer = [0; 2048];
        let count = stream.read(&mut buffer)?;
        let msg_in = String::from_utf8_lossy(&buffer[..count]);
        println!("Client: {msg_in}");
    }
}
// ANCHOR_END: talk
