//! The likeliest reasons for what came instead, the likeliest first. They
//! go by the move and by what came, whatever the scenario.

mod address;
mod before;
mod length;
mod printed;
mod relay;
mod sent;
mod waits;
mod wire;

use crate::fault::Came::*;
use crate::fault::{Fault, Then, is_of_address};
pub use before::does_not_compile;
use before::*;
use shared::scenario::Move::*;
use std::io::ErrorKind;

/// In plain sentences.
type Reasons = &'static [&'static str];

// Those that are given in more than one case.
const FAILED: &str = "An error has ended it: read what it printed.";
const WRONG_ADDRESS: &str =
    "The address in it is wrong: look at HOST and PORT.";
const OF_YOUR_OWN: &str =
    "It prints something of your own: take it out for the check.";
const TAKEN_MEANWHILE: &str =
    "Another program has taken the address in the meantime.";
const OUR_TURN: &str =
    "It waits in another call, and for us: here it is its turn to speak.";
const OTHER_WORDS: &str =
    "The words are different: compare them, letter by letter.";
const NO_LOOP: &str = "It ends after a client or two: `accept` isn't in a \
     loop, or something leaves the loop (`break`, `return`, `?`).";
const EMPTY_LINE: &str = "An empty line: the text still has its newline, and \
     `println!` adds another.";
const TOO_SOON: &str =
    "It closes, or ends, before it has heard all that we had to say.";
const COMPILING: &str =
    "It is still being compiled: build it first, or raise --wait.";
const HIDES_IT: &str = "It hides the error of that call: pass it on, with \
     `?`, so that the exit code is not 0.";

/// What is certain of the fault, or else what is likely.
pub fn reasons(fault: &Fault) -> Vec<String> {
    let printed = match (fault.at, &fault.came) {
        (Prints(expected), Line(line)) => printed::seen(fault, expected, line),
        _ => Vec::new(),
    };
    // These know more of what a reader has to do.
    let own = [wire::seen(fault), relay::seen(fault)].concat();
    if !own.is_empty() {
        return own;
    }
    let all =
        [address::seen(fault), printed, sent::seen(fault), waits::seen(fault)];
    match all.concat() {
        none if none.is_empty() => {
            // `cargo run` was waited for until it had compiled.
            let all = usual(fault).iter().map(ToString::to_string);
            let is_cargo = fault.command == "cargo";
            all.filter(|reason| !is_cargo || reason != COMPILING).collect()
        }
        seen => seen,
    }
}

