// ANCHOR: start
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: serve
/// The longest answer that is read, in bytes.
const MAX: u64 = 4096;

fn serve(mut stream: &TcpStream, number: u64) -> io::Result<()> {
    let greeting = format!("Hello client {number}!\n");
    stream.write_all(greeting.as_bytes())?;
    let mut answer = Vec::new();
    BufReader::new(stream.take(MAX)).read_until(b'\n', &mut answer)?;
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: accept
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    let mut number = 0;
    loop {
        let (stream, address) = match listener.accept() {
            Ok(client) => client,
            Err(error) => {
                eprintln!("accept: {error}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        // ANCHOR_END: accept
        // ANCHOR: next
        number += 1;
        if let Err(error) = serve(&stream, number) {
            eprintln!("{address}: {error}");
        }
    }
}
// ANCHOR_END: next
