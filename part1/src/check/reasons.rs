//! The likeliest reasons for what came instead, the likeliest first. They
//! go by the move and by what came, whatever the scenario.

use crate::action::Action;
use crate::fault::Came::*;
use crate::fault::{Fault, Then, is_of_address};
use shared::scenario::Move::*;
use shared::scenario::Piece;
use std::io::ErrorKind;

/// In plain sentences.
pub type Reasons = &'static [&'static str];

// Those that are given in more than one case.
const FAILED: &str = "An error has ended it: read what it printed.";
const WRONG_ADDRESS: &str =
    "The address in it is another one: look at HOST and PORT.";
const OF_YOUR_OWN: &str =
    "It prints something of your own: take it out for the check.";
const TAKEN_MEANWHILE: &str =
    "Another program has taken the address meanwhile.";
const OUR_TURN: &str =
    "It waits in another call, and for us: here it is its turn to speak.";
const OTHER_WORDS: &str =
    "The words are others: compare them, letter by letter.";
const NO_LOOP: &str =
    "It ends after a client or two: `accept` stands in no loop.";
const HIDES_IT: &str = "It hides the error of that call: pass it on, with \
     `?`, so that the exit code is not 0.";

// Formatted by hand: a row is a move, what came, and below them the reasons.
#[rustfmt::skip]
pub fn reasons(fault: &Fault) -> Reasons {
    let of_address = fault.has_failed() && is_of_address(&fault.complaint);
    match (fault.at, &fault.came) {
        (_, NotStarted(ErrorKind::PermissionDenied, _)) => &[
            "The file is not executable: name what runs it, as in `python3 \
             server.py`.",
            "It is a folder."],
        (_, NotStarted(..)) if fault.command.contains(' ') => &[
            "The command is one word, in quotes: take them away.",
            "There is no such program."],
        (_, NotStarted(..)) if !fault.command.contains('/') => &[
            "What runs it is missing, as in `cargo run --bin server`, or its \
             folder, as in `target/debug/server`.",
            "There is no such program: is its name right?"],
        (_, NotStarted(..)) => &[
            "There is no such program: is the path right, seen from this \
             folder, or from that of --in?",
            "It was not built: run it once by itself."],
        (_, SameError(_)) => &[
            "It does not compile, or fails by itself: run it without the \
             check, in the same folder.",
            "The folder is another one: --in names it.",
            "It fails before it comes to the network."],
        (ConnectV6(_), Elsewhere(_)) => &[
            "It listens at one of the two addresses only: a listener has one.",
            "The address in it is another one: in a pair, `::1` has no \
             brackets."],
        (_, Connected) => &[
            "It is a client, and this scenario is for a server."],
        (_, Listens(_)) => &[
            "It is a server, and this scenario is for a client."],
        (_, Elsewhere(_)) => &[
            WRONG_ADDRESS,
            "You have changed the port on purpose: say so with --port."],
        (_, Held(_)) => &[
            "A process that it has started goes on, and has its listener.",
            TAKEN_MEANWHILE],
        (Accept(_), Ended(_)) if of_address => &[WRONG_ADDRESS],
        (StartsAgain(..) | Waits | Connect(_), _) if of_address => &[
            "The kernel remembers a connection that its address had: set \
             SO_REUSEADDR before `bind` (Rust's `TcpListener` does, on Unix).",
            TAKEN_MEANWHILE,
            "The address in it is another one, and somebody has that, such as \
             an older copy of it: look at HOST and PORT."],
        (Complains(..), Ended(_)) if of_address || !fault.has_failed() => &[
            "It gives up: look at the error's kind, and connect again.",
            "The line that it prints then is another one."],
        (Complains(..), Early(_)) => &[
            "It does not pause, or not for so long."],
        (Complains(..), Line(_)) => &[
            "That was its standard output: `eprintln!` prints on the other."],
        (Complains(..), Complaints(1..)) => &[
            "It pauses for much longer, or does not try again.",
            "Some of its lines have other words."],
        (Complains(..), Complaints(0)) => &[
            OTHER_WORDS,
            "It pauses for much longer, or does not try again."],
        (StartsAgain(..), _) => &[
            "It cannot run twice: it leaves something behind."],
        (_, Ended(status)) if status.code().is_none() => &[
            "A signal has ended it: a fault of its own, or somebody else."],
        (Ends, Ended(_)) if fault.complaint.is_empty() => &[
            "It ends itself with that code: `main` returns `Ok(())`, and \
             nothing calls `exit`."],
        (_, Ended(status)) if !status.success() => &[
            FAILED,
            "It fails where the book's program goes on: what does the call \
             before that return?"],
        (ProbeFailed, Ended(_)) if fault.ended.is_none() => &[HIDES_IT],
        (ProbeFailed, Ended(_)) => &[
            "It does not come to that call yet: it ends before.",
            HIDES_IT,
            WRONG_ADDRESS],
        (ProbeFailed, _) => &[
            "It waits for something else first, such as a key.",
            "It tries again and again, or goes on after the error.",
            "It is still being compiled: build it first, or raise --wait.",
            WRONG_ADDRESS],
        (IsQuiet, Line(line)) if is_of_address(line) => &[
            "It prints the error and hides it: pass it on, with `?`, so that \
             the exit code is not 0."],
        (IsQuiet, Line(line)) if !line.starts_with("Hello") => &[
            OF_YOUR_OWN,
            "It prints what is to come later: look at the order of its lines.",
            "The address in it is another one, where somebody answers: look at \
             HOST and PORT."],
        (IsQuiet, _) => &[
            "It is still the program that `cargo new` has written.",
            OF_YOUR_OWN],
        (Connect(1..), Ended(_)) => &[NO_LOOP],
        (Waits | Connect(_) | ConnectV6(_), Ended(_)) => &[
            "The call that waits for the other side is not there yet.",
            "It leaves its work to a process in the background."],
        (Connect(_) | ConnectV6(_) | Accept(_), _) => &[
            "It does not come so far: it waits for something else first.",
            "It is still being compiled: build it first, or raise --wait.",
            WRONG_ADDRESS],
        (Prints(_), LaterLine(_)) => &[
            "The line that prints it is not there yet: this is a later one."],
        (Prints(expected), Line(line)) => printed(expected, line),
        (Prints(_), Ended(_)) => &[
            "The line that prints it is not there yet.",
            "It ends before: what does the call above that line wait for?"],
        (Prints(_), _) => &[
            "The line that prints it is not there yet, or not reached: it \
             waits in a call before.",
            "It reads until the other side finishes, and nobody does: one \
             `read` is enough here.",
            "It holds back what it prints, and was still running."],
        (PrintsNoMore, Line(line))
            if !has_sent(fault) && line.contains(": ") => &[
            "It prints a message before it has read one.",
            OF_YOUR_OWN],
        (PrintsNoMore, _) => &[
            OF_YOUR_OWN,
            "It prints a message twice, or in two lines."],
        (HearNoMore(_), More(..)) if waits_for_rest(fault) => &[
            "It answers before the message is whole: it takes what one read \
             returns for all of it."],
        (HearNoMore(1..), More(heard, _)) if heard.is_empty() => &[
            "It serves this client while another one has its turn."],
        (_, More(heard, more)) => sent_more(heard, more),
        (Hear(..), Bytes(bytes, then)) => sent(fault, bytes, *then),
        (EchoLate(..), Bytes(bytes, _)) if bytes.len() > 1 => &[
            "It sends the next byte before the last is back: after each write, \
             read.",
            "It sends more than one byte at once."],
        (EchoLate(..), Bytes(_, Then::Closed)) => &[
            "It sends fewer bytes, and closes."],
        (EchoLate(..), Bytes(..)) => &[
            "It waits for more than one byte before it goes on.",
            "It sends fewer."],
        (Takes(_), Nothing) => &[
            "It does not read on, and we cannot send on: read until `read` \
             returns 0.",
            "It has stopped reading after so many bytes."],
        (Closes(_) | Finishes(_) | Takes(_), Bytes(_, Then::Reset)) => &[
            "It closes while bytes of the other side lie unread: that is a \
             reset.",
            "It is ended by a signal."],
        (Closes(_) | Finishes(_), Bytes(..)) => &[
            "It sends more than was agreed, before it closes."],
        (Closes(_) | Ends, Nothing | StillRuns) if has_finished(fault) => &[
            "It has not noticed our end: `read` returns 0 then, again and \
             again, and that has to end its loop.",
            "It waits for something that comes behind our end."],
        (Finishes(_), _) => &[
            "It does not half-close: `shutdown(Shutdown::Write)` (Python: \
             `shutdown(SHUT_WR)`).",
            "It waits until we have finished; here it is the first."],
        (Closes(_), _) => &[
            "The stream is still open: nothing has dropped it (Rust), or \
             called `close` (Python).",
            "It reads once more, and waits for us.",
            "A clone of the stream lives on, in a thread for example."],
        (KeepsOpen(_), _) if fault.has_failed() => &[FAILED],
        (KeepsOpen(_), _) => &[
            "It closes, or ends, before it has heard all that we had to say.",
            "It takes a part of a line for a line, or one line for another."],
        (_, Early(_)) => &["It gives up before the time is over."],
        (HangsUp(..) | Endless(..), Bytes(bytes, _)) if !bytes.is_empty() => &[
            "It answers what is no message: too much, or only a part."],
        (HangsUp(..), _) => &[
            "It waits without a bound: `set_read_timeout`.",
            "It keeps all that comes, however much.",
            "It is busy with another client, and this one waits: give each a \
             thread."],
        (Endless(..), _) => &[
            "It keeps all that comes, however much: `take` sets a bound.",
            "It throws away what is too much, and goes on reading."],
        (Reset(_), _) => &[OUR_TURN],
        (IsServed(..), Ended(_)) => &[
            "The loop around `accept` comes to an end, or there is none."],
        (IsServed(_, said, _), StillRuns) => is_not_served(said, Then::Open),
        (IsServed(_, said, _), Bytes(bytes, then)) if bytes.is_empty() =>
            is_not_served(said, *then),
        (IsServed(..), Bytes(bytes, then)) => sent(fault, bytes, *then),
        (Ends, _) => &[
            "It waits for more: a key, or somebody else.",
            "One of its threads goes on."],
        _ => &["It does something else at that point."],
    }
}

