//! What the pages of the errors and of the wrong bytes say in a sentence: each error, from its cause.

use crate::claims::prelude::*;
use crate::run::compiler::rustc;
use crate::run::two_hosts;
use std::io::ErrorKind::NotConnected;

/// Where nobody else is disturbed: each try takes a port. Some ten thousand are enough, as a rule.
#[test]
#[ignore = "needs root, unshare, ip"]
fn a_client_may_be_connected_to_itself() {
    says("wrong/address", "a client that was connected *to itself*");
    in_own_network(|| {
        give_clients([32768, 60999]);
        let tried = |n| Some((n, TcpStream::connect(SERVER).ok()?));
        let (tries, stream) = (1..2_000_000).find_map(tried).expect("itself");
        println!("{tries:>5} tries");
        assert_eq!(stream.local_addr().ok(), stream.peer_addr().ok());
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn the_patient_client_notices_that_it_is_connected_to_itself() {
    says("exercises/patient", "the solution treats the connection as a refusal");
    says("wrong/address", "If `local_addr` and `peer_addr` are the same, treat that as a refusal");
    in_own_network(|| {
        give_clients([PORT, PORT + 1]);
        let client = started(&mut Command::new(example("patient_client")));
        // The port itself comes first, since it is even; then it is taken, and the other one comes.
        let refusals = || client.complained().lines().count();
        assert!(happens(|| refusals() >= 3), "{}", client.complained());
        says("wrong/address", "Or a client that was connected *to itself*");
        assert_eq!(count(TIME_WAIT, Some(PORT), Some(PORT)), Some(1));
        assert_eq!(kind(TcpListener::bind(SERVER)).err(), Some(ErrorKind::AddrInUse));
    });
}

/// An example that connects to the other machine, built.
fn for_another_machine(name: &str) -> PathBuf {
    let source = Tree::live().get(&format!("part1/examples/{name}.rs")).expect("an example");
    let server = match name {
        "relay" => "const SERVER: (&str, u16) = (HOST, ",
        _ => "const HOST: &str = \"127.0.0.1\"",
    };
    assert!(source.contains(server), "{name} has no {server}");
    let there = server.replace("127.0.0.1", two_hosts::SERVER);
    let there = there.replace("HOST, ", &format!("\"{}\", ", two_hosts::SERVER));
    let folder = kept("another_machine");
    let (file, program) = (folder.join(name).with_extension("rs"), folder.join(name));
    save(&file, &source.replace(server, &there));
    done_within(BUILD_BOUND, rustc().args(["--edition", "2024", "-o"]).arg(&program).arg(file));
    program
}

/// With a server on another machine, a client may well have the server's port.
#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn a_client_that_has_only_the_servers_port_is_not_connected_to_itself() {
    says("exercises/patient", "If both ends have the same address, the solution treats");
    all_in_own_networks(&["patient_client", "relay"], |name| {
        let program = for_another_machine(name);
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let server = listen_at(&hosts, two_hosts::SERVER);
        give_clients([PORT; 2]);
        let program = started(&mut interruptible(program));
        if name == "relay" {
            wait_for(|| is_listening(WIRE_PORT));
            let client = TcpStream::connect(("127.0.0.1", WIRE_PORT)).map(bounded);
            let came = read(&mut client.expect("the relay accepts"));
            assert_eq!(came, Ok(Vec::new()), "the end that the server sends");
        }
        let ended = end(server).stdout;
        assert!(ended.contains(&format!(":{PORT} has connected to ")), "{ended}");
        assert!(happens(|| !program.printed().is_empty()), "{}", program.complained());
        assert_eq!(program.complained(), "", "{name}");
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn the_patient_client_gives_up_in_the_end_and_for_another_error_immediately() {
    let page = "exercises/patient";
    in_own_network(|| {
        let said = || end(started(&mut Command::new(example("patient_client")))).stderr;
        says(page, "It tries 50 times at most. The 50th refusal ends it");
        let refusals = said();
        assert_eq!(refusals.matches("Nobody listens yet\n").count(), 49, "{refusals}");
        let last = refusals.lines().last().unwrap_or_default();
        assert!(last.starts_with("Error: Os { code: 111, kind: ConnectionRefused"), "{refusals}");

        says(page, "Any other error ends it immediately");
        done(Command::new("ip").args(["address", "delete", "127.0.0.1/8", "dev", "lo"]));
        let unreachable = said();
        assert!(unreachable.starts_with("Error: Os { code: 101, kind: Net"), "{unreachable}");
        assert_eq!(unreachable.lines().count(), 1, "{unreachable}");
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn a_client_may_have_no_port_left() {
    says("wrong/address", "your machine has no port left for one more connection to that server");
    in_own_network(|| {
        give_clients([50100, 50103]);
        let [(_one, address), (_other, elsewhere)] = [listen_below(7001), listen_below(7002)];
        let _clients = [(); 4].map(|()| TcpStream::connect(address).expect("a port"));
        let fifth = kind(TcpStream::connect(address));
        assert_eq!(fifth.err(), Some(ErrorKind::AddrNotAvailable));
        says("wrong/address", "ports for connections to one address");
        TcpStream::connect(elsewhere).expect("a port that is taken there only");
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn loopback_gives_a_port_again_after_a_second() {
    says("wrong/address", "On loopback, Linux [reuses such a port]");
    in_own_network(|| {
        give_clients([50100, 50103]);
        let (listener, address) = listen_below(7001);
        for _ in 0..4 {
            drop(TcpStream::connect(address).expect("a port"));
            drop(listener.accept().expect("the client"));
        }
        assert!(happens(|| count(TIME_WAIT, None, Some(7001)) == Some(4)), "they are gone");
        let fifth = || TcpStream::connect(address);
        assert_eq!(kind(fifth()).err(), Some(ErrorKind::AddrNotAvailable));
        assert!(happens(|| fifth().is_ok()), "none is free");
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn without_ipv6_no_address_is_left_for_a_connection_to_its_loopback() {
    says(
        "wrong/address",
        "Or you connect to `[::1]` where [IPv6](../glossary.md#ipv6) is turned off",
    );
    in_own_network(|| {
        for which in ["all", "lo"] {
            let is_off = format!("/proc/sys/net/ipv6/conf/{which}/disable_ipv6");
            fs::write(is_off, "1\n").expect("no IPv6");
        }
        let error = kind(TcpStream::connect("[::1]:50000")).err();
        assert_eq!(error, Some(ErrorKind::AddrNotAvailable));
    });
}

/// A listener at a port that no client is given.
fn listen_below(port: u16) -> (TcpListener, SocketAddr) {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    (TcpListener::bind(address).expect("a free port"), address)
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn a_client_keeps_its_port_at_its_own_address() {
    says("wrong/address", "is only kept away by a client whose own address is 127.0.0.1");
    in_own_network(|| {
        done(Command::new("ip").args(["address", "add", "192.0.2.1/32", "dev", "lo"]));
        let listener = TcpListener::bind("0.0.0.0:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let comes_of = |server: &str, host: &str| {
            let client = TcpStream::connect((server, port)).expect("a connection");
            assert_eq!(client.local_addr().expect("its address").ip().to_string(), server);
            kind(TcpListener::bind((host, port_of(&client)))).err()
        };
        let in_use = Some(ErrorKind::AddrInUse);
        assert_eq!(comes_of("127.0.0.1", "127.0.0.1"), in_use);
        assert_eq!(comes_of("192.0.2.1", "127.0.0.1"), None);
        says("wrong/address", "`0.0.0.0` by any client whose own port it is");
        assert_eq!(comes_of("127.0.0.1", "0.0.0.0"), in_use);
        assert_eq!(comes_of("192.0.2.1", "0.0.0.0"), in_use);
    });
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn an_old_connection_keeps_a_port_unless_a_rust_server_left_it() {
    says("wrong/address", "If a Rust server has left it, it does no harm");
    says("wrong/address", "A client doesn't set it, and many servers");
    let [of_server, of_client] = [true, false].map(|server_closes_first| {
        let (server, client) = pair();
        let [server_at, client_at] = [&server, &client].map(|end| end.local_addr().expect("one"));
        let (first, mut second) = match server_closes_first {
            true => (server, client),
            false => (client, server),
        };
        drop(first);
        assert_eq!(read(&mut second), Ok(vec![]));
        drop(second);
        let (old, other) = match server_closes_first {
            true => (server_at, client_at),
            false => (client_at, server_at),
        };
        let is_old = || count(TIME_WAIT, Some(old.port()), Some(other.port())) == Some(1);
        assert!(happens(is_old), "no connection is remembered");
        let bound = kind(TcpListener::bind(old)).map(drop);
        assert!(is_old(), "it is forgotten, and proves nothing");
        bound
    });
    assert_eq!((of_server, of_client), (Ok(()), Err(ErrorKind::AddrInUse)));
}

const PYTHON_CLOSES_FIRST: &str = "\
import socket
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen()
print(listener.getsockname()[1], flush=True)
listener.accept()[0].close()
";

#[test]
#[ignore = "needs python3"]
fn a_python_server_without_the_option_keeps_its_port_from_ours() {
    says("wrong/address", "many servers in Python or C don't either, so they keep a port");
    let server = started(Command::new("python3").args(["-c", PYTHON_CLOSES_FIRST]));
    let port = || server.printed().trim().parse::<u16>().ok();
    assert!(happens(|| port().is_some()), "{}", server.complained());
    let address = SocketAddr::from(([127, 0, 0, 1], port().expect("its port")));
    let mut client = bounded(TcpStream::connect(address).expect("a connection"));
    assert_eq!(read(&mut client), Ok(vec![]));
    let own = port_of(&client);
    drop(client);
    end_well(server);
    assert_eq!(count(TIME_WAIT, Some(address.port()), Some(own)), Some(1));
    assert_eq!(kind(TcpListener::bind(address)).err(), Some(ErrorKind::AddrInUse));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn what_had_arrived_is_read_before_a_reset() {
    says(
        "wrong/connection",
        "`read` first returns what had arrived, then the error, if no call has",
    );
    let mut client = greeted_and_reset();
    let reads = [(); 3].map(|()| read(&mut client));
    assert_eq!(reads, [Ok(GREETING.to_vec()), Err(ErrorKind::ConnectionReset), Ok(vec![])]);
    let mut client = greeted_and_reset();
    assert_eq!(kind(client.write(b"more")), Err(ErrorKind::ConnectionReset));
    let reads = [(); 2].map(|()| read(&mut client));
    assert_eq!(reads, [Ok(GREETING.to_vec()), Ok(vec![])]);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_first_write_can_be_a_broken_pipe() {
    says("wrong/connection", "after a FIN, your next write fails with `BrokenPipe`");
    let (server, mut client) = pair();
    server.shutdown(Shutdown::Write).expect("connected");
    write(&mut client, b"unread");
    wait_for_bytes(&server, 6);
    drop(server);
    assert!(happens(|| client.take_error().is_ok_and(|error| error.is_some())));
    assert_eq!(kind(client.write(b"more")), Err(ErrorKind::BrokenPipe));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_reset_connection_fails_once_and_is_not_connected() {
    says("wrong/connection", "next write fails with `ConnectionReset` if no call has");
    let mut client = reset_by_server();
    let port = Some(port_of(&client));
    assert!(happens(|| count(ESTABLISHED, port, None) == Some(0)), "no reset comes");
    assert_eq!(kind(client.write(b"more")), Err(ErrorKind::ConnectionReset));

    says("wrong/connection", "`shutdown` or `peer_addr` on a connection that a reset has ended");
    let client = reset_by_server();
    assert_eq!(kind(client.peek(&mut [0; 1])), Err(ErrorKind::ConnectionReset));
    assert_eq!(kind(client.shutdown(Shutdown::Both)), Err(NotConnected));
    assert_eq!(kind(client.peer_addr().map(drop)), Err(NotConnected));

    says("wrong/connection", "both calls also say so when both sides have finished");
    let mut ends = pair();
    write(&mut ends.1, GREETING);
    for end in [&ends.0, &ends.1] {
        end.shutdown(Shutdown::Write).expect("connected");
    }
    let again = || kind(ends.0.shutdown(Shutdown::Write));
    assert!(happens(|| again() == Err(NotConnected)), "{:?}", again());
    assert_eq!(kind(ends.0.peer_addr().map(drop)), Err(NotConnected));
    says("wrong/connection", "If you want the answer, read, because it may have arrived.");
    assert_eq!(read(&mut ends.0), Ok(GREETING.to_vec()));
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
    says("wrong/bytes", "such a buffer returns 0 even when bytes are there");
    let (mut server, mut client) = pair();
    write(&mut client, b"Hello");
    wait_for_bytes(&server, 5);
    assert_eq!(server.read(&mut []).ok(), Some(0));
    if cfg!(target_os = "linux") {
        says("wrong/bytes", "and on Linux, it first waits for them");
        let (mut server, mut client) = pair();
        let reads = thread::spawn(move || server.read(&mut []).ok());
        thread::sleep(WHILE);
        assert!(!reads.is_finished(), "it did not wait");
        write(&mut client, b"Hello");
        assert_eq!(reads.join().ok(), Some(Some(0)));
    }
    says("wrong/bytes", "`trim` doesn't remove them");
    assert_eq!("Hello\0".trim(), "Hello\0");
}
