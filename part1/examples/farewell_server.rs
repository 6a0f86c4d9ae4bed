// ANCHOR: start
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{Shutdown, TcpListener};

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: line
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    let (mut stream, _) = listener.accept()?;
    let mut from = BufReader::new(stream.try_clone()?);
    let mut name = String::new();
    from.read_line(&mut name)?;
    let name = name.strip_suffix('\n').ok_or(ErrorKind::UnexpectedEof)?;
    // ANCHOR_END: line
    // ANCHOR: answer
    let answer = format!("Goodbye, {name}!\n");
    stream.write_all(answer.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    // ANCHOR_END: answer
    // ANCHOR: rest
    io::copy(&mut from, &mut io::sink())?;
    Ok(())
}
// ANCHOR_END: rest
