//! The chapter “A stream”. Is the receiving code of its three framings right, whatever the size of
//! its buffer and however the bytes come? Does it say of a bad message what its page says? And what
//! do its servers do when a peer does not end its message?

use super::examples::{length_client, length_server, line_server, until_end_server};
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
        messages: || vec!["Hello".into(), "".into(), long(MAX), "5 €".into()],
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
                    "the part that arrived, as if it were whole".to_string()
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
    says("stream/until-the-end", "Both wait forever: the server for the end");
    let Some((_port, mut server)) = start_at_port("until_end_server") else { return };
    let mut client = connect();
    write(&mut client, b"Hello");
    assert_waits(&mut client);
    assert!(!server.has_ended(), "it waits for the end");
    says("stream/until-the-end", "with Ctrl-C, and the other stops waiting");
    drop(client);
    assert_eq!(end(server).stdout, "Client: Hello\n");
}

#[test]
fn without_the_newline_both_wait() {
    says("stream/line", "The server answers the first line, and then both wait");
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
    says("stream/line", "it was dropped, because each iteration makes its own `BufReader`");
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
    says("stream/length", &format!("`Hell`, for a length: {a},{b},{c},{d}"));
    let Some((_port, server)) = start_at_port("length_server") else { return };
    write(&mut connect(), b"Hello Server!\n");
    let error = "Error: Custom { kind: InvalidData, error: \"too long\" }\n";
    assert_eq!(end(server).stderr, error);
}

#[test]
fn a_line_cut_off_at_the_limit_is_not_too_long() {
    says("stream/line", "the line has used up the limit, or the stream has ended");
    let received = |bytes| {
        let line = "x".repeat(bytes);
        line_server::receive(&mut line.as_bytes()).expect_err("no newline").kind()
    };
    assert_eq!(received(MAX - 1), ErrorKind::UnexpectedEof);
    assert_eq!(received(MAX), ErrorKind::UnexpectedEof, "a newline could have followed");
    assert_eq!(received(MAX + 1), ErrorKind::InvalidData, "too long, whatever follows");
}

#[test]
#[should_panic(expected = "read would return 0")]
fn a_buffer_without_room_is_not_taken_for_the_end() {
    let _ = until_end_server::receive(&mut &b"Hello"[..], &mut []);
}

#[test]
fn no_message_is_sent_that_would_be_refused() {
    says("stream/length", "It refuses what the server would refuse.");
    let mut sent = Vec::new();
    length_client::send(&mut sent, &long(MAX)).expect("as long as the limit");
    let received = length_server::receive(&mut sent.as_slice());
    assert_eq!(received.expect("a message"), Some(long(MAX)));
    sent.clear();
    let refused = length_client::send(&mut sent, &long(MAX + 1));
    assert_eq!(kind(refused), Err(ErrorKind::InvalidInput));
    assert_eq!(sent, b"", "not even its length");
}

#[test]
fn the_end_between_two_messages_is_no_error() {
    says("stream/length", "between two messages, the stream may well end");
    let sent = [&[0, 0, 0, 2][..], b"Hi"].concat();
    for (end, ended_well) in [(0, true), (1, false), (3, false), (4, false), (5, false), (6, true)]
    {
        let mut from = &sent[..end];
        let all: Result<Vec<_>, _> =
            iter::from_fn(|| length_server::receive(&mut from).transpose()).collect();
        assert_eq!(all.is_ok(), ended_well, "cut after {end} bytes: {all:?}");
    }
}

/// The solution of the exercise, with that file, once it listens or has ended; and the right to the
/// port.
fn serve_file(path: &Path) -> Option<(PortLock, Running)> {
    let program = example("file_server");
    Some((PortLock::take()?, when_it_listens(started(Command::new(program).arg(path)))))
}

/// All that a client gets until the end, and what the server complains of, if it then gets `answer`.
fn fetched(server: Running, answer: &[u8]) -> (Vec<u8>, String) {
    let mut client = connect();
    let mut length = [0; 4];
    client.read_exact(&mut length).expect("a length");
    write(&mut client, answer);
    let mut all = length.to_vec();
    client.read_to_end(&mut all).expect("an end");
    (all, end(server).stderr)
}

