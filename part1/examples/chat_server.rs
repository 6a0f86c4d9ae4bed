// ANCHOR: imports
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Error, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;
// ANCHOR_END: imports

// ANCHOR: clients
/// A client: its stream, and a queue of lines for it.
struct Client {
    stream: TcpStream,
    queue: SyncSender<String>,
}

/// Each client, by the number of its visit.
static CLIENTS: Mutex<BTreeMap<u64, Client>> = Mutex::new(BTreeMap::new());
// ANCHOR_END: clients

// ANCHOR: tell
fn tell_all(line: &str) {
    CLIENTS.lock().unwrap().retain(|_, client| {
        let is_told = client.queue.try_send(line.to_string()).is_ok();
        if !is_told {
            let _ = client.stream.shutdown(Shutdown::Both);
        }
        is_told
    });
}
// ANCHOR_END: tell

// ANCHOR: write
/// Writes the lines of a queue to its client, until the queue is closed.
fn write(mut stream: TcpStream, lines: Receiver<String>) {
    for line in lines {
        if stream.write_all(line.as_bytes()).is_err() {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}
// ANCHOR_END: write

// ANCHOR: join
/// At most this many lines wait for a client.
const MAX_WAITING: usize = 1000;

fn join(stream: &TcpStream, number: u64) -> io::Result<()> {
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let (queue, lines) = mpsc::sync_channel(MAX_WAITING);
    let own = stream.try_clone()?;
    thread::Builder::new().spawn(move || write(own, lines))?;
    let client = Client { stream: stream.try_clone()?, queue };
    CLIENTS.lock().unwrap().insert(number, client);
    Ok(())
}
// ANCHOR_END: join

// ANCHOR: hear
/// The longest line, in bytes, with its newline.
const MAX_LINE: u64 = 1000;

fn hear(
    stream: &TcpStream,
    address: SocketAddr,
    number: u64,
) -> io::Result<()> {
    let mut from = BufReader::new(stream);
    loop {
        let mut line = String::new();
        from.by_ref().take(MAX_LINE).read_line(&mut line)?;
        // ANCHOR_END: hear
        // ANCHOR: told
        if line.is_empty() {
            return Ok(());
        }
        if !line.ends_with('\n') {
            return Err(Error::other("no line"));
        }
        // If the client has been taken out of the list, nobody is told.
        if !CLIENTS.lock().unwrap().contains_key(&number) {
            return Ok(());
        }
        tell_all(&format!("{address}: {line}"));
        thread::sleep(Duration::from_millis(10));
    }
}
// ANCHOR_END: told

// ANCHOR: visit
fn visit(stream: TcpStream, address: SocketAddr, number: u64) {
    let result =
        join(&stream, number).and_then(|()| hear(&stream, address, number));
    CLIENTS.lock().unwrap().remove(&number);
    if let Err(error) = result {
        eprintln!("{address}: {error}");
    }
}
// ANCHOR_END: visit

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    for number in 0.. {
        if let Err(error) = accept(&listener, number) {
            eprintln!("{error}");
            thread::sleep(Duration::from_millis(100));
        }
    }
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: accept
fn accept(listener: &TcpListener, number: u64) -> io::Result<()> {
    let (stream, address) = listener.accept()?;
    println!("New client joined: {address}");
    thread::Builder::new().spawn(move || visit(stream, address, number))?;
    Ok(())
}
// ANCHOR_END: accept
