//! What the chapters beyond the steps say in a sentence and show in no
//! transcript: as in claims.rs, each test names its page's words.

use crate::claims::{WHILE, listen, pair, reset_by_server, says};
use crate::masks::mask;
use crate::package;
use crate::process::{BOUND, Running, wait_until};
use crate::programs::{SERVER, bounded, end, when_it_listens};
use crate::sockets::{CLOSE_WAIT, ESTABLISHED, FIN_WAIT_2, TIME_WAIT, count};
use crate::tree::root;
use crate::turn::Turn;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// An example, built where the pages' commands build it.
pub fn example(name: &str) -> PathBuf {
    let built = package::build_ahead(&root(), &["--example", name]);
    built.unwrap_or_else(|e| panic!("{name}: {e}"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial");
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    target.join("debug/examples").join(name)
}

/// Starts a built example that listens, and waits until it does. Its input
/// stays open, as a terminal's does.
pub fn start(program: &Path) -> Running {
    let started = Running::start_with_input(&mut Command::new(program));
    when_it_listens(started.expect("the example starts"))
}

fn connect() -> TcpStream {
    bounded(TcpStream::connect(SERVER).expect("the example accepts"))
}

fn assert_waits(stream: &mut TcpStream) {
    stream.set_read_timeout(Some(WHILE)).expect("a bound");
    let waits = stream.read(&mut [0; 64]).expect_err("nothing to read");
    let kinds = [ErrorKind::WouldBlock, ErrorKind::TimedOut];
    assert!(kinds.contains(&waits.kind()), "{waits}");
    stream.set_read_timeout(Some(BOUND)).expect("a bound");
}

#[test]
fn a_clone_keeps_the_connection_and_shutdown_is_for_both() {
    says("kernel/ends", "the connection closes when the last is dropped");
    let (server, mut client) = pair();
    let clone = server.try_clone().expect("a clone");
    drop(server);
    assert_waits(&mut client);
    drop(clone);
    assert_eq!(client.read(&mut [0; 64]).ok(), Some(0));

    says("kernel/ends", "while `shutdown` takes effect for both at once");
    let (server, mut client) = pair();
    let mut clone = server.try_clone().expect("a clone");
    server.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(client.read(&mut [0; 64]).ok(), Some(0));
    let refused = clone.write(b"more").expect_err("it has finished");
    assert_eq!(refused.kind(), ErrorKind::BrokenPipe);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn shutting_down_the_reading_keeps_nobody_from_writing() {
    says("kernel/ends", "`read` returns 0 as long as nothing has come, and on");
    let (mut server, mut client) = pair();
    server.shutdown(Shutdown::Read).expect("connected");
    assert_eq!(server.read(&mut [0; 64]).ok(), Some(0));
    client.write_all(b"more").expect("nothing was sent to it");
    let read = || server.read(&mut [0; 64]).is_ok_and(|count| count == 4);
    assert!(wait_until(BOUND, read), "what comes later is not read");
}

#[test]
fn what_does_not_wait_ends_in_the_middle() {
    says("clients/no-wait", "`write_all` end with `WouldBlock` and do not say");
    let (mut server, mut client) = pair();
    client.write_all(b"half").expect("it is taken");
    server.peek(&mut [0; 4]).expect("it comes");
    server.set_nonblocking(true).expect("a stream that does not wait");
    let read = server.read_exact(&mut [0; 8]).map_err(|e| e.kind());
    assert_eq!(read, Err(ErrorKind::WouldBlock));
    let peeked = server.peek(&mut [0; 4]).map_err(|e| e.kind());
    assert_eq!(peeked, Err(ErrorKind::WouldBlock), "the half is lost");
    let written = server.write_all(&vec![0; 64 << 20]);
    assert_eq!(written.map_err(|e| e.kind()), Err(ErrorKind::WouldBlock));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_leaves_nobody_in_time_wait() {
    says("kernel/ends", "No end of a reset connection goes through");
    let (server, mut client) = pair();
    let ports = [&server, &client]
        .map(|stream| Some(stream.local_addr().expect("an address").port()));
    client.write_all(b"unread").expect("it is taken");
    server.peek(&mut [0; 1]).expect("it comes");
    drop(server);
    let reset = client.read(&mut [0; 64]).expect_err("a reset");
    assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
    drop(client);
    for [local, peer] in [ports, [ports[1], ports[0]]] {
        assert_eq!(count(TIME_WAIT, local, peer), Some(0));
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_half_closed_connection_stays_so() {
    says("kernel/ends", "The server's end is in `CLOSE-WAIT`, the client's");
    let (mut server, client) = pair();
    let ports = [&server, &client]
        .map(|stream| stream.local_addr().expect("an address").port());
    client.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(server.read(&mut [0; 64]).ok(), Some(0));
    let ends = || {
        let [server, client] = ports.map(Some);
        let waits = count(CLOSE_WAIT, server, client);
        (waits, count(FIN_WAIT_2, client, server))
    };
    let expected = (Some(1), Some(1));
    assert!(wait_until(BOUND, || ends() == expected), "{:?}", ends());
    thread::sleep(WHILE);
    assert_eq!(ends(), expected);
}

#[test]
fn without_the_half_close_both_wait() {
    says("stream/until-the-end", "Both wait for ever: the server for the end");
    let program = example("until_end_server");
    let _turn = Turn::take();
    let mut server = start(&program);
    let mut client = connect();
    client.write_all(b"Hello").expect("the server reads");
    assert_waits(&mut client);
    assert!(!server.has_ended(), "it waits for the end");
    says("stream/until-the-end", "with Ctrl-C, and the other goes on");
    drop(client);
    assert_eq!(end(server).stdout, "Client: Hello\n");
}

#[test]
fn without_the_newline_both_wait() {
    says("stream/line", "The server prints the first line and answers it");
    let program = example("line_server");
    let _turn = Turn::take();
    let server = start(&program);
    let mut client = connect();
    client.write_all(b"Hello Server!\nHow are you?").expect("it reads");
    let mut answer = [0; 9];
    client.read_exact(&mut answer).expect("the first answer");
    assert_eq!(&answer, b"13 bytes\n");
    assert_waits(&mut client);
    drop(client);
    let ended = end(server);
    assert_eq!(ended.stdout, "Client: Hello Server!\n");
    says("stream/line", "`Error: Kind(UnexpectedEof)`: the line was cut off");
    assert_eq!(ended.stderr, "Error: Kind(UnexpectedEof)\n");
}

#[test]
fn two_readers_on_one_stream_lose_bytes() {
    says("stream/line", "second line would be lost with the first `BufReader`");
    let (mut server, client) = pair();
    server.write_all(b"one\ntwo\n").expect("it is taken");
    drop(server);
    let lines = [(); 2].map(|()| {
        let mut line = String::new();
        BufReader::new(&client).read_line(&mut line).expect("a line");
        line
    });
    assert_eq!(lines, ["one\n", ""]);
}

#[test]
fn text_is_a_length_that_is_too_long() {
    says("stream/length", "`Hell`, for a length: 1 214 606 444");
    assert_eq!(u32::from_be_bytes(*b"Hell"), 1_214_606_444);
    let program = example("length_server");
    let _turn = Turn::take();
    let server = start(&program);
    let mut client = connect();
    client.write_all(b"Hello Server!\n").expect("the server reads");
    let said = end(server).stderr;
    let error = "Error: Custom { kind: InvalidData, error: \"too long\" }\n";
    assert_eq!(said, error);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn the_first_write_after_a_reset_fails() {
    says("wrong/connection", "with `ConnectionReset` if nothing has reported");
    let mut client = reset_by_server();
    let port = Some(client.local_addr().expect("an address").port());
    let is_there = || count(ESTABLISHED, port, None) != Some(0);
    assert!(wait_until(BOUND, || !is_there()), "no reset comes");
    let reset = client.write(b"more").expect_err("a reset");
    assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn the_kernel_takes_some_megabytes_in_advance() {
    says("wrong/waits", "on one machine a few megabytes");
    let (mut server, _client) = pair();
    server.set_nonblocking(true).expect("a stream that does not wait");
    let mut taken = 0;
    while let Ok(count) = server.write(&[0; 65536]) {
        taken += count;
    }
    assert!((100_000..64 << 20).contains(&taken), "{taken} bytes");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn every_address_leads_to_this_machine_on_linux() {
    says("wrong/address", "on Linux that address leads to the machine itself");
    let (_listener, address) = listen();
    let client = TcpStream::connect(("0.0.0.0", address.port()));
    let peer = client.and_then(|client| client.peer_addr());
    assert_eq!(peer.ok(), Some(address));
}

#[test]
fn a_name_that_is_none_cannot_be_looked_up() {
    says("wrong/address", "for `http://127.0.0.1:50000`, for `:50000` and");
    for address in ["http://127.0.0.1:50000", ":50000"] {
        let error = TcpListener::bind(address).expect_err("no address");
        let said = error.to_string();
        let words = "failed to lookup address information";
        assert!(said.starts_with(words), "{address}: {said}");
    }
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
    let said = format!("{:?}", refused.expect_err("nobody listens"));
    let told = "Os { code: 111, kind: ConnectionRefused, message: \
                \"Connection refused\" }";
    assert_eq!(mask(&said), mask(told));
}

#[test]
fn an_empty_buffer_reads_nothing() {
    says(
        "wrong/bytes",
        "(A buffer of length 0 gives 0, too, when bytes are there",
    );
    let (mut server, mut client) = pair();
    client.write_all(b"Hello").expect("it is taken");
    let mut buffer = Vec::new();
    assert_eq!(server.read(&mut buffer).ok(), Some(0));
    says("wrong/bytes", "`trim` does not take it away");
    assert_eq!("Hello\0".trim(), "Hello\0");
}
