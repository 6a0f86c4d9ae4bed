// ANCHOR: imports
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
// ANCHOR_END: imports

// ANCHOR: show
fn show(stream: TcpStream) -> io::Result<()> {
    for line in BufReader::new(stream).lines() {
        println!("{}", line?.escape_debug());
    }
    Ok(())
}
// ANCHOR_END: show

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    let clone = stream.try_clone()?;
    let shows = thread::spawn(move || show(clone));
    for line in io::stdin().lines() {
        let line = line? + "\n";
        stream.write_all(line.as_bytes())?;
    }
    // ANCHOR_END: main
    // ANCHOR: end
    stream.shutdown(Shutdown::Write)?;
    shows.join().unwrap()
}
// ANCHOR_END: end
