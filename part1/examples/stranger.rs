// ANCHOR: imports
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
// ANCHOR_END: imports

// ANCHOR: main
fn main() -> io::Result<()> {
    let stream = TcpStream::connect("127.0.0.1:50000")?;
    match std::env::args().nth(1).as_deref() {
        Some("forge") => forge(stream),
        Some("endless") => endless(stream),
        Some("drip") => drip(stream),
        Some("crowd") => crowd(stream),
        None => hear(stream),
        Some(_) => {
            eprintln!("Usage: stranger [forge|endless|drip|crowd]");
            std::process::exit(2);
        }
    }
}
// ANCHOR_END: main

// ANCHOR: hear
/// Says nothing, and shows the line that the server sends.
fn hear(stream: TcpStream) -> io::Result<()> {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    println!("Server: {}", line.trim_end());
    Ok(())
}
// ANCHOR_END: hear

// ANCHOR: forge
/// Goes up a line and to its beginning, and clears that line.
const UP_AND_CLEAR: &str = "\x1b[A\r\x1b[K";

fn forge(mut stream: TcpStream) -> io::Result<()> {
    let line = format!("{UP_AND_CLEAR}New client joined: your bank\n");
    stream.write_all(line.as_bytes())?;
    hear(stream)
}
// ANCHOR_END: forge

// ANCHOR: endless
fn endless(mut stream: TcpStream) -> io::Result<()> {
    let mebibyte = vec![0xff; 1 << 20];
    for _ in 0..100 {
        if stream.write_all(&mebibyte).is_err() {
            println!("Cut off");
            return Ok(());
        }
    }
    // ANCHOR_END: endless
    // ANCHOR: taken
    println!("100 MiB are sent, and the server waits for more");
    hear(stream)
}
// ANCHOR_END: taken

// ANCHOR: drip
fn drip(mut stream: TcpStream) -> io::Result<()> {
    while stream.write_all(b"x").is_ok() {
        thread::sleep(Duration::from_millis(100));
    }
    println!("Cut off");
    Ok(())
}
// ANCHOR_END: drip

// ANCHOR: crowd
fn crowd(stream: TcpStream) -> io::Result<()> {
    let address = stream.peer_addr()?;
    let mut crowd = vec![stream];
    while crowd.len() < 1000 {
        let wait = Duration::from_millis(1200);
        match TcpStream::connect_timeout(&address, wait) {
            Ok(stream) => crowd.push(stream),
            Err(_) => break,
        }
        // ANCHOR_END: crowd
        // ANCHOR: held
        thread::sleep(Duration::from_micros(200));
    }
    println!("{} connections", crowd.len());
    for stream in &crowd {
        let _ = stream.peek(&mut [0; 1]);
    }
    println!("The server has answered or ended all of them");
    Ok(())
}
// ANCHOR_END: held
