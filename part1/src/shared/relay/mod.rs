//! A relay between a client and a server: it passes on what each sends, and
//! tells what passes. If asked to, it's a bad wire.

mod connection;
mod direction;
mod event;
mod faults;
mod reset;

pub use connection::{carry_both, relay};
pub use event::{Bytes, Event, Live, Waited, What};
pub use faults::{Apart, Faults, SenderFaults, Stop};
pub use reset::reset;

use std::net::SocketAddr;

/// What all connections through a wire have in common.
pub struct Wire<'a> {
    /// Where the server listens.
    pub server: SocketAddr,
    /// What is done to the bytes.
    pub faults: Faults,
    /// Is told each event. Both directions of all connections call it.
    pub record: &'a (dyn Fn(Event) + Sync),
}

/// One of the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It has connected to the wire.
    Client,
    /// The wire has connected to it.
    Server,
}

impl Side {
    /// Both, so that `side as usize` is the place of each.
    pub const BOTH: [Side; 2] = [Side::Client, Side::Server];

    /// The program at the other end.
    #[must_use]
    pub fn other(self) -> Side {
        match self {
            Side::Client => Side::Server,
            Side::Server => Side::Client,
        }
    }
}
