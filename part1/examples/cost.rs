// ANCHOR: uses
pub mod cost_record;
mod plot;
pub mod record;

use cost_record::Row;
use record::progress;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};
use std::{env, thread};
// ANCHOR_END: uses

// ANCHOR: pair
fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    Ok((client, server))
}
// ANCHOR_END: pair

// ANCHOR: echo
fn echo(mut server: TcpStream, size: usize) -> io::Result<()> {
    let mut buffer = vec![0; size];
    loop {
        server.read_exact(&mut buffer)?;
        server.write_all(&buffer)?;
    }
}
// ANCHOR_END: echo

// ANCHOR: peer
pub fn round_trip(size: usize, time: Duration) -> io::Result<f64> {
    let (mut client, server) = pair()?;
    thread::spawn(move || echo(server, size));
    let mut buffer = vec![0; size];
    // ANCHOR_END: peer

    // ANCHOR: trips
    let mut trips = 0.0;
    let start = Instant::now();
    while start.elapsed() < time {
        client.write_all(&buffer)?;
        client.read_exact(&mut buffer)?;
        trips += 1.0;
    }
    Ok(start.elapsed().as_secs_f64() / trips)
}
// ANCHOR_END: trips

// ANCHOR: write
pub fn per_second(size: usize, time: Duration) -> io::Result<f64> {
    let (mut client, mut server) = pair()?;
    let start = Instant::now();
    thread::spawn(move || {
        let buffer = vec![0; size];
        while client.write_all(&buffer).is_ok() && start.elapsed() < time {}
    });
    // ANCHOR_END: write

    // ANCHOR: read
    let mut buffer = vec![0; size];
    let mut bytes = 0;
    loop {
        match server.read(&mut buffer)? {
            0 => return Ok(bytes as f64 / start.elapsed().as_secs_f64()),
            count => bytes += count,
        }
    }
}
// ANCHOR_END: read

// ANCHOR: median
const ROUNDS: usize = 9;

fn median(round: impl Fn() -> io::Result<f64>) -> io::Result<f64> {
    let rounds = (0..ROUNDS).map(|_| round());
    let mut rounds = rounds.collect::<io::Result<Vec<f64>>>()?;
    rounds.sort_by(f64::total_cmp);
    Ok(rounds[ROUNDS / 2])
}
// ANCHOR_END: median

// ANCHOR: measure
pub fn measure(time: Duration) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for size in (0..=18).map(|power| 1 << power) {
        progress(&format!("a buffer of {size} bytes"));
        let trip = median(|| round_trip(size, time))?;
        rows.push(Row::new(size, trip, median(|| per_second(size, time))?));
    }
    progress("");
    Ok(rows)
}
// ANCHOR_END: measure

// ANCHOR: print
fn main() -> io::Result<()> {
    let rows = measure(Duration::from_millis(10))?;
    println!("   bytes  round trip, µs      MB/s");
    for Row { size, round_trip, per_second } in &rows {
        println!("{size:>8}{round_trip:>16.1}{per_second:>10.2}");
    }
    // ANCHOR_END: print

    // ANCHOR: keep
    if let Some(folder) = env::args().nth(1) {
        cost_record::write(&folder, &rows)?;
    }
    Ok(())
}
// ANCHOR_END: keep