/// Whether the last thing that was done is that we sent something, and no
/// whole line.
fn waits_for_rest(fault: &Fault) -> bool {
    let sent = fault.did.last().and_then(Action::sent);
    sent.is_some_and(|bytes| !bytes.contains(&b'\n'))
}

/// Whether we have said that we have finished.
fn has_finished(fault: &Fault) -> bool {
    fault.did.iter().any(|action| matches!(action, Action::Finished))
}

/// Whether it has ended while another client than the first was there.
fn serves_no_more(fault: &Fault) -> bool {
    let connected = |action: &&Action| {
        matches!(action, Action::Connected(_) | Action::ConnectedCrowd(_))
    };
    fault.ended.is_some() && fault.did.iter().filter(connected).count() > 1
}

fn has_sent(fault: &Fault) -> bool {
    fault.did.iter().any(|action| action.sent().is_some())
}

fn has_read(fault: &Fault) -> bool {
    fault.did.iter().any(|action| matches!(action, Action::Read(_)))
}

#[rustfmt::skip]
fn printed(expected: &str, line: &str) -> Reasons {
    let start = expected.split('{').next().unwrap_or(expected);
    let (before_message, message) =
        expected.split_once(": ").unwrap_or((expected, expected));
    let letters = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    let words = |text: &str| text.replace(char::is_whitespace, "");
    if line.contains('\0') {
        &["It prints all of the buffer: only the first `count` bytes have \
             come, `&buffer[..count]`."]
    } else if expected.contains("{peer}") && line.starts_with(start) {
        &[
            "That is not the address of the other end: `accept` returns it, \
             beside the stream.",
            "The port is missing, or something stands behind it."]
    } else if expected.contains("{ms}") && line.starts_with(start) {
        &[
            "The number is no round trip: the fastest of all, in whole \
             milliseconds.",
            "It measures something else besides."]
    } else if !expected.contains('{') && letters(expected) == letters(line) {
        &[
            "The number is another one: it stops before the end has come, or \
             counts only a part.",
            "It counts something else."]
    } else if words(expected) == words(line) {
        &[OTHER_WORDS]
    } else if line.starts_with(before_message) && line.contains(message) {
        &["Something stands around the message: quotes (`{:?}`), `b'…'` \
             (Python: `decode`), or words of your own."]
    } else if line.starts_with(before_message) {
        &[
            "The message is not what was sent: it is printed before it was \
             read, or only in part.",
            "Something stands before or behind the message."]
    } else {
        &[OTHER_WORDS, OF_YOUR_OWN]
    }
}

