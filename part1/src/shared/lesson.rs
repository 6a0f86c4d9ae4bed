//! The two programs of the book, a step for each page.

use crate::scenario::Move::*;
use crate::scenario::Piece::Just;
use crate::scenario::{
    End, MisbehavingPeer, Outcome, Page, Probe, Scenario, Step,
};

/// The peers that misbehave. `meet` are the moves until one is connected,
/// `label` is what the program prints before a message, `message` is what
/// it waits for, and `whole` the page with all of it. The last two tell
/// apart which of the programs it is: the last line that is printed, and
/// the page with a better program.
macro_rules! misbehaving_peers {
    (
        meet: [$($meet:expr),*],
        label: $label:literal,
        message: $message:literal,
        whole: $whole:expr,
        silent: [$silent_line:literal, $silent_better:expr],
        reset: [$reset_moves:expr, $reset_line:literal, $reset_better:expr],
    ) => {[
        MisbehavingPeer {
            how: "sends one byte at a time",
            moves: &[$($meet),*, Drip(0, $message.as_bytes())],
            usual: ends(concat!($label, "H…")),
            page: RECEIVE,
            ready: Some(ends(concat!($label, $message))),
            better: UNTIL_THE_END,
        },
        MisbehavingPeer {
            how: "sends two messages at once",
            moves: &[
                $($meet),*,
                Send(0, Just(concat!($message, "How are you?").as_bytes())),
            ],
            usual: ends(concat!($label, $message, "How are you?")),
            page: RECEIVE,
            ready: None,
            better: page("A line", "stream/line"),
        },
        MisbehavingPeer {
            how: "sends half a character, and the rest later",
            moves: &[$($meet),*, Drip(0, "é".as_bytes())],
            usual: ends(concat!($label, "\u{fffd}")),
            page: RECEIVE,
            ready: Some(ends(concat!($label, "é"))),
            better: page("A stream has no messages", "stream/messages"),
        },
        MisbehavingPeer {
            how: "says nothing",
            moves: &[$($meet),*],
            usual: Outcome { last_line: $silent_line, end: End::Waits },
            page: $whole,
            ready: None,
            better: $silent_better,
        },
        MisbehavingPeer {
            how: "closes without a word",
            moves: &[$($meet),*, Finish(0)],
            usual: ends($label),
            page: $whole,
            ready: None,
            better: UNTIL_THE_END,
        },
        MisbehavingPeer {
            how: "resets the connection",
            moves: $reset_moves,
            usual: Outcome { last_line: $reset_line, end: End::Badly },
            page: $whole,
            ready: None,
            better: $reset_better,
        },
    ]};
}

pub const SERVER: Scenario = Scenario {
    name: "server",
    about: "the book's server, step by step",
    own: ["--bin", "server"],
    file: None,
    steps: &[
        Step {
            title: "1. The address",
            page: Some("server/address"),
            moves: &[StartProbe(Probe::Taken), Start, IsQuiet],
        },
        Step {
            title: "2. Listen",
            page: Some("server/listen"),
            moves: &[ProbeFailed],
        },
        Step {
            title: "3. Accept a client",
            page: Some("server/accept"),
            moves: &[Waits, Connect(0), Prints("New client joined: {peer}")],
        },
        Step {
            title: "4. Send a message",
            page: Some("server/send"),
            moves: &[Hear(0, Just(b"Hello client!")), HearNoMore(0)],
        },
        // ANCHOR: receive
        Step {
            title: "5. Receive a message",
            page: Some("server/receive"),
            moves: &[
                PrintsNoMore,
                Send(0, Just(b"Hello Server!")),
                Prints("Client: Hello Server!"),
            ],
        },
        // ANCHOR_END: receive
        Step {
            title: "6. Close",
            page: Some("server/close"),
            moves: &[
                Closes(0),
                Ends,
                PrintsNoMore,
                // The kernel still remembers, at its address, the
                // connection that it was first to close.
                StartsAgain(1),
            ],
        },
    ],
    misbehaving_peers: &misbehaving_peers! {
        meet: [Start, Connect(0)],
        label: "Client: ",
        message: "Hello Server!",
        whole: page("The whole server", "server/whole"),
        silent: ["New client joined: {peer}",
            page("One that never starts", "stranger/silent")],
        reset: [&[Start, Connect(0), Reset(0)], "New client joined: {peer}",
            page("One after the other", "clients/loop")],
    },
};

pub const CLIENT: Scenario = Scenario {
    name: "client",
    about: "the book's client, step by step",
    own: ["--bin", "client"],
    file: None,
    steps: &[
        Step {
            title: "1. The address",
            page: Some("client/address"),
            moves: &[StartProbe(Probe::Nobody), Listen, Start, IsQuiet],
        },
        Step {
            title: "2. Connect",
            page: Some("client/connect"),
            moves: &[ProbeFailed, Accept(0)],
        },
        Step {
            title: "3. Receive and send",
            page: Some("client/receive-and-send"),
            moves: &[
                Waits,
                HearNoMore(0),
                PrintsNoMore,
                Send(0, Just(b"Hello client!")),
                Prints("Server: Hello client!"),
                Hear(0, Just(b"Hello Server!")),
                HearNoMore(0),
            ],
        },
        Step {
            title: "4. Close",
            page: Some("client/close"),
            moves: &[Closes(0), Ends, PrintsNoMore],
        },
    ],
    misbehaving_peers: &misbehaving_peers! {
        meet: [Listen, Start, Accept(0)],
        label: "Server: ",
        message: "Hello client!",
        whole: page("The whole client", "client/whole"),
        silent: ["", page("It waits", "wrong/waits")],
        reset: [&[Listen, Start, Pause(300), Unlisten], "",
            page("Errors of a connection", "wrong/connection")],
    },
};

const fn page(title: &'static str, path: &'static str) -> Page {
    Page { title, path }
}

const RECEIVE: Page = page("5. Receive a message", "server/receive");
const UNTIL_THE_END: Page =
    page("Until the peer finishes", "stream/until-the-end");

/// It ends well, after this line.
const fn ends(last_line: &'static str) -> Outcome {
    Outcome { last_line, end: End::Well }
}
