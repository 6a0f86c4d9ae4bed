//! The cases as data. Of each, what can be seen while it runs, in four
//! places. Two cases differ in one place at least, and that refutes one
//! where the other one runs.

use crate::programs::*;
use std::io;
use std::net::{TcpListener, TcpStream};

/// Where one looks.
#[derive(Clone, Copy, PartialEq)]
pub enum Place {
    /// The listener's address.
    Address,
    /// The listener's queue.
    Queue,
    /// The two ends of the connection.
    Ends,
    /// What the two programs print.
    Printed,
}

impl Place {
    /// What stands before a sight: if it were so, and as it is.
    pub fn verbs(self) -> [&'static str; 2] {
        match self {
            Place::Address | Place::Queue => {
                ["`ss -tln` would show", "`ss -tln` shows"]
            }
            Place::Ends => ["`ss -tn` would show", "`ss -tn` shows"],
            Place::Printed => ["you would see", "you see"],
        }
    }
}

type Server = fn(&TcpListener) -> io::Result<()>;
type Client = fn(TcpStream) -> io::Result<()>;

/// A pair of programs with one fault.
pub struct Case {
    /// What a reader sees at first: it gives nothing away.
    pub sentence: &'static str,
    /// The name of the fault, its sentence, and how it goes on after `If`.
    pub cause: &'static str,
    pub means: &'static str,
    pub if_so: &'static str,
    /// What is to be seen in each [`Place`], in their order.
    pub sights: [&'static str; 4],
    /// The place that shows this fault best, and what is there in any pair
    /// that has it.
    pub sign: (Place, &'static str),
    /// The title of the page that mends it, and the heading.
    pub mended: [&'static str; 2],
    /// Where its server listens, what it does then, and what its client does
    /// when it is connected.
    pub plays: (&'static str, Server, Client),
}

impl Case {
    /// The place that shows, while this case runs, that it is not the other:
    /// the other's sign is missing there, or this one's own sign is there.
    /// With that place, what there would be of the other one.
    pub fn refutes(&self, other: &Case) -> (Place, &'static str) {
        let at = other.sign.0 as usize;
        match self.sights[at] == other.sights[at] {
            true => (self.sign.0, other.sights[self.sign.0 as usize]),
            false => other.sign,
        }
    }
}

const V4: &str = "127.0.0.1";
const AT_V4: &str = "the listener on `127.0.0.1:50000`";
const NO_QUEUE: &str = "Recv-Q 0 for LISTEN";
const NONE_LEFT: &str = "two `ESTAB` lines with all numbers 0";
const NO_ENDS: &str = "no `ESTAB` line of port 50000";
const NOTHING: &str = "nothing from either program";

pub static CASES: [Case; 8] = [
    Case {
        sentence: "The client waits for a greeting.",
        cause: "accept",
        means: "the server doesn't accept the client",
        if_so: "the server didn't accept the client",
        sights: [AT_V4, "Recv-Q 1 for LISTEN", NONE_LEFT, NOTHING],
        sign: (Place::Queue, "a Recv-Q above 0 for LISTEN"),
        mended: ["It waits", "To be accepted"],
        plays: (V4, never_accept, hear),
    },
    Case {
        sentence: "Both programs are there, and it's quiet.",
        cause: "both-read",
        means: "both programs begin with a read, and wait",
        if_so: "both programs began with a read",
        sights: [AT_V4, NO_QUEUE, NONE_LEFT, NOTHING],
        sign: (Place::Printed, NOTHING),
        mended: ["It waits", "For somebody to speak"],
        plays: (V4, accept_and_hear, hear),
    },
    Case {
        sentence: "The client ends soon after its start.",
        cause: "family",
        means: "the server listens only on IPv6, and the client takes IPv4",
        if_so: "the server listened only on an IPv6 address",
        sights: [
            "the listener on `[::1]:50000`",
            NO_QUEUE,
            NO_ENDS,
            "`ConnectionRefused` from the client",
        ],
        sign: (Place::Address, "the listener on an IPv6 address"),
        mended: ["Names and IPv6", "Look a name up"],
        plays: ("::1", accept_and_hear, hear),
    },
    Case {
        sentence: "The client has sent a message, and waits for an answer.",
        cause: "newline",
        means: "the newline is missing, and the server reads a line",
        if_so: "the newline were missing, and the server read a line",
        sights: [
            AT_V4,
            NO_QUEUE,
            NONE_LEFT,
            "`Sent: Hello Server!` from the client, and nothing from the \
             server",
        ],
        sign: (
            Place::Printed,
            "that a message was sent, and no line from its receiver",
        ),
        mended: ["It waits", "For an end marker that never comes"],
        plays: (V4, answer_a_line, send_text),
    },
    Case {
        sentence: "The client has a part of a message.",
        cause: "one-read",
        means: "the client reads only once, and leaves the rest",
        if_so: "the client read only once, and left the rest",
        sights: [
            AT_V4,
            NO_QUEUE,
            "Recv-Q 952 at the client's end",
            "`Sent: 3000 bytes` from the server, and `Received: 2048 bytes` \
             from the client",
        ],
        sign: (
            Place::Ends,
            "a Recv-Q above 0 at one end, and Send-Q 0 at the other",
        ),
        mended: ["A stream has no messages", "What follows"],
        plays: (V4, send_3000, read_once),
    },
    Case {
        sentence: "Each program has a long message for the other one.",
        cause: "full",
        means: "the buffers are full, because neither program reads",
        if_so: "the buffers were full, because neither program read",
        sights: [AT_V4, NO_QUEUE, "a Send-Q above 10000 at both ends", NOTHING],
        sign: (Place::Ends, "a Send-Q above 10000 at both ends"),
        mended: ["It waits", "For somebody to read"],
        plays: (V4, accept_and_send_much, send_much),
    },
    Case {
        sentence: "The client gets an error instead of an answer.",
        cause: "unread",
        means: "the server closes the stream with bytes unread",
        if_so: "the server had closed the stream with bytes unread",
        sights: [
            AT_V4,
            NO_QUEUE,
            NO_ENDS,
            "`ConnectionReset` from the client, and `Client: Hello` from \
             the server",
        ],
        sign: (Place::Printed, "`ConnectionReset` from one program"),
        mended: ["Errors of a connection", "Connection reset by peer"],
        plays: (V4, read_five_and_close, send_text),
    },
    Case {
        sentence: "The server knows that a message comes, and waits for it.",
        cause: "order",
        means: "the two bytes of the length are in the wrong order",
        if_so: "the bytes of the length were in the wrong order",
        sights: [
            AT_V4,
            NO_QUEUE,
            NONE_LEFT,
            "`Sent: Hello Server!` from the client, and `A message of 3328 \
             bytes` from the server",
        ],
        sign: (Place::Printed, "a length that is not the message's"),
        mended: ["A length prefix", "Receive"],
        plays: (V4, receive_with_length, send_with_length),
    },
];
