// ANCHOR: send
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    stream.write_all(b"Hello Server!\nHow are you?\n")?;
    // ANCHOR_END: send
    // ANCHOR: receive
    let mut from = BufReader::new(stream.take(4096));
    for _ in 0..2 {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let answer = line.strip_suffix('\n').ok_or(ErrorKind::UnexpectedEof)?;
        println!("Server: {answer}");
    }
    Ok(())
}
// ANCHOR_END: receive
