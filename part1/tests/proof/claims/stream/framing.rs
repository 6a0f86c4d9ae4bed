//! Is the receiving code of the three framings right, whatever the size
//! of its buffer and however the bytes come, and does it say of a bad
//! message what its page says?

use crate::book::prelude::*;
use crate::run::pair::{pair, wait_for_bytes, write};
use std::io::{self, BufReader, Read};
use std::net::Shutdown;
use std::thread;

#[expect(dead_code, reason = "the example's `main`")]
mod length_server {
    include!("../../../../examples/length_server.rs");
}
#[expect(dead_code, reason = "the example's `main`")]
mod line_server {
    include!("../../../../examples/line_server.rs");
}
#[expect(dead_code, reason = "the example's `main`")]
mod until_end_server {
    include!("../../../../examples/until_end_server.rs");
}

/// No message of the examples is longer, in bytes.
const MAX: usize = 4096;

/// The sizes of buffers that the pages promise.
const SIZES: std::ops::RangeInclusive<usize> = 1..=MAX;

/// One way to mark where a message ends.
struct Framing {
    page: &'static str,
    /// What goes over the wire for these messages.
    frame: fn(&[String]) -> Vec<u8>,
    /// What is received, with a buffer of that size, until the end.
    receive: fn(&mut dyn Read, usize) -> io::Result<Vec<String>>,
    messages: fn() -> Vec<String>,
}

const FRAMINGS: [Framing; 3] = [
    Framing {
        page: "book/src/stream/until-the-end.md",
        frame: |messages| messages.concat().into_bytes(),
        receive: |mut from, size| {
            let mut buffer = vec![0; size];
            Ok(vec![until_end_server::receive(&mut from, &mut buffer)?])
        },
        messages: || vec![long(MAX)],
    },
    Framing {
        page: "book/src/stream/line.md",
        frame: |messages| messages.iter().flat_map(|m| format!("{m}\n").into_bytes()).collect(),
        receive: |from, size| {
            let mut from = BufReader::with_capacity(size, from);
            all(|| line_server::receive(&mut from))
        },
        messages: || vec!["Hello".into(), "".into(), long(MAX - 1), "5 €".into()],
    },
    Framing {
        page: "book/src/stream/length.md",
        frame: |messages| {
            let framed = messages.iter().flat_map(|message| {
                let length = (message.len() as u32).to_be_bytes();
                [&length, message.as_bytes()].concat()
            });
            framed.collect()
        },
        receive: |from, size| {
            let mut from = BufReader::with_capacity(size, from);
            all(|| length_server::receive(&mut from))
        },
        messages: || vec!["Hello\n".into(), "".into(), long(MAX), "5 €".into()],
    },
];

fn all(mut next: impl FnMut() -> io::Result<Option<String>>) -> io::Result<Vec<String>> {
    let mut messages = Vec::new();
    while let Some(message) = next()? {
        messages.push(message);
    }
    Ok(messages)
}

/// A message of that many bytes, in which letters have one to four.
fn long(bytes: usize) -> String {
    let mut text = "aé€😀".repeat(bytes / 10);
    text += &"z".repeat(bytes - text.len());
    text
}

/// Gives at most so many bytes at once, as a peer that dribbles.
struct Dribble<'a> {
    bytes: &'a [u8],
    at_once: usize,
}

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(self.at_once).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.bytes = later;
        Ok(count)
    }
}

/// Notes it if other messages are received than were sent.
fn compare(
    framing: &Framing,
    how: &str,
    received: io::Result<Vec<String>>,
    sent: &[String],
    report: &mut Report,
) {
    report.count("ways to receive");
    if received.as_ref().is_ok_and(|received| received == sent) {
        return;
    }
    let lengths = |messages: &[String]| {
        let lengths: Vec<usize> = messages.iter().map(String::len).collect();
        format!("messages of these lengths: {lengths:?}")
    };
    let actual = match received {
        Ok(received) => lengths(&received),
        Err(error) => format!("{error:?}"),
    };
    let help = "mend `receive` of the page's server";
    report.add((framing.page, 1), format!("{how}: {actual}"), lengths(sent), help);
}

