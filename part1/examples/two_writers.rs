// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut alice = TcpStream::connect(listener.local_addr()?)?;
    let mut bob = alice.try_clone()?;
    let (mut server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: turns
    alice.write_all(b"Alice")?;
    bob.write_all(b"Bob: Good morning!\n")?;
    alice.write_all(b": Hello!\n")?;
    drop([alice, bob]);
    // ANCHOR_END: turns

    // ANCHOR: read
    let mut all = String::new();
    server.read_to_string(&mut all)?;
    print!("{all}");
    Ok(())
}
// ANCHOR_END: read
