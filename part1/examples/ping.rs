// ANCHOR: start
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: trip
fn round_trip(client: &mut TcpStream) -> io::Result<Duration> {
    let start = Instant::now();
    client.write_all(b".")?;
    client.read_exact(&mut [0])?;
    Ok(start.elapsed())
}
// ANCHOR_END: trip

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut client = TcpStream::connect(SERVER)?;
    let mut fastest = Duration::MAX;
    for _ in 0..10 {
        fastest = fastest.min(round_trip(&mut client)?);
    }
    println!("fastest: {} ms", fastest.as_millis());
    Ok(())
}
// ANCHOR_END: main
