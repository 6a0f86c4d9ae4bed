//! Both ends of a connection in one process, for what a sentence says of any two ends.

use super::prelude::*;
use super::server_and_client::{GREETING, bounded};
use super::sockets::{ESTABLISHED, count};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

/// How long a test looks at a program that is to stay as it is.
pub const WHILE: Duration = Duration::from_millis(200);

/// A listener at a port that the kernel chooses.
pub fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    (listener, address)
}

/// Both ends of one connection: the server's, then the client's.
pub fn pair() -> (TcpStream, TcpStream) {
    let (listener, address) = listen();
    let client = TcpStream::connect(address).expect("a connection");
    let (server, peer) = listener.accept().expect("a client");
    let own = client.local_addr().expect("its address");
    assert_eq!(peer, own, "somebody else has connected to {address}");
    (bounded(server), bounded(client))
}

/// The client's end of a connection that the server closes with bytes unread.
pub fn reset_by_server() -> TcpStream {
    let (server, mut client) = pair();
    write(&mut client, b"unread");
    wait_for_bytes(&server, 6);
    client
}

/// The same, once the reset is there, after a greeting that it has not read.
pub fn greeted_and_reset() -> TcpStream {
    let (mut server, mut client) = pair();
    write(&mut client, b"unread");
    wait_for_bytes(&server, 6);
    write(&mut server, GREETING);
    wait_for_bytes(&client, GREETING.len());
    drop(server);
    let port = Some(port_of(&client));
    assert!(happens(|| count(ESTABLISHED, port, None) == Some(0)), "no reset comes");
    client
}

/// Clients that fill a listener's queue, until the kernel doesn't answer for that long.
pub fn fill_queue(address: SocketAddr, patience: Duration) -> (Vec<TcpStream>, io::Error) {
    let mut queue = Vec::new();
    let end = (0..1000).find_map(|_| {
        let client = TcpStream::connect_timeout(&address, patience);
        client.map(|client| queue.push(client)).err()
    });
    let end = end.expect("a queue that is full");
    assert_eq!(end.kind(), ErrorKind::TimedOut, "the queue is not full: {end}");
    (queue, end)
}

/// The error of a connection to a listener that was dropped. A program that another test starts has
/// the listener, too, until it is that program.
pub fn refused(address: SocketAddr) -> io::Error {
    let mut refused = None;
    happens(|| TcpStream::connect(address).map_err(|error| refused = Some(error)).is_err());
    refused.expect("nobody listens")
}

/// Waits until that many bytes can be read, and reads none.
pub fn wait_for_bytes(stream: &TcpStream, bytes: usize) {
    let mut buffer = [0; 64];
    let come = || stream.peek(&mut buffer).is_ok_and(|n| n == bytes);
    assert!(happens(come), "{bytes} bytes do not come");
}

/// What came of a call, with an error's kind, which can be compared.
pub fn kind<T>(result: io::Result<T>) -> Result<T, ErrorKind> {
    result.map_err(|error| error.kind())
}

/// The bytes that one `read` brings; none when the peer has finished.
pub fn read(stream: &mut TcpStream) -> Result<Vec<u8>, ErrorKind> {
    let mut buffer = [0; 2048];
    let count = kind(stream.read(&mut buffer))?;
    Ok(buffer[..count].to_vec())
}

/// The port of this end.
pub fn port_of(stream: &TcpStream) -> u16 {
    stream.local_addr().expect("an address").port()
}

/// Writes all of it.
pub fn write(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).expect("the kernel takes the bytes");
}

/// Nothing comes for a while, and no end.
pub fn assert_waits(stream: &mut TcpStream) {
    stream.set_read_timeout(Some(WHILE)).expect("a bound");
    let waits = kind(stream.read(&mut [0; 64]));
    assert!(matches!(waits, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{waits:?}");
    stream.set_read_timeout(Some(BOUND)).expect("a bound");
}
