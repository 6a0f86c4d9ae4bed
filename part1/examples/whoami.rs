// ANCHOR: start
use std::io::{self, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
const SERVER_V6: (&str, u16) = ("::1", PORT);
// ANCHOR_END: start

// ANCHOR: accept
fn serve(listener: TcpListener) -> ! {
    loop {
        let (mut stream, address) = match listener.accept() {
            Ok(connection) => connection,
            Err(error) => {
                eprintln!("No client accepted: {error}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        // ANCHOR_END: accept
        // ANCHOR: tell
        let line = format!("{address}\n");
        if let Err(error) = stream.write_all(line.as_bytes()) {
            eprintln!("{address}: {error}");
        }
    }
}
// ANCHOR_END: tell

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(SERVER)?;
    match TcpListener::bind(SERVER_V6) {
        Ok(listener_v6) => {
            thread::spawn(|| serve(listener_v6));
        }
        Err(error) => eprintln!("Not on {SERVER_V6:?}: {error}"),
    }
    // ANCHOR_END: main
    // ANCHOR: end
    serve(listener)
}
// ANCHOR_END: end
