//! The moves that concern connections.

use crate::action::Action;
use crate::display::quoted;
use crate::fault::{Came, Result, Then};
use crate::kernel;
use crate::peer::Peer;
use crate::player::{DRIP, Player, WHILE};
use crate::wire;
use shared::relay::Side;
use shared::scenario::{Piece, TOO_MUCH, next_port};
use shared::wait::wait_until;
use std::io;
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// How long one comes again that is turned away without a word: others
/// have all the seats, or a busy machine has kept us silent for too long.
const AGAIN: Duration = Duration::from_secs(4);

/// What is expected of it after too long a line, or too long a silence.
const GIVES_UP: &str = "it drops the connection";

impl Player<'_> {
    pub fn listen(&mut self) -> Result {
        let address = self.address();
        let listener = TcpListener::bind(address).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        self.did.push(Action::Listened(address));
        self.waiting = None;
        match (listener, &self.probe) {
            (Ok(listener), _) => self.listener = Some(listener),
            // One that tries without end may have met itself there, and the
            // kernel remembers that: what is wrong is told in its place.
            (Err(_), Some(result))
                if !matches!(result.came, Came::Ended(_)) => {}
            (Err(_), _) => return Err(self.held()),
        }
        Ok(())
    }

    pub fn accept(&mut self, n: usize) -> Result {
        self.expects(format!("it connects to {}", self.address()));
        self.wait(|player| {
            // What has ended may have connected before.
            let ended = player.ended().is_some();
            player.has_connected() || ended
        });
        let stream = self.waiting.take();
        let peer = stream.and_then(|stream| self.meet(stream).ok());
        let Some(peer) = peer else {
            let relay = self.relays_address().to_string();
            let is_it =
                |did: &Action| matches!(did, Action::ConnectedToRelay(_));
            let is_met = self.did.iter().any(is_it);
            return Err(match self.came_of_it() {
                // It's a relay, and listens where it should.
                Came::Elsewhere(at) if is_met && at.contains(&relay) => {
                    Came::StillRuns
                }
                came => came,
            });
        };
        self.peers.insert(n, peer);
        self.did.push(Action::Accepted);
        Ok(())
    }

    /// Our end of a connection, behind the wire, if there is one.
    fn meet(&self, stream: TcpStream) -> io::Result<Peer> {
        let bound = self.request.bound;
        let Some(wire) = self.wire else { return Peer::new(stream, bound) };
        let program = match self.listener {
            Some(_) => Side::Client,
            None => Side::Server,
        };
        // Where it's seen from the program.
        let ours = stream.local_addr()?;
        let stream = wire::put(wire, stream, program)?;
        let mut peer = Peer::new(stream, bound)?;
        peer.ours = ours;
        Ok(peer)
    }

    /// Whether a connection waits to be accepted.
    pub fn has_connected(&mut self) -> bool {
        if self.waiting.is_none() {
            let accept = |at: &TcpListener| at.accept().ok();
            let accepted = self.listener.as_ref().and_then(accept);
            self.waiting = accepted.map(|(stream, _)| stream);
        }
        self.waiting.is_some()
    }

    /// At `::1`, on a machine that has IPv6.
    pub fn connect_v6(&mut self, n: usize) -> Result {
        let host = Ipv6Addr::LOCALHOST;
        match TcpListener::bind((host, 0)) {
            Ok(_) => self.connect(n, (host, self.request.port).into()),
            Err(_) => self.connect(n, self.address()),
        }
    }

    fn relays_address(&self) -> SocketAddr {
        let server = self.address();
        (server.ip(), next_port(server.port())).into()
    }

    pub fn connect_to_relay(&mut self, n: usize) -> Result {
        self.connect(n, self.relays_address())?;
        self.did.pop();
        self.did.push(Action::ConnectedToRelay(self.facts.ours));
        Ok(())
    }

    pub fn connect(&mut self, n: usize, address: SocketAddr) -> Result {
        self.expects(format!("it listens on {address}"));
        self.peers.remove(&n);
        let bound = self.request.bound;
        let begin = Instant::now();
        self.wait(|player| {
            let ended = player.ended().is_some();
            let stream = TcpStream::connect_timeout(&address, bound);
            let peer = stream.and_then(|stream| player.meet(stream));
            // While no program listens, a connection may meet itself.
            let peer = peer.ok().filter(|peer| peer.ours != address);
            player.peers.extend(peer.map(|peer| (n, peer)));
            ended || player.peers.contains_key(&n)
        });
        if let Some(peer) = self.peers.get_mut(&n) {
            peer.since = begin;
            self.facts.ours = peer.ours;
            self.did.push(Action::Connected(self.facts.ours));
            return Ok(());
        }
        Err(match self.came_of_it() {
            // It listens there, and has no room.
            Came::Elsewhere(at) if at.contains(&address.to_string()) => {
                Came::StillRuns
            }
            came => came,
        })
    }

    pub fn starts_again(&mut self, n: usize, piece: Piece) -> Result {
        self.did.push(Action::StartedAgainAtOnce);
        let started = self.start_program();
        let connected = started.and_then(|()| self.connect(n, self.address()));
        let served = connected.and_then(|()| self.hear(n, piece));
        self.expects("it can be started again immediately");
        served
    }

    /// Our end of the connection with that number, which is there: the
    /// tables connect before they do anything else.
    fn peer(&mut self, n: usize) -> &mut Peer {
        self.peers.get_mut(&n).expect("a connection")
    }

    pub fn crowd(&mut self, count: usize) {
        let address = self.address();
        let bound = self.request.bound;
        let begin = Instant::now();
        for _ in 0..count {
            // Where one has found no room, a hundred would wait as long; and
            // a short queue lets in one now and then.
            match TcpStream::connect_timeout(&address, bound) {
                Ok(one) if begin.elapsed() < bound => self.crowd.push(one),
                _ => break,
            }
        }
        self.did.push(Action::ConnectedCrowd(self.crowd.len()));
    }

    pub fn is_served(
        &mut self,
        n: usize,
        said: Piece,
        answer: Piece,
    ) -> Result {
        let end = Instant::now() + AGAIN.min(self.request.bound);
        loop {
            let connected = self.connect(n, self.address());
            self.expects_bytes(n, answer);
            connected?;
            self.send(n, said);
            match self.hear(n, answer) {
                Err(Came::Bytes(bytes, then))
                    if bytes.is_empty()
                        && then != Then::Open
                        && Instant::now() < end =>
                {
                    thread::sleep(DRIP);
                }
                result => return result,
            }
        }
    }

    pub fn send(&mut self, n: usize, piece: Piece) {
        let bytes = self.bytes(n, piece);
        self.did.push(Action::Sent(bytes.clone()));
        self.peer(n).send(bytes);
    }

    pub fn drip(&mut self, n: usize, bytes: &[u8]) {
        self.did.push(Action::SentSingly(bytes.to_vec()));
        self.expects("it reads one byte after the other");
        let ours = self.peer(n).ours.port();
        let is_told = kernel::is_read(ours).is_some();
        let mut reads = true;
        for &byte in bytes {
            self.peer(n).send(vec![byte]);
            self.peer(n).wait_until_sent();
            if !is_told {
                thread::sleep(DRIP);
            } else if reads {
                // Who has not read one in all that time gets the rest at once.
                self.wait(|_| {
                    reads = kernel::is_read(ours) == Some(true);
                    reads
                });
            }
        }
    }

    pub fn hear(&mut self, n: usize, piece: Piece) -> Result {
        let expected = self.expects_bytes(n, piece);
        self.wait(|player| {
            let peer = player.peer(n);
            let then = peer.look();
            let count = peer.unread.len().min(expected.len());
            let begins_so = peer.unread[..count] == expected[..count];
            then != Then::Open || !begins_so || count == expected.len()
        });
        if self.peer(n).hears(&expected) {
            self.did.push(Action::Read(expected));
            return Ok(());
        }
        // What follows may say what the program does instead.
        self.listen_on(n);
        Err(self.peer(n).came())
    }

    fn expects_bytes(&mut self, n: usize, piece: Piece) -> Vec<u8> {
        self.expected_bytes = self.bytes(n, piece);
        self.expects(format!("it sends {}", quoted(&self.expected_bytes)));
        self.expected_bytes.clone()
    }

    pub fn hear_no_more(&mut self, n: usize) -> Result {
        let heard = &self.peer(n).heard;
        let expected = match heard.is_empty() {
            true => "it sends nothing yet".to_string(),
            false => format!("it sends {} and nothing else", quoted(heard)),
        };
        self.expects(expected);
        self.listen_on(n);
        let peer = self.peer(n);
        match peer.unread.is_empty() {
            true => Ok(()),
            false => Err(Came::More(peer.heard.clone(), peer.unread.clone())),
        }
    }

    pub fn keeps_open(&mut self, n: usize) -> Result {
        self.expects("it does not close yet");
        match self.listen_on(n) {
            Then::Open => Ok(()),
            then => Err(Came::Bytes(Vec::new(), then)),
        }
    }

    /// Listens for a while, and says how the connection is then.
    fn listen_on(&mut self, n: usize) -> Then {
        if wait_until(WHILE, || self.peer(n).look() != Then::Open) {
            // Whether an error has ended it shows a moment later.
            wait_until(WHILE, || self.ended().is_some());
        }
        self.peer(n).look()
    }

    pub fn echo_late(&mut self, n: usize, pauses: &[u64]) -> Result {
        let count = pauses.len();
        self.expects(format!(
            "it sends {count} bytes, each when the last is back"
        ));
        let mut sent = Vec::new();
        let mut most = Duration::MAX;
        for (i, &pause) in pauses.iter().enumerate() {
            self.wait(|player| player.peer(n).has_come());
            let peer = self.peer(n);
            if peer.unread.len() != 1 {
                return Err(Came::Bytes(peer.unread.clone(), peer.look()));
            }
            // The trip before this one began when the byte before it was
            // back, and has ended now.
            if i >= 2 {
                most = most.min(Instant::elapsed(&sent[i - 2]));
            }
            let byte = std::mem::take(&mut peer.unread);
            thread::sleep(Duration::from_millis(pause));
            if peer.look() != Then::Open || !peer.unread.is_empty() {
                let bytes = [byte, peer.unread.clone()].concat();
                return Err(Came::Bytes(bytes, peer.look()));
            }
            sent.push(Instant::now());
            peer.send(byte);
        }
        // Some round to the next millisecond.
        let least = pauses.iter().min().map_or(0, |ms| u128::from(*ms));
        self.facts.late = [least, most.as_millis() + 1];
        self.did.push(Action::EchoedLate(count));
        Ok(())
    }

    pub fn slow_reader(&mut self, n: usize, slow: usize) -> Result {
        self.expects("it takes no more, while nobody reads");
        let sent = self.peer(n).send_until_full(TOO_MUCH);
        self.did.push(Action::SentUntilFull(sent));
        // Nothing would come of nothing.
        match (sent, self.peer(n).look()) {
            (0, Then::Closed | Then::Reset) => {
                return Err(self.peer(n).came());
            }
            (0 | TOO_MUCH.., _) => return Err(Came::Took(sent)),
            _ => {}
        }
        self.expects(format!("all of the {sent} bytes come"));
        let mut come = 0;
        self.wait(|player| {
            let peer = player.peer(slow);
            let then = peer.look();
            come += std::mem::take(&mut peer.unread).len();
            then != Then::Open || come >= sent
        });
        match come == sent {
            true => Ok(()),
            false => Err(Came::Count(come)),
        }
    }

    pub fn takes(&mut self, n: usize) -> Result {
        self.expects("it reads all that I send");
        self.wait(|player| !player.peer(n).is_sending());
        self.peer(n).has_sent_all()
    }

    pub fn finish(&mut self, n: usize) {
        self.did.push(Action::Finished);
        self.peer(n).finish();
    }

    pub fn closes(&mut self, n: usize, what: &str) -> Result {
        self.expects(what);
        self.wait(|player| player.peer(n).has_come());
        let peer = self.peer(n);
        match (peer.unread.is_empty(), peer.look()) {
            (true, Then::Closed) => Ok(()),
            (true, Then::Open) => Err(Came::Nothing),
            _ => Err(peer.came()),
        }
    }

    pub fn hangs_up(&mut self, n: usize, ms: u64) -> Result {
        self.expects(match ms {
            0 => GIVES_UP.to_string(),
            _ => format!("{GIVES_UP}, not before {ms} ms"),
        });
        let least = Duration::from_millis(ms);
        if !wait_until(least, || self.peer(n).has_come()) {
            self.wait(|player| player.peer(n).has_come());
        }
        self.has_hung_up(n)?;
        match self.peer(n).since.elapsed() {
            took if took < least => Err(Came::Early(took)),
            _ => Ok(()),
        }
    }

    pub fn endless(&mut self, n: usize, bytes: &[u8]) -> Result {
        self.did.push(Action::SentEndlessly(bytes.to_vec()));
        self.expects(GIVES_UP);
        self.wait(|player| {
            player.peer(n).send(bytes.to_vec());
            player.peer(n).has_come()
        });
        self.has_hung_up(n)
    }

    fn has_hung_up(&mut self, n: usize) -> Result {
        let peer = self.peer(n);
        match (peer.look(), peer.unread.is_empty()) {
            (Then::Closed | Then::Reset, true) => Ok(()),
            _ => Err(peer.came()),
        }
    }

    pub fn reset(&mut self, n: usize) -> Result {
        self.expects("it sends something");
        self.wait(|player| player.peer(n).has_news());
        if !self.peer(n).has_news() {
            return Err(Came::Nothing);
        }
        self.peers.remove(&n);
        self.did.push(Action::Reset);
        Ok(())
    }
}
