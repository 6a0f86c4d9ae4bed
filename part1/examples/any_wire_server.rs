// ANCHOR: start
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpListener;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);

/// The longest line, in bytes, without its newline.
const MAX: u64 = 1000;
// ANCHOR_END: start

// ANCHOR: hear
fn hear(from: impl Read) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(from).take(MAX + 1).read_line(&mut line)?;
    match line.strip_suffix('\n') {
        Some(text) => Ok(text.to_string()),
        None if line.len() as u64 > MAX => Err(ErrorKind::InvalidData.into()),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}
// ANCHOR_END: hear

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    let (mut stream, address) = listener.accept()?;
    println!("New client joined: {address}");
    stream.write_all(b"Hello client!\n")?;
    let msg_in = hear(&stream)?;
    println!("Client: {msg_in}");
    Ok(())
}
// ANCHOR_END: main
