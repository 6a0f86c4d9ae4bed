//! What one end does is what the other end sees: bytes, ends, resets, and a reader that is slow.

use super::fixtures::{client, gives_back, held, record, record_ends};
use super::prelude::*;
use crate::run::kernel_counters::{DELAYED_ACKS, counter};
use shared::bound::Bound;
use std::io;

/// A peer that closes with bytes unread resets the connection.
fn reset(mut other: &TcpStream, stream: TcpStream) {
    other.write_all(b"unread").expect("connected");
    wait_for_bytes(&stream, 6);
    drop(stream);
}

#[test]
fn a_reset_of_the_client_arrives_as_a_reset() {
    says("wire", "[Half-closes](glossary.md#half-close) are passed on as such");
    let Some(_port) = PortLock::take() else { return };
    let Through { wire, listener: _listener, mut server, client } = Through::new(&[]);
    reset(&server, client);
    assert_eq!(read(&mut server), Err(ErrorKind::ConnectionReset));
    let words = "client 1 connects\nserver -> client 1: 6 bytes \"unread\"\nclient 1 has reset\n";
    record_ends(&wire, words);
}

#[test]
fn a_reset_of_the_server_arrives_as_a_reset() {
    let Some(_port) = PortLock::take() else { return };
    let Through { wire, listener: _listener, server, mut client } = Through::new(&[]);
    reset(&client, server);
    assert_eq!(read(&mut client), Err(ErrorKind::ConnectionReset));
    let words = "client 1 -> server: 6 bytes \"unread\"\nserver has reset client 1\n";
    record_ends(&wire, &format!("client 1 connects\n{words}"));
}

#[test]
fn a_reset_is_one_in_the_midst_of_many_bytes() {
    let Some(_port) = PortLock::take() else { return };
    let (listener, wire) = (listen_as_server(), wire(&[]));
    for number in 1..=50 {
        let (mut client, server) = (client(), accept(&listener));
        let writer = thread::spawn(move || {
            let mut server = server;
            let failed = (0..).find_map(|_| server.write_all(&[b'x'; 10_000]).err());
            (failed.expect("an error").kind(), server)
        });
        client.read_exact(&mut [0; 100_000]).expect("the first bytes");
        // Bytes unread, or its close would be an end; and both directions wait, so that either may be
        // told of the reset.
        client.peek(&mut [0]).expect("one more");
        wait_for(|| wire.waits());
        drop(client);
        let (failed, server) = writer.join().expect("no panic");
        // The kernel says the second, if it has taken the first for `write` already.
        let expected = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
        assert!(expected.contains(&failed), "{failed:?}");
        drop(server);
        let said = format!("client {number} has reset\n");
        assert!(happens(|| record(&wire).contains(&said)), "{}", record(&wire));
    }
    let all = record(&wire);
    let finished: Vec<&str> = all.lines().filter(|line| line.contains("finished")).collect();
    assert!(finished.is_empty(), "a reset was taken for an end: {finished:#?}");
}

/// So many that they would take longer than any bound, if each were passed on only when the other
/// direction looks whether it is to end.
const RESETS: usize = 100;

