//! What the page “Sockets that do not wait” says in a sentence.

use crate::book::says;
use crate::run::pair::{WHILE, listen, pair};
use crate::run::process::{BOUND, wait_until};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

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

/// What comes out of a listener that does not wait.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_accepted_stream_waits_on_linux() {
    says("clients/no-wait", "comes out of a non-blocking listener waits, as if");
    let (listener, address) = listen();
    listener.set_nonblocking(true).expect("a listener");
    let nobody = listener.accept().expect_err("nobody has come");
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
    let _client = TcpStream::connect(address).expect("a connection");
    let mut stream = None;
    wait_until(BOUND, || {
        stream = listener.accept().ok();
        stream.is_some()
    });
    let (mut stream, _) = stream.expect("the client");
    stream.set_read_timeout(Some(WHILE)).expect("a bound");
    let start = Instant::now();
    stream.read(&mut [0; 1]).expect_err("nothing to read");
    assert!(start.elapsed() >= WHILE / 2, "it did not wait");
}
