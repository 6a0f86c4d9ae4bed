//! What the chapter “What really happens” says in a sentence and shows in no fence.

use super::prelude::*;
use crate::run::kernel_counters::{SEGMENTS_SENT, WINDOWS_OPENED, counter};
use crate::run::namespace::in_own_network;
use crate::run::sockets::{CLOSE_WAIT, FIN_WAIT_2, all};

#[test]
fn a_clone_keeps_the_connection_and_shutdown_is_for_both() {
    says("kernel/ends", "the connection closes when you have dropped both");
    let (server, mut client) = pair();
    let clone = server.try_clone().expect("a clone");
    drop(server);
    assert_waits(&mut client);
    drop(clone);
    assert_eq!(read(&mut client), Ok(vec![]));

    says("kernel/ends", "a `shutdown` takes effect for both immediately");
    let (server, mut client) = pair();
    let mut clone = server.try_clone().expect("a clone");
    server.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(read(&mut client), Ok(vec![]));
    says("kernel/ends", "On Windows, it's error 10058, and Rust 1.95 has no kind for it");
    let error = clone.write(b"more").expect_err("it has finished");
    match cfg!(windows) {
        true => assert_eq!(error.raw_os_error(), Some(10058)),
        false => assert_eq!(error.kind(), ErrorKind::BrokenPipe),
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn shutting_down_the_reading_keeps_nobody_from_writing() {
    says("kernel/ends", "On Linux, `read` returns 0 as long as nothing has");
    let (mut server, mut client) = pair();
    server.shutdown(Shutdown::Read).expect("connected");
    assert_eq!(read(&mut server), Ok(vec![]));
    write(&mut client, b"more");
    says("kernel/ends", "and it still returns what arrives later");
    assert!(happens(|| read(&mut server).as_deref() == Ok(b"more")), "what comes is not read");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_leaves_nobody_in_time_wait() {
    says("kernel/ends", "so no end goes through `TIME-WAIT`");
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
    says("kernel/life", "**`FIN-WAIT-2`** lasts until the other side closes, too");
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
    says("kernel/calls", "the kernel mostly takes everything, so you see one call");
    let (mut server, mut client) = pair();
    let reader = thread::spawn(move || io::copy(&mut client, &mut io::sink()).ok());
    assert_eq!(server.write(&bytes).ok(), Some(bytes.len()));
    drop(server);
    assert_eq!(reader.join().expect("no panic"), Some(bytes.len() as u64));

    says("kernel/calls", "`write` returns what the kernel has taken by then");
    let (mut server, _client) = pair();
    server.set_write_timeout(Some(WHILE)).expect("a bound");
    let taken = server.write(&bytes).expect("a part");
    assert!((1..bytes.len()).contains(&taken), "{taken} bytes");
    says("kernel/calls", "or an error if that's nothing");
    assert!((0..10).any(|_| server.write(&bytes).is_err()), "the buffers are full");

    says("kernel/calls", "(../clients/no-wait.md) does the same immediately");
    let (mut server, _client) = pair();
    server.set_nonblocking(true).expect("a stream");
    let taken = server.write(&bytes).expect("a part");
    assert!((1..bytes.len()).contains(&taken), "{taken} bytes");
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn a_read_sends_nothing_unless_it_makes_much_room() {
    in_own_network(|| {
        says("kernel/views", "Your `accept` and `read` take what the kernel already has");
        says("kernel/views", "`accept` itself sends nothing");
        let (listener, address) = listen();
        let sent = || {
            // Until then, a held back acknowledgment has been sent.
            thread::sleep(WHILE);
            counter(SEGMENTS_SENT)
        };
        let mut client = TcpStream::connect(address).expect("connected");
        let before = sent();
        let mut server = bounded(listener.accept().expect("a client").0);
        assert_eq!(sent(), before, "`accept` sends");
        write(&mut client, ANSWER);
        wait_for_bytes(&server, ANSWER.len());
        let before = sent();
        assert_eq!(read(&mut server).as_deref(), Ok(ANSWER));
        assert_eq!(sent(), before, "`read` sends");

        says("kernel/views", "When your reads make room in a full buffer, the kernel tells");
        client.set_write_timeout(Some(WHILE)).expect("a bound");
        client.write_all(&vec![0; 32 << 20]).expect_err("there is no more room");
        let before = counter(WINDOWS_OPENED);
        server.read_exact(&mut vec![0; 1 << 20]).expect("what came");
        assert!(counter(WINDOWS_OPENED) > before, "no window update");
    });
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn what_has_arrived_before_a_reset_is_read() {
    says("kernel/calls", "your peer can still read what had arrived before the reset");
    let mut client = greeted_and_reset();
    assert_eq!(read(&mut client).as_deref(), Ok(GREETING));
    says(
        "kernel/calls",
        "Then, if no FIN came before it, `read` fails once with `ConnectionReset`",
    );
    assert_eq!(read(&mut client), Err(ErrorKind::ConnectionReset));
    assert_eq!(read(&mut client), Ok(vec![]));

    // And after a FIN:
    let (mut server, mut client) = pair();
    let ports = [&server, &client].map(|stream| Some(port_of(stream)));
    write(&mut server, GREETING);
    wait_for_bytes(&client, GREETING.len());
    drop(server);
    let half_open = || count(CLOSE_WAIT, ports[1], ports[0]);
    assert!(happens(|| half_open() == Some(1)), "no FIN comes");
    write(&mut client, b"late");
    assert!(happens(|| half_open() == Some(0)), "no reset comes");
    assert_eq!(read(&mut client).as_deref(), Ok(GREETING));
    assert_eq!([read(&mut client), read(&mut client)], [Ok(vec![]), Ok(vec![])]);
}

#[test]
fn what_is_written_to_a_dropped_stream_is_answered_with_a_reset() {
    says(
        "see-it",
        "so no program can read what comes. The client's kernel would answer with an RST",
    );
    let (mut server, client) = pair();
    drop(client);
    assert_eq!(read(&mut server), Ok(vec![]));
    write(&mut server, b"more");
    // Only a reset ends this direction, too.
    assert!(happens(|| server.write(b"again").is_err()), "no reset comes");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn what_is_written_and_not_sent_yet_is_in_send_q_too() {
    says("kernel/look", "those that were written here and aren't acknowledged yet");
    let (server, mut client) = pair();
    let ports = [&client, &server].map(port_of);
    client.set_write_timeout(Some(WHILE)).expect("a bound");
    let mut written = 0;
    while let Ok(count) = client.write(&[b'x'; 65536]) {
        written += count as u64;
    }
    let socket = |[local, peer]: [u16; 2]| {
        let sockets = all().expect("the sockets");
        *sockets.iter().find(|s| s.local == local && s.peer == peer).expect("this end")
    };
    let queues = || [socket(ports).to_send, socket([ports[1], ports[0]]).to_read];
    let is_all = || queues().iter().sum::<u64>() == written;
    assert!(happens(is_all), "{written} bytes are written, and in the queues: {:?}", queues());
    let [to_send, to_read] = queues();
    assert!(to_send > to_read, "more than a window: {to_send} bytes, beside {to_read} unread");
}
