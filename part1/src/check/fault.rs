//! What did not go as expected: the move, and what came instead.

use crate::action::Action;
use crate::display::{count, ending, quoted};
use shared::scenario::{BadWire, Move};
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::process::ExitStatus;
use std::time::Duration;

/// A move of a step that does not hold.
pub struct Fault {
    /// The step's place among those of the scenario, from 0.
    pub step: usize,
    pub at: Move,
    /// What was done before.
    pub did: Vec<Action>,
    /// In the words that follow "until".
    pub expected: String,
    /// The bytes that were expected, if it is bytes.
    pub expected_bytes: Vec<u8>,
    pub came: Came,
    /// What the program has printed on its standard error.
    pub complaint: String,
    /// The server's address.
    pub server: SocketAddr,
    /// What was between the program and us.
    pub wire: Option<BadWire>,
    /// The first word of the reader's command.
    pub command: String,
    /// How it has ended, if it has.
    pub ended: Option<ExitStatus>,
    pub signs: Signs,
}

/// What else can be seen of a program that is wrong, most of it by what
/// becomes of it when it is given something more.
#[derive(Clone, Copy, Default)]
pub struct Signs {
    /// It has shown the error of the call that is given an address, or does
    /// at the server's address what it should, now that it can.
    pub goes_on: bool,
    /// It listens at another address each time.
    pub port_differs: bool,
    /// It listens at its address, when it should end.
    pub still_listens: bool,
    /// It listens at the port with its two bytes exchanged, or connects to
    /// that.
    pub is_port_swapped: bool,
    /// What was sent to it lies unread.
    pub leaves_unread: bool,
    /// Its other side had closed, so that it prints what it holds back.
    pub was_let_go: bool,
    /// It has not noticed that.
    pub runs_on: bool,
    /// All lines that were expected of it had come.
    pub has_printed: bool,
    /// It went on when it was given this, and not before.
    pub waited_for: Option<Given>,
    /// It sent the bytes that were expected then.
    pub sent_then: bool,
    /// It closed the connection then.
    pub closed_then: bool,
    /// It ended then, and complained that bytes were missing.
    pub lacked_then: bool,
}

/// What a program that waits is given, in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// The end of a line.
    Newline,
    /// Fewer bytes than a usual buffer for output has.
    ManyBytes,
    /// More than that.
    MoreBytes,
    /// We have finished.
    OurEnd,
}

impl Fault {
    /// Whether it has ended with an error.
    pub fn has_failed(&self) -> bool {
        self.ended.is_some_and(|status| !status.success())
    }
}

/// What a move comes to: if it is not what was expected, to this instead.
pub type Result<T = (), E = Came> = std::result::Result<T, E>;

/// What came instead of what was expected.
#[derive(Clone)]
pub enum Came {
    /// The program could not be started.
    NotStarted(ErrorKind, String),
    /// Nothing, for as long as was waited.
    Nothing,
    Ended(ExitStatus),
    /// It ended with the same error wherever it was started.
    SameError(ExitStatus),
    /// It did not end.
    StillRuns,
    /// It did not end, and has sockets of UDP, but none of TCP.
    Udp,
    /// It listens at these addresses.
    Elsewhere(Vec<String>),
    /// It is no server: it has connected to the server's address.
    Connected,
    /// It is no client: it listens at these addresses.
    Listens(Vec<String>),
    /// Its address is taken when it has ended; the programs that have it,
    /// where the system says.
    Held(Vec<String>),
    /// It printed this line.
    Line(String),
    /// It printed this line, which is expected later.
    LaterLine(String),
    /// The line that was expected came only so often.
    Complaints(usize),
    /// All that was expected, and too soon: it took so long.
    Early(Duration),
    /// So many bytes, of more, or of fewer.
    Count(usize),
    /// So many bytes were taken, of which nobody has read one.
    Took(usize),
    /// These bytes, and then this.
    Bytes(Vec<u8>, Then),
    /// What was expected, and more bytes behind it.
    More(Vec<u8>, Vec<u8>),
}

/// Whether a complaint is one of a call that was given an address: the
/// words are those of most languages, and Windows' numbers.
pub fn is_of_address(complaint: &str) -> bool {
    let words = ["in use", "refused", "10048", "10061"];
    let complaint = complaint.to_lowercase();
    words.iter().any(|word| complaint.contains(word))
}

/// How a connection is when its bytes have been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Open,
    Closed,
    Reset,
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        use Came::*;
        match self {
            NotStarted(_, error) => write!(f, "it cannot be started: {error}"),
            Nothing => write!(f, "nothing, in all that time"),
            Ended(status) => write!(f, "it ended, {}", ending(status)),
            SameError(status) => {
                write!(f, "it ended, {}, before that", ending(status))
            }
            Connected => write!(f, "it connected to it"),
            StillRuns => write!(f, "it keeps running"),
            Udp => write!(f, "it opened a socket of UDP, and none of TCP"),
            Elsewhere(addresses) | Listens(addresses) => {
                write!(f, "it listens on {}", addresses.join(" and "))
            }
            Held(by) if by.is_empty() => {
                write!(f, "its address is still taken")
            }
            Held(by) => {
                write!(f, "its address is still taken by {}", by.join(", "))
            }
            Line(line) | LaterLine(line) => {
                write!(f, "it printed {}", quoted(line.as_bytes()))
            }
            Complaints(1) => write!(f, "that line, once"),
            Complaints(count) => write!(f, "that line, {count} times"),
            Early(took) => {
                write!(f, "all of that within {} ms", took.as_millis())
            }
            Count(number) => f.write_str(&count(*number, "byte")),
            Took(0) => write!(f, "it takes nothing at all"),
            Took(number) => {
                let taken = count(*number, "byte");
                write!(f, "it has taken {taken}, and nobody reads")
            }
            More(heard, more) => {
                write!(f, "{}", quoted(&[&heard[..], more].concat()))
            }
            Bytes(bytes, then) => {
                let then = match then {
                    Then::Open => "",
                    Then::Closed => "; then it closed the connection",
                    Then::Reset => "; then it reset the connection",
                };
                match bytes.is_empty() {
                    true => write!(f, "no byte{then}"),
                    false => write!(f, "{}{then}", quoted(bytes)),
                }
            }
        }
    }
}
