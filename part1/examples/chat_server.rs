// ANCHOR: imports
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;
// ANCHOR_END: imports

// ANCHOR: clients
/// A stream to each client, for whoever has something to tell them.
static CLIENTS: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());

fn tell_all(line: &str) {
    let mut clients = CLIENTS.lock().unwrap();
    clients.retain_mut(|stream| stream.write_all(line.as_bytes()).is_ok());
}
// ANCHOR_END: clients

// ANCHOR: serve
fn serve(stream: TcpStream, address: SocketAddr) -> io::Result<()> {
    stream.set_write_timeout(Some(Duration::from_secs(1)))?;
    CLIENTS.lock().unwrap().push(stream.try_clone()?);
    for line in BufReader::new(stream).lines() {
        tell_all(&format!("{address}: {}\n", line?));
    }
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: leave
fn leave(address: SocketAddr) {
    let mut clients = CLIENTS.lock().unwrap();
    clients.retain(|stream| {
        stream.peer_addr().is_ok_and(|other| other != address)
    });
}
// ANCHOR_END: leave

// ANCHOR: accept
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    loop {
        let (stream, address) = listener.accept()?;
        println!("New client joined: {address}");
        // ANCHOR_END: accept
        // ANCHOR: spawn
        thread::spawn(move || {
            if let Err(error) = serve(stream, address) {
                println!("{address}: {error}");
            }
            leave(address);
        });
    }
}
// ANCHOR_END: spawn
