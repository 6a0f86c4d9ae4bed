// ANCHOR: imports
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

static STOP: AtomicBool = AtomicBool::new(false);
// ANCHOR_END: imports

// ANCHOR: wake
/// Waits for Enter, then wakes `accept`.
fn stop_at_enter() {
    let _ = io::stdin().read_line(&mut String::new());
    STOP.store(true, Ordering::SeqCst);
    let _ = TcpStream::connect("127.0.0.1:50000");
}
// ANCHOR_END: wake

// ANCHOR: serve
fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(b"Hello client!")?;
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let msg_in = String::from_utf8_lossy(&buffer[..count]);
    println!("Client: {msg_in}");
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: accept
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    thread::spawn(stop_at_enter);
    let mut clients: Vec<JoinHandle<()>> = Vec::new();
    loop {
        let (stream, address) = listener.accept()?;
        if STOP.load(Ordering::SeqCst) {
            break;
        }
        println!("New client joined: {address}");
        // ANCHOR_END: accept
        // ANCHOR: spawn
        clients.retain(|client| !client.is_finished());
        clients.push(thread::spawn(move || {
            if let Err(error) = serve(stream) {
                println!("{address}: {error}");
            }
        }));
    }
    drop(listener);
    // ANCHOR_END: spawn
    // ANCHOR: join
    for client in clients {
        let _ = client.join();
    }
    println!("All clients are served");
    Ok(())
}
// ANCHOR_END: join
