// ANCHOR: start
use std::io::{self, ErrorKind};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const HOST: &str = "127.0.0.1";
const RELAY: (&str, u16) = (HOST, 50001);
const SERVER: (&str, u16) = (HOST, 50000);
// ANCHOR_END: start

// ANCHOR: carry
fn carry(mut from: &TcpStream, mut to: &TcpStream) {
    if io::copy(&mut from, &mut to).is_ok() {
        let _ = to.shutdown(Shutdown::Write);
    } else {
        // One by one: macOS refuses `Both` if one direction has ended already.
        for direction in [Shutdown::Read, Shutdown::Write] {
            let _ = from.shutdown(direction);
            let _ = to.shutdown(direction);
        }
    }
}
// ANCHOR_END: carry

// ANCHOR: relay
fn relay(client: &TcpStream) -> io::Result<()> {
    let server = &TcpStream::connect(SERVER)?;
    if server.local_addr()? == server.peer_addr()? {
        // It's connected to itself, so no server listens.
        return Err(ErrorKind::ConnectionRefused.into());
    }
    thread::scope(|scope| {
        thread::Builder::new().spawn_scoped(scope, || carry(client, server))?;
        carry(server, client);
        Ok(())
    })
}
// ANCHOR_END: relay

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind(RELAY)?;
    loop {
        let (client, address) = match listener.accept() {
            Ok(client) => client,
            Err(error) => {
                eprintln!("accept: {error}");
                thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        let visit = move || match relay(&client) {
            Ok(()) => println!("{address} has gone"),
            Err(error) => eprintln!("{address}: {error}"),
        };
        if let Err(error) = thread::Builder::new().spawn(visit) {
            eprintln!("{address}: {error}");
        }
    }
}
// ANCHOR_END: main
