// ANCHOR: imports
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
// ANCHOR_END: imports

// ANCHOR: show
fn show(server: TcpStream) -> io::Result<()> {
    for line in BufReader::new(server).lines() {
        println!("{}", line?.escape_debug());
    }
    Ok(())
}
// ANCHOR_END: show

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut server = TcpStream::connect("127.0.0.1:50000")?;
    let clone = server.try_clone()?;
    let shows = thread::spawn(move || show(clone));
    for line in io::stdin().lines() {
        let line = line? + "\n";
        server.write_all(line.as_bytes())?;
    }
    // ANCHOR_END: main
    // ANCHOR: end
    server.shutdown(Shutdown::Write)?;
    shows.join().unwrap()
}
// ANCHOR_END: end
