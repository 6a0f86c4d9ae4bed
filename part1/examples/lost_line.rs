// ANCHOR: pair
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: lines
    client.write_all(b"Hello Server!\nHow are you?\n")?;
    drop(client);
    for _ in 0..2 {
        let mut line = String::new();
        BufReader::new(&server).read_line(&mut line)?;
        println!("{line:?}");
    }
    Ok(())
}
// ANCHOR_END: lines
