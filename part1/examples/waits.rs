// ANCHOR: start
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::{env, process};

const SERVER: &str = "127.0.0.1:50000";

fn main() -> io::Result<()> {
    let wait = which();
    let listener = TcpListener::bind(SERVER)?;
    println!("{wait}");
    // ANCHOR_END: start

    // ANCHOR: accept
    if wait == "accept" {
        listener.accept()?;
    }
    // ANCHOR_END: accept

    // ANCHOR: queue
    let mut client = TcpStream::connect(SERVER)?;
    if wait == "queue" {
        client.read_exact(&mut [0; 1])?;
    }
    // ANCHOR_END: queue

    // ANCHOR: silence
    let (mut server, _) = listener.accept()?;
    if wait == "silence" {
        client.read_exact(&mut [0; 1])?;
    }
    // ANCHOR_END: silence

    // ANCHOR: elsewhere
    if wait == "elsewhere" {
        client.write_all(b"Hello")?;
        listener.accept()?;
    }
    // ANCHOR_END: elsewhere

    // ANCHOR: mark
    if wait == "mark" {
        server.write_all(b"no newline")?;
        BufReader::new(&client).read_line(&mut String::new())?;
    }
    // ANCHOR_END: mark

    // ANCHOR: write
    if wait == "write" {
        server.write_all(&vec![0; 64 << 20])?;
    }
    Ok(())
}
// ANCHOR_END: write

// ANCHOR: usage
const WAITS: &str = "accept queue silence elsewhere mark write";

/// The first argument, if it is one of these six.
fn which() -> String {
    let wait = env::args_os().nth(1).unwrap_or_default();
    let wait = wait.into_string().unwrap_or_default();
    if !WAITS.split(' ').any(|known| known == wait) {
        eprintln!("usage: waits {}", WAITS.replace(' ', "|"));
        process::exit(2);
    }
    wait
}
// ANCHOR_END: usage
