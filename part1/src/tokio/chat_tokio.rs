//! The chat of `part1/examples/chat_server.rs` in Tokio. Tokio is a crate, so
//! this file is no part of the package: a test builds it elsewhere.

// ANCHOR: imports
use std::collections::BTreeMap;
use std::io::{self, Error};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
// ANCHOR_END: imports

// ANCHOR: clients
/// A client: its task, and a queue of lines for it.
struct Client {
    task: AbortHandle,
    queue: Sender<String>,
}

/// Each client, by the number of its visit.
static CLIENTS: Mutex<BTreeMap<u64, Client>> = Mutex::new(BTreeMap::new());
// ANCHOR_END: clients

// ANCHOR: tell
fn tell_all(line: &str) {
    CLIENTS.lock().unwrap().retain(|_, client| {
        let is_told = client.queue.try_send(line.to_string()).is_ok();
        if !is_told {
            client.task.abort();
        }
        is_told
    });
}
// ANCHOR_END: tell

// ANCHOR: write
/// Writes the lines of a queue to its client, until the queue is closed.
async fn write(
    mut to: WriteHalf<'_>,
    mut lines: Receiver<String>,
) -> io::Result<()> {
    let bound = Duration::from_secs(10);
    while let Some(line) = lines.recv().await {
        timeout(bound, to.write_all(line.as_bytes())).await??;
    }
    Ok(())
}
// ANCHOR_END: write

// ANCHOR: hear
/// The longest line, in bytes, with its newline.
const MAX_LINE: u64 = 1000;

async fn hear(
    from: ReadHalf<'_>,
    address: SocketAddr,
    number: u64,
) -> io::Result<()> {
    let mut from = BufReader::new(from);
    loop {
        let mut line = String::new();
        (&mut from).take(MAX_LINE).read_line(&mut line).await?;
        if line.is_empty() {
            // That closes its queue, so `write` ends when it has written all.
            CLIENTS.lock().unwrap().remove(&number);
            return Ok(());
        }
        if !line.ends_with('\n') {
            return Err(Error::other("no line"));
        }
        tell_all(&format!("{address}: {line}"));
        sleep(Duration::from_millis(10)).await;
    }
}
// ANCHOR_END: hear

// ANCHOR: visit
async fn visit(
    mut stream: TcpStream,
    address: SocketAddr,
    number: u64,
    lines: Receiver<String>,
    _seat: OwnedSemaphorePermit,
) {
    let (from, to) = stream.split();
    let result =
        tokio::try_join!(hear(from, address, number), write(to, lines));
    CLIENTS.lock().unwrap().remove(&number);
    if let Err(error) = result {
        eprintln!("{address}: {error}");
    }
}
// ANCHOR_END: visit

// ANCHOR: main
/// At most this many clients, and this many lines that wait for each.
const MAX_CLIENTS: usize = 500;
const MAX_WAITING: usize = 1000;

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000").await?;
    let seats = Arc::new(Semaphore::new(MAX_CLIENTS));
    for number in 0.. {
        if let Err(error) = accept(&listener, &seats, number).await {
            eprintln!("{error}");
            sleep(Duration::from_millis(100)).await;
        }
    }
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: accept
async fn accept(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
    number: u64,
) -> io::Result<()> {
    let (mut stream, address) = listener.accept().await?;
    let Ok(seat) = seats.clone().try_acquire_owned() else {
        let full = stream.write_all(b"too many clients\n");
        let _ = timeout(Duration::from_secs(1), full).await;
        return Ok(());
    };
    println!("New client joined: {address}");
    let (queue, lines) = mpsc::channel(MAX_WAITING);
    // Locked until it is in the list, so that it cannot leave before.
    let mut clients = CLIENTS.lock().unwrap();
    let task = tokio::spawn(visit(stream, address, number, lines, seat));
    clients.insert(number, Client { task: task.abort_handle(), queue });
    Ok(())
}
// ANCHOR_END: accept
