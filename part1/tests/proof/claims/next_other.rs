//! What TCP gives and what UDP does: borders, loss, and a sum of 16 bits.

use super::prelude::*;
use crate::run::kernel_counters::counter;
use crate::run::two_hosts::{SERVER as SERVER_HOST, start_server};
use std::net::UdpSocket;

const PAGE: &str = "next/other";

/// A socket for datagrams, on which no read is without a bound, and its address.
fn datagrams() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    socket.set_read_timeout(Some(BOUND)).expect("a bound");
    let address = socket.local_addr().expect("its address");
    (socket, address)
}

fn send(from: &UdpSocket, bytes: &[u8], to: SocketAddr) {
    assert_eq!(from.send_to(bytes, to).expect("the kernel takes it"), bytes.len());
}

#[test]
fn a_datagram_keeps_its_borders() {
    says(PAGE, "two messages, two reads");
    let ((server, address), (client, _)) = (datagrams(), datagrams());
    send(&client, b"Hello", address);
    send(&client, b"Goodbye!", address);
    let mut buffer = [0; 1000];
    let counts = [(); 2].map(|()| server.recv(&mut buffer).expect("a datagram"));
    assert_eq!(counts, [5, 8]);

    send(&client, b"Hello server!", address);
    send(&client, b"Bye", address);
    let cut = server.recv(&mut buffer[..5]);
    if cfg!(windows) {
        says(PAGE, "On Windows, it's gone, too, but `recv_from` returns an [error]");
        assert_eq!(cut.expect_err("too long").raw_os_error(), Some(10040));
    } else {
        says(PAGE, "on Linux, what doesn't fit into your buffer is gone");
        assert_eq!(cut.expect("a part"), 5);
    }
    let next = server.recv(&mut buffer).expect("a datagram");
    assert_eq!(&buffer[..next], b"Bye");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_datagram_has_less_than_64_kib() {
    says(PAGE, "UDP gives you single messages, each less than 64 KiB");
    let (client, address) = datagrams();
    // RFC 768: the length of a datagram has 16 bits, and counts its own header and that of IPv4.
    const MOST: usize = (1 << 16) - 1 - 20 - 8;
    assert_eq!(client.send_to(&[0; MOST], address).ok(), Some(MOST));
    let error = client.send_to(&[0; MOST + 1], address).expect_err("it is too long");
    // EMSGSIZE.
    assert_eq!(error.raw_os_error(), Some(90));
}

/// More datagrams than a buffer keeps.
const MANY: usize = 10_000;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs the buffers of Linux")]
fn a_full_buffer_loses_datagrams() {
    says(PAGE, "each `send_to` returned `Ok`. But when the server's buffer was full");
    let ((server, address), (client, _)) = (datagrams(), datagrams());
    (0..MANY).for_each(|_| send(&client, &[0; 1000], address));
    server.set_nonblocking(true).expect("a socket that does not wait");
    let mut arrived = 0;
    // The kernel may still be on its way with what it keeps.
    happens(|| {
        while server.recv(&mut [0; 1000]).is_ok() {
            arrived += 1;
        }
        arrived > 0
    });
    assert!((1..MANY).contains(&arrived), "{arrived} of {MANY} have arrived");
}

/// How often TCP has sent something again.
const SENT_AGAIN: &str = "RetransSegs";

/// Prints each datagram that comes to the server's host.
const HEAR_DATAGRAMS: &str = "import socket
hearing = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
hearing.bind(('192.0.2.1', 50000))
print('hears', flush=True)
while True: print(hearing.recv(100).decode(), flush=True)";

#[test]
#[ignore = "needs root, unshare, ip, nsenter, python3"]
fn what_is_lost_on_the_way_tcp_sends_again() {
    says(PAGE, "Between machines, datagrams may get lost on the way");
    says(PAGE, "TCP gives you all the bytes in order, and no messages");
    in_own_network(|| {
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let stream = start_server(&hosts, &example("hear"), &[&at_port("0.0.0.0")]);
        let mut python = hosts.command(Host::Server, Path::new("python3"));
        let datagrams = started(python.args(["-c", HEAR_DATAGRAMS]));
        let heard = |by: &Running, line: &str| {
            let is_heard = || by.printed().lines().last() == Some(line);
            assert!(happens(is_heard), "no {line:?}: {:?}", by.printed());
        };
        heard(&datagrams, "hears");
        let address: SocketAddr = at_port(SERVER_HOST).parse().expect("an address");
        let mut by_stream = bounded(TcpStream::connect(address).expect("a connection"));
        let by_datagram = UdpSocket::bind("0.0.0.0:0").expect("a free port");
        let mut say = |line: &str| {
            write(&mut by_stream, format!("{line}\n").as_bytes());
            send(&by_datagram, line.as_bytes(), address);
        };
        say("one");
        heard(&stream, "one");
        heard(&datagrams, "one");

        // Packets for a machine that is not there: they leave this one, and nobody takes them.
        let before = counter(SENT_AGAIN);
        let neighbour = |words: &str| done(Command::new("ip").arg("neigh").args(words.split(' ')));
        neighbour(&format!("replace {SERVER_HOST} lladdr 02:00:00:00:00:02 dev client"));
        say("two");
        neighbour(&format!("del {SERVER_HOST} dev client"));
        heard(&stream, "two");
        assert!(counter(SENT_AGAIN) > before, "nothing was lost, so nothing was sent again");
        say("three");
        heard(&stream, "three");
        heard(&datagrams, "three");
        let printed = datagrams.printed();
        assert_eq!(printed.lines().collect::<Vec<_>>(), ["hears", "one", "three"]);
    });
}

/// The sum that TCP and UDP send along, as RFC 1071 says: of pairs of bytes, where what does not fit
/// into 16 bits is added again. (What is sent has each bit of it turned round.)
fn sum(bytes: &[u8]) -> u32 {
    let pairs = bytes.chunks(2).map(|pair| {
        let low = pair.get(1).copied().unwrap_or(0);
        u32::from(u16::from_be_bytes([pair[0], low]))
    });
    pairs.fold(0, |sum, pair| (sum + pair) % 0x1_0000 + (sum + pair) / 0x1_0000)
}

#[test]
fn the_sum_does_not_notice_another_order() {
    // The example of the RFC.
    assert_eq!(sum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]), 0xddf2);
    says(PAGE, "a broken machine turns `Hello!` into `llHeo!`");
    says(PAGE, "The pairs `He`, `ll`, `o!` have become `ll`, `He`, `o!`");
    assert_eq!(sum(b"Hello!"), sum(b"llHeo!"));
    assert_ne!(sum(b"Hello!"), sum(b"Hallo!"));
    assert_ne!(sum(b"Hello!"), sum(b"eHllo!"));
}