fn sent_more(heard: &[u8], more: &[u8]) -> Reasons {
    if heard.is_empty() {
        &["It speaks before its turn: here it has to read, and to wait."]
    } else if matches!(more, b"\n" | b"\r\n") {
        &["A newline too many: `writeln!` adds one, and so does a `\\n` in \
             the text; `write_all` sends what it is given."]
    } else if more.iter().all(|byte| *byte == 0) {
        &["It sends all of a buffer: only its first bytes are the message."]
    } else if more.starts_with(heard) {
        &["It sends the same twice."]
    } else {
        &["It sends something of its own behind the message."]
    }
}

#[rustfmt::skip]
fn sent(fault: &Fault, bytes: &[u8], then: Then) -> Reasons {
    let expected = fault.expected_bytes.as_slice();
    let is_start = expected.starts_with(bytes);
    let replacement = "\u{fffd}".as_bytes();
    let has_replacement = bytes.windows(3).any(|w| w == replacement);
    match (bytes.is_empty(), then) {
        (true, Then::Open) => &[
            OUR_TURN,
            "It reads until something comes that does not: a newline \
             (`read_line`), or our end (`read_to_string`).",
            "The line that sends is not there yet."],
        (true, _) if fault.has_failed() => &[FAILED],
        (true, _) if serves_no_more(fault) => &[NO_LOOP],
        (true, Then::Reset) => &[
            "It closes while bytes of the other side lie unread: that is a \
             reset, and what it has sent may be lost.",
            "It is ended by a signal."],
        (true, Then::Closed) if has_read(fault) => &[
            "It is done too early: this conversation goes on until `read` \
             returns 0.",
            "It takes something that comes for the end."],
        (true, _) => &[
            "The line that sends is not there yet, or comes after the one that \
             closes.",
            "It has given up: what did it do with what we sent?"],
        (false, _) if !is_start && has_replacement => &[
            "It sends text where bytes have come: `from_utf8_lossy` replaces \
             what is no text. Send the bytes themselves."],
        (false, _) if is_swapped(bytes, expected) => &[
            "The bytes of the number are the other way round: the highest \
             comes first (`to_be_bytes`; Python: `\"big\"`)."],
        (false, _) if is_start && &expected[bytes.len()..] == b"\n" => &[
            "The newline at the end is missing: the message has lost it, or \
             never had one."],
        (false, _) if is_start && bytes.ends_with(b"\n") => &[
            "It answers only the first line: what its reader has read beyond \
             that is lost, if each line has a new reader."],
        (false, _) if bytes.starts_with(b"[::ffff:") => &[
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
            "Something stands before or behind it."],
        (false, _) if are_alike_but_for_digits(bytes, expected) => &[
            "The number is another one: it counts something that does not \
             belong to it, such as the newline, or the line before (a `String` \
             that is not cleared)."],
        (false, _) if begin_alike(bytes, expected) => &[
            "It sends a message of another line of the conversation.",
            "The text in it is another one: compare it, letter by letter."],
        (false, _) => &[
            "The text in it is another one: compare it, letter by letter.",
            "It sends a message of another line of the conversation."],
    }
}

fn are_alike_but_for_digits(bytes: &[u8], expected: &[u8]) -> bool {
    let letters = |bytes: &[u8]| -> Vec<u8> {
        bytes.iter().copied().filter(|b| !b.is_ascii_digit()).collect()
    };
    letters(bytes) == letters(expected)
}

/// Whether both begin with the same line, its newline included.
fn begin_alike(bytes: &[u8], expected: &[u8]) -> bool {
    let line = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        end.map(|end| bytes[..end].to_vec())
    };
    line(bytes).is_some() && line(bytes) == line(expected)
}

/// Whether the bytes begin with those of a number, the last one first.
fn is_swapped(bytes: &[u8], expected: &[u8]) -> bool {
    let swapped: Vec<u8> = expected.iter().rev().copied().collect();
    expected.len() == 4 && bytes.starts_with(&swapped)
}

#[rustfmt::skip]
fn is_not_served(said: Piece, then: Then) -> Reasons {
    // As long as a line with a bound may be.
    let is_long = matches!(said, Piece::Just(bytes) if bytes.len() >= 1000);
    match then {
        Then::Closed | Then::Reset if is_long => &[
            "Its bound for a line is too low: with its newline, a line is one \
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
