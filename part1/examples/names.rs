// ANCHOR: name
use std::env;
use std::io;
use std::net::ToSocketAddrs;

fn main() -> io::Result<()> {
    let name = env::args().nth(1).unwrap_or("localhost:50000".into());
    // ANCHOR_END: name
    // ANCHOR: addresses
    for address in name.to_socket_addrs()? {
        println!("{address}");
    }
    Ok(())
}
// ANCHOR_END: addresses
