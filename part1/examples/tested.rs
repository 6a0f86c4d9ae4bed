// ANCHOR: imports
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;
// ANCHOR_END: imports

// ANCHOR: talk
/// Answers each line with its length.
fn talk(from: impl BufRead, mut to: impl Write) -> io::Result<()> {
    for line in from.lines() {
        let answer = format!("{} bytes\n", line?.len());
        to.write_all(answer.as_bytes())?;
    }
    Ok(())
}
// ANCHOR_END: talk

// ANCHOR: serve
fn serve_one(listener: &TcpListener) -> io::Result<()> {
    let (stream, _) = listener.accept()?;
    talk(BufReader::new(&stream), &stream)
}

fn main() -> io::Result<()> {
    serve_one(&TcpListener::bind("127.0.0.1:50000")?)
}
// ANCHOR_END: serve

// ANCHOR: module
#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Shutdown, TcpStream};
    use std::thread;
    use std::time::Duration;
    // ANCHOR_END: module

    // ANCHOR: bytes
    #[test]
    fn lines_are_answered() {
        let mut answers = Vec::new();
        talk(&b"Hello\nyou\n"[..], &mut answers).unwrap();
        assert_eq!(answers, b"5 bytes\n3 bytes\n");
    }
    // ANCHOR_END: bytes

    // ANCHOR: start
    #[test]
    fn a_client_is_served() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let served = thread::spawn(move || serve_one(&listener));
        // ANCHOR_END: start

        // ANCHOR: client
        let mut client = TcpStream::connect(address)?;
        let limit = Duration::from_secs(5);
        client.set_read_timeout(Some(limit))?;
        client.write_all(b"Hello\n")?;
        client.shutdown(Shutdown::Write)?;
        assert_eq!(io::read_to_string(&client)?, "5 bytes\n");
        served.join().unwrap()
    }
}
// ANCHOR_END: client
