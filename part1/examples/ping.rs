// ANCHOR: start
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: trip
fn round_trip(stream: &mut TcpStream) -> io::Result<Duration> {
    let start = Instant::now();
    stream.write_all(b".")?;
    stream.read_exact(&mut [0])?;
    Ok(start.elapsed())
}
// ANCHOR_END: trip

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect(SERVER)?;
    let mut fastest = Duration::MAX;
    for _ in 0..10 {
        fastest = fastest.min(round_trip(&mut stream)?);
    }
    println!("fastest: {} ms", fastest.as_millis());
    Ok(())
}
// ANCHOR_END: main
