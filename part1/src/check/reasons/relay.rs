//! Why does a relay not pass something on, or too much?

use super::before::{has_finished, is_relay};
use crate::action::Action;
use crate::fault::Came::{Bytes, Ended, Nothing, StillRuns, Took};
use crate::fault::{Fault, Then};
use shared::scenario::Move::{Accept, ConnectToRelay, Finishes, HangsUp, Hear};
use shared::scenario::Move::{KeepsOpen, SlowReader};

const IN_TURN: &str = "It listens to one side at a time: `read` waits, and \
     nobody knows who speaks next. Each direction needs a thread of its own.";
const KEEPS_BYTES: &str = "It keeps what has come, until more comes, a \
     newline or the end: pass on what a `read` returns, and then read again.";
const NO_DIRECTION: &str = "That direction isn't there yet.";
const CLOSES_BOTH: &str = "It ends both directions at the first end: pass the \
     end on (`shutdown(Shutdown::Write)`; Python: `SHUT_WR`), and let the \
     other direction go on until it has its own.";
const NO_END: &str = "It doesn't pass the end on: when `read` returns 0, or \
     `io::copy` returns, call `shutdown(Shutdown::Write)` on the other \
     stream. To drop it isn't enough while the other direction has it, too.";
const KEEPS_ALL: &str = "It keeps all that comes for a side that doesn't read: \
     write each piece before you read the next one, in the same thread.";
const READS_NO_MORE: &str = "It has ended that connection, or reads no more \
     from that side: pass on what comes until the end does.";
const STILL_WITH: &str = "It is still with the client before: give each \
     connection threads of its own, and accept the next one at once.";
const ONE_IS_LEFT: &str = "One direction has failed, and the other one waits \
     for ever: when one fails, end both (`shutdown`, with `Read` and `Write`).";
const KEEPS_CLIENT: &str = "It keeps its client, although it has found no \
     server: drop the stream then.";
const ONE_ERROR: &str = "The error of one connection has ended it, such as a \
     server that refuses, or a reset: only that connection has to end.";

/// What is certain of it.
pub fn seen(fault: &Fault) -> Vec<String> {
    if !is_relay(fault) {
        return Vec::new();
    }
    let reasons: &[&str] = match (fault.at, &fault.came) {
        (ConnectToRelay(1..), Ended(_)) if fault.has_failed() => &[ONE_ERROR],
        (Accept(2..), StillRuns) => &[STILL_WITH],
        (Hear(..), Bytes(bytes, Then::Open)) if bytes.is_empty() => {
            match fault.signs.sent_then {
                true => &[IN_TURN],
                false => &[KEEPS_BYTES, NO_DIRECTION],
            }
        }
        (Hear(..), Bytes(bytes, _))
            if bytes.is_empty() && has_finished(fault) =>
        {
            &[CLOSES_BOTH]
        }
        (KeepsOpen(_), _) => &[CLOSES_BOTH],
        (Finishes(_), Nothing) => &[NO_END],
        (SlowReader(..), Took(0) | Bytes(..)) => &[READS_NO_MORE],
        (SlowReader(..), Took(_)) => &[KEEPS_ALL],
        (HangsUp(..), Bytes(bytes, Then::Open)) if bytes.is_empty() => {
            match fault.did.last() {
                Some(Action::Reset) => &[ONE_IS_LEFT],
                _ => &[KEEPS_CLIENT],
            }
        }
        _ => &[],
    };
    reasons.iter().map(ToString::to_string).collect()
}
