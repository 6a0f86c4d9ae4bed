//! What was done to the program, as the reader is told and as the reasons
//! are found.

use self::Action::*;
use crate::display::quoted;
use std::fmt::{Display, Formatter, Result};
use std::net::SocketAddr;

/// In the words that follow "I".
#[derive(Clone)]
pub enum Action {
    TriedToStart,
    Started,
    /// After a probe with somebody at its address, and with nobody there.
    GaveBackAndStarted,
    StartedAgain,
    /// As soon as it had ended.
    StartedAgainAtOnce,
    /// The two probes.
    TookAndStarted(SocketAddr),
    StartedWithNobody(SocketAddr),
    Listened(SocketAddr),
    Accepted,
    Connected(SocketAddr),
    ConnectedToRelay(SocketAddr),
    ConnectedCrowd(usize),
    Sent(Vec<u8>),
    SentSingly(Vec<u8>),
    SentEndlessly(Vec<u8>),
    EchoedLate(usize),
    SentUntilFull(usize),
    Read(Vec<u8>),
    Finished,
    Closed,
    Reset,
}

impl Action {
    /// Whether it was done before the program could do anything.
    pub fn is_start(&self) -> bool {
        matches!(
            self,
            TriedToStart
                | Started
                | GaveBackAndStarted
                | StartedAgain
                | StartedAgainAtOnce
                | TookAndStarted(_)
                | StartedWithNobody(_)
                | Listened(_)
        )
    }

    /// The bytes that were sent, if that is what was done; none of those
    /// that were only sent back.
    pub fn sent(&self) -> Option<&[u8]> {
        match self {
            Sent(bytes) | SentSingly(bytes) | SentEndlessly(bytes) => {
                Some(bytes)
            }
            EchoedLate(_) | SentUntilFull(_) => Some(&[]),
            _ => None,
        }
    }
}

impl Display for Action {
    fn fmt(&self, f: &mut Formatter) -> Result {
        match self {
            TriedToStart => write!(f, "tried to start it"),
            Started => write!(f, "started it"),
            GaveBackAndStarted => {
                write!(f, "gave it back and started it again")
            }
            StartedAgain => write!(f, "started it again"),
            StartedAgainAtOnce => write!(f, "started it again immediately"),
            TookAndStarted(at) => write!(f, "took {at} myself and started it"),
            StartedWithNobody(at) => {
                write!(f, "started it, with nobody at {at}")
            }
            Listened(at) => write!(f, "listened on {at}"),
            Accepted => write!(f, "accepted its connection"),
            Connected(ours) | ConnectedToRelay(ours) => {
                write!(f, "connected from {ours}")
            }
            ConnectedCrowd(count) => {
                write!(f, "connected {count} times and said nothing")
            }
            Sent(bytes) => write!(f, "sent {}", quoted(bytes)),
            SentSingly(bytes) => {
                write!(f, "sent {}, one byte at a time", quoted(bytes))
            }
            SentEndlessly(bytes) => {
                write!(f, "sent {} again and again", quoted(bytes))
            }
            EchoedLate(count) => {
                write!(f, "sent {count} bytes back, each late")
            }
            SentUntilFull(count) => {
                write!(f, "sent {count} bytes, until no more were taken")
            }
            Read(bytes) => write!(f, "read {}", quoted(bytes)),
            Finished => write!(f, "said that no more bytes come from me"),
            Closed => write!(f, "closed the connection"),
            Reset => write!(f, "closed the connection with bytes unread"),
        }
    }
}
