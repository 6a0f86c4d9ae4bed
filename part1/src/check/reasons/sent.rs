//! Why are the bytes that it sends not those that were expected?

use super::before::{has_read, has_sent, lines, lines_sent_last};
use super::before::{serves_no_more, serves_others};
use super::waits::{BUFFERED, NOT_SENT};
use super::{FAILED, NO_LOOP, OUR_TURN, Reasons, length};
use crate::action::Action;
use crate::display::shown;
use crate::fault::Came::{Bytes, More};
use crate::fault::{Fault, Then};
use shared::scenario::Move::{Hear, IsServed};
use shared::scenario::Piece;

/// Of many bytes, so many are shown, and so many have to be right before it
/// is said where they are not.
const FEW: usize = 16;

/// So many bytes are no line that somebody has added.
const LONG: usize = 100;

const UNREAD: &str = "It closes while bytes of the other side lie unread: that \
     is a reset, and what it has sent may be lost.";

const SENDS_TOO_LATE: &str = "The line that sends is not there yet, or comes \
     after the one that closes.";

/// What is certain of bytes that are not those that were expected.
pub fn seen(fault: &Fault) -> Vec<String> {
    match (fault.at, &fault.came) {
        (_, More(heard, more)) if !heard.is_empty() => {
            too_many(more).into_iter().collect()
        }
        (Hear(..), Bytes(bytes, _))
            if length::is_number(&fault.expected_bytes) =>
        {
            length::seen(&fault.expected_bytes, bytes)
        }
        (Hear(..) | IsServed(..), Bytes(bytes, _)) => {
            difference(&fault.expected_bytes, bytes).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Behind the message came these; nothing, if they are told better as a
/// whole.
fn too_many(more: &[u8]) -> Option<String> {
    let count = more.len();
    let is_text = |text: &str| {
        text.chars().all(|c| !c.is_control() || c.is_ascii_whitespace())
    };
    if more == [0] {
        return Some(
            "It sends a zero byte after the message: the one that ends a text \
             in C. Send `strlen` bytes, not `sizeof`."
                .to_string(),
        );
    }
    if more.iter().all(|byte| *byte == 0) {
        return Some(format!(
            "It sends all of a buffer: only its first bytes are the message, \
             and {count} zero bytes come after it."
        ));
    }
    let begin = shown(&more[..count.min(FEW)]);
    if count < LONG && std::str::from_utf8(more).is_ok_and(is_text) {
        return None;
    }
    let these = match count {
        1 => format!("a byte after the message, {begin}: it is"),
        _ => format!(
            "{count} bytes after the message, the first of them {begin}: they \
             are"
        ),
    };
    Some(format!(
        "It sends {these} what lies in memory after it. Send as many bytes as \
         the message has (C: `strlen` of a text, not the size of an array), or \
         as `read` has returned."
    ))
}

/// Where many bytes begin to differ, and why that may be.
fn difference(expected: &[u8], came: &[u8]) -> Option<String> {
    let both = expected.iter().zip(came);
    let same = both.take_while(|(one, other)| one == other).count();
    let &next = expected.get(same)?;
    if same < FEW || same == came.len() && next != 0 {
        return None;
    }
    let (due, instead) = (from(expected, same), from(came, same));
    let is_replaced = came[same..].starts_with("\u{fffd}".as_bytes());
    let cause = match next {
        0 => {
            "It takes a zero byte for the end, as `strlen` does: send as many \
             bytes as `read` has returned."
        }
        _ if is_replaced => {
            "It sends text where bytes have arrived: what is not text is \
             replaced. Send the bytes themselves."
        }
        128.. => {
            "It sends text where bytes have arrived, and what is not text gets \
             lost or changed. Send the bytes themselves."
        }
        b'\r' | b'\n' => {
            "It changes the ends of lines: it takes bytes for text (a file is \
             opened as binary)."
        }
        _ => "Bytes are lost, changed, or sent twice.",
    };
    Some(format!(
        "{cause} The first {same} bytes are right; then {due} is expected, \
         and {instead} came."
    ))
}

/// The bytes from there on, as they are shown.
fn from(bytes: &[u8], start: usize) -> String {
    let rest = &bytes[start..];
    match rest.len() {
        0 => "nothing".to_string(),
        count => shown(&rest[..count.min(FEW)]),
    }
}

/// What is likely of the bytes that came behind those that were expected.
pub fn usual_more(heard: &[u8], more: &[u8]) -> Reasons {
    if heard.is_empty() {
        &["It speaks before its turn: here it has to read, and to wait."]
    } else if matches!(more, b"\n" | b"\r\n") {
        &["A newline too many: `writeln!` adds one, and so does a `\\n` in \
             the text; `write_all` sends what it is given."]
    } else if more.starts_with(heard) {
        &["It sends the same twice."]
    } else {
        &["It sends something more after the message."]
    }
}

/// What is likely of bytes that are not those that were expected.
#[rustfmt::skip]
pub fn usual(fault: &Fault, bytes: &[u8], then: Then) -> Reasons {
    let expected = fault.expected_bytes.as_slice();
    let is_start = expected.starts_with(bytes);
    match (bytes.is_empty(), then) {
        (true, Then::Open) => &[
            OUR_TURN,
            "It reads until something comes that does not: a newline \
             (`read_line`), or our end (`read_to_string`).",
            NOT_SENT],
        (true, _) if fault.has_failed() => &[FAILED],
        (true, _) if serves_no_more(fault) => &[NO_LOOP],
        (true, Then::Reset) if serves_others(fault) => &[
            "The listener was closed while this client waited in its queue: \
             make it once, above the loop.",
            UNREAD],
        (true, Then::Reset) => &[
            UNREAD,
            "It is ended by a signal."],
        (true, Then::Closed) if has_read(fault) => &[
            "It is done too early: this conversation continues until `read` \
             returns 0.",
            "It takes something that comes for the end."],
        (true, _) if has_sent(fault) => &[
            SENDS_TOO_LATE,
            BUFFERED,
            "It ended early: what did it do with what we sent?"],
        (true, _) => &[
            SENDS_TOO_LATE,
            BUFFERED,
            "It ended early: perhaps a line above this one leaves `main`."],
        (false, _) if is_start && &expected[bytes.len()..] == b"\n" => &[
            "The newline at the end is missing: the message has lost it, or \
             never had one."],
        (false, _)
            if is_start
                && bytes.ends_with(b"\n")
                && lines(bytes) >= lines_sent_last(fault) => &[
            "The last line of it is missing: it closes, or waits, before it \
             has said all."],
        (false, _) if is_start && bytes.ends_with(b"\n") => &[
            "It answers only the first line: what its reader has read beyond \
             that is lost, if each line has a new reader."],
        (false, _) if bytes.windows(7).any(|w| w == b"::ffff:") => &[
            "One listener at `[::]` takes clients of IPv4, too, and shows them \
             so: make two listeners."],
        (false, _) if is_start => &[
            "It sends only the beginning: `write` may take a part, `write_all` \
             takes all (Python: `send` and `sendall`).",
            "The text in it is shorter.",
            "It has lost what came together with something else: one \
             `BufReader` for all, not one for each line."],
        (false, _) if matches!(fault.at, Hear(_, Piece::OurAddress)) => &[
            "That is not the address of the other end: `accept` returns it, \
             beside the stream.",
            "Something is before or after it."],
        (false, _)
            if are_alike_but_for_digits(bytes, expected)
                && has_number_of_client(expected) => &[
            "It is the number of another client: the first is 1, and each \
             client that is accepted takes the next one, even if its \
             conversation goes wrong."],
        (false, _) if are_alike_but_for_digits(bytes, expected) => &[
            "The number is wrong: it counts something that does not \
             belong to it, such as the newline, the line before (a `String` \
             that is not cleared), or characters instead of bytes \
             (`chars().count()`; Python: `len` of a `str`)."],
        (false, _) if begin_alike(bytes, expected) => &[
            "It sends a message of another line of the conversation.",
            "The text is different: compare it, letter by letter."],
        (false, _) => &[
            "The text is different: compare it, letter by letter.",
            "It sends a message of another line of the conversation."],
    }
}

/// Whether these bytes are a greeting that this client has had before, with
/// another number.
pub fn greets_again(fault: &Fault, bytes: &[u8]) -> bool {
    fault.did.iter().any(|action| {
        matches!(action, Action::Read(read) if has_number_of_client(read)
            && are_alike_but_for_digits(bytes, read))
    })
}

fn has_number_of_client(bytes: &[u8]) -> bool {
    bytes.windows(7).any(|window| window == b"client ")
}

/// Whether as many lines as were expected have other digits, and nothing else
/// is different. More lines may come after these.
fn are_alike_but_for_digits(bytes: &[u8], expected: &[u8]) -> bool {
    let count = lines(expected);
    let bytes = match count {
        0 => bytes.to_vec(),
        _ => bytes
            .split_inclusive(|b| *b == b'\n')
            .take(count)
            .collect::<Vec<_>>()
            .concat(),
    };
    let letters = |bytes: &[u8]| -> Vec<u8> {
        bytes.iter().copied().filter(|b| !b.is_ascii_digit()).collect()
    };
    letters(&bytes) == letters(expected)
}

/// Whether both begin with the same line, its newline included.
fn begin_alike(bytes: &[u8], expected: &[u8]) -> bool {
    let line = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        end.map(|end| bytes[..end].to_vec())
    };
    line(bytes).is_some() && line(bytes) == line(expected)
}

#[rustfmt::skip]
pub fn is_not_served(said: Piece, then: Then) -> Reasons {
    // As long as a line with a bound may be.
    let is_long = matches!(said, Piece::Just(bytes) if bytes.len() >= 1000);
    match then {
        Then::Closed | Then::Reset if is_long => &[
            "Its limit for a line is too low: with its newline, a line is one \
             byte longer.",
            "It turns everybody away: are those counted that have gone?"],
        Then::Open => &[
            "It is busy with another client, which says nothing: give each \
             a thread.",
            "It waits for more than it was sent."],
        _ => &[
            "It turns everybody away: are those counted that have gone?",
            "It closes before it has answered."],
    }
}
