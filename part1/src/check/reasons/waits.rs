//! Why does it wait? What it goes on with when it is given more says it.

use super::OUR_TURN;
use super::before::{has_finished, has_read, has_sent, have_said_bye};
use super::before::{is_after_one_that_left, is_alone, lacks_bytes};
use crate::action::Action;
use crate::fault::Came::{Bytes, Nothing, StillRuns};
use crate::fault::{Fault, Given, Signs, Then};
use shared::scenario::Move::{Closes, Ends, Hear, IsServed, Prints};

pub const BUFFERED: &str = "It holds its bytes back in its own buffer \
     (`BufWriter`; Python: `makefile`; Java: `PrintWriter`): call `flush` \
     after the message, or write to the stream itself.";
pub const NOT_SENT: &str = "The line that sends is not there yet.";
const A_MARK: &str = "It waits for a mark that does not come, such as a \
     newline (`read_line`; Python: `readline`; C: `fgets`).";
const FULL: &str = "It waits until its buffer is full (`read_exact`; Java: \
     `readFully`; C: `fread`, `MSG_WAITALL`): `read` returns what is there.";
const TO_THE_END: &str = "It reads until we have finished (`read_to_end`, \
     `read_to_string`), and that comes later: one `read` is enough here.";
const ONCE_MORE: &str = "It reads again, and waits for us.";
const NOT_BYE: &str = "It does not take our `bye` for the end, and reads on: \
     perhaps the line still has its newline when it is compared, or it waits \
     until we close.";
const STILL_OPEN: &str = "The stream is still open: nothing has dropped it \
     (Rust), or called `close` (Python).";
const STILL_WITH: &str = "It is still with the client before, which has gone: \
     when `read` or `read_line` returns 0, the loop has to end.";
const ELSEWHERE: &str = "It does not read on: it waits in another call, such \
     as `accept`, or for another client.";
const NOT_REACHED: &str = "The line that prints it is not there yet, or not \
     reached: it waits in a call before.";
const NEVER_ENOUGH: &str = "It reads until so many bytes have arrived, which \
     never happens: one `read` is enough here, and when `read` returns 0, such \
     a loop has to end.";

/// What the signs say.
pub fn seen(fault: &Fault) -> Vec<String> {
    let reasons = match (fault.at, &fault.came) {
        (Hear(..) | IsServed(..), Bytes(bytes, Then::Open))
            if bytes.is_empty() && is_deaf_after_one_that_left(fault) =>
        {
            vec![STILL_WITH, ELSEWHERE]
        }
        _ if has_finished(fault) => vec![],
        (IsServed(..), _) if !is_alone(fault) => vec![],
        (Hear(..) | IsServed(..), Bytes(bytes, Then::Open))
            if bytes.is_empty() =>
        {
            silence(fault)
        }
        (Prints(_), Nothing) => no_line(fault),
        (Closes(_), Nothing)
            if have_said_bye(fault) && fault.signs.waited_for.is_some() =>
        {
            vec![NOT_BYE, STILL_OPEN]
        }
        (Closes(_), Nothing) => no_end(&fault.signs),
        (Ends, StillRuns) if fault.signs.still_listens => vec![
            "It waits for another client: its listener is still open. Close \
             it, and leave the loop around `accept` (Node: `server.close()`).",
            "It waits for something else, such as a key.",
        ],
        _ => vec![],
    };
    reasons.into_iter().map(str::to_string).collect()
}

/// It has not read what a client sent that came after one that has left.
fn is_deaf_after_one_that_left(fault: &Fault) -> bool {
    let Signs { waited_for, leaves_unread, .. } = fault.signs;
    is_after_one_that_left(fault) && (leaves_unread || waited_for.is_none())
}

/// It sends nothing.
fn silence(fault: &Fault) -> Vec<&'static str> {
    let Signs { waited_for, sent_then, closed_then, .. } = fault.signs;
    let is_half = fault.did.iter().rev().find_map(Action::sent);
    let is_half = is_half.is_some_and(|bytes| !bytes.ends_with(b"\n"));
    let may_wait_for_mark = is_half && !fault.signs.has_printed;
    match waited_for {
        _ if fault.signs.leaves_unread => vec![ELSEWHERE, BUFFERED],
        None => vec![BUFFERED, NOT_SENT, OUR_TURN],
        Some(Given::OurEnd) if fault.signs.was_let_go => {
            vec![TO_THE_END, OUR_TURN, BUFFERED]
        }
        // What it sent before came through.
        Some(_) if !sent_then && has_read(fault) => {
            vec![NOT_SENT, OUR_TURN, BUFFERED]
        }
        Some(_) if !sent_then => vec![BUFFERED, NOT_SENT],
        Some(Given::Newline) if !closed_then && has_sent(fault) => {
            vec![A_MARK, OUR_TURN]
        }
        Some(Given::Newline) if !closed_then => vec![OUR_TURN],
        Some(Given::Newline) if may_wait_for_mark => vec![A_MARK, BUFFERED],
        Some(Given::Newline) => vec![BUFFERED, OUR_TURN],
        Some(Given::ManyBytes) => vec![FULL, BUFFERED],
        Some(Given::OurEnd) if may_wait_for_mark => vec![TO_THE_END, BUFFERED],
        Some(Given::MoreBytes) => vec![BUFFERED, FULL],
        Some(Given::OurEnd) => vec![BUFFERED, TO_THE_END],
    }
}

/// It prints nothing.
fn no_line(fault: &Fault) -> Vec<&'static str> {
    let signs = &fault.signs;
    match signs.waited_for {
        _ if !has_sent(fault) => vec![],
        _ if signs.was_let_go && lacks_bytes(fault) => vec![FULL],
        _ if signs.runs_on => vec![NOT_REACHED, NEVER_ENOUGH],
        _ if signs.was_let_go => vec![],
        _ if signs.leaves_unread => {
            vec![ELSEWHERE, "The line that prints it is not there yet."]
        }
        None => vec![],
        Some(Given::Newline) => vec![A_MARK],
        Some(Given::ManyBytes | Given::MoreBytes) => vec![FULL],
        Some(Given::OurEnd) if signs.lacked_then => vec![FULL, TO_THE_END],
        Some(Given::OurEnd) => vec![TO_THE_END, FULL],
    }
}

/// It does not close.
fn no_end(signs: &Signs) -> Vec<&'static str> {
    match signs.waited_for {
        _ if signs.leaves_unread => vec![STILL_OPEN, ELSEWHERE],
        None => vec![],
        Some(_) if signs.has_printed => vec![ONCE_MORE, STILL_OPEN],
        Some(Given::Newline) => vec![A_MARK, ONCE_MORE, STILL_OPEN],
        Some(Given::ManyBytes | Given::MoreBytes) => {
            vec![FULL, ONCE_MORE, STILL_OPEN]
        }
        Some(Given::OurEnd) => vec![TO_THE_END, FULL, STILL_OPEN],
    }
}
