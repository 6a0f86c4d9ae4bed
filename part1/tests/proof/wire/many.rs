//! Many clients, one after the other and at once: no byte is lost, and nothing is left.

use super::fixtures::{client, gives_back, held, record};
use super::prelude::*;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How many connections the wire has at the same time.
const AT_ONCE: usize = 100;

const ONE_BY_ONE: usize = 1000;

/// A server that sends back what it gets, to so many clients.
fn echo(clients: usize) -> thread::JoinHandle<()> {
    let listener = listen_as_server();
    thread::spawn(move || {
        thread::scope(|all| {
            for _ in 0..clients {
                let stream = accept(&listener);
                all.spawn(move || {
                    io::copy(&mut &stream, &mut &stream).expect("all of it");
                    stream.shutdown(Shutdown::Write)
                });
            }
        });
    })
}

/// What that client sends, and no other one.
fn own_bytes(number: usize, length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 31 + number * 7 + i / 251) as u8).collect()
}

/// Sends its bytes while it reads; all have to come back, and then the end.
fn is_echoed(client: TcpStream, sent: &[u8]) {
    let mut all = Vec::new();
    thread::scope(|scope| {
        let mut writer = &client;
        scope.spawn(move || {
            writer.write_all(sent).expect("all are taken");
            writer.shutdown(Shutdown::Write).expect("connected");
        });
        let mut reader = &client;
        reader.read_to_end(&mut all).expect("an end");
    });
    assert!(all == sent, "{} bytes of {}, or others", all.len(), sent.len());
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_thousand_one_after_the_other_lose_nothing() {
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    let (server, wire) = (echo(ONE_BY_ONE), wire(&[]));
    let before = held(&wire);
    for number in 0..ONE_BY_ONE {
        is_echoed(client(), &own_bytes(number, 2000));
    }
    server.join().expect("all clients");
    gives_back(&wire, before);
    let finished = || record(&wire).matches("has finished sending").count();
    assert!(happens(|| finished() == 2 * ONE_BY_ONE), "{} ends", finished());
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_hundred_at_once_lose_nothing_and_more_wait() {
    says("wire", "It serves at most 100 clients at the same time, and more wait in its queue.");
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    let (server, wire) = (echo(AT_ONCE + 1), wire(&[]));
    let before = held(&wire);
    let (there, is_seen) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for number in 0..AT_ONCE {
            let (there, is_seen) = (&there, &is_seen);
            scope.spawn(move || {
                let mut client = client();
                write(&mut client, b".");
                client.read_exact(&mut [0]).expect("its echo");
                there.fetch_add(1, Ordering::Relaxed);
                // Until the one that waits is seen to wait.
                happens(|| is_seen.load(Ordering::Relaxed));
                is_echoed(client, &own_bytes(number, 300_000));
            });
        }
        let all_are_there = happens(|| there.load(Ordering::Relaxed) == AT_ONCE);
        let mut late = client();
        write(&mut late, b"late");
        late.set_read_timeout(Some(WHILE)).expect("a bound");
        let waits = read(&mut late);
        let connected = record(&wire).matches("connects").count();
        is_seen.store(true, Ordering::Relaxed);
        assert!(all_are_there, "{there:?} of {AT_ONCE}");
        assert_eq!((waits, connected), (Err(ErrorKind::WouldBlock), AT_ONCE));
        late.shutdown(Shutdown::Write).expect("connected");
        let mut all = String::new();
        bounded(late).read_to_string(&mut all).expect("its turn");
        assert_eq!(all, "late");
    });
    server.join().expect("all clients");
    gives_back(&wire, before);
}
