// ANCHOR: start
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    let (stream, _) = listener.accept()?;
    let mut lines = BufReader::new(&stream);
    // ANCHOR_END: main
    // ANCHOR: answer
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        (&stream).write_all(line.to_uppercase().as_bytes())?;
        line.clear();
    }
    Ok(())
}
// ANCHOR_END: answer
