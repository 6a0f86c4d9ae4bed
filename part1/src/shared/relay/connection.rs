//! One connection of a client, and the wire's own to the server: who closes
//! what, and when.

use super::direction::carry;
use super::event::{Event, Live, Waited, What};
use super::reset::reset;
use super::{Side, Wire};
use std::io::{self, ErrorKind};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often a direction that waits looks whether the other one has given up.
pub const LOOK: Option<Duration> = Some(Duration::from_secs(1));

/// Both connections, which their two directions share.
pub struct Connection<'a> {
    number: usize,
    client: TcpStream,
    server: TcpStream,
    wire: &'a Wire<'a>,
    is_given_up: AtomicBool,
    /// Which of the two knows that the other one has finished.
    has_end: [AtomicBool; 2],
}

// ANCHOR: relay
/// Carries a client's connection until both sides have finished, or one has
/// reset.
pub fn relay(client: TcpStream, number: usize, wire: &Wire) {
    let say = |what| (wire.record)(Event { client: number, what });
    say(What::Connects);
    match connect(wire.server) {
        Ok(server) => carry_both(client, server, number, wire),
        Err(error) => {
            say(What::NoServer(&error));
            reset(client);
        }
    }
}

/// The same, where the wire's own connection to the server is there already.
pub fn carry_both(
    client: TcpStream,
    server: TcpStream,
    number: usize,
    wire: &Wire,
) {
    let both = Connection::new(number, client, server, wire);
    thread::scope(|scope| {
        scope.spawn(|| carry(&both, Side::Client, wire.faults.client));
        carry(&both, Side::Server, wire.faults.server);
    });
    both.close();
}
// ANCHOR_END: relay

/// Connects to the server.
fn connect(server: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(server)?;
    // Where no server listens, the kernel may give us the server's own port.
    match stream.local_addr()? == server {
        true => Err(ErrorKind::ConnectionRefused.into()),
        false => Ok(stream),
    }
}

impl<'a> Connection<'a> {
    fn new(
        number: usize,
        client: TcpStream,
        server: TcpStream,
        wire: &'a Wire,
    ) -> Connection<'a> {
        for stream in [&client, &server] {
            // What is passed on leaves at once, and nobody waits for ever. A
            // system refuses only if the stream has ended, as `read` will say.
            let _ = stream.set_nodelay(true);
            let _ = stream.set_read_timeout(LOOK);
            let _ = stream.set_write_timeout(LOOK);
        }
        let is_given_up = AtomicBool::new(false);
        let has_end = Default::default();
        Connection { number, client, server, wire, is_given_up, has_end }
    }

    pub fn stream(&self, side: Side) -> &TcpStream {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    pub fn say(&self, what: What) {
        (self.wire.record)(Event { client: self.number, what });
    }

    /// A side has finished sending, and the other one hears of it. The other
    /// direction goes on.
    pub fn has_finished(&self, sender: Side, waited: Waited) {
        if !self.is_given_up() {
            self.say(What::Finished(sender, waited));
            self.end(sender.other());
        }
    }

    /// That side reads the end.
    pub fn end(&self, receiver: Side) {
        self.has_end[receiver as usize].store(true, Ordering::SeqCst);
        // An error means that the receiver has gone.
        let _ = self.stream(receiver).shutdown(Shutdown::Write);
    }

    /// Whether a connection is over whose end has just been read: that is an
    /// end only if this side had the other one's before. Otherwise the other
    /// direction was told of a reset, as a system tells it only once.
    pub fn is_lost(&self, side: Side) -> bool {
        // The end is noted before it is sent: so whoever first sees that the
        // connection is over sees the note, too.
        !self.is_live(side)
            && !self.has_end[side as usize].load(Ordering::SeqCst)
            && !self.is_given_up()
    }

    /// Whether a side's connection is not over: a system knows no peer any
    /// more after both ends, or after a reset.
    fn is_live(&self, side: Side) -> bool {
        self.stream(side).peer_addr().is_ok()
    }

    /// Ends both directions for that reason, so that both connections are
    /// reset, if they are not over.
    pub fn give_up(&self, why: impl FnOnce(Live) -> What<'static>) {
        // The other direction may have noticed, too.
        if self.is_given_up.swap(true, Ordering::Relaxed) {
            return;
        }
        self.say(why(Live {
            client: self.is_live(Side::Client),
            server: self.is_live(Side::Server),
        }));
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
