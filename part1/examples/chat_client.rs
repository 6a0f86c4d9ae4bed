// ANCHOR: imports
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
// ANCHOR_END: imports

// ANCHOR: send
/// Sends what is typed, line by line.
fn send(mut stream: TcpStream) -> io::Result<()> {
    for line in io::stdin().lines() {
        let line = line? + "\n";
        stream.write_all(line.as_bytes())?;
    }
    stream.shutdown(Shutdown::Write)
}
// ANCHOR_END: send

// ANCHOR: main
fn main() -> io::Result<()> {
    let stream = TcpStream::connect("127.0.0.1:50000")?;
    let own = stream.try_clone()?;
    thread::spawn(move || {
        if let Err(error) = send(own) {
            eprintln!("Not sent: {error}");
            std::process::exit(1);
        }
    });
    // ANCHOR_END: main
    // ANCHOR: show
    let mut from = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        if from.by_ref().take(4096).read_until(b'\n', &mut line)? == 0 {
            eprintln!("The server has closed the connection");
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\n').escape_debug();
        writeln!(io::stdout(), "{line}")?;
    }
}
// ANCHOR_END: show
