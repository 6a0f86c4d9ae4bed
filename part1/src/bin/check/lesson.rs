//! The two programs of the book, a step for each page.

use crate::scenario::Move::*;
use crate::scenario::Piece::Just;
use crate::scenario::{Deed, End, Page, Scenario, Step, Unkind, Vain};

pub const SERVER: Scenario = Scenario {
    name: "server",
    about: "the book's server, step by step",
    own: ["--bin", "server"],
    file: None,
    steps: &[
        Step {
            title: "1. The address",
            page: Some("server/address"),
            moves: &[StartInVain(Vain::Taken), Start, IsQuiet],
        },
        Step {
            title: "2. Listen",
            page: Some("server/listen"),
            moves: &[FailedInVain],
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
    unkind: &[
        Unkind {
            how: "sends one byte at a time",
            moves: &[Start, Connect(0), Drip(0, b"Hello Server!")],
            usual: Deed { last_line: "Client: H…", end: End::Well },
            told: page("5. Receive a message", "server/receive"),
            ready: Some(Deed {
                last_line: "Client: Hello Server!",
                end: End::Well,
            }),
            better: page("Until the peer finishes", "stream/until-the-end"),
        },
        Unkind {
            how: "sends two messages at once",
            moves: &[
                Start,
                Connect(0),
                Send(0, Just(b"Hello Server!How are you?")),
            ],
            usual: Deed {
                last_line: "Client: Hello Server!How are you?",
                end: End::Well,
            },
            told: page("5. Receive a message", "server/receive"),
            ready: None,
            better: page("A line", "stream/line"),
        },
        Unkind {
            how: "sends half a character, and the rest later",
            moves: &[Start, Connect(0), Drip(0, b"\xc3\xa9")],
            usual: Deed { last_line: "Client: \u{fffd}", end: End::Well },
            told: page("5. Receive a message", "server/receive"),
            ready: Some(Deed { last_line: "Client: é", end: End::Well }),
            better: page("A stream has no messages", "stream/messages"),
        },
        Unkind {
            how: "says nothing",
            moves: &[Start, Connect(0)],
            usual: Deed {
                last_line: "New client joined: {peer}",
                end: End::Waits,
            },
            told: page("The whole server", "server/whole"),
            ready: None,
            better: page("One that never starts", "stranger/silent"),
        },
        Unkind {
            how: "closes without a word",
            moves: &[Start, Connect(0), Finish(0)],
            usual: Deed { last_line: "Client: ", end: End::Well },
            told: page("The whole server", "server/whole"),
            ready: None,
            better: page("Until the peer finishes", "stream/until-the-end"),
        },
        Unkind {
            how: "resets the connection",
            moves: &[Start, Connect(0), Reset(0)],
            usual: Deed {
                last_line: "New client joined: {peer}",
                end: End::Badly,
            },
            told: page("The whole server", "server/whole"),
            ready: None,
            better: page("One after the other", "clients/loop"),
        },
    ],
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
            moves: &[StartInVain(Vain::Nobody), Listen, Start, IsQuiet],
        },
        Step {
            title: "2. Connect",
            page: Some("client/connect"),
            moves: &[FailedInVain, Accept(0)],
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
    unkind: &[
        Unkind {
            how: "sends one byte at a time",
            moves: &[Listen, Start, Accept(0), Drip(0, b"Hello client!")],
            usual: Deed { last_line: "Server: H…", end: End::Well },
            told: page("5. Receive a message", "server/receive"),
            ready: Some(Deed {
                last_line: "Server: Hello client!",
                end: End::Well,
            }),
            better: page("Until the peer finishes", "stream/until-the-end"),
        },
        Unkind {
            how: "sends two messages at once",
            moves: &[
                Listen,
                Start,
                Accept(0),
                Send(0, Just(b"Hello client!How are you?")),
            ],
            usual: Deed {
                last_line: "Server: Hello client!How are you?",
                end: End::Well,
            },
            told: page("5. Receive a message", "server/receive"),
            ready: None,
            better: page("A line", "stream/line"),
        },
        Unkind {
            how: "sends half a character, and the rest later",
            moves: &[Listen, Start, Accept(0), Drip(0, b"\xc3\xa9")],
            usual: Deed { last_line: "Server: \u{fffd}", end: End::Well },
            told: page("5. Receive a message", "server/receive"),
            ready: Some(Deed { last_line: "Server: é", end: End::Well }),
            better: page("A stream has no messages", "stream/messages"),
        },
        Unkind {
            how: "says nothing",
            moves: &[Listen, Start, Accept(0)],
            usual: Deed { last_line: "", end: End::Waits },
            told: page("The whole client", "client/whole"),
            ready: None,
            better: page("It waits", "wrong/waits"),
        },
        Unkind {
            how: "closes without a word",
            moves: &[Listen, Start, Accept(0), Finish(0)],
            usual: Deed { last_line: "Server: ", end: End::Well },
            told: page("The whole client", "client/whole"),
            ready: None,
            better: page("Until the peer finishes", "stream/until-the-end"),
        },
        Unkind {
            how: "resets the connection",
            moves: &[Listen, Start, Pause(300), Unlisten],
            usual: Deed { last_line: "", end: End::Badly },
            told: page("The whole client", "client/whole"),
            ready: None,
            better: page("Errors of a connection", "wrong/connection"),
        },
    ],
};

const fn page(title: &'static str, path: &'static str) -> Page {
    Page { title, path }
}
