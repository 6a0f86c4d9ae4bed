//! Why is a program that is right on a good wire wrong on a bad one?

use crate::fault::Came::{Ended, Line};
use crate::fault::Fault;
use shared::scenario::BadWire;
use shared::scenario::Move::{Prints, PrintsNoMore};

use super::before::is_not_text;

const A_PIECE: &str = "It makes text of each piece that `read` returns, and a \
     character may come in two: collect the bytes of the whole line, and make \
     text of them then.";
const ONE_READ: &str = "It takes what one `read` returns for the whole line: \
     read until the newline has come (`read_line`; Python: `makefile` and \
     `readline`).";
const TOGETHER: &str = "It takes all that one `read` returns for one line: \
     the line ends at its newline, and what comes behind it is another one.";

/// What is certain of it.
pub fn seen(fault: &Fault) -> Vec<String> {
    let Some(wire) = fault.wire else { return Vec::new() };
    let is_glued = matches!(wire, BadWire::Glue(_));
    let reason = match (fault.at, &fault.came) {
        (_, Ended(_)) if is_not_text(fault) => A_PIECE,
        (Prints(_), Line(line)) if line.contains('\u{fffd}') => A_PIECE,
        (Prints(expected), Line(line)) if expected.starts_with(line) => {
            ONE_READ
        }
        (Prints(_) | PrintsNoMore, Line(_)) if is_glued => TOGETHER,
        _ => return Vec::new(),
    };
    vec![reason.to_string()]
}
