//! Settings.

use super::prelude::*;

pub const ROWS: &[Case] = &[
    (
        [
            "`set_read_timeout`, `read_timeout` of `TcpStream`, `UdpSocket`",
            "limit how long each `read` waits",
            "a limit for a whole message",
        ],
        read_timeout,
    ),
    (
        [
            "`set_write_timeout`, `write_timeout` of `TcpStream`, `UdpSocket`",
            "limit how long each `write` waits",
            "the peer's time to read",
        ],
        write_timeout,
    ),
    (
        [
            "`set_nonblocking` of `TcpListener`, `TcpStream`, `UdpSocket`",
            "lets every call return immediately, perhaps with `WouldBlock`",
            "a setting of one handle",
        ],
        set_nonblocking,
    ),
    (
        [
            "`set_nodelay`, `nodelay` of `TcpStream`",
            "let a small `write` go out without waiting for an acknowledgment",
            "`flush`",
        ],
        set_nodelay,
    ),
    (
        [
            "`set_ttl`, `ttl` of `TcpListener`, `TcpStream`, `UdpSocket`",
            "limit how many routers an IPv4 packet may pass",
            "a timeout",
        ],
        set_ttl,
    ),
    (
        [
            "`take_error` of `TcpListener`, `TcpStream`, `UdpSocket`",
            "takes the error that waits in the socket",
            "the error of your last call",
        ],
        take_error,
    ),
    (
        [
            "`set_only_v6`, `only_v6` of `TcpListener`",
            "come too late, after `bind`, and are deprecated",
            "taking IPv6 alone",
        ],
        only_v6,
    ),
];

/// A socket for packets at a port that the kernel chooses.
fn packets() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").expect("a free port")
}

fn read_timeout() {
    let (_listener, address) = listen();
    let mut client = TcpStream::connect(address).expect("a listener");
    assert_eq!(kind(client.read_timeout()), Ok(None));
    client.set_read_timeout(Some(WHILE)).expect("a limit");
    assert!(client.read_timeout().is_ok_and(|limit| limit.is_some_and(|limit| limit >= WHILE)));
    // The first one uses up nothing of the second one's time.
    for _ in 0..2 {
        let began = Instant::now();
        assert_eq!(read(&mut client), Err(ErrorKind::WouldBlock));
        assert!(began.elapsed() >= WHILE / 2, "it waits");
    }
    let packets = packets();
    assert_eq!(kind(packets.read_timeout()), Ok(None));
    packets.set_read_timeout(Some(WHILE)).expect("a limit");
    assert_eq!(kind(packets.recv(&mut [0])), Err(ErrorKind::WouldBlock));
}

fn write_timeout() {
    let (mut server, _client) = pair();
    server.set_write_timeout(Some(WHILE)).expect("a limit");
    assert!(server.write_timeout().is_ok_and(|limit| limit.is_some()));
    server.write_all(b"nobody reads this").expect("there is room");
    assert_eq!(kind(server.write_all(&vec![0; 1 << 26])), Err(ErrorKind::WouldBlock));
    let packets = packets();
    packets.set_write_timeout(Some(WHILE)).expect("a limit");
    assert!(packets.write_timeout().is_ok_and(|limit| limit.is_some()));
}

fn set_nonblocking() {
    let (_server, mut client) = pair();
    let clone = client.try_clone().expect("a second handle");
    clone.set_nonblocking(true).expect("a stream");
    assert_eq!(read(&mut client), Err(ErrorKind::WouldBlock));
    let (listener, _) = listen();
    listener.set_nonblocking(true).expect("a listener");
    assert_eq!(kind(listener.accept().map(drop)), Err(ErrorKind::WouldBlock));
    let packets = packets();
    packets.set_nonblocking(true).expect("a socket");
    assert_eq!(kind(packets.recv(&mut [0])), Err(ErrorKind::WouldBlock));
}

fn set_nodelay() {
    let (_server, client) = pair();
    assert_eq!(kind(client.nodelay()), Ok(false));
    client.set_nodelay(true).expect("a stream");
    assert_eq!(kind(client.nodelay()), Ok(true));
}

fn set_ttl() {
    let ((listener, _), (_server, client), packets) = (listen(), pair(), packets());
    listener.set_ttl(5).expect("a listener");
    client.set_ttl(5).expect("a stream");
    packets.set_ttl(5).expect("a socket");
    assert_eq!([listener.ttl(), client.ttl(), packets.ttl()].map(kind), [Ok(5); 3]);
}

fn take_error() {
    let client = reset_by_server();
    let mut error = None;
    assert!(happens(|| {
        error = client.take_error().expect("a stream");
        error.is_some()
    }));
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::ConnectionReset));
    assert!(client.take_error().expect("a stream").is_none(), "it was taken");
    let (_server, mut client) = pair();
    client.set_nonblocking(true).expect("a stream");
    assert_eq!(read(&mut client), Err(ErrorKind::WouldBlock));
    assert!(client.take_error().expect("a stream").is_none(), "the call returned it");
    let (listener, _) = listen();
    assert!(listener.take_error().expect("a listener").is_none());
    assert!(packets().take_error().expect("a socket").is_none());
}

#[allow(deprecated)]
fn only_v6() {
    // A system may have no IPv6.
    let Ok(listener) = TcpListener::bind("[::]:0") else { return };
    assert_eq!(kind(listener.only_v6()), Ok(false));
    assert_eq!(kind(listener.set_only_v6(true)), Err(ErrorKind::InvalidInput));
}
