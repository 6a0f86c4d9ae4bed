//! One connection of a client, and the wire's own to the server: who closes
//! what, and when.

use crate::call::SERVER;
use crate::direction::carry;
use crate::faults::Wire;
use crate::record::Record;
use crate::reset::reset;
use std::io::{self, ErrorKind};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often a direction that waits looks whether the other one has given up.
pub const LOOK: Option<Duration> = Some(Duration::from_secs(1));

/// Both connections, which their two directions share.
pub struct Connection {
    number: usize,
    client: TcpStream,
    server: TcpStream,
    record: Record,
    is_given_up: AtomicBool,
    /// Which of the two knows that the other one has finished.
    has_end: [AtomicBool; 2],
}

/// One of the two programs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Server,
}

impl Side {
    pub fn other(self) -> Side {
        match self {
            Side::Client => Side::Server,
            Side::Server => Side::Client,
        }
    }
}

// ANCHOR: relay
/// Carries a client's connection until both sides have finished, or one has
/// reset.
pub fn relay(client: TcpStream, number: usize, wire: Wire, record: Record) {
    record.say(format!("client {number} connects"));
    let server = match connect() {
        Ok(server) => server,
        Err(error) => {
            record.say(without_server(number, &error));
            return reset(client);
        }
    };
    let both = Connection::new(number, client, server, record);
    thread::scope(|scope| {
        scope.spawn(|| carry(&both, Side::Client, wire.client));
        carry(&both, Side::Server, wire.server);
    });
    both.close();
}
// ANCHOR_END: relay

fn without_server(number: usize, error: &io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::ConnectionRefused => "refuses".to_string(),
        _ => format!("can't be reached ({error})"),
    };
    format!("server {why}, client {number} is reset")
}

/// Connects to the server.
fn connect() -> io::Result<TcpStream> {
    let server = TcpStream::connect(SERVER)?;
    // Where no server listens, the kernel may give us the server's own port.
    match server.local_addr()? == server.peer_addr()? {
        true => Err(ErrorKind::ConnectionRefused.into()),
        false => Ok(server),
    }
}

impl Connection {
    fn new(
        number: usize,
        client: TcpStream,
        server: TcpStream,
        record: Record,
    ) -> Connection {
        for stream in [&client, &server] {
            // What is passed on leaves at once, and nobody waits for ever. A
            // system refuses only if the stream has ended, as `read` will say.
            let _ = stream.set_nodelay(true);
            let _ = stream.set_read_timeout(LOOK);
            let _ = stream.set_write_timeout(LOOK);
        }
        let is_given_up = AtomicBool::new(false);
        let has_end = Default::default();
        Connection { number, client, server, record, is_given_up, has_end }
    }

    pub fn stream(&self, side: Side) -> &TcpStream {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    /// The name of that side in the record: there is only one server.
    pub fn name(&self, side: Side) -> String {
        match side {
            Side::Client => format!("client {}", self.number),
            Side::Server => "server".to_string(),
        }
    }

    pub fn say(&self, what: String) {
        self.record.say(what);
    }

    /// A side has finished sending, and the other one hears of it. The other
    /// direction goes on.
    pub fn has_finished(&self, sender: Side) {
        let number = self.number;
        if !self.is_given_up() {
            self.say(match sender {
                Side::Client => format!("client {number} has finished sending"),
                Side::Server => {
                    format!("server has finished sending to client {number}")
                }
            });
            self.end(sender.other());
        }
    }

    /// That side reads the end.
    pub fn end(&self, receiver: Side) {
        self.has_end[receiver as usize].store(true, Ordering::Relaxed);
        // An error means that the receiver has gone.
        let _ = self.stream(receiver).shutdown(Shutdown::Write);
    }

    /// Whether a connection is over whose end has just been read: that is an
    /// end only if this side had the other one's before. Otherwise the other
    /// direction was told of a reset, as a system tells it only once.
    pub fn is_lost(&self, side: Side) -> bool {
        !self.has_end[side as usize].load(Ordering::Relaxed)
            && !self.is_given_up()
            && self.stream(side).peer_addr().is_err()
    }

    /// A side has reset its connection.
    pub fn has_reset(&self, side: Side) {
        self.give_up(match side {
            Side::Client => format!("client {} has reset", self.number),
            Side::Server => format!("server has reset client {}", self.number),
        });
    }

    /// Ends both directions for that reason, so that both connections are
    /// reset.
    pub fn give_up(&self, why: String) {
        // The other direction may have noticed, too.
        if self.is_given_up.swap(true, Ordering::Relaxed) {
            return;
        }
        self.say(why);
        // Whoever waits in `read` gets 0. Nothing is sent.
        for stream in [&self.client, &self.server] {
            let _ = stream.shutdown(Shutdown::Read);
        }
    }

    pub fn is_given_up(&self) -> bool {
        self.is_given_up.load(Ordering::Relaxed)
    }

    /// Closes both streams, when nobody uses them any more.
    fn close(self) {
        if self.is_given_up() {
            reset(self.client);
            reset(self.server);
        }
    }
}
