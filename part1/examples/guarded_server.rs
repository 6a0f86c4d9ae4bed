// ANCHOR: imports
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::{Duration, Instant};
// ANCHOR_END: imports

// ANCHOR: shown
/// What a client has sent, as a terminal can show it.
fn shown(address: SocketAddr, line: &str) -> String {
    format!("{address}: {}", line.escape_debug())
}
// ANCHOR_END: shown

// ANCHOR: limit
/// The longest line, in bytes, with its newline.
const MAX_LINE: u64 = 256;

fn receive(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let count = from.take(MAX_LINE).read_line(&mut line)?;
    // ANCHOR_END: limit
    // ANCHOR: newline
    match line.strip_suffix('\n') {
        Some(text) => Ok(Some(text.to_string())),
        None if count == 0 => Ok(None),
        None => Err(io::Error::new(ErrorKind::InvalidData, "no line")),
    }
}
// ANCHOR_END: newline

// ANCHOR: until
/// The longest time that a client may take for a line.
const PATIENCE: Duration = Duration::from_millis(500);

/// A stream that can be read from until its deadline.
struct Until<'a> {
    stream: &'a TcpStream,
    deadline: Instant,
}
// ANCHOR_END: until

// ANCHOR: left
impl Read for Until<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(buffer).map_err(timed_out)
    }
}
// ANCHOR_END: left

// ANCHOR: name
/// A timeout's error, with the same kind and words on all systems.
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            ErrorKind::TimedOut.into()
        }
        _ => error,
    }
}
// ANCHOR_END: name

// ANCHOR: visit
/// At most this many lines are answered in one visit.
const MAX_LINES: usize = 100;

fn serve(
    mut stream: &TcpStream,
    address: SocketAddr,
    queue: &SyncSender<String>,
) -> io::Result<()> {
    // ANCHOR_END: visit
    // ANCHOR: serve
    stream.set_write_timeout(Some(PATIENCE))?;
    let until = Until { stream, deadline: Instant::now() };
    let mut from = BufReader::new(until);
    let mut count = 0;
    loop {
        from.get_mut().deadline = Instant::now() + PATIENCE;
        let Some(line) = receive(&mut from)? else { return Ok(()) };
        count += 1;
        if count > MAX_LINES {
            return Err(io::Error::other("too many lines"));
        }
        log(queue, shown(address, &line));
        let answer = format!("{} bytes\n", line.len());
        stream.write_all(answer.as_bytes()).map_err(timed_out)?;
    }
}
// ANCHOR_END: serve

// ANCHOR: log
/// At most this many lines wait to be printed.
const MAX_LOG: usize = 1000;

/// How many lines were left out and not reported yet.
static LEFT_OUT: AtomicUsize = AtomicUsize::new(0);

fn log(queue: &SyncSender<String>, line: String) {
    if queue.try_send(line).is_err() {
        LEFT_OUT.fetch_add(1, Ordering::Relaxed);
    }
}
// ANCHOR_END: log

// ANCHOR: print
const MINUTE: Duration = Duration::from_secs(60);

/// At most this many lines are printed in a minute.
const MAX_A_MINUTE: usize = 6000;

fn print(lines: Receiver<String>) {
    let (mut begin, mut count) = (Instant::now(), 0);
    for line in lines {
        if begin.elapsed() > MINUTE {
            (begin, count) = (Instant::now(), 0);
        }
        // ANCHOR_END: print
        // ANCHOR: left_out
        // There has to be room for two: how many were left out, and the line.
        if count + 2 > MAX_A_MINUTE {
            LEFT_OUT.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        let left_out = LEFT_OUT.swap(0, Ordering::Relaxed);
        if left_out > 0 {
            let _ = writeln!(io::stderr(), "{left_out} lines left out");
            count += 1;
        }
        let _ = writeln!(io::stderr(), "{line}");
        count += 1;
    }
}
// ANCHOR_END: left_out

// ANCHOR: main
/// At most this many clients are served side by side.
const MAX_CLIENTS: usize = 100;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    let (queue, lines) = mpsc::sync_channel(MAX_LOG);
    thread::Builder::new().spawn(move || print(lines))?;
    let seats = Arc::new(());
    loop {
        // ANCHOR_END: main
        // ANCHOR: accept
        let (mut stream, address) = match listener.accept() {
            Ok(client) => client,
            Err(error) => {
                log(&queue, format!("accept: {error}"));
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        // ANCHOR_END: accept
        // ANCHOR: full
        if Arc::strong_count(&seats) > MAX_CLIENTS {
            let _ = stream.write_all(b"too many clients\n");
            continue;
        }
        // ANCHOR_END: full
        // ANCHOR: seat
        let (seat, own_queue) = (Arc::clone(&seats), queue.clone());
        let visit = move || {
            if let Err(error) = serve(&stream, address, &own_queue) {
                log(&own_queue, format!("{address}: {error}"));
                let _ = stream.write_all(format!("{error}\n").as_bytes());
            }
            drop(stream);
            drop(seat);
        };
        // ANCHOR_END: seat
        // ANCHOR: spawn
        if let Err(error) = thread::Builder::new().spawn(visit) {
            log(&queue, format!("{address}: no thread: {error}"));
        }
    }
}
// ANCHOR_END: spawn
