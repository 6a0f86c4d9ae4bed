//! The exercises of the book, the easiest first.

use crate::scenario::Move::*;
use crate::scenario::Piece::{Just, Many};
use crate::scenario::{Move, Page, Scenario, Step};

pub const DOWNLOAD: Scenario = Scenario {
    name: "download",
    about: "a client that reads to the end, and counts",
    own: ["--example", "download_client"],
    file: None,
    steps: &[
        point(
            "exercises/download",
            "It connects, and says nothing",
            &[Listen, Start, Accept(0), HearNoMore(0)],
        ),
        point(
            "exercises/download",
            "It counts to the end, in however many pieces",
            &[
                Send(0, Just(b"Hello ")),
                Pause(100),
                Drip(0, b"client"),
                Send(0, Many(99_988)),
                Finish(0),
                Prints("100000 bytes"),
            ],
        ),
        point(
            "exercises/download",
            "Then it closes and ends",
            &[Closes(0), Ends, PrintsNoMore],
        ),
        point(
            "exercises/download",
            "When nothing comes, it counts 0",
            &[
                Start,
                Accept(1),
                Finish(1),
                Prints("0 bytes"),
                Closes(1),
                Ends,
                PrintsNoMore,
            ],
        ),
    ],
    unkind: &[],
};

pub const ECHO: Scenario = Scenario {
    name: "echo",
    about: "a server that sends back what it is sent",
    own: ["--example", "echo_server"],
    file: None,
    steps: &[
        point(
            "exercises/echo",
            "It waits for a client",
            &[Start, Connect(0), HearNoMore(0)],
        ),
        point(
            "exercises/echo",
            "It sends back a short message",
            &[Send(0, Just(b"Hello")), Hear(0, Just(b"Hello")), HearNoMore(0)],
        ),
        point(
            "exercises/echo",
            "It goes on, for more bytes than any buffer has",
            &[Send(0, Many(100_000)), Hear(0, Many(100_000))],
        ),
        point(
            "exercises/echo",
            "When we have finished, it closes and ends",
            &[
                Send(0, Just(b"Bye")),
                Finish(0),
                Hear(0, Just(b"Bye")),
                Closes(0),
                Ends,
            ],
        ),
    ],
    unkind: &[],
};

pub const FAREWELL: Scenario = Scenario {
    name: "farewell",
    about: "a server that answers, and loses no answer when it closes",
    own: ["--example", "farewell_server"],
    file: None,
    steps: &[
        point(
            "exercises/farewell",
            "It waits for a line",
            &[Start, Connect(0), HearNoMore(0)],
        ),
        point(
            "exercises/farewell",
            "It answers with a line, whatever comes behind ours",
            &[
                Send(0, Just(b"Ann\n")),
                // More than the kernel keeps for both ends.
                Send(0, Many(20_000_000)),
                Hear(0, Just(b"Goodbye, Ann!\n")),
            ],
        ),
        point(
            "exercises/farewell",
            "It has finished, and lets us send what we have",
            &[Takes(0), Closes(0)],
        ),
        point(
            "exercises/farewell",
            "When we have finished, it closes and ends",
            &[Pause(200), Takes(0), Waits, Finish(0), Ends],
        ),
    ],
    unkind: &[],
};

const fn point(
    path: &'static str,
    title: &'static str,
    moves: &'static [Move],
) -> Step {
    Step { page: Page { title, path }, moves }
}
