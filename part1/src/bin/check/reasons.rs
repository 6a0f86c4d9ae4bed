//! The likeliest reasons for what came instead, the likeliest first.

use crate::fault::{Came, Then};
use crate::scenario::Move;

pub fn reasons(expected: Move, came: &Came) -> &'static [&'static str] {
    match (expected, came) {
        (_, Came::NotStarted(_)) => &[
            "There is no such program: is the path right, seen from this \
             folder (or from --in)?",
            "It was not built: run it once by itself.",
            "The file is not executable: name what runs it, as in \
             `python3 server.py`.",
        ],
        (_, Came::SameError(_)) => &[
            "It does not compile, or does not run by itself: start it without \
             the check.",
            "It fails before it comes to the network.",
        ],
        (_, Came::Elsewhere(_)) => &[
            "The address in it is another one: check HOST and PORT.",
            "You have changed the port on purpose: say so with --port.",
        ],
        (Move::FailedInVain, Came::Ended(_)) => &[
            "It does not come to that call yet: it ends before.",
            "It hides the error: let it end with another exit code than 0.",
        ],
        (Move::FailedInVain, _) => &[
            "It tries again and again, or goes on after the error.",
            "It waits for something else first, such as a key.",
            "The address in it is another one: check HOST and PORT.",
        ],
        (Move::Waits | Move::IsQuiet, Came::Ended(_)) => &[
            "The call that waits is not there yet.",
            "An error has ended it.",
            "It leaves its work to a process in the background.",
        ],
        (Move::IsQuiet, _) => &[
            "It is still the program that `cargo new` has written.",
            "It prints something of your own: take it out for the check.",
        ],
        _ => &[],
    }
}