#[test]
fn every_size_of_buffer_receives_what_was_sent() {
    let mut report = Report::default();
    for framing in &FRAMINGS {
        let messages = (framing.messages)();
        let sent = (framing.frame)(&messages);
        for size in SIZES {
            for at_once in [usize::MAX, 1000] {
                let mut peer = Dribble { bytes: &sent, at_once };
                let received = (framing.receive)(&mut peer, size);
                let how = format!("with a buffer of {size}");
                compare(framing, &how, received, &messages, &mut report);
            }
        }
    }
    report.settle();
}

#[test]
fn every_size_of_buffer_receives_what_came_over_tcp() {
    let mut report = Report::default();
    for framing in &FRAMINGS {
        let messages = (framing.messages)();
        let sent = (framing.frame)(&messages);
        for size in SIZES {
            let (mut server, mut client) = pair();
            let received = thread::scope(|scope| {
                scope.spawn(|| {
                    write(&mut client, &sent);
                    client.shutdown(Shutdown::Write).expect("connected");
                });
                (framing.receive)(&mut server, size)
            });
            let how = format!("over TCP, with a buffer of {size}");
            compare(framing, &how, received, &messages, &mut report);
            // An end by reset leaves nothing in TIME-WAIT: thousands of
            // those would slow down whoever asks for the sockets.
            write(&mut server, b"unread");
            wait_for_bytes(&client, 6);
            drop(client);
        }
    }
    report.settle();
}

#[test]
fn bad_messages_are_received_as_the_pages_say() {
    let book = Book::read(&Tree::read());
    let mut report = Report::default();
    for framing in &FRAMINGS {
        let page = book.page(framing.page).expect(framing.page);
        let table = page.tables.last().expect("a table of bad messages");
        for row in &table.rows {
            bad_message(framing, row, &mut report);
        }
        let rows = table.rows.len().to_string();
        let help = "say of each of the three bad messages what becomes of it";
        report.same((framing.page, table.head.line), rows, "3", help);
    }
    report.settle();
}

/// What a peer sends that is bad in the way of the row's first cell.
fn bad(framing: &Framing, what: &str) -> Option<Vec<u8>> {
    let mut good = (framing.frame)(&["5 €".to_string()]);
    let space = good.iter().position(|b| *b == b' ').expect("a space");
    if what.contains("more than 4096") {
        // A length alone has to be enough to be refused.
        let bytes = (framing.frame)(&["x".repeat(MAX + 1)]);
        return Some(if what.starts_with("a length") { bytes[..4].to_vec() } else { bytes });
    } else if what.contains("cut off") {
        // Between two letters.
        good.truncate(space + 1);
    } else if what == "bytes that are not UTF-8" {
        good[space] = 0xff;
    } else {
        return None;
    }
    Some(good)
}

fn bad_message(framing: &Framing, row: &Row, report: &mut Report) {
    let place = (framing.page, row.line);
    let Some(sent) = bad(framing, row.cell(0)) else {
        let help = "let `bad` in claims/stream/framing.rs send it";
        return report.add(place, "no test sends it", row.cell(0), help);
    };
    let expected = row.spans(1).first().cloned().unwrap_or(row.cell(1).to_string());
    for size in [1, 5, MAX] {
        report.count("bad messages");
        let mut peer = Dribble { bytes: &sent, at_once: 3 };
        let actual = match (framing.receive)(&mut peer, size) {
            Ok(messages) if messages.concat().into_bytes() == sent => {
                "what came of it, as if it were all".to_string()
            }
            Ok(messages) => format!("no error, and {} messages", messages.len()),
            Err(e) => format!("{e:?}"),
        };
        report.same(place, actual, expected.as_str(), "say what `receive` returns");
    }
}
