// ANCHOR: accept
use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:50000".into());
    let listener = TcpListener::bind(address)?;
    let (stream, peer) = listener.accept()?;
    println!("{peer} is connected");
    // ANCHOR_END: accept

    // ANCHOR: hear
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while stream.by_ref().take(1000).read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        println!("{}", text.trim_end().escape_debug());
        line.clear();
    }
    println!("the end");
    Ok(())
}
// ANCHOR_END: hear
