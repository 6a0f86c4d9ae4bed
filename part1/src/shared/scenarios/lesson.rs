//! The two programs of the book, a step for each page.

use super::pages::*;
use crate::scenario::Move::*;
use crate::scenario::Piece::Just;
use crate::scenario::{End, MisbehavingPeer, Outcome, Probe};
use crate::scenario::{Scenario, Step};

/// The scenario of one of the two programs: its name; its steps, each with
/// its page and the moves that show it; and the peers that misbehave. For
/// these, `meet` are the moves until one is connected, `label` is what the
/// program prints before a message, `message` the one that it waits for,
/// and `whole` its last page; `greeted` are those until it reads, since what
/// comes one byte at a time lies there in one piece for one that reads late.
/// What the two programs do not have in common are the last line with one
/// that is silent; and with one that resets, the moves, the last line and the
/// better program.
macro_rules! program {
    (
        name: $name:literal,
        $($title:literal on $page:literal => $steps:expr,)+
        meet: [$($meet:expr),+],
        greeted: [$($greeted:expr)?],
        label: $label:literal,
        message: $message:literal,
        whole: $whole:expr,
        silent: $silent_line:literal,
        reset: $reset_moves:expr, $reset_line:literal, $reset_better:expr,
    ) => {
        Scenario {
            name: $name,
            about: concat!("the book's ", $name, ", step by step"),
            own: ["--bin", $name],
            file: None,
            page: None,
            steps: &[$(
                Step {
                    title: $title, page: Some($page), taught_on: None,
                    wires: &[],
                    moves: &$steps,
                }
            ),+],
            misbehaving_peers: &[
                MisbehavingPeer {
                    how: "sends one byte at a time",
                    moves: &[
                        $($meet,)+ $($greeted,)?
                        Drip(0, $message.as_bytes()),
                    ],
                    usual: ends(concat!($label, "H…")), page: RECEIVE,
                    ready: Some(ends(concat!($label, $message))),
                    better: A_LINE,
                },
                MisbehavingPeer {
                    how: "sends two messages in one piece",
                    moves: &[$($meet),+, Send(0, Just(
                        concat!($message, "How are you?").as_bytes()))],
                    usual: ends(concat!($label, $message, "How are you?")),
                    page: RECEIVE, ready: None, better: A_LINE,
                },
                MisbehavingPeer {
                    how: "sends half a character, and the rest later",
                    moves: &[
                        $($meet,)+ $($greeted,)? Drip(0, "é".as_bytes()),
                    ],
                    usual: ends(concat!($label, "\u{fffd}")), page: RECEIVE,
                    ready: Some(ends(concat!($label, "é"))),
                    better: NO_MESSAGES,
                },
                MisbehavingPeer {
                    how: "says nothing", moves: &[$($meet),+],
                    usual: Outcome { last_line: $silent_line, end: End::Waits },
                    page: $whole, ready: None, better: NEVER_STARTS,
                },
                MisbehavingPeer {
                    how: "closes without a word",
                    moves: &[$($meet),+, Finish(0)],
                    usual: ends($label), page: $whole,
                    ready: None, better: UNTIL_THE_END,
                },
                MisbehavingPeer {
                    how: "resets the connection", moves: &$reset_moves,
                    usual: Outcome { last_line: $reset_line, end: End::Badly },
                    page: $whole, ready: None, better: $reset_better,
                },
            ],
        }
    };
}

pub const SERVER: Scenario = program! {
    name: "server",
    "1. An address" on "server/address" => [
        StartProbe(Probe::Taken), Start, IsQuiet],
    "2. Listen" on "server/listen" => [ProbeFailed],
    "3. Accept a client" on "server/accept" => [
        Waits, Connect(0), Prints("New client joined: {peer}")],
    "4. Send a message" on "server/send" => [
        Hear(0, Just(b"Hello client!")), HearNoMore(0)],
    // ANCHOR: receive
    "5. Receive a message" on "server/receive" => [
        PrintsNoMore,
        Send(0, Just(b"Hello Server!")),
        Prints("Client: Hello Server!")],
    // ANCHOR_END: receive
    "6. Close both sockets" on "server/close" => [
        Closes(0), Ends, PrintsNoMore,
        // The kernel still remembers, at its address, the connection that
        // it was first to close.
        StartsAgain(1, Just(b"Hello client!"))],
    meet: [Start, Connect(0)],
    greeted: [Hear(0, Just(b"Hello client!"))],
    label: "Client: ", message: "Hello Server!",
    whole: page("The whole server", "server/whole"),
    silent: "New client joined: {peer}",
    reset: [Start, Connect(0), Reset(0)], "New client joined: {peer}",
        ONE_AFTER_THE_OTHER,
};

pub const CLIENT: Scenario = program! {
    name: "client",
    "1. The same address" on "client/address" => [
        StartProbe(Probe::Nobody), Listen, Start, IsQuiet],
    "2. Connect" on "client/connect" => [ProbeFailed, Accept(0)],
    "3. Receive and answer" on "client/receive-and-send" => [
        Waits, HearNoMore(0), PrintsNoMore,
        Send(0, Just(b"Hello client!")), Prints("Server: Hello client!"),
        Hear(0, Just(b"Hello Server!")), HearNoMore(0)],
    "4. Close the stream" on "client/close" => [Closes(0), Ends, PrintsNoMore],
    meet: [Listen, Start, Accept(0)],
    greeted: [],
    label: "Server: ", message: "Hello client!",
    whole: page("The whole client", "client/whole"),
    silent: "",
    reset: [Listen, Start, Pause(300), Unlisten], "",
        page("Errors of a connection", "wrong/connection"),
};

/// It ends well, after this line.
const fn ends(last_line: &'static str) -> Outcome {
    Outcome { last_line, end: End::Well }
}
