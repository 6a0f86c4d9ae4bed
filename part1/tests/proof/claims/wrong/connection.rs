//! What the page “Errors of a connection” says in a sentence: each error, from its cause.

use crate::claims::prelude::*;
use std::io::ErrorKind::NotConnected;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn the_first_write_after_a_reset_fails() {
    says("wrong/connection", "with `ConnectionReset` if nothing has reported");
    let mut client = reset_by_server();
    let port = Some(port_of(&client));
    let is_gone = || count(ESTABLISHED, port, None) == Some(0);
    assert!(happens(is_gone), "no reset comes");
    assert_eq!(kind(client.write(b"more")), Err(ErrorKind::ConnectionReset));
}

#[test]
fn a_listener_at_one_address_is_not_at_another() {
    says("wrong/connection", "example at `[::1]` and not at `127.0.0.1`");
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        println!("this machine has no IPv6: nothing compared");
        return;
    };
    let port = listener.local_addr().expect("an address").port();
    let refused = TcpStream::connect(("127.0.0.1", port));
    let refused = format!("{:?}", refused.expect_err("nobody listens"));
    let expected = r#"Os { code: 111, kind: ConnectionRefused, message: "Connection refused" }"#;
    assert_eq!(normalize(&refused), normalize(expected));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_connection_is_not_connected() {
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
    let interrupted = (0..20).any(|_| {
        let reads = started(&mut Command::new(&program));
        thread::sleep(Duration::from_millis(50));
        reads.signal("STOP");
        reads.signal("CONT");
        end(reads).stdout.contains(error)
    });
    assert!(interrupted, "not in 20 tries");
}

/// A host on a cable of its own, which takes what is sent to it and
/// never answers; and a kernel that tries once more and no longer.
const SILENT_HOST: &str = "
    ip link add near type veth peer name far
    ip addr add 192.0.2.1/24 dev near
    ip link set near up
    ip link set far up
    ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev near
    echo 1 > /proc/sys/net/ipv4/tcp_syn_retries";

#[test]
#[ignore = "needs root, unshare, ip"]
fn a_host_that_does_not_answer_times_out() {
    in_own_network(|| {
        let mut sh = Command::new("sh");
        let made = run(sh.args(["-e", "-c", SILENT_HOST]), BOUND);
        assert!(made.as_ref().is_ok_and(|e| e.status.success()), "{made:?}");
        // The first has an address on the cable, the second has none, and
        // to the third there is no way.
        for host in ["192.0.2.2", "192.0.2.3", "198.51.100.1"] {
            let connected = TcpStream::connect((host, PORT));
            let error = connected.expect_err("nobody is there");
            says("wrong/connection", &format!("`{error:?}`"));
        }
    });
}
