//! UDP.

use super::prelude::*;

pub const ROWS: &[Case] = &[
    (
        ["`bind` of `UdpSocket`", "makes a socket for datagrams", "a listener: nobody connects"],
        bind,
    ),
    (
        [
            "`send_to`, `recv_from`, `peek_from` of `UdpSocket`",
            "send a datagram, or wait for one from anybody",
            "proof that it arrived",
        ],
        send_to,
    ),
    (
        [
            "`connect`, `send`, `recv`, `peek` of `UdpSocket`",
            "choose one peer, and exchange datagrams with it alone",
            "a connection: `connect` sends nothing",
        ],
        connect,
    ),
    (
        [
            "`set_broadcast`, `broadcast` of `UdpSocket`",
            "allow you to send to your whole network",
            "sending to all TCP clients",
        ],
        broadcast,
    ),
    (
        [
            "`join_multicast_v4`, `leave_multicast_v4`, `join_multicast_v6`, \
             `leave_multicast_v6` of `UdpSocket`",
            "begin and end receiving what is sent to a group",
            "needed to send to it",
        ],
        groups,
    ),
    (
        [
            "`set_multicast_loop_v4`, `multicast_loop_v4`, `set_multicast_ttl_v4`, \
             `multicast_ttl_v4`, `set_multicast_loop_v6`, `multicast_loop_v6` of `UdpSocket`",
            "say if your own machine hears you, and how far packets go",
            "off: at first, it hears you",
        ],
        group_settings,
    ),
];

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    socket.set_read_timeout(Some(BOUND)).expect("a bound");
    socket
}

fn address(socket: &UdpSocket) -> SocketAddr {
    socket.local_addr().expect("its address")
}

/// A port where nobody waits for packets.
fn nobody() -> SocketAddr {
    address(&socket())
}

fn bind() {
    // Another program may have that port of TCP, so perhaps it takes another try.
    assert!(happens(|| {
        let socket = socket();
        TcpListener::bind(address(&socket)).is_ok()
    }));
    let socket = socket();
    let at = address(&socket);
    // A program that another test starts has no listener of UDP.
    assert!(happens(|| TcpStream::connect(at).is_err()));
}

fn send_to() {
    let [one, other] = [socket(), socket()];
    let mut buffer = [0; 8];
    for packet in [&b"first"[..], b"second", b"too long for it"] {
        one.send_to(packet, address(&other)).expect("it goes");
    }
    assert_eq!(kind(other.peek_from(&mut buffer)), Ok((5, address(&one))));
    let lengths = [(); 3].map(|()| other.recv_from(&mut buffer).expect("a packet").0);
    assert_eq!(lengths, [5, 6, 8]);
    assert_eq!(&buffer, b"too long");
    other.set_read_timeout(Some(WHILE)).expect("a limit");
    assert_eq!(kind(other.recv_from(&mut buffer)), Err(ErrorKind::WouldBlock), "the rest is lost");
    assert_eq!(one.send_to(b"lost", nobody()).expect("it goes, and arrives nowhere"), 4);
}

fn connect() {
    let [one, peer, stranger] = [socket(), socket(), socket()];
    one.connect(address(&peer)).expect("a peer");
    stranger.send_to(b"from a stranger", address(&one)).expect("it goes");
    one.send(b"hello").expect("it goes");
    let mut buffer = [0; 8];
    assert_eq!(kind(peer.recv_from(&mut buffer)), Ok((5, address(&one))));
    peer.send_to(b"yes", address(&one)).expect("it goes");
    assert_eq!(kind(one.peek(&mut buffer)), Ok(3));
    assert_eq!(kind(one.recv(&mut buffer)), Ok(3), "the first one that it hears");
    one.connect(nobody()).expect("nobody is asked");
}

fn broadcast() {
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a free port");
    assert_eq!(kind(socket.broadcast()), Ok(false));
    // The machine's own part of the loopback's network.
    let all = "127.255.255.255:9";
    assert_eq!(kind(socket.send_to(b"all", all)), Err(ErrorKind::PermissionDenied));
    socket.set_broadcast(true).expect("a socket");
    assert_eq!(kind(socket.broadcast()), Ok(true));
    assert_eq!(kind(socket.send_to(b"all", all)), Ok(3));
}

fn groups() {
    let group = Ipv4Addr::new(239, 1, 2, 3);
    let own = Ipv4Addr::LOCALHOST;
    let member = UdpSocket::bind("0.0.0.0:0").expect("a free port");
    member.join_multicast_v4(&group, &own).expect("a group");
    let again = member.join_multicast_v4(&group, &own);
    assert_eq!(kind(again), Err(ErrorKind::AddrInUse), "it is a member");
    member.leave_multicast_v4(&group, &own).expect("its group");
    let left = member.leave_multicast_v4(&group, &own);
    assert_eq!(kind(left), Err(ErrorKind::AddrNotAvailable), "it is none any more");
    // A system may have no IPv6. Interface 1 is the loopback.
    let Ok(member) = UdpSocket::bind("[::]:0") else { return };
    let group: Ipv6Addr = "ff02::1:2".parse().expect("an address");
    member.join_multicast_v6(&group, 1).expect("a group");
    member.leave_multicast_v6(&group, 1).expect("its group");
}

fn group_settings() {
    let socket = socket();
    assert_eq!(kind(socket.multicast_loop_v4()), Ok(true));
    assert_eq!(kind(socket.multicast_ttl_v4()), Ok(1));
    socket.set_multicast_loop_v4(false).expect("a socket");
    socket.set_multicast_ttl_v4(3).expect("a socket");
    assert_eq!(kind(socket.multicast_loop_v4()), Ok(false));
    assert_eq!(kind(socket.multicast_ttl_v4()), Ok(3));
    let Ok(socket) = UdpSocket::bind("[::]:0") else { return };
    assert_eq!(kind(socket.multicast_loop_v6()), Ok(true));
    socket.set_multicast_loop_v6(false).expect("a socket");
    assert_eq!(kind(socket.multicast_loop_v6()), Ok(false));
}
