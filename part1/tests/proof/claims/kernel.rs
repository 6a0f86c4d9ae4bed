//! What the chapter “What really happens” says in a sentence and shows in no fence.

use super::prelude::*;
use crate::run::sockets::{CLOSE_WAIT, FIN_WAIT_2};

#[test]
fn a_clone_keeps_the_connection_and_shutdown_is_for_both() {
    says("kernel/ends", "the connection closes when the last is dropped");
    let (server, mut client) = pair();
    let clone = server.try_clone().expect("a clone");
    drop(server);
    assert_waits(&mut client);
    drop(clone);
    assert_eq!(read(&mut client), Ok(vec![]));

    says("kernel/ends", "while `shutdown` takes effect for both at once");
    let (server, mut client) = pair();
    let mut clone = server.try_clone().expect("a clone");
    server.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(read(&mut client), Ok(vec![]));
    says("kernel/ends", "On Windows it is number 10058, which is of no kind");
    let error = clone.write(b"more").expect_err("it has finished");
    match cfg!(windows) {
        true => assert_eq!(error.raw_os_error(), Some(10058)),
        false => assert_eq!(error.kind(), ErrorKind::BrokenPipe),
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn shutting_down_the_reading_keeps_nobody_from_writing() {
    says("kernel/ends", "`read` returns 0 as long as nothing has come, and on");
    let (mut server, mut client) = pair();
    server.shutdown(Shutdown::Read).expect("connected");
    assert_eq!(read(&mut server), Ok(vec![]));
    write(&mut client, b"more");
    assert!(happens(|| read(&mut server).as_deref() == Ok(b"more")), "what comes is not read");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_leaves_nobody_in_time_wait() {
    says("kernel/ends", "No end of a reset connection goes through");
    let (server, mut client) = pair();
    let ports = [&server, &client].map(|stream| Some(port_of(stream)));
    write(&mut client, b"unread");
    wait_for_bytes(&server, 6);
    drop(server);
    assert_eq!(read(&mut client), Err(ErrorKind::ConnectionReset));
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
    let [own, peer] = [&server, &client].map(|stream| Some(port_of(stream)));
    client.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(read(&mut server), Ok(vec![]));
    let ends = || (count(CLOSE_WAIT, own, peer), count(FIN_WAIT_2, peer, own));
    let expected = (Some(1), Some(1));
    assert!(happens(|| ends() == expected), "{:?}", ends());
    thread::sleep(WHILE);
    assert_eq!(ends(), expected);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_write_takes_a_part_when_it_may_not_wait() {
    // Far more than the kernels of both ends keep.
    let bytes = vec![0; 32 << 20];
    says("kernel/calls", "a stream that waits mostly takes everything, so you see one call");
    let (mut server, mut client) = pair();
    let reader = thread::spawn(move || io::copy(&mut client, &mut io::sink()).ok());
    assert_eq!(server.write(&bytes).ok(), Some(bytes.len()));
    drop(server);
    assert_eq!(reader.join().expect("no panic"), Some(bytes.len() as u64));

    says("kernel/calls", "timeout and nobody reads, `write` returns after that time with what");
    let (mut server, _client) = pair();
    server.set_write_timeout(Some(WHILE)).expect("a bound");
    let taken = server.write(&bytes).expect("a part");
    assert!((1..bytes.len()).contains(&taken), "{taken} bytes");

    says("kernel/calls", "(../clients/no-wait.md) does the same immediately");
    let (mut server, _client) = pair();
    server.set_nonblocking(true).expect("a stream");
    let taken = server.write(&bytes).expect("a part");
    assert!((1..bytes.len()).contains(&taken), "{taken} bytes");
}
