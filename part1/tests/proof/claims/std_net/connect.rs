//! Get a connection.

use super::prelude::*;

pub const ROWS: &[Case] = &[
    (
        [
            "`bind` of `TcpListener`",
            "makes a listening socket at your address",
            "Python's `bind`, which needs `listen`",
        ],
        bind,
    ),
    (
        [
            "`accept` of `TcpListener`",
            "waits for a client, and returns its stream and address",
            "the moment of connecting",
        ],
        accept,
    ),
    (
        [
            "`incoming` of `TcpListener`",
            "accepts again and again, without an end",
            "a loop that ends at an error",
        ],
        incoming,
    ),
    (
        [
            "`connect` of `TcpStream`",
            "tries address after address, until one works",
            "proof that a program accepted you",
        ],
        connect,
    ),
    (
        [
            "`connect_timeout` of `TcpStream`",
            "connects to one `SocketAddr`, or gives up after your time",
            "a limit for reads",
        ],
        connect_timeout,
    ),
    (
        [
            "`try_clone` of `TcpListener`, `TcpStream`, `UdpSocket`",
            "makes a second handle to the same socket",
            "a second connection",
        ],
        try_clone,
    ),
];

fn bind() {
    let (_listener, address) = listen();
    TcpStream::connect(address).expect("it listens already");
}

fn accept() {
    let (listener, address) = listen();
    listener.set_nonblocking(true).expect("a listener");
    assert_eq!(kind(listener.accept().map(drop)), Err(ErrorKind::WouldBlock));
    let client = TcpStream::connect(address).expect("connected before anybody accepts");
    let mut peer = None;
    assert!(happens(|| listener.accept().map(|accepted| peer = Some(accepted.1)).is_ok()));
    assert_eq!(peer, client.local_addr().ok());
}

fn incoming() {
    let (listener, address) = listen();
    listener.set_nonblocking(true).expect("a listener");
    let mut incoming = listener.incoming();
    let nobody = incoming.next().expect("no end");
    assert_eq!(kind(nobody.map(drop)), Err(ErrorKind::WouldBlock));
    let _clients = [(); 2].map(|()| TcpStream::connect(address).expect("a listener"));
    for _ in 0..2 {
        assert!(happens(|| incoming.next().expect("no end, after an error either").is_ok()));
    }
}

fn connect() {
    let (_listener, address) = listen();
    let (nobody, first) = listen();
    drop(nobody);
    // A program that another test starts may have that listener for a moment.
    let is_second = || TcpStream::connect(&[first, address][..])?.peer_addr();
    assert!(happens(|| is_second().is_ok_and(|peer| peer == address)));
}

fn connect_timeout() {
    let (_listener, address) = listen();
    let (clients, _) = fill_queue(address, WHILE);
    let gave_up = kind(TcpStream::connect_timeout(&address, WHILE));
    assert_eq!(gave_up.err(), Some(ErrorKind::TimedOut));
    assert_eq!(kind(clients[0].read_timeout()), Ok(None));
}

fn try_clone() {
    let (mut server, mut client) = pair();
    let mut clone = client.try_clone().expect("a second handle");
    write(&mut server, b"ab");
    let mut bytes = [0; 2];
    clone.read_exact(&mut bytes[..1]).expect("the first byte");
    client.read_exact(&mut bytes[1..]).expect("the second one, which the clone has left");
    assert_eq!(&bytes, b"ab");
    let (listener, address) = listen();
    let clone = listener.try_clone().expect("a second handle");
    assert_eq!(kind(clone.local_addr()), Ok(address));
    let packets = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    let clone = packets.try_clone().expect("a second handle");
    assert_eq!(kind(clone.local_addr()), kind(packets.local_addr()));
}
