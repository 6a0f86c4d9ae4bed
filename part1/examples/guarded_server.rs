// ANCHOR: imports
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
// ANCHOR_END: imports

// ANCHOR: show
fn show(address: SocketAddr, line: &str) {
    println!("{address}: {}", line.escape_debug());
}
// ANCHOR_END: show

// ANCHOR: bound
/// No line is longer than this, in bytes, its newline included.
const MAX_LINE: u64 = 4096;

fn receive(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let count = from.take(MAX_LINE).read_line(&mut line)?;
    // ANCHOR_END: bound
    // ANCHOR: mark
    match line.strip_suffix('\n') {
        Some(text) => Ok(Some(text.to_string())),
        None if count == 0 => Ok(None),
        None => Err(io::Error::new(ErrorKind::InvalidData, "no line")),
    }
}
// ANCHOR_END: mark

// ANCHOR: until
/// No client takes longer than this for a line.
const PATIENCE: Duration = Duration::from_millis(500);

/// A stream that can be read from until then, and no longer.
struct Until<'a> {
    stream: &'a TcpStream,
    then: Instant,
}
// ANCHOR_END: until

// ANCHOR: left
impl Read for Until<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.then.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(buffer).map_err(timed_out)
    }
}
// ANCHOR_END: left

// ANCHOR: name
/// An error of a timeout by the same name on all systems.
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    }
}
// ANCHOR_END: name

// ANCHOR: serve
fn serve(mut stream: &TcpStream, address: SocketAddr) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let until = Until { stream, then: Instant::now() };
    let mut from = BufReader::new(until);
    // ANCHOR_END: serve
    // ANCHOR: talk
    loop {
        from.get_mut().then = Instant::now() + PATIENCE;
        let Some(line) = receive(&mut from)? else { return Ok(()) };
        show(address, &line);
        let answer = format!("{} bytes\n", line.len());
        stream.write_all(answer.as_bytes()).map_err(timed_out)?;
    }
}
// ANCHOR_END: talk

// ANCHOR: accept
/// No more clients than this at once.
const MAX_CLIENTS: usize = 100;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    let seats = Arc::new(());
    loop {
        // ANCHOR_END: accept
        // ANCHOR: again
        let Ok((mut stream, address)) = listener.accept() else {
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        // ANCHOR_END: again
        // ANCHOR: full
        if Arc::strong_count(&seats) > MAX_CLIENTS {
            let _ = stream.write_all(b"too many clients\n");
            continue;
        }
        // ANCHOR_END: full
        // ANCHOR: spawn
        let seat = Arc::clone(&seats);
        thread::spawn(move || {
            if let Err(error) = serve(&stream, address) {
                println!("{address}: {error}");
                let _ = stream.write_all(format!("{error}\n").as_bytes());
            }
            drop(stream);
            drop(seat);
        });
    }
}
// ANCHOR_END: spawn
