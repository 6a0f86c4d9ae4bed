// ANCHOR: pair
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::sleep;
use std::time::Duration;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: write
    drop(server);
    for _ in 0..3 {
        println!("{:?}", client.write(b"Hello"));
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
// ANCHOR_END: write
