// ANCHOR: start
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: receive
/// No line is longer than this, in bytes, without its newline.
const MAX_LINE: u64 = 1000;

/// How many bytes the next line has; `None` when there are no more.
fn receive(from: &mut impl BufRead) -> io::Result<Option<usize>> {
    let mut line = Vec::new();
    from.take(MAX_LINE + 1).read_until(b'\n', &mut line)?;
    // ANCHOR_END: receive
    // ANCHOR: mark
    match line.strip_suffix(b"\n") {
        Some(text) => Ok(Some(text.len())),
        None if line.is_empty() => Ok(None),
        None => Err(io::Error::new(ErrorKind::InvalidData, "no line")),
    }
}
// ANCHOR_END: mark

// ANCHOR: serve
/// No client is silent for longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

fn serve(mut stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut from = BufReader::new(stream);
    // ANCHOR_END: serve
    // ANCHOR: talk
    while let Some(count) = receive(&mut from)? {
        let answer = format!("{count} bytes\n");
        stream.write_all(answer.as_bytes())?;
    }
    Ok(())
}
// ANCHOR_END: talk

// ANCHOR: accept
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    loop {
        let Ok((stream, address)) = listener.accept() else {
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        // ANCHOR_END: accept
        // ANCHOR: spawn
        thread::spawn(move || {
            if let Err(error) = serve(&stream) {
                println!("{address}: {error}");
            }
        });
    }
}
// ANCHOR_END: spawn
