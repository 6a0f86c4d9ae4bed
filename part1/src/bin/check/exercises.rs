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

const FILE_PAGE: &str = "exercises/file";

pub const FILE: Scenario = Scenario {
    name: "file",
    about: "a server that sends a file with its length in front",
    own: ["--example", "file_server"],
    file: Some(100_000),
    steps: &[
        of(FILE_PAGE, "It waits for a client", &[Start, Connect(0)]),
        of(
            FILE_PAGE,
            "It sends the length of the file, in four bytes",
            &[Hear(0, Just(&100_000_u32.to_be_bytes()))],
        ),
        of(
            FILE_PAGE,
            "It sends the file, and nothing behind it",
            &[Hear(0, Many(100_000)), HearNoMore(0)],
        ),
        of(
            FILE_PAGE,
            "It waits until we have said that we have got it",
            &[Send(0, Just(b"got")), KeepsOpen(0)],
        ),
        of(
            FILE_PAGE,
            "Then it closes and ends",
            &[Send(0, Just(b" it\n")), Closes(0), Ends],
        ),
    ],
    unkind: &[],
};

const PATIENT_PAGE: &str = "exercises/patient";

pub const PATIENT: Scenario = Scenario {
    name: "patient",
    about: "a client that waits for its server",
    own: ["--example", "patient_client"],
    file: None,
    steps: &[
        of(
            PATIENT_PAGE,
            "It says that nobody listens, and tries again",
            &[Start, Complains("Nobody listens yet", 4, 200)],
        ),
        of(
            PATIENT_PAGE,
            "It connects when somebody does",
            &[Listen, Accept(0)],
        ),
        of(
            PATIENT_PAGE,
            "It prints the greeting and answers it",
            &[
                HearNoMore(0),
                PrintsNoMore,
                Send(0, Just(b"Hello client!")),
                Prints("Server: Hello client!"),
                Hear(0, Just(b"Hello Server!")),
            ],
        ),
        of(
            PATIENT_PAGE,
            "It closes and ends",
            &[Closes(0), Ends, PrintsNoMore],
        ),
    ],
    unkind: &[],
};

const LINES_PAGE: &str = "exercises/lines";

pub const LINES: Scenario = Scenario {
    name: "lines",
    about: "a server that talks in lines, and either side may speak last",
    own: ["--example", "lines_server"],
    file: None,
    steps: &[
        of(
            LINES_PAGE,
            "It greets us",
            &[Start, Connect(0), Hear(0, Just(b"Hello client!\n"))],
        ),
        of(
            LINES_PAGE,
            "It answers a line when all of it has come",
            &[
                Send(0, Just(b"How are")),
                HearNoMore(0),
                Send(0, Just(b" you?\n")),
                Hear(0, Just(b"12 bytes\n")),
                Prints("Client: How are you?"),
            ],
        ),
        of(
            LINES_PAGE,
            "It answers each of two lines that come together",
            &[
                Send(0, Just(b"I am fine.\nIt rains.\n")),
                Hear(0, Just(b"10 bytes\n9 bytes\n")),
                Prints("Client: I am fine."),
                Prints("Client: It rains."),
            ],
        ),
        of(
            LINES_PAGE,
            "After its third answer it says bye, and stays",
            &[Hear(0, Just(b"bye\n")), KeepsOpen(0)],
        ),
        of(
            LINES_PAGE,
            "It hears what we still say, without a word",
            &[
                Send(0, Just(b"I go on.\nAnd on.\n")),
                Prints("Client: I go on."),
                Prints("Client: And on."),
                HearNoMore(0),
                KeepsOpen(0),
            ],
        ),
        of(
            LINES_PAGE,
            "When we say bye, it closes and ends",
            &[Send(0, Just(b"bye\n")), Closes(0), Ends, PrintsNoMore],
        ),
        of(
            LINES_PAGE,
            "Started again, it speaks last if we say bye first",
            &[
                Start,
                Connect(0),
                Hear(0, Just(b"Hello client!\n")),
                Send(0, Just(b"A word.\nbye\n")),
                Hear(0, Just(b"7 bytes\nCome again!\nbye\n")),
                Prints("Client: A word."),
            ],
        ),
        of(
            LINES_PAGE,
            "Then it closes and ends",
            &[Closes(0), Ends, PrintsNoMore],
        ),
    ],
    unkind: &[],
};

const fn point(title: &'static str, moves: &'static [Move]) -> Step {
    Step { page: Page { title, path: "exercises/echo" }, moves }
}

/// A point of the exercise on that page.
const fn of(
    path: &'static str,
    title: &'static str,
    moves: &'static [Move],
) -> Step {
    Step { page: Page { title, path }, moves }
}
