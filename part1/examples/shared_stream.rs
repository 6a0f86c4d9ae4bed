// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let stream = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: both
    thread::scope(|scope| {
        let reader = scope.spawn(|| (&stream).read(&mut [0; 2048]));
        (&stream).write_all(b"Hello Server!")?;
        let mut message = [0; 13];
        server.read_exact(&mut message)?;
        println!("the server has {}", message.escape_ascii());
        // ANCHOR_END: both
        // ANCHOR: wake
        stream.shutdown(Shutdown::Both)?;
        println!("the reader has {:?}", reader.join().unwrap());
        Ok(())
    })
}
// ANCHOR_END: wake
