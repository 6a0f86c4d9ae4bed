//! The moves that concern connections.

use crate::action::Action;
use crate::fault::{Came, Then};
use crate::peer::Peer;
use crate::player::{DRIP, Player, WHILE};
use crate::words::quoted;
use shared::scenario::Piece;
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// How long one comes again that is turned away without a word: others
/// have all the seats, or a busy machine has kept us silent for too long.
const AGAIN: Duration = Duration::from_secs(4);

/// What is expected of it after too long a line, or too long a silence.
const GIVES_UP: &str = "it gives the connection up";

impl Player<'_> {
    pub fn listen(&mut self) -> Result<(), Came> {
        let address = self.address();
        let listener = TcpListener::bind(address);
        let listener = listener.and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        self.note(Action::Listened(address));
        self.waiting = None;
        match (listener, &self.probe) {
            (Ok(listener), _) => self.listener = Some(listener),
            // One that tries without end may have met itself there, and the
            // kernel remembers that: what is wrong is told in its place.
            (Err(_), Some(probe)) if probe.goes_on() => {}
            (Err(_), _) => return Err(self.held()),
        }
        Ok(())
    }

    pub fn accept(&mut self, n: usize) -> Result<(), Came> {
        self.expects(format!("it connects to {}", self.address()));
        self.wait(|player| {
            // What has ended may have connected before.
            let ended = player.ended().is_some();
            player.has_connected() || ended
        });
        let stream = self.waiting.take();
        let bound = self.request.bound;
        match stream.map(|stream| Peer::new(stream, bound)) {
            Some(Ok(peer)) => {
                self.peers.insert(n, peer);
                self.note(Action::Accepted);
                Ok(())
            }
            _ => Err(self.came_of_it()),
        }
    }

    /// Whether a connection waits to be accepted.
    pub fn has_connected(&mut self) -> bool {
        if self.waiting.is_none()
            && let Some(listener) = &self.listener
        {
            self.waiting = listener.accept().ok().map(|(stream, _)| stream);
        }
        self.waiting.is_some()
    }

    pub fn connect(&mut self, n: usize) -> Result<(), Came> {
        self.connect_to(n, self.address())
    }

    /// The same at `::1`; nothing on a machine that has no IPv6.
    pub fn connect_v6(&mut self, n: usize) -> Result<(), Came> {
        let host = Ipv6Addr::LOCALHOST;
        match TcpListener::bind((host, 0)) {
            Ok(_) => self.connect_to(n, (host, self.request.port).into()),
            Err(_) => Ok(()),
        }
    }

    fn connect_to(
        &mut self,
        n: usize,
        address: SocketAddr,
    ) -> Result<(), Came> {
        self.expects(format!("it listens at {address}"));
        self.peers.remove(&n);
        let bound = self.request.bound;
        let begin = Instant::now();
        // ANCHOR: connect
        self.wait(|player| {
            let ended = player.ended().is_some();
            let stream = TcpStream::connect_timeout(&address, bound);
            let peer = stream.and_then(|stream| Peer::new(stream, bound));
            // Where nobody listens, a connection may meet itself.
            let peer = peer.ok().filter(|peer| peer.ours != address);
            player.peers.extend(peer.map(|peer| (n, peer)));
            ended || player.peers.contains_key(&n)
        });
        // ANCHOR_END: connect
        let Some(peer) = self.peers.get_mut(&n) else {
            return Err(match self.came_of_it() {
                // It listens there, and has no room.
                Came::Elsewhere(at) if at.contains(&address.to_string()) => {
                    Came::StillRuns
                }
                came => came,
            });
        };
        peer.since = begin;
        let ours = peer.ours;
        self.facts.ours = ours;
        self.note(Action::Connected(ours));
        Ok(())
    }

    pub fn starts_again(&mut self, n: usize) -> Result<(), Came> {
        self.note(Action::StartedAgainAtOnce);
        let started = self.start_program();
        let result = started.and_then(|()| self.connect(n));
        self.expects("it can be started again at once");
        result
    }

    pub fn crowd(&mut self, count: usize) -> Result<(), Came> {
        let address = self.address();
        let bound = self.request.bound;
        let begin = Instant::now();
        for _ in 0..count {
            // Where one has found no room, a hundred would wait as long; and
            // a short queue lets in one now and then.
            let stream = TcpStream::connect_timeout(&address, bound);
            match stream {
                Ok(stream) if begin.elapsed() < bound => {
                    self.crowd.push(stream);
                }
                _ => break,
            }
        }
        self.note(Action::ConnectedCrowd(self.crowd.len()));
        Ok(())
    }

    pub fn is_served(
        &mut self,
        n: usize,
        said: Piece,
        answer: Piece,
    ) -> Result<(), Came> {
        let end = Instant::now() + AGAIN.min(self.request.bound);
        loop {
            let connected = self.connect(n);
            self.expects_bytes(n, answer);
            connected?;
            self.send(n, said)?;
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

    pub fn send(&mut self, n: usize, piece: Piece) -> Result<(), Came> {
        let bytes = self.bytes(n, piece);
        self.note(Action::Sent(bytes.clone()));
        if let Some(peer) = self.peers.get_mut(&n) {
            peer.send(bytes);
        }
        Ok(())
    }

    pub fn drip(&mut self, n: usize, bytes: &[u8]) -> Result<(), Came> {
        self.note(Action::SentSingly(bytes.to_vec()));
        for &byte in bytes {
            if let Some(peer) = self.peers.get_mut(&n) {
                peer.send(vec![byte]);
            }
            thread::sleep(DRIP);
        }
        Ok(())
    }

    pub fn hear(&mut self, n: usize, piece: Piece) -> Result<(), Came> {
        if !self.peers.contains_key(&n) {
            return Ok(());
        }
        let expected = self.expects_bytes(n, piece);
        self.wait(|player| {
            let Some(peer) = player.peers.get_mut(&n) else { return true };
            let then = peer.look();
            let count = peer.unread.len().min(expected.len());
            let begins_so = peer.unread[..count] == expected[..count];
            then != Then::Open || !begins_so || count == expected.len()
        });
        if self.peers.get_mut(&n).is_some_and(|peer| peer.hears(&expected)) {
            self.note(Action::Read(expected));
            return Ok(());
        }
        // What follows may say what the program does instead.
        let then = self.listen_on(n);
        Err(Came::Bytes(self.unread(n), then))
    }

    fn expects_bytes(&mut self, n: usize, piece: Piece) -> Vec<u8> {
        self.expected_bytes = self.bytes(n, piece);
        self.expects(format!("it sends {}", quoted(&self.expected_bytes)));
        self.expected_bytes.clone()
    }

    pub fn hear_no_more(&mut self, n: usize) -> Result<(), Came> {
        self.expects(match self.peers.get(&n) {
            Some(peer) if !peer.heard.is_empty() => {
                format!("it sends {} and no more", quoted(&peer.heard))
            }
            _ => "it sends nothing yet".to_string(),
        });
        self.listen_on(n);
        let Some(peer) = self.peers.get(&n) else { return Ok(()) };
        match peer.unread.is_empty() {
            true => Ok(()),
            false => Err(Came::More(peer.heard.clone(), peer.unread.clone())),
        }
    }

    pub fn keeps_open(&mut self, n: usize) -> Result<(), Came> {
        self.expects("it does not close yet");
        match self.listen_on(n) {
            Then::Open => Ok(()),
            then => Err(Came::Bytes(Vec::new(), then)),
        }
    }

    /// Listens for a while, and says how the connection is then.
    fn listen_on(&mut self, n: usize) -> Then {
        if self.wait_for(WHILE, |player| player.look(n) != Then::Open) {
            // Whether an error has ended it shows a moment later.
            self.wait_for(WHILE, |player| player.ended().is_some());
        }
        self.look(n)
    }

    pub fn echo_late(
        &mut self,
        n: usize,
        pauses: &'static [u64],
    ) -> Result<(), Came> {
        let count = pauses.len();
        self.expects(format!(
            "it sends {count} bytes, each when the last is back"
        ));
        let mut sent = Vec::new();
        let mut most = Duration::MAX;
        for (i, &pause) in pauses.iter().enumerate() {
            self.wait(|player| player.has_news(n));
            let Some(peer) = self.peers.get_mut(&n) else { return Ok(()) };
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
        self.note(Action::EchoedLate(count));
        Ok(())
    }

    pub fn takes(&mut self, n: usize) -> Result<(), Came> {
        self.expects("it reads all that I send");
        self.wait(|player| !player.peers.get(&n).is_some_and(Peer::is_sending));
        self.peers.get_mut(&n).map_or(Ok(()), Peer::has_sent_all)
    }

    pub fn finish(&mut self, n: usize) -> Result<(), Came> {
        self.note(Action::Finished);
        if let Some(peer) = self.peers.get_mut(&n) {
            peer.finish();
        }
        Ok(())
    }

    pub fn closes(&mut self, n: usize, what: &str) -> Result<(), Came> {
        self.expects(what);
        self.wait(|player| player.has_news(n));
        let Some(peer) = self.peers.get_mut(&n) else { return Ok(()) };
        match (peer.unread.is_empty(), peer.look()) {
            (true, Then::Closed) => Ok(()),
            (true, Then::Open) => Err(Came::Nothing),
            (_, then) => Err(Came::Bytes(peer.unread.clone(), then)),
        }
    }

    pub fn hangs_up(&mut self, n: usize, ms: u64) -> Result<(), Came> {
        self.expects(match ms {
            0 => GIVES_UP.to_string(),
            _ => format!("{GIVES_UP}, not before {ms} ms"),
        });
        if !self.wait_for(Duration::from_millis(ms), |p| p.has_news(n)) {
            self.wait(|player| player.has_news(n));
        }
        self.has_hung_up(n)?;
        match self.peers.get(&n).map(|peer| peer.since.elapsed()) {
            Some(took) if took < Duration::from_millis(ms) => {
                Err(Came::Early(took))
            }
            _ => Ok(()),
        }
    }

    pub fn endless(
        &mut self,
        n: usize,
        bytes: &'static [u8],
    ) -> Result<(), Came> {
        self.note(Action::SentEndlessly(bytes.to_vec()));
        self.expects(GIVES_UP);
        self.wait(|player| {
            if let Some(peer) = player.peers.get_mut(&n) {
                peer.send(bytes.to_vec());
            }
            player.has_news(n)
        });
        self.has_hung_up(n)
    }

    fn has_hung_up(&mut self, n: usize) -> Result<(), Came> {
        let then = self.look(n);
        let bytes = self.unread(n);
        match then != Then::Open && bytes.is_empty() {
            true => Ok(()),
            false => Err(Came::Bytes(bytes, then)),
        }
    }

    pub fn reset(&mut self, n: usize) -> Result<(), Came> {
        self.expects("it sends something");
        let has_come =
            |player: &Self| player.peers.get(&n).is_none_or(Peer::has_news);
        self.wait(|player| has_come(player));
        if !has_come(self) {
            return Err(Came::Nothing);
        }
        self.peers.remove(&n);
        self.note(Action::Reset);
        Ok(())
    }

    /// How a connection is. What there is not cannot be open.
    fn look(&mut self, n: usize) -> Then {
        self.peers.get_mut(&n).map_or(Then::Closed, Peer::look)
    }

    /// What has come and was not expected.
    fn unread(&self, n: usize) -> Vec<u8> {
        self.peers.get(&n).map_or(Vec::new(), |peer| peer.unread.clone())
    }

    /// Whether bytes have come, or the end.
    fn has_news(&mut self, n: usize) -> bool {
        self.look(n) != Then::Open
            || self.peers.get(&n).is_some_and(|peer| !peer.unread.is_empty())
    }
}
