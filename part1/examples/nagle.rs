// ANCHOR: uses
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};
// ANCHOR_END: uses

// ANCHOR: peer
fn answer(mut server: TcpStream) -> io::Result<()> {
    loop {
        server.read_exact(&mut [0; 8])?;
        server.write_all(b"answer")?;
    }
}
// ANCHOR_END: peer

// ANCHOR: exchange
fn exchange(client: &mut TcpStream, pieces: &[&str]) -> io::Result<Duration> {
    let start = Instant::now();
    for piece in pieces {
        client.write_all(piece.as_bytes())?;
    }
    client.read_exact(&mut [0; 6])?;
    Ok(start.elapsed())
}
// ANCHOR_END: exchange

// ANCHOR: connect
pub fn median(pieces: &[&str], nodelay: bool) -> io::Result<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    client.set_nodelay(nodelay)?;
    let (server, _) = listener.accept()?;
    thread::spawn(move || answer(server));
    // ANCHOR_END: connect

    // ANCHOR: median
    let mut times = Vec::new();
    for _ in 0..15 {
        times.push(exchange(&mut client, pieces)?);
    }
    times.sort();
    Ok(times[times.len() / 2])
}
// ANCHOR_END: median

// ANCHOR: pieces
fn main() -> io::Result<()> {
    for (name, pieces, nodelay) in [
        ("one write", &["question"][..], false),
        ("two writes", &["ques", "tion"], false),
        ("two writes, nodelay", &["ques", "tion"], true),
    ] {
        // ANCHOR_END: pieces
        // ANCHOR: print
        let time = median(pieces, nodelay)?.as_secs_f64() * 1000.0;
        println!("{name}: {time:.2} ms");
    }
    Ok(())
}
// ANCHOR_END: print
