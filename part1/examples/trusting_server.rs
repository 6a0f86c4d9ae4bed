// ANCHOR: start
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    loop {
        let (stream, address) = listener.accept()?;
        println!("New client joined: {address}");
        // ANCHOR_END: start
        // ANCHOR: talk
        for line in BufReader::new(&stream).lines() {
            let line = line?;
            println!("Client: {line}");
            let answer = format!("{} bytes\n", line.len());
            (&stream).write_all(answer.as_bytes())?;
        }
    }
}
// ANCHOR_END: talk
