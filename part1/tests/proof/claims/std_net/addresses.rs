//! Addresses.

use super::prelude::*;

pub const ROWS: &[Case] = &[
    (
        [
            "`to_socket_addrs` of `ToSocketAddrs`",
            "turns host and port into addresses, and may ask the network",
            "a check that somebody is there",
        ],
        to_socket_addrs,
    ),
    (
        [
            "`parse` of `str`",
            "turns text such as `127.0.0.1:50000` into a `SocketAddr`",
            "a lookup: `localhost:50000` is an error",
        ],
        parse,
    ),
    (
        [
            "`local_addr` of `TcpListener`, `TcpStream`, `UdpSocket`",
            "says your own address, with the port that the kernel chose",
            "an address for others: `0.0.0.0` stays `0.0.0.0`",
        ],
        local_addr,
    ),
    (
        [
            "`peer_addr` of `TcpStream`, `UdpSocket`",
            "says the address of the other end",
            "a check that the peer is still there",
        ],
        peer_addr,
    ),
    (
        [
            "`new`, `ip`, `port`, `set_ip`, `set_port` of `SocketAddr`, `SocketAddrV4`, \
             `SocketAddrV6`",
            "make, take apart or change an address",
            "changing the socket",
        ],
        parts,
    ),
    (
        [
            "`V4`, `V6`, `is_ipv4`, `is_ipv6` of `SocketAddr`, `IpAddr`",
            "tell IPv4 from IPv6",
            "what the client speaks: `::ffff:127.0.0.1` is IPv6, its client speaks IPv4",
        ],
        kinds,
    ),
    (
        [
            "`flowinfo`, `set_flowinfo`, `scope_id`, `set_scope_id` of `SocketAddrV6`",
            "get or set a label for packets, and the interface for `fe80:`",
            "part of `ip`",
        ],
        scope,
    ),
    (
        [
            "`LOCALHOST`, `UNSPECIFIED`, `BROADCAST`, `BITS` of `Ipv4Addr`, `Ipv6Addr`",
            "are `127.0.0.1` or `::1`, `0.0.0.0` or `::`, `255.255.255.255`, and 32 or 128",
            "`localhost`, which is a name",
        ],
        constants,
    ),
    (
        [
            "`new`, `octets`, `segments`, `to_bits`, `from_octets`, `from_segments`, `from_bits` \
             of `Ipv4Addr`, `Ipv6Addr`",
            "turn numbers into an address, and back",
            "your machine's byte order",
        ],
        numbers,
    ),
    (
        [
            "`is_loopback`, `is_unspecified`, `is_multicast` of `IpAddr`, `Ipv4Addr`, `Ipv6Addr`",
            "ask if it's loopback, `0.0.0.0` or `::`, or a group",
            "an answer for `::ffff:127.0.0.1` before `to_canonical`",
        ],
        is_loopback,
    ),
    (
        [
            "`is_private`, `is_link_local`, `is_broadcast`, `is_documentation`, \
             `is_unique_local`, `is_unicast_link_local` of `Ipv4Addr`, `Ipv6Addr`",
            "ask if it's in a special range",
            "a firewall",
        ],
        ranges,
    ),
    (
        [
            "`to_canonical`, `to_ipv4_mapped`, `to_ipv4`, `to_ipv6_mapped`, \
             `to_ipv6_compatible` of `IpAddr`, `Ipv4Addr`, `Ipv6Addr`",
            "turn `::ffff:127.0.0.1` into `127.0.0.1`, or the reverse",
            "all the same: `to_ipv6_compatible` makes `::127.0.0.1`, printed `::7f00:1`",
        ],
        mapped,
    ),
];

fn address<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an address")
}

fn to_socket_addrs() {
    let (listener, nobody) = listen();
    drop(listener);
    let mut found = ("127.0.0.1", nobody.port()).to_socket_addrs().expect("an address");
    assert_eq!((found.next(), found.next()), (Some(nobody), None));
    let localhost: Vec<_> = "localhost:80".to_socket_addrs().expect("a name").collect();
    assert!(!localhost.is_empty() && localhost.iter().all(|found| found.ip().is_loopback()));
}

fn parse() {
    let parsed: SocketAddr = address("127.0.0.1:50000");
    assert_eq!(parsed, SocketAddr::from(([127, 0, 0, 1], 50000)));
    assert!("localhost:50000".parse::<SocketAddr>().is_err());
}

fn local_addr() {
    let (server, client) = pair();
    assert_eq!(kind(client.local_addr()), kind(server.peer_addr()));
    let listener = TcpListener::bind("0.0.0.0:0").expect("a free port");
    let packets = UdpSocket::bind("0.0.0.0:0").expect("a free port");
    for own in [listener.local_addr(), packets.local_addr()] {
        let own = own.expect("its address");
        assert!(own.port() != 0 && own.ip().is_unspecified());
    }
}

fn peer_addr() {
    let (server, mut client) = pair();
    let address = server.local_addr().expect("its address");
    drop(server);
    assert_eq!(read(&mut client), Ok(Vec::new()));
    assert_eq!(kind(client.peer_addr()), Ok(address));
    let packets = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    packets.connect(address).expect("nothing is sent");
    assert_eq!(kind(packets.peer_addr()), Ok(address));
}

fn parts() {
    let mut any = SocketAddr::new(address("127.0.0.1"), 1);
    let mut v4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 1);
    let mut v6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, 1, 0, 0);
    any.set_port(2);
    v4.set_port(2);
    v6.set_port(2);
    assert_eq!([any.port(), v4.port(), v6.port()], [2; 3]);
    any.set_ip(address("::"));
    v4.set_ip(Ipv4Addr::UNSPECIFIED);
    v6.set_ip(Ipv6Addr::UNSPECIFIED);
    assert!(any.ip().is_unspecified() && v4.ip().is_unspecified() && v6.ip().is_unspecified());
    let (listener, bound) = listen();
    let mut changed = bound;
    changed.set_port(1);
    assert_eq!(kind(listener.local_addr()), Ok(bound));
}