// Formatted by hand: a row is a move, what came, and below them the reasons.
#[rustfmt::skip]
fn usual(fault: &Fault) -> Reasons {
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
        (_, SameError(_) | Ended(_)) if does_not_compile(fault) => &[
            "It does not compile, and the compiler's first error says why: run \
             it without the check to see all of it."],
        (_, SameError(_)) => &[
            "It does not compile, or fails by itself: run it without the \
             check, in the same folder.",
            "It is in another folder: name that with --in.",
            "It fails before it comes to the network."],
        (ConnectV6(_), Elsewhere(_)) => &[
            "It listens on only one of the two addresses: a listener has one.",
            "The address in it is wrong: in a pair, `::1` has no \
             brackets."],
        (_, Connected) => &[
            "It is a client, and this scenario is for a server."],
        (_, Listens(_)) => &[
            "It is a server, and this scenario is for a client."],
        (_, Elsewhere(_)) => &[
            WRONG_ADDRESS,
            "You have changed the port on purpose: say so with --port."],
        (_, Held(_)) => &[
            "A process that it has started keeps running, and has its \
             listener.",
            TAKEN_MEANWHILE],
        (Accept(_), Ended(_)) if of_address => &[WRONG_ADDRESS],
        (StartsAgain(..) | Waits | Connect(_), _) if of_address => &[
            "The kernel remembers a connection that its address had: set \
             SO_REUSEADDR before `bind` (Rust's `TcpListener` does, on Unix).",
            TAKEN_MEANWHILE,
            "The address in it is wrong, and is taken, such as by \
             an older copy of it: look at HOST and PORT."],
        (Complains(..), Ended(_)) if of_address || !fault.has_failed() => &[
            "It gives up: look at the error's kind, and connect again.",
            "The line that it prints then is different."],
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
            "A signal has ended it: its own fault, or another program."],
        (Fails, Ended(status)) if !status.success() => &[
            "It says nothing of the error: print it on the standard error, or \
             return it from `main`."],
        (Fails, Ended(_)) if has_finished(fault) => &[
            "It takes what came before our end for a line: a line without its \
             newline isn't whole, and that's an error.",
            "It hides the error: pass it on, with `?`."],
        (Fails, Ended(_)) => &[
            "It takes the beginning of a line for all of it: a line that is \
             too long is an error.",
            "It hides the error: pass it on, with `?`."],
        (Ends, Ended(_)) if fault.complaint.is_empty() => &[
            "It ends itself with that code: `main` returns `Ok(())`, and \
             nothing calls `exit`."],
        (_, Ended(status)) if !status.success() && is_not_text(fault) => &[
            "It makes text of bytes that are not text, or of a part of a \
             character: read what it printed.",
            FAILED],
        (_, Ended(status)) if !status.success() && was_reset(fault) => &[
            FAILED,
            "It does not catch the error of one connection, here a reset, \
             where it serves that client (Node: `socket.on('error', …)`)."],
        (_, Ended(status)) if !status.success() => &[
            FAILED,
            "It fails where the book's program continues: what does the call \
             before that return?"],
        (ProbeFailed, Ended(_)) if fault.ended.is_none() => &[HIDES_IT],
        (ProbeFailed, Ended(_)) => &[
            "It does not come to that call yet: it ends before.",
            HIDES_IT,
            WRONG_ADDRESS],
        (ProbeFailed, _) => &[
            "It waits for something else first, such as a key.",
            "It tries again and again, or continues after the error.",
            COMPILING,
            WRONG_ADDRESS],
        (IsQuiet, Line(line)) if is_of_address(line) => &[
            "It prints the error and hides it: pass it on, with `?`, so that \
             the exit code is not 0."],
        (IsQuiet, Line(line)) if !line.starts_with("Hello") => &[
            OF_YOUR_OWN,
            "It prints what is to come later: look at the order of its lines.",
            "The address in it is wrong, and something answers there: \
             look at HOST and PORT."],
        (IsQuiet, _) => &[
            "It is still the program that `cargo new` has written.",
            OF_YOUR_OWN],
        (Connect(1..) | ConnectToRelay(1..), Ended(_)) => &[NO_LOOP],
        (Waits | Connect(_) | ConnectV6(_) | ConnectToRelay(_), Ended(_)) => &[
            "The call that waits for the other side is not there yet.",
            "It leaves its work to a process in the background."],
        (Connect(_) | ConnectV6(_) | ConnectToRelay(_) | Accept(_), _) => &[
            "It does not come so far: it waits for something else first.",
            COMPILING,
            WRONG_ADDRESS],
        (Prints(_), LaterLine(_)) => &[
            "The line that prints it is not there yet: this is a later one."],
        (Prints(expected), Line(line)) => printed::usual(expected, line),
        (Prints(_), Ended(_)) => &[
            "The line that prints it is not there yet.",
            "It ends before: what does the call above that line wait for?"],
        (Prints(_), _) => &[
            "The line that prints it is not there yet, or not reached: it \
             waits in a call before.",
            "It reads until the other side has finished, which it never does: \
             one `read` is enough here.",
            "It holds back what it prints, and was still running."],
        (PrintsNoMore, Line(line))
            if !has_sent(fault) && line.contains(": ") => &[
            "It prints a message before it has read one.",
            OF_YOUR_OWN],
        (PrintsNoMore, Line(line)) if line.is_empty() => &[EMPTY_LINE],
        (PrintsNoMore, _) => &[
            OF_YOUR_OWN,
            "It prints a message twice, or in two lines."],
        (HearNoMore(_), More(..)) if waits_for_rest(fault) => &[
            "It answers before the message is whole: it takes what one read \
             returns for all of it."],
        (HearNoMore(1..), More(heard, _)) if heard.is_empty() => &[
            "It serves this client while another one has its turn."],
        (_, More(heard, more)) => sent::usual_more(heard, more),
        (Hear(..), Bytes(bytes, then)) => sent::usual(fault, bytes, *then),
        (EchoLate(..), Bytes(bytes, _)) if bytes.len() > 1 => &[
            "It sends the next byte before the last is back: after each write, \
             read.",
            "It sends more than one byte together."],
        (EchoLate(..), Bytes(_, Then::Closed)) => &[
            "It sends fewer bytes, and closes."],
        (EchoLate(..), Bytes(..)) => &[
            "It waits for more than one byte before it continues.",
            "It sends fewer."],
        (Takes(_), Nothing) => &[
            "It does not read on, and we cannot send on: read until `read` \
             returns 0.",
            "It has stopped reading after so many bytes."],
        (Closes(_) | Finishes(_) | Takes(_), Bytes(_, Then::Reset)) => &[
            "It closes while bytes of the other side lie unread: that is a \
             reset.",
            "It is ended by a signal."],
        (Closes(_), Bytes(bytes, _)) if sent::greets_again(fault, bytes) => &[
            "It serves the same client again: `accept` is above the loop, and \
             belongs in it."],
        (Closes(_) | Finishes(_), Bytes(..)) => &[
            "It sends more than was agreed, before it closes."],
        (Closes(_) | Ends | Fails, Nothing | StillRuns)
            if has_finished(fault) => &[
            "It has not noticed our end: `read` returns 0 then, again and \
             again, and that has to end its loop.",
            "It waits for something that comes after our end."],
        (Finishes(_), _) => &[
            "It does not half-close: `shutdown(Shutdown::Write)` (Python: \
             `shutdown(SHUT_WR)`).",
            "It waits until we have finished; here it is the first."],
        (Closes(_), _) => &[
            "The stream is still open: nothing has dropped it (Rust), or \
             called `close` (Python).",
            "It reads again, and waits for us.",
            "A clone of the stream lives on, in a thread for example."],
        (KeepsOpen(_), _) if fault.has_failed() => &[FAILED],
        (KeepsOpen(_), _) if fault.ended.is_none() && has_said_bye(fault) => &[
            "It half-closes (`shutdown`): here, the word `bye` says that, and \
             the stream stays open.",
            TOO_SOON],
        (KeepsOpen(_), _) => &[
            TOO_SOON,
            "It takes a part of a line for a line, or one line for another."],
        (_, Early(_)) => &["It gives up before the time is over."],
        (HangsUp(..) | Endless(..), Bytes(bytes, _)) if !bytes.is_empty() => &[
            "It answers what is no message: too much, or only a part."],
        (HangsUp(..), _) => &[
            "It waits without a limit: `set_read_timeout`.",
            "It keeps all that comes, however much.",
            "It is busy with another client, and this one waits: give each a \
             thread."],
        (Endless(..), _) => &[
            "It keeps all that comes, however much: `take` sets a limit.",
            "It throws away what is too much, and keeps reading."],
        (Reset(_), _) => &[OUR_TURN],
        (IsServed(..), Ended(_)) => &[
            "The loop around `accept` comes to an end, or there is none."],
        (IsServed(_, said, _), StillRuns) =>
            sent::is_not_served(said, Then::Open),
        (IsServed(_, said, _), Bytes(bytes, then)) if bytes.is_empty() =>
            sent::is_not_served(said, *then),
        (IsServed(..), Bytes(bytes, then)) => sent::usual(fault, bytes, *then),
        (Ends, _) => &[
            "It waits for more, such as a key.",
            "One of its threads keeps running."],
        _ => &["It does something else at that point."],
    }
}
