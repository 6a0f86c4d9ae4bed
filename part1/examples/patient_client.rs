// ANCHOR: start
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: bounds
const ATTEMPTS: usize = 50;
const PAUSE: Duration = Duration::from_millis(200);
// ANCHOR_END: bounds

// ANCHOR: connect
fn connect() -> io::Result<TcpStream> {
    for _ in 1..ATTEMPTS {
        match TcpStream::connect(SERVER) {
            Err(e) if e.kind() == ErrorKind::ConnectionRefused => {
                eprintln!("Nobody listens yet");
                thread::sleep(PAUSE);
            }
            result => return result,
        }
    }
    // ANCHOR_END: connect
    // ANCHOR: last
    TcpStream::connect(SERVER)
}
// ANCHOR_END: last

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut stream = connect()?;
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let msg_in = String::from_utf8_lossy(&buffer[..count]);
    println!("Server: {msg_in}");
    stream.write_all(b"Hello Server!")
}
// ANCHOR_END: main
