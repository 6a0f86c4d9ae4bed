//! The chapter “A stream”. Is the receiving code of its three framings right, whatever the size of
//! its buffer and however the bytes come? Does it say of a bad message what its page says? And what
//! do its servers do when a peer does not end its message?

use super::examples::{length_server, line_server, until_end_server};
use super::prelude::*;
use std::io::{BufRead, BufReader};
use std::iter;

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
        page: "stream/until-the-end",
        frame: |messages| messages.concat().into_bytes(),
        receive: |mut from, size| {
            let mut buffer = vec![0; size];
            Ok(vec![until_end_server::receive(&mut from, &mut buffer)?])
        },
        messages: || vec![long(MAX)],
    },
    Framing {
        page: "stream/line",
        frame: |messages| messages.iter().flat_map(|m| format!("{m}\n").into_bytes()).collect(),
        receive: |from, size| all(from, size, line_server::receive),
        messages: || vec!["Hello".into(), "".into(), long(MAX - 1), "5 €".into()],
    },
    Framing {
        page: "stream/length",
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
    from: &'a mut dyn Read, size: usize,
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

/// A peer that dribbles: gives at most so many bytes at once.
fn dribble(bytes: &[u8], at_once: usize) -> Box<dyn Read + '_> {
    let pieces = bytes.chunks(at_once);
    pieces.fold(Box::new(io::empty()), |before, piece| Box::new(before.chain(piece)))
}

/// Each framing receives the messages that were sent, whatever the size of its buffer.
fn every_size(
    how: &str, sizes: impl Fn(&usize) -> bool,
    receive: impl Fn(&Framing, &[u8], usize) -> io::Result<Vec<String>>,
) {
    let mut report = Report::default();
    let lengths = |all: &Vec<String>| all.iter().map(String::len).collect::<Vec<_>>();
    for framing in &FRAMINGS {
        let page = Context::live().book.named(framing.page);
        let messages = (framing.messages)();
        let sent = (framing.frame)(&messages);
        for size in (1..=MAX).filter(&sizes) {
            report.count("sizes of buffers");
            let received = receive(framing, &sent, size);
            if received.as_ref().ok() != Some(&messages) {
                let received = received.as_ref().map(lengths);
                let actual = format!("{how}, with a buffer of {size}: {received:?}");
                let expected = format!("messages of these lengths: {:?}", lengths(&messages));
                report.add(page.at(1), actual, expected, "mend `receive` of the page's server");
            }
        }
    }
    report.settle();
}

#[test]
fn every_size_of_buffer_receives_what_was_sent() {
    for at_once in [100_000, 1000] {
        let how = format!("at most {at_once} bytes at once");
        every_size(
            &how,
            |_| true,
            |framing, bytes, size| (framing.receive)(&mut dribble(bytes, at_once), size),
        );
    }
}

#[test]
fn every_size_of_buffer_receives_what_came_over_tcp() {
    // In memory, all sizes are tried.
    let sample = |size: &usize| size % 37 == 0 || (size - 1..=size + 1).any(usize::is_power_of_two);
    every_size("over TCP", sample, |framing, bytes, size| {
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
    });
}

/// In what ways a message may be bad, by words of a row's first cell.
const BAD: [&str; 3] = ["more than 4096", "cut off", "not UTF-8"];

fn bad(framing: &Framing, what: &str) -> Vec<u8> {
    let mut bytes = (framing.frame)(&["5 €".to_string()]);
    let space = bytes.iter().position(|b| *b == b' ').expect("a space");
    match what {
        // A length alone has to be enough to be refused.
        "more than 4096" if framing.page == "stream/length" => {
            bytes = (MAX as u32 + 1).to_be_bytes().to_vec();
        }
        "more than 4096" => bytes = (framing.frame)(&["x".repeat(MAX + 1)]),
        // Between two letters.
        "cut off" => bytes.truncate(space + 1),
        _ => bytes[space] = 0xff,
    }
    bytes
}

#[test]
fn bad_messages_are_received_as_the_pages_say() {
    for (framing, size) in FRAMINGS.iter().flat_map(|framing| [1, 5, MAX].map(|n| (framing, n))) {
        let page = Context::live().book.named(framing.page);
        let rows = &page.tables.last().expect("a table of bad messages").rows;
        let help = format!("say what `receive` returns, here with a buffer of {size}");
        play_beside(page, rows, ("bad messages", &BAD), &help, |what, row| {
            let sent = bad(framing, what);
            let received = match (framing.receive)(&mut dribble(&sent, 3), size) {
                Ok(all) if all.concat().into_bytes() == sent => {
                    "what came of it, as if it were all".to_string()
                }
                Ok(all) => format!("no error, and {} messages", all.len()),
                Err(e) => format!("{e:?}"),
            };
            let first = row.cell(0);
            let named = if first.contains(what) { first } else { what };
            let said = row.spans(1).first().cloned().unwrap_or(row.cell(1).to_string());
            [format!("{named} | {received}"), format!("{first} | {said}")]
        });
    }
}

#[test]
fn without_the_half_close_both_wait() {
    says("stream/until-the-end", "Both wait for ever: the server for the end");
    let Some((_port, mut server)) = start_at_port("until_end_server") else { return };
    let mut client = connect();
    write(&mut client, b"Hello");
    assert_waits(&mut client);
    assert!(!server.has_ended(), "it waits for the end");
    says("stream/until-the-end", "with Ctrl-C, and the other goes on");
    drop(client);
    assert_eq!(end(server).stdout, "Client: Hello\n");
}

#[test]
fn without_the_newline_both_wait() {
    says("stream/line", "The server prints the first line and answers it");
    let Some((_port, server)) = start_at_port("line_server") else { return };
    let mut client = connect();
    write(&mut client, b"Hello Server!\nHow are you?");
    assert_eq!(read(&mut client).as_deref(), Ok(b"13 bytes\n".as_slice()), "the first answer");
    assert_waits(&mut client);
    drop(client);
    let ended = end(server);
    assert_eq!(ended.stdout, "Client: Hello Server!\n");
    says("stream/line", "`Error: Kind(UnexpectedEof)`: the line was cut off");
    assert_eq!(ended.stderr, "Error: Kind(UnexpectedEof)\n");
}

#[test]
fn two_readers_on_one_stream_lose_bytes() {
    says("stream/line", "second line would be lost with the first `BufReader`");
    let (mut server, client) = pair();
    write(&mut server, b"one\ntwo\n");
    drop(server);
    let lines = [(); 2].map(|()| {
        let mut line = String::new();
        BufReader::new(&client).read_line(&mut line).expect("a line");
        line
    });
    assert_eq!(lines, ["one\n", ""]);
}

#[test]
fn text_is_a_length_that_is_too_long() {
    let length = u32::from_be_bytes(*b"Hell").to_string();
    let [a, b, c, d] = [&length[..1], &length[1..4], &length[4..7], &length[7..]];
    says("stream/length", &format!("`Hell`, for a length: {a} {b} {c} {d}"));
    let Some((_port, server)) = start_at_port("length_server") else { return };
    write(&mut connect(), b"Hello Server!\n");
    let error = "Error: Custom { kind: InvalidData, error: \"too long\" }\n";
    assert_eq!(end(server).stderr, error);
}
