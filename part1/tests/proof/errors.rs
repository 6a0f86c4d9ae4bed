//! Does the index of errors name each error as the system and the
//! standard library do?

use crate::beyond::example;
use crate::book::{Book, Row, Table};
use crate::claims::{WHILE, listen, pair, reset_by_server, says};
use crate::finding::Report;
use crate::markdown::blank_spans;
use crate::namespace::in_own_network;
use crate::process::{BOUND, Running, run, wait_until};
use crate::programs::end;
use crate::tree::Tree;
use crate::turn::PORT;
use std::io::{self, ErrorKind::NotConnected, Read};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const PAGE: &str = "book/src/wrong/errors.md";

/// The message and the kind of a row: its first two code spans.
fn message_and_kind(row: &Row) -> [String; 2] {
    let spans = blank_spans(&row.cells.join(" ")).1;
    [0, 1].map(|i| spans.get(i).cloned().unwrap_or_default())
}

fn tables() -> Vec<Table> {
    let mut book = Book::read(&Tree::read());
    let at = book.pages.iter().position(|page| page.path == PAGE);
    book.pages.swap_remove(at.expect("the page of errors")).tables
}

fn compare(row: &Row, told: &[String], expected: &[String], r: &mut Report) {
    r.saw("errors of the index");
    if told != expected {
        r.add(
            (PAGE, row.line),
            told.join(" · "),
            expected.join(" · "),
            "write the error as it is",
        );
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_index_has_the_systems_words_and_numbers() {
    let mut report = Report::default();
    for row in &tables()[0].rows {
        let number: i32 = row.cells[1].parse().expect("Linux's number");
        let error = io::Error::from_raw_os_error(number);
        let [message, kind] = message_and_kind(row);
        let told = [format!("{message} (os error {number})"), kind];
        let expected = [error.to_string(), format!("{:?}", error.kind())];
        compare(row, &told, &expected, &mut report);
    }
    report.settle();
}

/// The smallest cause of an error that the standard library words itself.
type Cause = (&'static str, fn() -> io::Error);

const CAUSES: [Cause; 7] = [
    ("invalid socket address", || bind("127.0.0.1")),
    ("invalid port value", || bind("127.0.0.1:70000")),
    ("failed to lookup address information", || bind(":50000")),
    ("cannot set a 0 duration timeout", || {
        let (_, client) = pair();
        let zero = client.set_read_timeout(Some(Duration::ZERO));
        zero.expect_err("a timeout of zero")
    }),
    ("stream did not contain valid UTF-8", || {
        let text = io::read_to_string(&[0xff][..]);
        text.expect_err("this is not UTF-8")
    }),
    ("failed to fill whole buffer", || {
        let read = io::Read::read_exact(&mut &b"abc"[..], &mut [0; 4]);
        read.expect_err("three bytes are not four")
    }),
    ("unexpected end of file", || io::ErrorKind::UnexpectedEof.into()),
];

fn bind(address: &str) -> io::Error {
    TcpListener::bind(address).expect_err("an address that is none")
}

#[test]
fn the_index_has_the_words_of_the_standard_library() {
    let mut report = Report::default();
    let tables = tables();
    assert_eq!(tables[1].rows.len(), CAUSES.len(), "rows of the table");
    for (row, (name, cause)) in tables[1].rows.iter().zip(CAUSES) {
        let error = cause();
        let (said, kind) = (error.to_string(), format!("{:?}", error.kind()));
        let told = message_and_kind(row);
        assert_eq!(told[0], name, "{PAGE}:{}: the next cause", row.line);
        // Behind a colon the system adds its own words.
        let said = said.split(':').next().unwrap_or_default();
        compare(row, &told, &[said.to_string(), kind], &mut report);
    }
    report.settle();
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_connection_is_not_connected() {
    says(
        "wrong/connection",
        "`shutdown` or `peer_addr` on a connection that a reset has ended",
    );
    let client = reset_by_server();
    let reset = client.peek(&mut [0; 1]).map_err(|e| e.kind());
    assert_eq!(reset, Err(io::ErrorKind::ConnectionReset));
    let kinds = [
        client.shutdown(Shutdown::Both).map_err(|e| e.kind()),
        client.peer_addr().map(drop).map_err(|e| e.kind()),
    ];
    assert_eq!(kinds, [Err(NotConnected); 2]);

    says("wrong/connection", "same when both sides have finished already");
    let ends = pair();
    for end in [&ends.0, &ends.1] {
        end.shutdown(Shutdown::Write).expect("connected");
    }
    ends.0.peek(&mut [0; 1]).expect("the other end's FIN");
    let again = || ends.0.shutdown(Shutdown::Write);
    let told = || again().is_err_and(|e| e.kind() == NotConnected);
    assert!(wait_until(BOUND, told), "{:?}", again());
}

/// A stop signal ends a wait only if it has a bound (`man 7 signal`).
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_read_with_a_timeout_is_interrupted_by_a_stop() {
    let error = "Os { code: 4, kind: Interrupted, message: \
                 \"Interrupted system call\" }";
    says("wrong/connection", &format!("`{error}`"));
    let program = example("timeout");
    // It reads for 200 ms, and a busy machine may be too late for that.
    let interrupted = (0..20).any(|_| {
        let reads = Running::start(&mut Command::new(&program));
        let reads = reads.expect("the example starts");
        thread::sleep(Duration::from_millis(50));
        reads.signal("STOP");
        reads.signal("CONT");
        end(reads).stdout.contains(error)
    });
    assert!(interrupted, "not in 20 tries");
}

/// What comes out of a listener that does not wait.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_accepted_stream_waits_on_linux() {
    says(
        "clients/no-wait",
        "comes out of a non-blocking listener waits, as if",
    );
    let (listener, address) = listen();
    listener.set_nonblocking(true).expect("a listener");
    let nobody = listener.accept().expect_err("nobody has come");
    assert_eq!(nobody.kind(), io::ErrorKind::WouldBlock);
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

/// A host on a cable of its own, which takes what is sent to it and
/// never answers; and a kernel that tries once more and no longer.
const SILENT_HOST: &str = "
    ip link add near type veth peer name far
    ip addr add 192.0.2.1/24 dev near
    ip link set near up
    ip link set far up
    ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev near
    echo 1 > /proc/sys/net/ipv4/tcp_syn_retries";

#[test]
#[ignore = "needs root, unshare, ip"]
fn a_host_that_does_not_answer_times_out() {
    let test = "errors::a_host_that_does_not_answer_times_out";
    in_own_network(test, || {
        let mut sh = Command::new("sh");
        let made = run(sh.args(["-e", "-c", SILENT_HOST]), BOUND);
        assert!(made.as_ref().is_ok_and(|e| e.status.success()), "{made:?}");
        // The first has an address on the cable, the second has none, and
        // to the third there is no way.
        for host in ["192.0.2.2", "192.0.2.3", "198.51.100.1"] {
            let connected = TcpStream::connect((host, PORT));
            let error = connected.expect_err("nobody is there");
            says("wrong/connection", &format!("`{error:?}`"));
        }
    });
}

/// Where nobody else is disturbed: each try takes a port.
#[test]
#[ignore = "needs root, unshare, ip"]
fn a_client_may_be_connected_to_itself() {
    says("wrong/address", "then it is connected *to itself*");
    let test = "errors::a_client_may_be_connected_to_itself";
    in_own_network(test, || {
        let stream = (0..TRIES)
            .find_map(|_| TcpStream::connect(("127.0.0.1", PORT)).ok())
            .unwrap_or_else(|| panic!("not within {TRIES} tries"));
        let [own, peer] = [stream.local_addr(), stream.peer_addr()];
        assert_eq!(own.ok(), peer.ok());
    });
}

/// Some ten thousand are enough, as a rule.
const TRIES: usize = 2_000_000;
