//! Our end of one connection, on which no call waits for long.

use crate::fault::{Came, Result, Then};
use crate::player::WHILE;
use shared::wait::wait_until;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long one look for bytes waits for them.
const LOOK: Duration = Duration::from_millis(5);

/// How often it reads at most.
const READS: usize = 1024;

pub struct Peer {
    stream: TcpStream,
    pub ours: SocketAddr,
    /// It was connected then, or a little later.
    pub since: Instant,
    /// What has come and was not expected yet.
    pub unread: Vec<u8>,
    /// What was expected last, and came.
    pub heard: Vec<u8>,
    then: Then,
    sender: Option<JoinHandle<io::Result<()>>>,
    /// Why not all of it could be sent.
    unsent: Option<io::Error>,
}

impl Peer {
    /// `bound` is how long the kernel may take to take our bytes.
    pub fn new(stream: TcpStream, bound: Duration) -> io::Result<Peer> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(LOOK))?;
        stream.set_write_timeout(Some(bound))?;
        stream.set_nodelay(true)?;
        Ok(Peer {
            ours: stream.local_addr()?,
            stream,
            since: Instant::now(),
            unread: Vec::new(),
            heard: Vec::new(),
            then: Then::Open,
            sender: None,
            unsent: None,
        })
    }

    /// Sends in a thread: the other side may send as much before it reads.
    /// That it has gone shows when one reads.
    pub fn send(&mut self, bytes: Vec<u8>) {
        self.wait_until_sent();
        let Ok(mut stream) = self.stream.try_clone() else { return };
        self.sender = Some(thread::spawn(move || stream.write_all(&bytes)));
    }

    /// Sends until for a while nothing is taken, or until so much is; how many
    /// bytes.
    pub fn send_until_full(&mut self, most: usize) -> usize {
        self.wait_until_sent();
        let mut sent = 0;
        let _ = self.stream.set_nonblocking(true);
        let mut is_taken = || {
            let count = self.stream.write(&[b'.'; 65536]).unwrap_or(0);
            sent += count;
            count > 0 && sent < most
        };
        while wait_until(WHILE, &mut is_taken) {}
        let _ = self.stream.set_nonblocking(false);
        sent
    }

    /// Waits until the kernel has what was to be sent.
    pub fn wait_until_sent(&mut self) {
        let sent = self.sender.take().map(JoinHandle::join);
        if let Some(Ok(Err(error))) = sent {
            self.unsent = Some(error);
        }
    }

    /// Whether there is something that the kernel has not taken yet.
    pub fn is_sending(&self) -> bool {
        self.sender.as_ref().is_some_and(|sender| !sender.is_finished())
    }

    /// Whether all that was to be sent has gone; if not, what came. A reset
    /// is told once, to whichever call is first: to the one that reads, or
    /// to the one that writes.
    pub fn has_sent_all(&mut self) -> Result {
        if self.is_sending() {
            return Err(Came::Nothing);
        }
        self.wait_until_sent();
        if let Ok(Some(error)) = self.stream.take_error() {
            self.unsent = Some(error);
        }
        match &self.unsent {
            None if self.then != Then::Reset => Ok(()),
            Some(error)
                if is_nothing_yet(error) && self.then != Then::Reset =>
            {
                Err(Came::Nothing)
            }
            _ => Err(Came::Bytes(Vec::new(), Then::Reset)),
        }
    }

    /// Half-close.
    pub fn finish(&mut self) {
        self.wait_until_sent();
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Takes what has come, and says how the connection is.
    pub fn look(&mut self) -> Then {
        // One that sends without an end doesn't keep us here.
        let mut reads = 0..READS;
        while reads.next().is_some() && self.read_all_of_a_buffer() {}
        self.then
    }

    /// Reads once; whether there may be more.
    fn read_all_of_a_buffer(&mut self) -> bool {
        let before = self.unread.len();
        // ANCHOR: look
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) if self.then == Then::Open => self.then = Then::Closed,
            Ok(count) => self.unread.extend(&buffer[..count]),
            Err(e) if is_nothing_yet(&e) => {}
            Err(_) => self.then = Then::Reset,
        }
        // ANCHOR_END: look
        self.unread.len() == before + buffer.len()
    }

    /// What has come and was not expected, and how the connection was then.
    pub fn came(&self) -> Came {
        Came::Bytes(self.unread.clone(), self.then)
    }

    /// Whether bytes have come, or the end.
    pub fn has_come(&mut self) -> bool {
        self.look() != Then::Open || !self.unread.is_empty()
    }

    /// Whether there is something to read. It is left where it is.
    pub fn has_news(&self) -> bool {
        match self.stream.peek(&mut [0]) {
            Ok(_) => true,
            Err(e) => !is_nothing_yet(&e),
        }
    }

    /// Takes `expected` from what has come, if that begins so.
    pub fn hears(&mut self, expected: &[u8]) -> bool {
        let is_it = self.unread.starts_with(expected);
        if is_it {
            self.heard = self.unread.drain(..expected.len()).collect();
        }
        is_it
    }
}

/// The timeout is over: `WouldBlock` on Unix, `TimedOut` on Windows. Or this
/// process was stopped and continues: `Interrupted` on Linux.
fn is_nothing_yet(error: &io::Error) -> bool {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    [WouldBlock, TimedOut, Interrupted].contains(&error.kind())
}