#[test]
fn ports_of_the_two_are_apart() {
    says(PAGE, "the kernel keeps their ports apart, so both may use 50000");
    let (_datagrams, address) = datagrams();
    // Another program may have it, and then another one does.
    let both = (0..50).any(|_| {
        let (_datagrams, address) = datagrams();
        TcpListener::bind(address).is_ok()
    });
    assert!(both, "no listener beside a socket for datagrams, such as {address}");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn all_are_sent_to_only_if_asked_for() {
    says(PAGE, "The client sends a datagram to `255.255.255.255`, after `set_broadcast(true)`");
    let server = UdpSocket::bind("0.0.0.0:0").expect("a free port");
    server.set_read_timeout(Some(BOUND)).expect("a bound");
    let port = server.local_addr().expect("its address").port();
    says(PAGE, "Both sides bind `0.0.0.0`");
    let client = UdpSocket::bind("0.0.0.0:0").expect("a free port");
    // All in the loopback's network.
    let ask = || client.send_to(b"?", ("127.255.255.255", port)).map_err(|e| e.kind());
    assert_eq!(ask(), Err(ErrorKind::PermissionDenied));
    client.set_broadcast(true).expect("the option");
    assert_eq!(ask(), Ok(1));
    let (_, from) = server.recv_from(&mut [0; 9]).expect("the question");
    assert_eq!(Some(from.port()), client.local_addr().ok().map(|own| own.port()));
}
