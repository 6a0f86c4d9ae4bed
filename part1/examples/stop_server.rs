// ANCHOR: imports
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use std::time::Duration;
// ANCHOR_END: imports

// ANCHOR: clients
type Threads = Vec<JoinHandle<()>>;

/// The threads of all clients; `None` as soon as the server stops.
static CLIENTS: Mutex<Option<Threads>> = Mutex::new(Some(Vec::new()));
// ANCHOR_END: clients

// ANCHOR: serve
fn serve(mut stream: TcpStream, address: SocketAddr) -> io::Result<()> {
    println!("New client joined: {address}");
    stream.write_all(b"Hello client!")?;
    let mut buffer = [0; 2048];
    let count = stream.read(&mut buffer)?;
    let msg_in = String::from_utf8_lossy(&buffer[..count]);
    println!("Client: {msg_in}");
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: begin
/// Starts a thread for a client. Returns false if the server has stopped.
fn begin(stream: TcpStream, address: SocketAddr) -> io::Result<bool> {
    let mut clients = CLIENTS.lock().unwrap();
    let Some(clients) = clients.as_mut() else { return Ok(false) };
    let client = thread::Builder::new().spawn(move || {
        if let Err(error) = serve(stream, address) {
            eprintln!("{address}: {error}");
        }
    })?;
    // ANCHOR_END: begin
    // ANCHOR: retain
    clients.retain(|client| !client.is_finished());
    clients.push(client);
    Ok(true)
}
// ANCHOR_END: retain

// ANCHOR: accept
fn accept(listener: TcpListener) {
    loop {
        let accepted = listener.accept();
        match accepted.and_then(|(stream, address)| begin(stream, address)) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                eprintln!("{error}");
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
}
// ANCHOR_END: accept

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:50000")?;
    thread::spawn(move || accept(listener));
    let _ = io::stdin().read_line(&mut String::new());
    let clients = CLIENTS.lock().unwrap().take();
    // ANCHOR_END: main
    // ANCHOR: wake
    let _ = TcpStream::connect("127.0.0.1:50000");
    // ANCHOR_END: wake
    // ANCHOR: wait
    for client in clients.unwrap_or_default() {
        let _ = client.join();
    }
    println!("All clients are served");
    Ok(())
}
// ANCHOR_END: wait
