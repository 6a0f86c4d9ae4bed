//! The moves that concern connections.

use crate::fault::{Came, Then};
use crate::peer::Peer;
use crate::player::{DRIP, Player, WHILE};
use crate::scenario::{Move, Piece};
use crate::words::quoted;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// How long one comes again that is turned away without a word: others
/// have all the seats, or a busy machine has kept us silent for too long.
const AGAIN: Duration = Duration::from_secs(4);

impl Player<'_> {
    pub fn listen(&mut self) -> Result<(), Came> {
        let address = self.address(Ipv4Addr::LOCALHOST.into());
        let listener = TcpListener::bind(address);
        let listener = listener.and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        self.note(format!("listened at {address}"));
        self.waiting = None;
        match (listener, &self.vain) {
            (Ok(listener), _) => self.listener = Some(listener),
            // One that tries without end may have met itself there, and the
            // kernel remembers that: what is wrong is told in its place.
            (Err(_), Some(vain)) if vain.goes_on() => {}
            (Err(_), _) => return Err(self.held()),
        }
        Ok(())
    }

    pub fn accept(&mut self, n: usize) -> Result<(), Came> {
        let what = self.expected(Move::Accept(n));
        self.wait(&what, |player| {
            // What has ended may have connected before.
            let ended = player.ended().is_some();
            player.has_connected() || ended
        });
        let stream = self.waiting.take();
        let bound = self.request.bound;
        match stream.map(|stream| Peer::new(stream, bound)) {
            Some(Ok(peer)) => {
                self.peers.insert(n, peer);
                self.note("accepted its connection");
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

    pub fn connect(&mut self, n: usize, host: IpAddr) -> Result<(), Came> {
        let at = match host {
            IpAddr::V4(_) => Move::Connect(n),
            IpAddr::V6(_) => Move::ConnectV6(n),
        };
        let what = self.expected(at);
        let address = self.address(host);
        self.peers.remove(&n);
        let bound = self.request.bound;
        let begin = Instant::now();
        // ANCHOR: connect
        self.wait(&what, |player| {
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
        self.note(format!("connected from {ours}"));
        Ok(())
    }

    pub fn connect_v6(&mut self, n: usize) -> Result<(), Came> {
        let host = Ipv6Addr::LOCALHOST;
        match TcpListener::bind((host, 0)) {
            Ok(_) => self.connect(n, host.into()),
            Err(_) => Ok(()),
        }
    }

    pub fn crowd(&mut self, count: usize) -> Result<(), Came> {
        let address = self.address(Ipv4Addr::LOCALHOST.into());
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
        let count = self.crowd.len();
        self.note(format!("connected {count} times and said nothing"));
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
            self.connect(n, Ipv4Addr::LOCALHOST.into())?;
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
        self.note(format!("sent {}", quoted(&bytes)));
        if let Some(peer) = self.peers.get_mut(&n) {
            peer.send(bytes);
        }
        Ok(())
    }

    pub fn drip(&mut self, n: usize, bytes: &[u8]) -> Result<(), Came> {
        self.note(format!("sent {}, one byte at a time", quoted(bytes)));
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
        let expected = self.bytes(n, piece);
        let what = self.expected(Move::Hear(n, piece));
        self.wait(&what, |player| {
            let Some(peer) = player.peers.get_mut(&n) else { return true };
            let then = peer.look();
            let count = peer.unread.len().min(expected.len());
            let begins_so = peer.unread[..count] == expected[..count];
            then != Then::Open || !begins_so || count == expected.len()
        });
        if self.peers.get_mut(&n).is_some_and(|peer| peer.hears(&expected)) {
            self.note(format!("read {}", quoted(&expected)));
            return Ok(());
        }
        // What follows may say what the program does instead.
        let then = self.listen_on(n);
        Err(Came::Bytes(self.unread(n), then))
    }

    pub fn hear_no_more(&mut self, n: usize) -> Result<(), Came> {
        self.listen_on(n);
        let Some(peer) = self.peers.get(&n) else { return Ok(()) };
        match peer.unread.is_empty() {
            true => Ok(()),
            false => Err(Came::More(peer.heard.clone(), peer.unread.clone())),
        }
    }

    pub fn keeps_open(&mut self, n: usize) -> Result<(), Came> {
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
        let what = self.expected(Move::EchoLate(n, pauses));
        let mut sent = Vec::new();
        let mut most = Duration::MAX;
        for (i, &pause) in pauses.iter().enumerate() {
            self.wait(&what, |player| player.has_news(n));
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
        self.note(format!("sent {} bytes back, each late", pauses.len()));
        Ok(())
    }

    pub fn takes(&mut self, n: usize) -> Result<(), Came> {
        let what = self.expected(Move::Takes(n));
        self.wait(&what, |player| {
            !player.peers.get(&n).is_some_and(Peer::is_sending)
        });
        self.peers.get_mut(&n).map_or(Ok(()), Peer::has_sent_all)
    }

    pub fn finish(&mut self, n: usize) -> Result<(), Came> {
        self.note("said that no more bytes come from me");
        if let Some(peer) = self.peers.get_mut(&n) {
            peer.finish();
        }
        Ok(())
    }

    pub fn closes(&mut self, at: Move, n: usize) -> Result<(), Came> {
        let what = self.expected(at);
        self.wait(&what, |player| player.has_news(n));
        let Some(peer) = self.peers.get_mut(&n) else { return Ok(()) };
        match (peer.unread.is_empty(), peer.look()) {
            (true, Then::Closed) => Ok(()),
            (true, Then::Open) => Err(Came::Nothing),
            (_, then) => Err(Came::Bytes(peer.unread.clone(), then)),
        }
    }

    pub fn hangs_up(&mut self, n: usize, ms: u64) -> Result<(), Came> {
        let what = self.expected(Move::HangsUp(n, ms));
        if !self.wait_for(Duration::from_millis(ms), |p| p.has_news(n)) {
            self.wait(&what, |player| player.has_news(n));
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
        self.note(format!("sent {} again and again", quoted(bytes)));
        let what = self.expected(Move::Endless(n, bytes));
        self.wait(&what, |player| {
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
        let what = self.expected(Move::Reset(n));
        let has_come =
            |player: &Self| player.peers.get(&n).is_none_or(Peer::has_news);
        self.wait(&what, |player| has_come(player));
        if !has_come(self) {
            return Err(Came::Nothing);
        }
        self.peers.remove(&n);
        self.note("closed the connection with bytes unread");
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
