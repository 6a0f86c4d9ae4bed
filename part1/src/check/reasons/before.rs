//! What was done before, and what the program has complained of.

use crate::action::Action;
use crate::complaint;
use crate::fault::Fault;
use std::net::SocketAddr;

/// Whether the last thing that was done is that we sent something, and no
/// whole line.
pub fn waits_for_rest(fault: &Fault) -> bool {
    let sent = fault.did.last().and_then(Action::sent);
    sent.is_some_and(|bytes| !bytes.contains(&b'\n'))
}

/// Whether we have said that we have finished.
pub fn has_finished(fault: &Fault) -> bool {
    fault.did.iter().any(|action| matches!(action, Action::Finished))
}

/// Whether it has ended while another client than the first was there.
pub fn serves_no_more(fault: &Fault) -> bool {
    fault.ended.is_some() && connections(fault) > 1
}

/// Whether it still runs, and another client than the first has been there.
pub fn serves_others(fault: &Fault) -> bool {
    fault.ended.is_none() && connections(fault) > 1
}

/// Whether the client before the last has left, and nobody has seen that the
/// program has noticed.
pub fn is_after_one_that_left(fault: &Fault) -> bool {
    let is_connect = |action: &Action| matches!(action, Action::Connected(_));
    let last = fault.did.iter().rposition(is_connect);
    let before = last.and_then(|at| fault.did[..at].last());
    matches!(before, Some(Action::Closed | Action::Reset))
}

/// Whether it has said `bye`, as one of the book's conversations has it.
pub fn has_said_bye(fault: &Fault) -> bool {
    fault.did.iter().any(|action| {
        matches!(action, Action::Read(bytes) if bytes.ends_with(b"bye\n"))
    })
}

/// Whether our last words were the same.
pub fn have_said_bye(fault: &Fault) -> bool {
    sent_last(fault).is_some_and(|bytes| bytes.ends_with(b"bye\n"))
}

/// How many lines we sent last.
pub fn lines_sent_last(fault: &Fault) -> usize {
    sent_last(fault).map_or(0, lines)
}

fn sent_last(fault: &Fault) -> Option<&[u8]> {
    fault.did.iter().rev().find_map(Action::sent)
}

/// How many whole lines these are.
pub fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// How often we have connected; a crowd counts once.
fn connections(fault: &Fault) -> usize {
    let connected = |action: &&Action| {
        matches!(action, Action::Connected(_) | Action::ConnectedCrowd(_))
    };
    fault.did.iter().filter(connected).count()
}

/// Whether a connection was reset.
pub fn was_reset(fault: &Fault) -> bool {
    fault.did.iter().any(|action| matches!(action, Action::Reset))
}

/// Whether it complains of bytes that are no text.
pub fn is_not_text(fault: &Fault) -> bool {
    complains_of(fault, &["utf-8", "utf8", "unicode", "malformed"])
}

/// Whether Cargo says that it does not compile.
pub fn does_not_compile(fault: &Fault) -> bool {
    complains_of(fault, &["error: could not compile"])
}

/// Whether one of these words is in its complaint, in small letters.
fn complains_of(fault: &Fault, words: &[&str]) -> bool {
    complaint::says_one_of(&fault.complaint, words)
}

pub fn has_sent(fault: &Fault) -> bool {
    fault.did.iter().any(|action| action.sent().is_some())
}

pub fn has_read(fault: &Fault) -> bool {
    fault.did.iter().any(|action| matches!(action, Action::Read(_)))
}

/// Our address in the last connection.
pub fn ours(fault: &Fault) -> Option<SocketAddr> {
    fault.did.iter().rev().find_map(|action| match action {
        Action::Connected(ours) => Some(*ours),
        _ => None,
    })
}

/// Whether it complains that the end came too early.
pub fn lacks_bytes(fault: &Fault) -> bool {
    complaint::lacks_bytes(&fault.complaint)
}

/// Whether it is to be a relay.
pub fn is_relay(fault: &Fault) -> bool {
    let is_it = |it: &Action| matches!(it, Action::ConnectedToRelay(_));
    fault.did.iter().any(is_it)
}

/// Whether no other client has been there.
pub fn is_alone(fault: &Fault) -> bool {
    connections(fault) == 1
}
