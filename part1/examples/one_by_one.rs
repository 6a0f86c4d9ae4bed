// ANCHOR: imports
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
// ANCHOR_END: imports

// ANCHOR: serve
fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(b"Hello client!")?;
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let msg_in = String::from_utf8_lossy(&buffer[..count]);
    println!("Client: {msg_in}");
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    loop {
        let (stream, address) = listener.accept()?;
        println!("New client joined: {address}");
        if let Err(error) = serve(stream) {
            eprintln!("{address}: {error}");
        }
    }
}
// ANCHOR_END: main
