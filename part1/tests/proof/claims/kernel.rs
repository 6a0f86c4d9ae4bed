//! What the chapter “What really happens” says in a sentence and shows in no fence.

use crate::book::says;
use crate::run::pair::{WHILE, assert_waits, pair};
use crate::run::process::{BOUND, wait_until};
use crate::run::sockets::{CLOSE_WAIT, FIN_WAIT_2, TIME_WAIT, count};
use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::thread;

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
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_leaves_nobody_in_time_wait() {
    says("kernel/ends", "No end of a reset connection goes through");
    let (server, mut client) = pair();
    let ports =
        [&server, &client].map(|stream| Some(stream.local_addr().expect("an address").port()));
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
    let ports = [&server, &client].map(|stream| stream.local_addr().expect("an address").port());
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
