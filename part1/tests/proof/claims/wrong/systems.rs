//! What does a program see of an error, from its smallest cause? On Linux it is what the index of
//! errors says. What it is under Wine is a record, which `.ci/windows` compares in each run.

use crate::claims::misbehaving_peers::last_line_and_code;
use crate::claims::misbehaving_peers::{PEERS, Play, client_with, server_with};
use crate::claims::prelude::*;
use crate::claims::records::recorded;
use crate::run::bless::{is_blessed, rewrite};
use crate::run::wine;

/// What causes an error, in the words of the record, and the call that fails.
type Cause = (&'static str, fn() -> io::Result<usize>);

const CAUSES: [Cause; 9] = [
    ("`bind` where a listener is", || {
        let (_listener, address) = listen();
        TcpListener::bind(address).map(|_| 0)
    }),
    ("`bind` at the address of another machine", || TcpListener::bind("192.0.2.1:0").map(|_| 0)),
    ("`connect` where nobody listens", || {
        let (listener, address) = listen();
        drop(listener);
        Err(refused(address))
    }),
    ("`write` to a peer that has closed", || {
        let (server, mut client) = pair();
        drop(server);
        let mut written = client.write(b"Hello");
        happens(|| {
            written = client.write(b"Hello");
            written.is_err()
        });
        written
    }),
    ("`write` after one's own `shutdown`", || {
        let (_server, mut client) = pair();
        client.shutdown(Shutdown::Write)?;
        client.write(b"Hello")
    }),
    ("`read` with a timeout", || {
        let (_server, mut client) = pair();
        client.set_read_timeout(Some(WHILE))?;
        client.read(&mut [0; 8])
    }),
    ("`read` that does not wait", || {
        let (_server, mut client) = pair();
        client.set_nonblocking(true)?;
        client.read(&mut [0; 8])
    }),
    ("`shutdown` when both sides have finished", || {
        let ends = pair();
        ends.0.shutdown(Shutdown::Write)?;
        ends.1.shutdown(Shutdown::Write)?;
        ends.0.peek(&mut [0; 1])?;
        let mut again = Ok(());
        wait_until(WHILE, || {
            again = ends.0.shutdown(Shutdown::Write);
            again.is_err()
        });
        again.map(|()| 0)
    }),
    ("`connect` to what is no name", || TcpStream::connect("http://127.0.0.1:1").map(|_| 0)),
];

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux's numbers")]
fn each_cause_has_the_number_and_kind_of_the_index() {
    let rows = &Context::live().book.named("wrong/errors").tables[0].rows;
    for (cause, play) in CAUSES {
        let error = play().expect_err(cause);
        let (number, kind) = (error.raw_os_error(), format!("{:?}", error.kind()));
        let is_it = |row: &Row| row.cell(1).parse().ok() == number && row.spans(0).contains(&kind);
        // Of a name, the standard library says so itself.
        let is_there = number.is_none() || rows.iter().any(is_it);
        assert!(is_there, "{cause}: no row of the index is {error:?}");
    }
}

#[test]
fn a_socket_shows_its_number() {
    says("systems", "it says `fd:` and a number on Linux and macOS, and `socket:` and a number");
    let (listener, _) = listen();
    let name = if cfg!(windows) { ", socket: " } else { ", fd: " };
    let shown = format!("{listener:?}");
    let number = shown.split_once(name).expect(&shown).1.trim_end_matches(" }");
    assert!(number.parse::<u32>().is_ok(), "{shown}");
}

/// The record: each cause, and what both programs do with misbehaving peers. Whether a reset is seen
/// there is chance.
fn record(wine: &str) -> String {
    let mut text = format!("This is {wine}, not Windows:\n\n");
    text += "| cause | number | kind | words |\n|---|---|---|---|\n";
    for (cause, play) in CAUSES {
        text += &match play() {
            Err(error) => {
                let number = error.raw_os_error().map_or(String::new(), |n| n.to_string());
                let words = error.to_string().replace(&format!(" (os error {number})"), "");
                format!("| {cause} | {number} | `{:?}` | `{words}` |\n", error.kind())
            }
            Ok(_) => format!("| {cause} | none | | |\n"),
        };
    }
    text += "\n| program | its peer | its last line | exit code |\n|---|---|---|---|\n";
    let plays: [(&str, Play); 2] = [("server", server_with), ("client", client_with)];
    for (program, play) in plays {
        for (peer, sends) in PEERS.iter().filter(|(_, sends)| sends.is_some()) {
            let (last, code) = last_line_and_code(play(*sends));
            text += &format!("| {program} | {peer} | {last} | {code} |\n");
        }
    }
    text
}

#[test]
#[cfg_attr(not(windows), ignore = "needs Wine")]
fn the_record_has_what_is_seen_under_wine() {
    let Some(wine) = wine::version() else { return println!("not under Wine: nothing compared") };
    let Some(port) = PortLock::take() else { return };
    let (path, actual) = ("part1/measured/windows.md", record(&wine));
    drop(port);
    if actual != recorded("windows.md") && is_blessed() {
        return rewrite(path, |_| (1, actual));
    }
    let mut report = Report::default();
    for (number, (expected, actual)) in
        (1..).zip(recorded("windows.md").lines().zip(actual.lines()))
    {
        report.count("lines of the record");
        report.same((path, number), actual, expected, "write it: BLESS=1 .ci/windows");
    }
    assert_eq!(actual.lines().count(), recorded("windows.md").lines().count(), "lines");
    report.settle();
}
