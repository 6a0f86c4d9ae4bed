//! What happens on a wire, and the words for it.

use super::Side;
use std::fmt::{self, Display, Write};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// How many bytes are shown of a piece of the stream.
const SHOWN: usize = 40;

/// Something that has happened on a wire.
pub struct Event<'a> {
    /// The number of the client, from 1, whose connection it is.
    pub client: usize,
    /// What has happened.
    pub what: What<'a>,
}

/// What has happened.
#[derive(Clone, Copy)]
pub enum What<'a> {
    /// The client has connected to the wire.
    Connects,
    /// The wire couldn't connect to the server, so it resets the client.
    NoServer(&'a io::Error),
    /// That side has sent these bytes. A good wire now passes them on.
    Sent(Side, &'a [u8], Waited),
    /// A bad wire now passes these bytes on to that side.
    PassedOn(Side, &'a [u8]),
    /// So many bytes more have been written to that side. Nothing is said of
    /// it: they are those of the line above.
    Written(Side, usize),
    /// That side has finished sending.
    Finished(Side, Waited),
    /// That side has reset the connection.
    Reset(Side, Live),
    /// A bad wire lets that side read the end.
    WireEnds(Side),
    /// A bad wire passes nothing more on to that side.
    WirePauses(Side),
    /// A bad wire resets both connections.
    WireResets(Live),
}

impl What<'_> {
    /// Whether there are words for it.
    #[must_use]
    pub fn is_said(&self) -> bool {
        !matches!(self, What::Written(..))
    }
}

/// How a direction came to what it has read.
#[derive(Clone, Copy, Default)]
pub struct Waited {
    /// How long it was in `read` until something came.
    pub reading: Duration,
    /// How long it wrote or slept before, so that it saw nothing come.
    pub away: Duration,
}

/// Whose connections are not over yet when the wire gives up: a reset reaches
/// nobody else.
#[derive(Clone, Copy)]
pub struct Live {
    /// Whether the client's is not.
    pub client: bool,
    /// Whether the server's is not.
    pub server: bool,
}

impl Live {
    /// Whether that side's is not.
    #[must_use]
    pub fn has(self, side: Side) -> bool {
        match side {
            Side::Client => self.client,
            Side::Server => self.server,
        }
    }
}

impl Display for Event<'_> {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        let client = self.client;
        let name = |side| Name { side, client };
        match self.what {
            What::Connects => write!(to, "client {client} connects"),
            What::NoServer(error) => match error.kind() {
                ErrorKind::ConnectionRefused => {
                    write!(to, "server refuses, client {client} is reset")
                }
                _ => {
                    let why = format!("server can't be reached ({error})");
                    write!(to, "{why}, client {client} is reset")
                }
            },
            What::Sent(side, bytes, _) => {
                let [from, to_whom] = [name(side), name(side.other())];
                write!(to, "{from} -> {to_whom}: {}", Bytes(bytes))
            }
            What::PassedOn(side, bytes) => {
                write!(to, "wire -> {}: {}", name(side), Bytes(bytes))
            }
            What::Written(..) => Ok(()),
            What::Finished(Side::Client, _) => {
                write!(to, "client {client} has finished sending")
            }
            What::Finished(Side::Server, _) => {
                write!(to, "server has finished sending to client {client}")
            }
            What::Reset(Side::Client, _) => {
                write!(to, "client {client} has reset")
            }
            What::Reset(Side::Server, _) => {
                write!(to, "server has reset client {client}")
            }
            What::WireEnds(side) => {
                write!(to, "wire -> {}: the end", name(side))
            }
            What::WirePauses(side) => {
                write!(to, "wire -> {}: nothing more", name(side))
            }
            What::WireResets(_) => write!(to, "wire resets client {client}"),
        }
    }
}

/// The name of a side: there is only one server.
struct Name {
    side: Side,
    client: usize,
}

impl Display for Name {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self.side {
            Side::Client => write!(to, "client {}", self.client),
            Side::Server => to.write_str("server"),
        }
    }
}

/// Bytes as text that can't drive a terminal, and how many there are. What is
/// no text stands as in a Rust literal.
pub struct Bytes<'a>(pub &'a [u8]);

impl Display for Bytes<'_> {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        let count = self.0.len();
        let (s, begin) = (if count == 1 { "" } else { "s" }, count.min(SHOWN));
        write!(to, "{count} byte{s} \"")?;
        for chunk in self.0[..begin].utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\'' => to.write_char(c)?,
                    _ => write!(to, "{}", c.escape_debug())?,
                }
            }
            for byte in chunk.invalid() {
                write!(to, "\\x{byte:02x}")?;
            }
        }
        to.write_str(if count > SHOWN { "\" …" } else { "\"" })
    }
}
