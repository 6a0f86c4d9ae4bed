// ANCHOR: start
use std::env;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Error, Read, Write};
use std::net::TcpListener;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: file
fn main() -> io::Result<()> {
    let path = env::args().next_back().unwrap_or_default();
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let length = u32::try_from(length).map_err(Error::other)?;
    // ANCHOR_END: file

    // ANCHOR: send
    let listener = TcpListener::bind(SERVER)?;
    let (mut stream, _) = listener.accept()?;
    stream.write_all(&length.to_be_bytes())?;
    io::copy(&mut file, &mut stream)?;
    // ANCHOR_END: send

    // ANCHOR: answer
    let mut answer = String::new();
    let most = "got it\n".len() as u64;
    BufReader::new(stream.take(most)).read_line(&mut answer)?;
    match answer.as_str() {
        "got it\n" => Ok(()),
        _ => Err(Error::other("the client has not got it")),
    }
}
// ANCHOR_END: answer
