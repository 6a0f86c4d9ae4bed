// ANCHOR: pair
use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    // ANCHOR_END: pair

    // ANCHOR: server
    let mut client = TcpStream::connect(address)?;
    let (server, _) = listener.accept()?;
    drop(server);
    client.read_to_end(&mut Vec::new())?;
    drop(client);
    // ANCHOR_END: server

    // ANCHOR: client
    let client = TcpStream::connect(address)?;
    let (mut server, client_address) = listener.accept()?;
    drop(client);
    server.read_to_end(&mut Vec::new())?;
    drop(server);
    // ANCHOR_END: client

    // ANCHOR: bind
    drop(listener);
    let again = TcpListener::bind(address).map(drop);
    println!("the server's port: {again:?}");
    let again = TcpListener::bind(client_address).map(drop);
    println!("the client's port: {again:?}");
    Ok(())
}
// ANCHOR_END: bind
