//! What the pages of the errors and of the wrong bytes say in a sentence: each error, from its cause.

use crate::claims::prelude::*;
use std::io::ErrorKind::NotConnected;

/// Where nobody else is disturbed: each try takes a port. Some ten thousand are enough, as a rule.
#[test]
#[ignore = "needs root, unshare, ip"]
fn a_client_may_be_connected_to_itself() {
    says("wrong/address", "then it is connected *to itself*");
    in_own_network(|| {
        // A test's network keeps this port from being chosen.
        fs::write("/proc/sys/net/ipv4/ip_local_reserved_ports", "\n").expect("no port is kept");
        let stream = (0..2_000_000).find_map(|_| TcpStream::connect(SERVER).ok());
        let stream = stream.expect("a connection within two million tries");
        assert_eq!(stream.local_addr().ok(), stream.peer_addr().ok());
    });
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_reset_connection_fails_once_and_is_not_connected() {
    says("wrong/connection", "with `ConnectionReset` if nothing has reported");
    let mut client = reset_by_server();
    let port = Some(port_of(&client));
    assert!(happens(|| count(ESTABLISHED, port, None) == Some(0)), "no reset comes");
    assert_eq!(kind(client.write(b"more")), Err(ErrorKind::ConnectionReset));

    says("wrong/connection", "`shutdown` or `peer_addr` on a connection that a reset has ended");
    let client = reset_by_server();
    assert_eq!(kind(client.peek(&mut [0; 1])), Err(ErrorKind::ConnectionReset));
    assert_eq!(kind(client.shutdown(Shutdown::Both)), Err(NotConnected));
    assert_eq!(kind(client.peer_addr().map(drop)), Err(NotConnected));

    says("wrong/connection", "same when both sides have finished already");
    let ends = pair();
    for end in [&ends.0, &ends.1] {
        end.shutdown(Shutdown::Write).expect("connected");
    }
    ends.0.peek(&mut [0; 1]).expect("the other end's FIN");
    let again = || kind(ends.0.shutdown(Shutdown::Write));
    assert!(happens(|| again() == Err(NotConnected)), "{:?}", again());
}

/// A stop signal ends a wait only if it has a bound (`man 7 signal`).
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_read_with_a_timeout_is_interrupted_by_a_stop() {
    let error = r#"Os { code: 4, kind: Interrupted, message: "Interrupted system call" }"#;
    says("wrong/connection", &format!("`{error}`"));
    let program = example("timeout");
    // It reads for 200 ms, and a busy machine may be too late for that.
    let mut tries = 0;
    let interrupted = happens(|| {
        tries += 1;
        let reads = started(&mut Command::new(&program));
        happens(|| reads.waits() == Some(true));
        reads.signal("STOP");
        reads.signal("CONT");
        end(reads).stdout.contains(error)
    });
    println!("{tries:>5} tries");
    assert!(interrupted, "not in {tries} tries");
}

#[test]
fn an_empty_buffer_reads_nothing() {
    says("wrong/bytes", "(A buffer of length 0 gives 0, too, when bytes are there");
    let (mut server, mut client) = pair();
    write(&mut client, b"Hello");
    wait_for_bytes(&server, 5);
    assert_eq!(server.read(&mut []).ok(), Some(0));
    says("wrong/bytes", "`trim` does not take it away");
    assert_eq!("Hello\0".trim(), "Hello\0");
}
