// ANCHOR: start
use std::io::{self, Read};
use std::net::TcpStream;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: connect
fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect(SERVER)?;
    let mut buffer = [0; 2048];
    let mut total = 0;
    // ANCHOR_END: connect
    // ANCHOR: read
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        total += count;
    }
    // ANCHOR_END: read
    // ANCHOR: print
    println!("{total} bytes");
    Ok(())
}
// ANCHOR_END: print
