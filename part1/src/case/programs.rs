//! The servers and the clients of the cases. Each does what its fault needs,
//! and no more.

use crate::cases::Case;
use crate::run::{LISTENS, say};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

pub const PORT: u16 = 50000;

/// More than the buffers of both ends take.
const MUCH: usize = 64 << 20;

const TEXT: &str = "Hello Server!";

/// Its length comes in two bytes.
const LENGTH: u16 = TEXT.len() as u16;

/// The server of a case, which says when it listens.
pub fn serve(case: &Case) -> io::Result<()> {
    let (host, serve, _) = case.plays;
    let listener = TcpListener::bind((host, PORT)).inspect_err(|error| {
        if host.contains(':') && error.kind() != ErrorKind::AddrInUse {
            say("This system has no IPv6, and this case needs it.");
        }
    })?;
    say(LISTENS);
    serve(&listener)?;
    stay()
}

/// The client of a case.
pub fn connect(case: &Case) -> io::Result<()> {
    let (_, _, talk) = case.plays;
    talk(TcpStream::connect((Ipv4Addr::LOCALHOST, PORT))?)
}

/// Does something else, and never ends.
fn stay() -> io::Result<()> {
    loop {
        thread::park();
    }
}

fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    listener.accept().map(|(stream, _)| stream)
}

/// Prints what one `read` brings.
pub fn hear(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..count]);
    say(&match count {
        0 => "The stream has ended.".to_string(),
        _ => format!("Received: {text}"),
    });
    Ok(())
}

pub fn never_accept(_: &TcpListener) -> io::Result<()> {
    stay()
}

pub fn accept_and_hear(listener: &TcpListener) -> io::Result<()> {
    hear(accept(listener)?)
}

pub fn send_text(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(TEXT.as_bytes())?;
    say(&format!("Sent: {TEXT}"));
    hear(stream)
}

pub fn answer_a_line(listener: &TcpListener) -> io::Result<()> {
    let stream = accept(listener)?;
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line)?;
    say(&format!("Client: {}", line.trim_end()));
    (&stream).write_all(b"Hello client!\n")
}

pub fn send_3000(listener: &TcpListener) -> io::Result<()> {
    let mut stream = accept(listener)?;
    stream.write_all(&[b'x'; 3000])?;
    say("Sent: 3000 bytes");
    stay()
}

pub fn read_once(mut stream: TcpStream) -> io::Result<()> {
    let count = stream.read(&mut [0; 2048])?;
    say(&format!("Received: {count} bytes"));
    stay()
}

pub fn send_much(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(&vec![0; MUCH])?;
    say("Sent: 64 MB");
    stream.read_exact(&mut vec![0; MUCH])
}

pub fn accept_and_send_much(listener: &TcpListener) -> io::Result<()> {
    send_much(accept(listener)?)
}

pub fn read_five_and_close(listener: &TcpListener) -> io::Result<()> {
    let mut stream = accept(listener)?;
    let mut buffer = [0; 5];
    stream.read_exact(&mut buffer)?;
    say(&format!("Client: {}", String::from_utf8_lossy(&buffer)));
    Ok(())
}

pub fn send_with_length(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(&LENGTH.to_le_bytes())?;
    send_text(stream)
}

pub fn receive_with_length(listener: &TcpListener) -> io::Result<()> {
    let mut stream = accept(listener)?;
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let length = u16::from_be_bytes(length);
    say(&format!("A message of {length} bytes"));
    let mut message = vec![0; length.into()];
    stream.read_exact(&mut message)?;
    say(&format!("Client: {}", String::from_utf8_lossy(&message)));
    Ok(())
}
