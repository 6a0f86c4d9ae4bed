// ANCHOR: start
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);

/// The longest line, in bytes, without its newline.
const MAX: u64 = 4096;
// ANCHOR_END: start

// ANCHOR: hear
fn hear(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    let mut limited = from.take(MAX + 1);
    limited.read_line(&mut line)?;
    match line.strip_suffix('\n') {
        Some(text) => Ok(text.to_string()),
        None if limited.limit() == 0 => Err(ErrorKind::InvalidData.into()),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}
// ANCHOR_END: hear

// ANCHOR: say
fn say(mut to: &TcpStream, line: &str) -> io::Result<()> {
    to.write_all(format!("{line}\n").as_bytes())
}
// ANCHOR_END: say

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    let (stream, _) = listener.accept()?;
    let mut from = BufReader::new(&stream);
    say(&stream, "Hello client!")?;
    // ANCHOR_END: main

    // ANCHOR: answers
    for _ in 0..3 {
        let line = hear(&mut from)?;
        if line == "bye" {
            say(&stream, "Come again!")?;
            return say(&stream, "bye");
        }
        println!("Client: {line}");
        say(&stream, &format!("{} bytes", line.len()))?;
    }
    // ANCHOR_END: answers

    // ANCHOR: bye
    say(&stream, "bye")?;
    loop {
        let line = hear(&mut from)?;
        if line == "bye" {
            return Ok(());
        }
        println!("Client: {line}");
    }
}
// ANCHOR_END: bye
