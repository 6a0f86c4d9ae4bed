// ANCHOR: start
use std::io::{self, BufRead, BufReader, Error, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: limits
/// The longest line, in bytes, without its newline.
const MAX_LINE: usize = 1000;
/// The longest time that a client may take for a line.
const PATIENCE: Duration = Duration::from_secs(1);
/// At most this many lines are answered in one visit.
const MAX_LINES: usize = 1000;
/// At most this many clients are served side by side.
const MAX_CLIENTS: usize = 150;
/// At most this many lines wait to be printed.
const MAX_LOG: usize = 1000;
/// At most this many lines are printed in a minute.
const MAX_A_MINUTE: usize = 6000;
// ANCHOR_END: limits

// ANCHOR: receive
/// How many bytes the next line has; `None` when there is none.
fn receive(from: &mut BufReader<&TcpStream>) -> io::Result<Option<usize>> {
    let deadline = Instant::now() + PATIENCE;
    let mut length = 0;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        from.get_ref().set_read_timeout(Some(left))?;
        // ANCHOR_END: receive
        // ANCHOR: piece
        let piece = match from.fill_buf() {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            result => result?,
        };
        if piece.is_empty() && length == 0 {
            return Ok(None);
        }
        let newline = piece.iter().position(|&byte| byte == b'\n');
        let count = newline.unwrap_or(piece.len());
        // ANCHOR_END: piece
        // ANCHOR: newline
        length += count;
        if length > MAX_LINE || piece.is_empty() {
            return Err(Error::new(ErrorKind::InvalidData, "no line"));
        }
        if newline.is_some() {
            from.consume(count + 1);
            return Ok(Some(length));
        }
        from.consume(count);
    }
}
// ANCHOR_END: newline

// ANCHOR: main
fn serve(mut stream: &TcpStream) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut from = BufReader::new(stream);
    let mut count = 0;
    loop {
        let Some(length) = receive(&mut from)? else { return Ok(()) };
        count += 1;
        if count > MAX_LINES {
            return Err(Error::other("too many lines"));
        }
        stream.write_all(format!("{length} bytes\n").as_bytes())?;
    }
}

/// Prints the log, and leaves out what is too much for a minute.
fn print(lines: Receiver<String>) {
    let (mut begin, mut count) = (Instant::now(), 0);
    for line in lines {
        if begin.elapsed() > Duration::from_secs(60) {
            (begin, count) = (Instant::now(), 0);
        }
        count += 1;
        if count <= MAX_A_MINUTE {
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    let (queue, lines) = mpsc::sync_channel(MAX_LOG);
    thread::Builder::new().spawn(move || print(lines))?;
    let seats = Arc::new(());
    loop {
        let (stream, address) = match listener.accept() {
            Ok(client) => client,
            Err(error) => {
                let _ = queue.try_send(format!("accept: {error}"));
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        if Arc::strong_count(&seats) > MAX_CLIENTS {
            continue;
        }
        let (seat, own_queue) = (Arc::clone(&seats), queue.clone());
        let visit = move || {
            if let Err(error) = serve(&stream) {
                let _ = own_queue.try_send(format!("{address}: {error}"));
            }
            drop(stream);
            drop(seat);
        };
        if let Err(error) = thread::Builder::new().spawn(visit) {
            let _ = queue.try_send(format!("no thread: {error}"));
        }
    }
}
// ANCHOR_END: main
