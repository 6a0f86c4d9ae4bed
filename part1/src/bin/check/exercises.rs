//! The exercises of the book, the easiest first.

use crate::scenario::Move::*;
use crate::scenario::Piece::{Just, Many, OurAddress};
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

pub const GREETER: Scenario = Scenario {
    name: "greeter",
    about: "a server that greets one client after another",
    own: ["--example", "greeter"],
    file: None,
    steps: &[
        of_greeter(
            "It greets the first client, once",
            &[
                Start,
                Connect(0),
                Hear(0, Just(b"Hello client 1!\n")),
                HearNoMore(0),
            ],
        ),
        of_greeter(
            "It waits for a whole line in answer",
            &[Send(0, Just(b"Hello ")), KeepsOpen(0)],
        ),
        of_greeter(
            "The second client has to wait for its turn",
            &[Connect(1), HearNoMore(1)],
        ),
        of_greeter(
            "It closes, and greets the second with its number",
            &[
                Send(0, Just(b"Server!\n")),
                Closes(0),
                Hear(1, Just(b"Hello client 2!\n")),
                Send(1, Just(b"Hello Server!\n")),
                Closes(1),
            ],
        ),
        of_greeter(
            "It goes on after one that leaves without an answer",
            &[
                Connect(0),
                Hear(0, Just(b"Hello client 3!\n")),
                Drop(0),
                Connect(1),
                Hear(1, Just(b"Hello client 4!\n")),
            ],
        ),
        of_greeter(
            "It goes on after one that stops in the middle of a line",
            &[
                Send(1, Just(b"Hel")),
                Finish(1),
                Closes(1),
                Connect(2),
                Hear(2, Just(b"Hello client 5!\n")),
            ],
        ),
        of_greeter(
            "It goes on after a reset",
            &[
                Send(2, Just(b"Hello Server!\n")),
                Closes(2),
                Connect(3),
                Reset(3),
                Connect(4),
                Hear(4, Just(b"Hello client 7!\n")),
                Send(4, Just(b"Hello Server!\n")),
                Closes(4),
                Waits,
            ],
        ),
    ],
    unkind: &[],
};

const fn of_greeter(title: &'static str, moves: &'static [Move]) -> Step {
    Step { page: Page { title, path: "exercises/greeter" }, moves }
}

pub const WHOAMI: Scenario = Scenario {
    name: "whoami",
    about: "a server that tells each client its address",
    own: ["--example", "whoami"],
    file: None,
    steps: &[
        of_whoami(
            "It tells a client its address, and closes",
            &[Start, Connect(0), Hear(0, OurAddress), Closes(0)],
        ),
        of_whoami(
            "It tells each of two clients its own",
            &[
                Connect(1),
                Connect(2),
                Hear(2, OurAddress),
                Closes(2),
                Hear(1, OurAddress),
                Closes(1),
            ],
        ),
        of_whoami(
            "It does the same at [::1], where there is one",
            &[ConnectV6(3), Hear(3, OurAddress), Closes(3)],
        ),
        of_whoami(
            "It goes on at both, in any order",
            &[
                ConnectV6(4),
                Hear(4, OurAddress),
                Closes(4),
                Connect(5),
                Hear(5, OurAddress),
                Closes(5),
                ConnectV6(6),
                Hear(6, OurAddress),
                Closes(6),
                Waits,
            ],
        ),
    ],
    unkind: &[],
};

const fn of_whoami(title: &'static str, moves: &'static [Move]) -> Step {
    Step { page: Page { title, path: "exercises/whoami" }, moves }
}

pub const GUARDED: Scenario = Scenario {
    name: "guarded",
    about: "a server that a rude client does not bring down",
    own: ["--example", "guarded_lines"],
    file: None,
    steps: &[
        of_guarded(
            "It answers each line with its length",
            &[
                Start,
                IsServed(
                    0,
                    Just(b"Hello\n\nHow are you?\n"),
                    Just(b"5 bytes\n0 bytes\n12 bytes\n"),
                ),
            ],
        ),
        of_guarded(
            "It takes a line of 1000 bytes",
            &[IsServed(0, Just(LONGEST), Just(b"1000 bytes\n"))],
        ),
        of_guarded(
            "It gives up a client with a longer line",
            &[Connect(1), Send(1, Just(TOO_LONG)), HangsUp(1, 0), POLITE],
        ),
        of_guarded(
            "It gives up a client whose line never ends",
            &[Connect(1), Endless(1, &[b'a'; 500]), POLITE],
        ),
        of_guarded(
            "It hangs up on a silent client, after a second",
            // Not all clocks agree to the millisecond.
            &[Connect(1), HangsUp(1, 900), POLITE],
        ),
        of_guarded(
            "It goes on after a line that is cut off",
            &[
                Connect(1),
                Send(1, Just(b"Hel")),
                Finish(1),
                HangsUp(1, 0),
                POLITE,
            ],
        ),
        of_guarded(
            "It goes on after a reset",
            &[Connect(1), Send(1, Just(b"Hello\n")), Reset(1), POLITE],
        ),
        of_guarded(
            "It goes on after bytes that are not UTF-8",
            &[Connect(1), Send(1, Just(b"\xff\xc3\n")), POLITE],
        ),
        of_guarded(
            "It serves others while a hundred say nothing",
            &[Crowd(100), POLITE, Waits],
        ),
    ],
    unkind: &[],
};

/// Whoever came before, this client is served.
const POLITE: Move = IsServed(2, Just(b"Hello\n"), Just(b"5 bytes\n"));

const TOO_LONG: &[u8] = &{
    let mut line = [b'a'; 1002];
    line[1001] = b'\n';
    line
};

/// The same without its first byte.
const LONGEST: &[u8] = TOO_LONG.split_at(1).1;

const fn of_guarded(title: &'static str, moves: &'static [Move]) -> Step {
    Step { page: Page { title, path: "exercises/guarded" }, moves }
}
