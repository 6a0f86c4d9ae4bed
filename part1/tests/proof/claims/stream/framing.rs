//! Is the receiving code of the three framings right, whatever the size of its buffer and however the
//! bytes come, and does it say of a bad message what its page says?

use crate::claims::prelude::*;
use std::io::BufReader;
use std::iter;

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

/// No message of the examples is longer, in bytes; the pages promise that buffers of up to that size
/// will do.
const MAX: usize = 4096;

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
        receive: |from, size| all(from, size, line_server::receive),
        messages: || vec!["Hello".into(), "".into(), long(MAX - 1), "5 €".into()],
    },
    Framing {
        page: "book/src/stream/length.md",
        frame: |messages| {
            let length = |message: &String| (message.len() as u32).to_be_bytes();
            messages.iter().flat_map(|m| [&length(m), m.as_bytes()].concat()).collect()
        },
        receive: |from, size| all(from, size, length_server::receive),
        messages: || vec!["Hello\n".into(), "".into(), long(MAX), "5 €".into()],
    },
];

/// All that comes until the end, one message after the other, through a buffer of that size.
fn all<'a>(
    from: &'a mut dyn Read,
    size: usize,
    receive: fn(&mut BufReader<&'a mut dyn Read>) -> io::Result<Option<String>>,
) -> io::Result<Vec<String>> {
    let mut from = BufReader::with_capacity(size, from);
    iter::from_fn(|| receive(&mut from).transpose()).collect()
}

/// A message of that many bytes, in which letters have one to four.
fn long(bytes: usize) -> String {
    let text = "aé€😀".repeat(bytes / 10);
    text.clone() + &"z".repeat(bytes - text.len())
}

/// Gives at most so many bytes at once, as a peer that dribbles.
struct Dribble<'a> {
    bytes: &'a [u8],
    at_once: usize,
}

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.at_once);
        self.bytes.read(&mut buffer[..most])
    }
}

/// What one of the framings receives of these bytes, with a buffer of that size.
type Receive<'a> = &'a dyn Fn(&Framing, &[u8], usize) -> io::Result<Vec<String>>;

/// Each framing receives the messages that were sent, whatever the size of its buffer.
fn every_size(how: &str, receive: Receive, report: &mut Report) {
    let lengths = |messages: &Vec<String>| {
        let lengths: Vec<usize> = messages.iter().map(String::len).collect();
        format!("messages of these lengths: {lengths:?}")
    };
    for framing in &FRAMINGS {
        let messages = (framing.messages)();
        let sent = (framing.frame)(&messages);
        for size in 1..=MAX {
            report.count("sizes of buffers");
            let received = receive(framing, &sent, size);
            if received.as_ref().is_ok_and(|received| *received == messages) {
                continue;
            }
            let actual = received.as_ref().map_or_else(|error| format!("{error:?}"), lengths);
            let actual = format!("{how}, with a buffer of {size}: {actual}");
            let help = "mend `receive` of the page's server";
            report.add((framing.page, 1), actual, lengths(&messages), help);
        }
    }
}

#[test]
fn every_size_of_buffer_receives_what_was_sent() {
    let mut report = Report::default();
    for at_once in [100_000, 1000] {
        let how = format!("at most {at_once} bytes at once");
        let receive = |framing: &Framing, bytes: &[u8], size| {
            (framing.receive)(&mut Dribble { bytes, at_once }, size)
        };
        every_size(&how, &receive, &mut report);
    }
    report.settle();
}

#[test]
fn every_size_of_buffer_receives_what_came_over_tcp() {
    let receive = |framing: &Framing, bytes: &[u8], size| {
        let (mut server, mut client) = pair();
        let received = thread::scope(|scope| {
            scope.spawn(|| {
                write(&mut client, bytes);
                client.shutdown(Shutdown::Write).expect("connected");
            });
            (framing.receive)(&mut server, size)
        });
        // An end by reset leaves nothing in TIME-WAIT: thousands of those would slow down whoever
        // asks for the sockets.
        write(&mut server, b"unread");
        wait_for_bytes(&client, 6);
        received
    };
    let mut report = Report::default();
    every_size("over TCP", &receive, &mut report);
    report.settle();
}

/// What a peer sends that is bad in the way of the row's first cell.
fn bad(framing: &Framing, what: &str) -> Option<Vec<u8>> {
    let mut bytes = (framing.frame)(&["5 €".to_string()]);
    let space = bytes.iter().position(|b| *b == b' ').expect("a space");
    match what {
        // Between two letters.
        _ if what.contains("cut off") => bytes.truncate(space + 1),
        "bytes that are not UTF-8" => bytes[space] = 0xff,
        _ if what.contains("more than 4096") => {
            bytes = (framing.frame)(&["x".repeat(MAX + 1)]);
            // A length alone has to be enough to be refused.
            let count = if what.starts_with("a length") { 4 } else { bytes.len() };
            bytes.truncate(count);
        }
        _ => return None,
    }
    Some(bytes)
}

#[test]
fn bad_messages_are_received_as_the_pages_say() {
    let mut report = Report::default();
    for framing in &FRAMINGS {
        let page = Context::live().book.page(framing.page).expect(framing.page);
        let table = page.tables.last().expect("a table of bad messages");
        let rows = table.rows.len().to_string();
        let help = "say of each of the three bad messages what becomes of it";
        report.same((framing.page, table.head.line), rows, "3", help);
        for row in &table.rows {
            let place = (framing.page, row.line);
            let Some(sent) = bad(framing, row.cell(0)) else {
                let help = "let `bad` in claims/stream/framing.rs send it";
                report.add(place, "no test sends it", row.cell(0), help);
                continue;
            };
            let expected = row.spans(1).first().cloned().unwrap_or(row.cell(1).to_string());
            for size in [1, 5, MAX] {
                report.count("bad messages");
                let mut peer = Dribble { bytes: &sent, at_once: 3 };
                let actual = match (framing.receive)(&mut peer, size) {
                    Ok(all) if all.concat().into_bytes() == sent => {
                        "what came of it, as if it were all".to_string()
                    }
                    Ok(all) => format!("no error, and {} messages", all.len()),
                    Err(e) => format!("{e:?}"),
                };
                report.same(place, actual, expected.as_str(), "say what `receive` returns");
            }
        }
    }
    report.settle();
}
