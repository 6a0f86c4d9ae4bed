//! Is the receiving code of the three framings right, whatever the size
//! of its buffer and however the bytes come, and does it say of a bad
//! message what its page says?

use crate::book::Book;
use crate::book::markdown::blank_spans;
use crate::book::page::Row;
use crate::book::report::Report;
use crate::book::tree::Tree;
use crate::run::pair::pair;
use std::io::{self, BufReader, Read, Write};
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

fn assert_is_what_was_sent(
    framing: &Framing,
    size: usize,
    received: io::Result<Vec<String>>,
    sent: &[String],
) {
    let lengths =
        |messages: &[String]| -> Vec<usize> { messages.iter().map(String::len).collect() };
    assert!(
        received.as_ref().is_ok_and(|received| received == sent),
        "{}: with a buffer of {size}, messages of these lengths come: {:?}, \
         and {:?} were sent",
        framing.page,
        received.map(|received| lengths(&received)),
        lengths(sent),
    );
}

#[test]
fn every_size_of_buffer_receives_what_was_sent() {
    for framing in &FRAMINGS {
        let messages = (framing.messages)();
        let sent = (framing.frame)(&messages);
        for size in SIZES {
            for at_once in [usize::MAX, 1000] {
                let mut peer = Dribble { bytes: &sent, at_once };
                let received = (framing.receive)(&mut peer, size);
                assert_is_what_was_sent(framing, size, received, &messages);
            }
        }
    }
}

#[test]
fn every_size_of_buffer_receives_what_came_over_tcp() {
    for framing in &FRAMINGS {
        let messages = (framing.messages)();
        let sent = (framing.frame)(&messages);
        for size in SIZES {
            let (mut server, mut client) = pair();
            thread::scope(|scope| {
                scope.spawn(|| {
                    client.write_all(&sent).expect("the server reads");
                    client.shutdown(Shutdown::Write).expect("connected");
                });
                let received = (framing.receive)(&mut server, size);
                assert_is_what_was_sent(framing, size, received, &messages);
            });
            // An end by reset leaves nothing in TIME-WAIT: thousands of
            // those would slow down whoever asks for the sockets.
            server.write_all(b"unread").expect("half of it is open");
            client.peek(&mut [0; 1]).expect("it comes");
            drop(client);
        }
    }
}

#[test]
fn bad_messages_are_received_as_the_pages_say() {
    let book = Book::read(&Tree::read());
    let mut report = Report::default();
    for framing in &FRAMINGS {
        let page = book.page(framing.page).expect(framing.page);
        let table = page.tables.last().expect("a table of bad messages");
        assert_eq!(table.rows.len(), 3, "{}", framing.page);
        for row in &table.rows {
            bad_message(framing, row, &mut report);
        }
    }
    report.settle();
}

/// What a peer sends that is bad in the way of the row's first cell.
fn bad(framing: &Framing, row: &Row) -> Vec<u8> {
    let what = row.cells[0].as_str();
    let mut good = (framing.frame)(&["5 €".to_string()]);
    match what {
        _ if what.contains("more than 4096") => {
            // A length alone has to be enough to be refused.
            let mut bytes = (framing.frame)(&["x".repeat(MAX + 1)]);
            if what.starts_with("a length") {
                bytes.truncate(4);
            }
            bytes
        }
        _ if what.contains("cut off") => {
            // Between two letters.
            let at = good.iter().position(|b| *b == b' ').expect("a space");
            good.truncate(at + 1);
            good
        }
        "bytes that are not UTF-8" => {
            let at = good.iter().position(|b| *b == b' ').expect("a space");
            good[at] = 0xff;
            good
        }
        _ => panic!("{}:{}: {what} is not known", framing.page, row.line),
    }
}

fn bad_message(framing: &Framing, row: &Row, report: &mut Report) {
    let sent = bad(framing, row);
    for size in [1, 5, MAX] {
        report.count("bad messages");
        let mut peer = Dribble { bytes: &sent, at_once: 3 };
        let received = match (framing.receive)(&mut peer, size) {
            Ok(messages) => {
                let all = messages.concat().into_bytes() == sent;
                let count = messages.len();
                let place = format!("{}:{}", framing.page, row.line);
                assert!(all, "{place}: {count} messages, and no error");
                "what came of it, as if it were all".to_string()
            }
            Err(e) => format!("{e:?}"),
        };
        let told = match blank_spans(&row.cells[1]).1.first() {
            Some(span) => span.clone(),
            None => row.cells[1].clone(),
        };
        if told != received {
            report.add((framing.page, row.line), told, received, "say what `receive` returns");
        }
    }
}
