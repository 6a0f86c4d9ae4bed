// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Barrier, Mutex};
use std::thread;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let stream = Mutex::new(TcpStream::connect(listener.local_addr()?)?);
    let (mut server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: reader
    let is_locked = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut stream = stream.lock().unwrap();
            is_locked.wait();
            println!("the reader has {:?}", stream.read(&mut [0; 2048]));
        });
        // ANCHOR_END: reader
        // ANCHOR: writer
        is_locked.wait();
        println!("the writer gets in: {}", stream.try_lock().is_ok());
        server.write_all(b"Hello client!")
    })
}
// ANCHOR_END: writer