#[test]
fn the_file_server_needs_a_path() {
    let ended = end(started(&mut Command::new(example("file_server"))));
    let seen = (ended.code(), ended.stdout.as_str(), ended.stderr.as_str());
    assert_eq!(seen, ("2".to_string(), "", "usage: file_server PATH\n"));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_file_server_refuses_what_does_not_know_its_length() {
    says("exercises/file", "the server refuses what isn't a regular file");
    says("exercises/file", "a file that says it's empty but isn't, such as many under");
    let program = example("file_server");
    for (path, error) in [
        ("/proc", "not a regular file"),
        ("/dev/zero", "not a regular file"),
        ("/proc/self/status", "longer than it says"),
    ] {
        let ended = end(started(Command::new(&program).arg(path)));
        let expected = format!("Error: Custom {{ kind: Other, error: \"{error}\" }}\n");
        assert_eq!((ended.code(), ended.stderr), ("1".to_string(), expected), "{path}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_file_server_takes_a_path_that_is_not_utf_8() {
    use std::os::unix::ffi::OsStrExt;
    says("exercises/file", "`args_os` takes any path, even one that isn't UTF-8");
    let folder = TemporaryFolder::new("path");
    let path = folder.0.join(std::ffi::OsStr::from_bytes(b"not\xffUTF-8"));
    fs::write(&path, "Hello").expect("a file");
    let Some((_port, server)) = serve_file(&path) else { return };
    let (all, error) = fetched(server, b"got it\n");
    assert_eq!((all.as_slice(), error.as_str()), (b"\0\0\0\x05Hello".as_slice(), ""));
}

#[test]
fn the_file_server_keeps_to_the_length_that_it_has_announced() {
    says("exercises/file", "`take` lets through as many bytes as were announced, and not one more");
    says("exercises/file", "If something is left of its limit, the file has become shorter");
    let folder = TemporaryFolder::new("file");
    let path = folder.0.join("file");
    for (text, all) in [("Hello, and more", "Hello"), ("He", "He")] {
        fs::write(&path, "Hello").expect("a file");
        let Some((_port, server)) = serve_file(&path) else { return };
        fs::write(&path, text).expect("the same file, longer or shorter");
        let (sent, error) = fetched(server, b"");
        assert_eq!(String::from_utf8_lossy(&sent), format!("\0\0\0\x05{all}"));
        assert!(error.contains("the file isn't as long as it said"), "{text}: {error}");
    }
}

#[test]
fn the_check_of_a_download_sends_what_its_page_says() {
    use shared::scenario::Move::{Drip, Send};
    let of = |scenario: &&shared::scenario::Scenario| scenario.name == "download";
    let scenario = shared::scenarios::SCENARIOS.iter().find(of).expect("the exercise");
    let here = SocketAddr::from(([127, 0, 0, 1], PORT));
    let mut sizes = scenario.steps.iter().flat_map(|step| step.moves).filter_map(|it| match it {
        Send(_, piece) => Some(piece.bytes(here).len()),
        Drip(_, bytes) => Some(bytes.len()),
        _ => None,
    });
    let [first, drip, rest] = [(); 3].map(|()| sizes.next().expect("three pieces"));
    says(
        "exercises/download",
        &format!(
            "sends {first} bytes, pauses, sends {drip} more one at a time, and then the other {rest}"
        ),
    );
}

#[test]
fn a_line_from_windows_keeps_its_carriage_return() {
    says("stream/line", "this server counts 6 bytes in `Hello`");
    let line = line_server::receive(&mut &b"Hello\r\n"[..]).expect("a line");
    assert_eq!(line.map(|line| line.len()), Some(6));
}

#[test]
fn an_answer_that_is_cut_off_is_an_error() {
    says("stream/line", "If no newline comes before the limit or the end, that's an error");
    let Some(_port) = PortLock::take() else { return };
    let listener = TcpListener::bind(("127.0.0.1", PORT)).expect("the port");
    let client = started(&mut Command::new(example("line_client")));
    let (server, _) = listener.accept().expect("the client");
    let mut server = bounded(server);
    assert_eq!(read(&mut server).as_deref(), Ok(b"Hello Server!\nHow are you?\n".as_slice()));
    write(&mut server, b"13 bytes\n12 by");
    drop(server);
    let ended = end(client);
    assert_eq!(ended.stdout, "Server: 13 bytes\n");
    assert_eq!(ended.stderr, "Error: Kind(UnexpectedEof)\n");
}

#[test]
fn only_after_a_line_that_is_too_long_the_next_one_is_not_found() {
    says("stream/line", "A line that is too long may never end, so `receive` returns an error");
    let second = |first: &[u8]| {
        let sent = [first, b"\nnext\n"].concat();
        let mut from = sent.as_slice();
        assert_eq!(kind(line_server::receive(&mut from)), Err(ErrorKind::InvalidData));
        line_server::receive(&mut from).expect("a line")
    };
    assert_eq!(second(b"\xff").as_deref(), Some("next"), "after bytes that are not UTF-8");
    assert_eq!(second(&[b'x'; MAX + 10]).as_deref(), Some("xxxxxxxxx"), "the rest of it");
}
