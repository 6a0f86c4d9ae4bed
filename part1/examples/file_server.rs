// ANCHOR: start
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Error, Read, Write};
use std::net::TcpListener;
use std::process;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: file
/// The file, and its length. It has to be one that knows its length.
fn open(path: &OsStr) -> io::Result<(File, u32)> {
    if !fs::metadata(path)?.is_file() {
        return Err(Error::other("not a regular file"));
    }
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length == 0 && file.read(&mut [0])? > 0 {
        return Err(Error::other("longer than it says"));
    }
    Ok((file, u32::try_from(length).map_err(Error::other)?))
}
// ANCHOR_END: file

// ANCHOR: main
fn main() -> io::Result<()> {
    let Some(path) = env::args_os().nth(1) else {
        eprintln!("usage: file_server PATH");
        process::exit(2);
    };
    let (file, length) = open(&path)?;
    let listener = TcpListener::bind(SERVER)?;
    let (mut stream, _) = listener.accept()?;
    // ANCHOR_END: main

    // ANCHOR: send
    stream.write_all(&length.to_be_bytes())?;
    let mut rest = file.take(length.into());
    io::copy(&mut rest, &mut stream)?;
    if rest.limit() > 0 || rest.into_inner().read(&mut [0])? > 0 {
        return Err(Error::other("the file isn't as long as it said"));
    }
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
