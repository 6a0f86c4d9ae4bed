//! What the page “Sockets that do not wait” says in a sentence.

use super::prelude::*;

#[test]
fn what_does_not_wait_ends_in_the_middle() {
    says("clients/no-wait", "`write_all` end with `WouldBlock` and do not say");
    let (mut server, mut client) = pair();
    write(&mut client, b"half");
    wait_for_bytes(&server, 4);
    server.set_nonblocking(true).expect("a stream that does not wait");
    let in_the_middle = Err(ErrorKind::WouldBlock);
    assert_eq!(kind(server.read_exact(&mut [0; 8])), in_the_middle);
    assert_eq!(kind(server.peek(&mut [0; 4]).map(drop)), in_the_middle, "the half is lost");
    assert_eq!(kind(server.write_all(&vec![0; 64 << 20])), in_the_middle);
}

/// What comes out of a listener that does not wait.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_accepted_stream_waits_on_linux() {
    says("clients/no-wait", "comes out of a non-blocking listener waits, as if");
    let (listener, address) = listen();
    listener.set_nonblocking(true).expect("a listener");
    assert_eq!(kind(listener.accept()).err(), Some(ErrorKind::WouldBlock), "nobody has come");
    let mut client = TcpStream::connect(address).expect("a connection");
    let mut stream = None;
    happens(|| {
        stream = listener.accept().ok();
        stream.is_some()
    });
    let mut stream = bounded(stream.expect("the client").0);
    let count = thread::scope(|scope| {
        let read = scope.spawn(|| kind(stream.read(&mut [0; 1])));
        thread::sleep(WHILE);
        assert!(!read.is_finished(), "it did not wait");
        write(&mut client, b"x");
        read.join().expect("a read does not panic")
    });
    assert_eq!(count, Ok(1));
}
