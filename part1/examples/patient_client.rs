// ANCHOR: start
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: limits
const ATTEMPTS: usize = 50;
const PAUSE: Duration = Duration::from_millis(200);
// ANCHOR_END: limits

// ANCHOR: attempt
fn attempt() -> io::Result<TcpStream> {
    let stream = TcpStream::connect(SERVER)?;
    if stream.local_addr()? == stream.peer_addr()? {
        // It's connected to itself, so no server listens.
        return Err(ErrorKind::ConnectionRefused.into());
    }
    Ok(stream)
}
// ANCHOR_END: attempt

// ANCHOR: connect
fn connect() -> io::Result<TcpStream> {
    for _ in 1..ATTEMPTS {
        match attempt() {
            Err(e) if e.kind() == ErrorKind::ConnectionRefused => {
                eprintln!("Nobody listens yet");
                thread::sleep(PAUSE);
            }
            result => return result,
        }
    }
    attempt()
}

fn main() -> io::Result<()> {
    let mut stream = connect()?;
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let msg_in = String::from_utf8_lossy(&buffer[..count]);
    println!("Server: {msg_in}");
    stream.write_all(b"Hello Server!")
}
// ANCHOR_END: connect
