// ANCHOR: start
use std::env;
use std::fs::{self, File};
use std::io::{self, Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process;
use std::time::Duration;

/// No file is longer than this, in bytes.
const MAX: u64 = 1 << 30;
/// The longest time that the server may be silent.
const PATIENCE: Duration = Duration::from_secs(10);
// ANCHOR_END: start

// ANCHOR: length
pub fn receive(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u64::from(u32::from_be_bytes(length));
    if length > MAX {
        return Err(Error::new(ErrorKind::InvalidData, "too long"));
    }
    // ANCHOR_END: length
    // ANCHOR: pieces
    let mut received = 0;
    while received < length {
        let piece = length.div_ceil(4).min(length - received);
        let count = io::copy(&mut from.by_ref().take(piece), to)?;
        received += count;
        println!("{received} of {length} bytes");
        if count < piece {
            return Err(Error::new(ErrorKind::UnexpectedEof, "cut off"));
        }
    }
    Ok(())
}
// ANCHOR_END: pieces

// ANCHOR: main
fn main() -> io::Result<()> {
    let Some(path) = env::args_os().nth(1) else {
        eprintln!("usage: file_client PATH");
        process::exit(2);
    };
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut part = path.clone();
    part.push(".part");
    let mut file = File::create(&part)?;
    // ANCHOR_END: main
    // ANCHOR: end
    let received = receive(&mut stream, &mut file);
    let written = received.and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written.and_then(|()| fs::rename(&part, &path)) {
        fs::remove_file(&part).unwrap_or_else(|e| eprintln!("{part:?}: {e}"));
        return Err(error);
    }
    stream.write_all(b"got it\n")
}
// ANCHOR_END: end