fn kinds() {
    let [v4, mapped]: [SocketAddr; 2] = ["127.0.0.1:1", "[::ffff:127.0.0.1]:1"].map(address);
    assert!(matches!((v4, mapped), (SocketAddr::V4(_), SocketAddr::V6(_))));
    assert!(matches!((v4.ip(), mapped.ip()), (IpAddr::V4(_), IpAddr::V6(_))));
    assert!(v4.is_ipv4() && !mapped.is_ipv4() && v4.ip().is_ipv4());
    assert!(mapped.is_ipv6() && !v4.is_ipv6() && mapped.ip().is_ipv6());
    // Such an address is what a listener for both sees of a client that speaks IPv4.
    let Ok(listener) = TcpListener::bind("[::]:0") else { return };
    let port = listener.local_addr().expect("its address").port();
    let client = TcpStream::connect(("127.0.0.1", port)).expect("a listener");
    let seen = listener.accept().expect("a client").1;
    assert!(seen.is_ipv6() && client.local_addr().expect("its address").is_ipv4());
}

fn scope() {
    let mut v6: SocketAddrV6 = address("[fe80::1%3]:50000");
    assert_eq!((v6.scope_id(), v6.flowinfo()), (3, 0));
    v6.set_scope_id(4);
    v6.set_flowinfo(5);
    assert_eq!((v6.scope_id(), v6.flowinfo()), (4, 5));
    assert_eq!((*v6.ip(), v6.port()), (address("fe80::1"), 50000));
}

fn constants() {
    let v4 = [Ipv4Addr::LOCALHOST, Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST];
    assert_eq!(v4, ["127.0.0.1", "0.0.0.0", "255.255.255.255"].map(address::<Ipv4Addr>));
    let v6 = [Ipv6Addr::LOCALHOST, Ipv6Addr::UNSPECIFIED];
    assert_eq!(v6, ["::1", "::"].map(address::<Ipv6Addr>));
    assert_eq!([Ipv4Addr::BITS, Ipv6Addr::BITS], [32, 128]);
    assert!("localhost".parse::<IpAddr>().is_err());
}

fn numbers() {
    let v4 = Ipv4Addr::new(1, 2, 3, 4);
    assert_eq!((v4, v4.octets(), v4.to_bits()), (address("1.2.3.4"), [1, 2, 3, 4], 0x0102_0304));
    assert_eq!(Ipv4Addr::from_bits(0x0102_0304), v4);
    let v6 = Ipv6Addr::new(0x102, 0, 0, 0, 0, 0, 0, 0x304);
    assert_eq!((v6, v6.segments()[7], v6.octets()[0]), (address("102::304"), 0x304, 1));
    assert_eq!(Ipv6Addr::from_bits(v6.to_bits()), v6);
    assert_eq!(v6.to_bits() & 0xffff, 0x304);
}

fn is_loopback() {
    let ask = |ip: &str| match address(ip) {
        IpAddr::V4(ip) => [ip.is_loopback(), ip.is_unspecified(), ip.is_multicast()],
        IpAddr::V6(ip) => [ip.is_loopback(), ip.is_unspecified(), ip.is_multicast()],
    };
    assert_eq!(["127.0.0.1", "::1"].map(ask), [[true, false, false]; 2]);
    assert_eq!(["0.0.0.0", "::"].map(ask), [[false, true, false]; 2]);
    assert_eq!(["224.0.0.1", "ff02::1"].map(ask), [[false, false, true]; 2]);
    let mapped: IpAddr = address("::ffff:127.0.0.1");
    assert!(!mapped.is_loopback() && mapped.to_canonical().is_loopback());
    assert!(!mapped.is_unspecified() && !mapped.is_multicast());
}

fn ranges() {
    let home: [Ipv4Addr; 2] = ["192.168.1.2", "10.0.0.1"].map(address);
    assert_eq!(home.map(|ip| ip.is_private()), [true; 2]);
    assert!(!address::<Ipv4Addr>("8.8.8.8").is_private());
    assert!(address::<Ipv4Addr>("169.254.0.1").is_link_local());
    assert!(Ipv4Addr::BROADCAST.is_broadcast());
    assert!(address::<Ipv4Addr>("192.0.2.1").is_documentation());
    assert!(address::<Ipv6Addr>("fd00::1").is_unique_local());
    assert!(address::<Ipv6Addr>("fe80::1").is_unicast_link_local());
}

fn mapped() {
    let [v4, other]: [Ipv4Addr; 2] = ["127.0.0.1", "0.0.0.1"].map(address);
    let [mapped, compatible]: [Ipv6Addr; 2] = ["::ffff:127.0.0.1", "::127.0.0.1"].map(address);
    assert_eq!([mapped.to_canonical(), IpAddr::V6(mapped).to_canonical()], [v4; 2].map(IpAddr::V4));
    assert_eq!([mapped.to_ipv4_mapped(), mapped.to_ipv4()], [Some(v4); 2]);
    assert_eq!((v4.to_ipv6_mapped(), v4.to_ipv6_compatible()), (mapped, compatible));
    assert_eq!(compatible.to_string(), "::7f00:1");
    assert_eq!(Ipv6Addr::LOCALHOST.to_ipv4(), Some(other));
    assert_eq!(Ipv6Addr::LOCALHOST.to_ipv4_mapped(), None);
}
