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

pub const PING: Scenario = Scenario {
    name: "ping",
    about: "a client that measures the fastest of ten round trips",
    own: ["--example", "ping"],
    file: None,
    steps: &[
        Step {
            page: of_ping("It connects"),
            moves: &[Listen, Start, Accept(0)],
        },
        Step {
            page: of_ping("It sends a byte when the one before is back"),
            // The fastest is neither the first nor the last, and the mean
            // is another number.
            moves: &[EchoLate(0, &[150, 50, 50, 50, 50, 50, 50, 50, 50, 150])],
        },
        Step {
            page: of_ping("It prints the fastest round trip"),
            moves: &[Prints("fastest: {ms} ms")],
        },
        Step {
            page: of_ping("It closes and ends"),
            moves: &[Closes(0), Ends, PrintsNoMore],
        },
    ],
    unkind: &[],
};

const fn of_ping(title: &'static str) -> Page {
    Page { title, path: "exercises/ping" }
}

pub const SHOUT: Scenario = Scenario {
    name: "shout",
    about: "a server that answers each line in upper case",
    own: ["--example", "shout"],
    file: None,
    steps: &[
        Step {
            page: of_shout("It waits for a client"),
            moves: &[Start, Connect(0), HearNoMore(0)],
        },
        Step {
            page: of_shout("It answers a line in upper case"),
            moves: &[Send(0, Just(b"Hello\n")), Hear(0, Just(b"HELLO\n"))],
        },
        Step {
            page: of_shout("It answers two lines that come at once"),
            moves: &[
                Send(0, Just(b"one\ntwo\n")),
                Hear(0, Just(b"ONE\nTWO\n")),
            ],
        },
        Step {
            page: of_shout("It waits until a line is whole"),
            moves: &[
                Send(0, Just(b"half a ")),
                HearNoMore(0),
                Send(0, Just(b"line\n")),
                Hear(0, Just(b"HALF A LINE\n")),
            ],
        },
        Step {
            page: of_shout("It leaves the end of a line as it is"),
            moves: &[
                Send(0, Just(b"from Windows\r\n")),
                Hear(0, Just(b"FROM WINDOWS\r\n")),
            ],
        },
        Step {
            page: of_shout("It knows all letters"),
            moves: &[
                Send(0, Just("déjà vu, Straße\n".as_bytes())),
                Hear(0, Just("DÉJÀ VU, STRASSE\n".as_bytes())),
            ],
        },
        Step {
            page: of_shout("When we have finished, it closes and ends"),
            moves: &[
                Send(0, Just(b"bye")),
                Finish(0),
                Hear(0, Just(b"BYE")),
                Closes(0),
                Ends,
                PrintsNoMore,
            ],
        },
    ],
    unkind: &[],
};

const fn of_shout(title: &'static str) -> Page {
    Page { title, path: "exercises/shout" }
}
