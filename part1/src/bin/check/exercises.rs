//! The exercises of the book, the easiest first.

use crate::scenario::Move::*;
use crate::scenario::Piece::{Just, Many};
use crate::scenario::{Move, Page, Scenario, Step};

pub const ECHO: Scenario = Scenario {
    name: "echo",
    about: "a server that sends back what it is sent",
    own: ["--example", "echo_server"],
    file: None,
    steps: &[
        point("It waits for a client", &[Start, Connect(0)]),
        point(
            "It sends back a short message",
            &[Send(0, Just(b"Hello")), Hear(0, Just(b"Hello"))],
        ),
        point(
            "It goes on, for more bytes than any buffer has",
            &[Send(0, Many(100_000)), Hear(0, Many(100_000))],
        ),
        point(
            "When we have finished, it closes and ends",
            &[Finish(0), Closes(0), Ends],
        ),
    ],
    unkind: &[],
};

const fn point(title: &'static str, moves: &'static [Move]) -> Step {
    Step { page: Page { title, path: "exercises/echo" }, moves }
}