#[test]
fn a_reset_is_passed_on_when_it_comes() {
    let Some(_port) = PortLock::take() else { return };
    let (listener, _wire) = (listen_as_server(), wire(&[]));
    let mut bound = Bound::new(BOUND);
    for passed in 0..RESETS {
        let client = client();
        let mut server = accept(&listener);
        reset(&server, client);
        assert_eq!(read(&mut server), Err(ErrorKind::ConnectionReset));
        assert!(!bound.is_over(), "{passed} of {RESETS} in {BOUND:?}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_small_piece_does_not_wait_for_an_acknowledgement() {
    let Some(_port) = PortLock::take() else { return };
    let Through { wire, listener: _listener, mut server, mut client } = Through::new(&[]);
    client.set_nodelay(true).expect("connected");
    let before = counter(DELAYED_ACKS);
    for number in 0..QUESTIONS {
        for piece in ["ques", "tion"] {
            let sent = format!("client 1 -> server: 4 bytes \"{piece}\"");
            write(&mut client, piece.as_bytes());
            assert!(happens(|| record(&wire).matches(&sent).count() > number));
        }
        server.read_exact(&mut [0; 8]).expect("a question");
        write(&mut server, b"!");
        client.read_exact(&mut [0]).expect("an answer");
    }
    // Those of the wire's own to its client are few.
    let timers = counter(DELAYED_ACKS) - before;
    assert!(timers < QUESTIONS as u64 / 2, "{timers} timers in {QUESTIONS} questions");
}

/// The first ones of a connection are acknowledged quickly.
const QUESTIONS: usize = 40;

#[test]
fn a_server_that_refuses_is_a_reset() {
    says("wire", "so the wire resets it");
    let Some(_port) = PortLock::take() else { return };
    let wire = wire(&[]);
    assert_eq!(read(&mut client()), Err(ErrorKind::ConnectionReset));
    record_ends(&wire, "client 1 connects\nserver refuses, client 1 is reset\n");
}

#[test]
fn a_half_close_is_one_and_the_other_direction_goes_on() {
    let Some(_port) = PortLock::take() else { return };
    let through = Through::new(&[]);
    let Through { wire, listener: _listener, mut server, mut client } = through;
    half_closes(&mut client, &mut server);
    record_ends(&wire, "client 1 has finished sending\n");
    half_closes(&mut server, &mut client);
    record_ends(&wire, "server has finished sending to client 1\n");
}

/// One end sends its last bytes, and the other one reads them and the end.
fn half_closes(one: &mut TcpStream, other: &mut TcpStream) {
    write(one, b"the last");
    one.shutdown(Shutdown::Write).expect("connected");
    let mut all = String::new();
    other.read_to_string(&mut all).expect("an end");
    assert_eq!(all, "the last");
}

#[test]
fn what_is_sent_cannot_drive_the_terminal() {
    let Some(_port) = PortLock::take() else { return };
    let Through { wire, listener: _listener, server: _server, mut client } = Through::new(&[]);
    write(&mut client, b"\x1b[2Jit's \"5 \xe2\x82\xac\"\r\n\0\\\xff\xe2\x80\xae");
    let shown = r#"24 bytes "\u{1b}[2Jit's \"5 €\"\r\n\0\\\xff\u{202e}""#;
    record_ends(&wire, &format!("client 1 -> server: {shown}\n"));
    let long = "x".repeat(40);
    write(&mut client, format!("{long}y").as_bytes());
    record_ends(&wire, &format!("client 1 -> server: 41 bytes \"{long}\" …\n"));
    write(&mut client, long.as_bytes());
    record_ends(&wire, &format!("client 1 -> server: 40 bytes \"{long}\"\n"));
}

/// More than this is in no kernel's buffers, in bytes.
const MUCH: usize = 64 << 20;

/// How much memory a wire may have had, in KiB.
const WIRE_KIB: u64 = 16 << 10;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_slow_reader_slows_the_writer() {
    says("wire", "keeps at most 512 kilobytes of each");
    let Some(_port) = PortLock::take() else { return };
    let Through { wire, listener: _listener, mut server, mut client } = Through::new(&[]);
    let sent = writes_until_it_waits(&mut client, &wire);
    assert!(sent < MUCH, "{sent} bytes, of which nobody has read one");
    let most = wire.kibibytes("VmHWM").expect("/proc");
    assert!(most < WIRE_KIB, "{most} KiB");
    client.shutdown(Shutdown::Write).expect("connected");
    let read = io::copy(&mut server, &mut io::sink()).expect("all of it");
    assert_eq!(read, sent as u64);
}

/// Writes until the kernel takes no more and the wire waits, too; how much.
pub fn writes_until_it_waits(client: &mut TcpStream, wire: &Running) -> usize {
    client.set_nonblocking(true).expect("a stream that does not wait");
    let mut sent = 0;
    let is_full = happens(|| {
        let mut all = 0;
        while let Ok(count) = client.write(&[b'x'; 65536]) {
            all += count;
            sent += count;
            if sent >= MUCH {
                return true;
            }
        }
        all == 0 && wire.waits() == Some(true)
    });
    assert!(is_full, "the writer never waits");
    client.set_nonblocking(false).expect("a stream that waits");
    sent
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn nothing_is_left_of_a_connection_however_it_ends() {
    let Some(_port) = PortLock::take() else { return };
    let (listener, wire) = (listen_as_server(), wire(&[]));
    let before = held(&wire);
    let ends: [fn(TcpStream, TcpStream); 4] = [
        |server, client| drop((server, client)),
        |server, client| drop((client, server)),
        |server, client| reset(&server, client),
        |server, client| reset(&client, server),
    ];
    for end in ends {
        let client = client();
        end(accept(&listener), client);
        gives_back(&wire, before);
    }
    drop(listener);
    drop(client());
    gives_back(&wire, before);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn without_a_reader_of_its_lines_it_ends_quietly() {
    let Some(_port) = PortLock::take() else { return };
    let _listener = listen_as_server();
    // The line of the second client has no reader.
    let line = format!("('{}'; echo $? >&2) | head -n 1", env!("CARGO_BIN_EXE_wire"));
    let mut shell = started(Command::new("sh").args(["-c", &line]));
    assert!(wait_for(|| is_listening(WIRE_PORT)));
    let _first = client();
    assert!(happens(|| shell.printed().contains("client 1 connects")));
    let connects = || TcpStream::connect(("127.0.0.1", WIRE_PORT)).is_ok();
    assert!(happens(|| !connects() || shell.has_ended()), "it goes on");
    assert_eq!(end(shell).stderr, "1\n");
}
