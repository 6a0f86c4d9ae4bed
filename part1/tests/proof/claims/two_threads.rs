//! What two threads may do with one stream, and what no call says of it.

use super::prelude::*;
use crate::run::process::sleeps;
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread::JoinHandle;

const PAGE: &str = "clients/two-threads";

/// A thread that waits in `read` by now, where the system says so, and what it gets.
fn reader(stream: &TcpStream) -> JoinHandle<Result<usize, ErrorKind>> {
    let mut own = stream.try_clone().expect("a clone");
    let (begins, begun) = mpsc::channel();
    let reader = thread::spawn(move || {
        begins.send(fs::read_link("/proc/thread-self")).expect("the test");
        kind(own.read(&mut [0; 64]))
    });
    if let Ok(itself) = begun.recv_timeout(BOUND).expect("it begins") {
        let stat = Path::new("/proc").join(itself).join("stat");
        assert!(happens(|| sleeps(&stat)), "it does not wait");
    }
    reader
}

/// What a reader gets that has been woken.
fn woken(reader: JoinHandle<Result<usize, ErrorKind>>) -> Result<usize, ErrorKind> {
    assert!(happens(|| reader.is_finished()), "it is not woken");
    reader.join().expect("no panic")
}

#[test]
fn a_lock_is_kept_until_something_comes() {
    says(PAGE, "the reader keeps the lock while it waits in `read`");
    let (mut server, client) = pair();
    let stream = Mutex::new(client);
    thread::scope(|scope| {
        let reader = scope.spawn(|| kind(stream.lock().expect("the lock").read(&mut [0; 64])));
        assert!(happens(|| stream.try_lock().is_err()), "it does not read");
        thread::sleep(WHILE);
        assert!(stream.try_lock().is_err(), "the lock is given back");
        write(&mut server, b"x");
        assert_eq!(reader.join().expect("no panic"), Ok(1));
    });
    assert!(stream.try_lock().is_ok(), "the lock is kept");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_shutdown_wakes_a_reader() {
    says(PAGE, "On Linux, the reader wakes up with 0, as if the server had finished");
    says(PAGE, "`Shutdown::Read` wakes it, too");
    for how in [Shutdown::Both, Shutdown::Read] {
        let (_server, client) = pair();
        let reader = reader(&client);
        client.shutdown(how).expect("connected");
        assert_eq!(woken(reader), Ok(0), "{how:?}");
    }
}

#[test]
fn a_dropped_clone_wakes_nobody() {
    says(PAGE, "dropping one doesn't help, because the reader has its own");
    let (mut server, client) = pair();
    let reader = reader(&client);
    drop(client);
    thread::sleep(WHILE);
    assert!(!reader.is_finished(), "it is woken");
    write(&mut server, b"x");
    assert_eq!(woken(reader), Ok(1));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_timeout_is_for_the_reads_that_follow() {
    says(PAGE, "On Linux, a `read` that already waits doesn't notice a new timeout");
    let (mut server, client) = pair();
    let waiting = reader(&client);
    client.set_read_timeout(Some(WHILE / 4)).expect("a timeout");
    thread::sleep(WHILE);
    assert!(!waiting.is_finished(), "it notices the timeout");
    write(&mut server, b"x");
    assert_eq!(woken(waiting), Ok(1));
    says(PAGE, "A timeout ends a `read` on all systems, if you set it before the `read` begins");
    assert_eq!(woken(reader(&client)), Err(ErrorKind::WouldBlock));
}

#[test]
fn a_formatted_line_is_written_in_parts() {
    says(PAGE, "`writeln!(stream, \"{name}: {text}\")` does");
    let (mut stream, name, text) = (Writes(0), String::from("Alice"), String::from("Hello!"));
    writeln!(stream, "{name}: {text}").expect("a line");
    assert!(stream.0 > 1, "{} write", stream.0);
}

/// Two threads send messages of one letter each, a message in one `write_all`. If none is torn, each
/// run of a letter is some whole messages.
fn is_torn(bytes: usize) -> bool {
    const MESSAGES: usize = 20;
    let (mut server, client) = pair();
    let writers = [b'a', b'b'].map(|letter| {
        let mut own = client.try_clone().expect("a clone");
        thread::spawn(move || (0..MESSAGES).for_each(|_| write(&mut own, &vec![letter; bytes])))
    });
    drop(client);
    let mut all = Vec::new();
    server.read_to_end(&mut all).expect("all of it");
    writers.into_iter().for_each(|writer| writer.join().expect("no panic"));
    assert_eq!(all.len(), 2 * MESSAGES * bytes, "bytes are lost");
    all.chunk_by(|one, next| one == next).any(|run| run.len() % bytes != 0)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs the buffers of Linux")]
fn a_large_message_can_be_torn_by_another_threads() {
    says(PAGE, "a large message goes into the kernel in parts, and another thread's bytes may");
    assert!(happens(|| is_torn(1 << 20)), "each message has come whole, each time");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_address_of_a_peer_that_has_closed_is_still_there() {
    says("std-net", "| a check that the peer is still there |");
    let (server, mut client) = pair();
    let address = server.local_addr().expect("an address");
    drop(server);
    assert_eq!(read(&mut client), Ok(vec![]));
    assert_eq!(kind(client.peer_addr()), Ok(address));
}
