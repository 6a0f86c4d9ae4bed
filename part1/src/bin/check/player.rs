//! Carries the moves of a scenario out, on the other side of the
//! connection. It is written once: what differs is in the tables.

use crate::fault::{Came, Fault};
use crate::lines::Facts;
use crate::peer::Peer;
use crate::program::Program;
use crate::scenario::{Move, Piece, Step, Unkind, Vain};
use crate::words::quoted;
use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::net::{TcpListener, TcpStream};
use std::process::ExitStatus;
use std::thread;
use std::time::{Duration, Instant};

/// How long one looks whether something comes that should not.
pub const WHILE: Duration = Duration::from_millis(300);

/// How long a line is waited for before the play goes on, and how long
/// something else before the reader is told.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// How long one watches what becomes of a program that is let go.
pub const WATCH: Duration = Duration::from_secs(1);

/// Between two looks.
pub const BLINK: Duration = Duration::from_millis(5);

/// Between two bytes that are sent one at a time.
pub const DRIP: Duration = Duration::from_millis(50);

/// What the reader asks for.
pub struct Request {
    /// The program's name, and its arguments.
    pub command: Vec<OsString>,
    /// Where it is to be started, if that is not here.
    pub folder: Option<String>,
    pub port: u16,
    /// How long anything is waited for.
    pub bound: Duration,
}

/// The other side of the reader's program.
pub struct Player<'a> {
    pub request: &'a Request,
    pub program: Option<Program>,
    /// When it was started.
    pub begin: Instant,
    /// How the program ended when it was started in vain.
    pub vain: Option<InVain>,
    pub listener: Option<TcpListener>,
    /// A connection to that which was not asked for yet.
    pub waiting: Option<TcpStream>,
    pub peers: BTreeMap<usize, Peer>,
    pub crowd: Vec<TcpStream>,
    pub facts: Facts,
    /// Lines that are expected and have not come yet, in their order.
    pub owed: VecDeque<Owed>,
    /// How many lines have come as expected.
    pub compared: usize,
    /// Since the program was started.
    pub did: Vec<String>,
}

pub struct InVain {
    pub why: Vain,
    pub came: Came,
    pub lines: Vec<String>,
    pub complaint: String,
    /// How long it took to come so far.
    pub took: Duration,
}

impl InVain {
    /// Whether it has not ended, though it could do nothing.
    pub fn goes_on(&self) -> bool {
        !matches!(self.came, Came::Ended(_))
    }
}

/// A line that is late. Many languages hold back what they print until the
/// program ends, when their output is not a terminal.
pub struct Owed {
    /// The place of its step.
    pub step: usize,
    pub at: Move,
    pub line: &'static str,
}

/// What a program did with an unkind peer.
pub struct Deeds {
    pub last_line: String,
    /// `None`: it goes on.
    pub ended: Option<ExitStatus>,
    pub facts: Facts,
}

impl Player<'_> {
    pub fn new(request: &Request) -> Player<'_> {
        let ours = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Player {
            request,
            program: None,
            begin: Instant::now(),
            vain: None,
            listener: None,
            waiting: None,
            peers: BTreeMap::new(),
            crowd: Vec::new(),
            facts: Facts { ours, late: [0; 2] },
            owed: VecDeque::new(),
            compared: 0,
            did: Vec::new(),
        }
    }

    /// Plays the step in that place, from 0.
    pub fn play(
        &mut self,
        place: usize,
        step: &Step,
    ) -> Result<(), Box<Fault>> {
        for &at in step.moves {
            if let Move::Prints(line) = at {
                self.owed.push_back(Owed { step: place, at, line });
            }
            if let Err(came) = self.carry_out(at) {
                let fault = self.fault(place, at, came);
                // A line that was expected before may be missing as well.
                return Err(self.last_lines().err().unwrap_or(fault));
            }
            self.compare()?;
        }
        Ok(())
    }

    /// How many of the steps that were played are done: one whose line
    /// has not come is not.
    pub fn done(&self, played: usize) -> usize {
        self.owed.front().map_or(played, |owed| owed.step)
    }

    /// Waits for the lines that are owed. A program that has printed
    /// nothing yet may hold them back until it ends: it is let go.
    pub fn last_lines(&mut self) -> Result<(), Box<Fault>> {
        let Some(at) = self.owed.front().map(|owed| owed.at) else {
            return Ok(());
        };
        if self.compared > 0 && self.ended().is_none() {
            let what = self.expected(at);
            self.wait(&what, |player| player.has_printed_what_it_owes());
            self.compare()?;
            return self.misses(Came::Nothing);
        }
        self.peers.clear();
        self.crowd.clear();
        self.watch();
        self.compare()?;
        self.misses(Came::Nothing)
    }

    /// The fault that there is if a line is still owed: this came instead.
    fn misses(&mut self, came: Came) -> Result<(), Box<Fault>> {
        match self.owed.pop_front() {
            Some(owed) => Err(self.fault(owed.step, owed.at, came)),
            None => Ok(()),
        }
    }

    /// Compares the lines that have come with those that are owed.
    fn compare(&mut self) -> Result<(), Box<Fault>> {
        // First: a program that ends after its lines were looked at may
        // have printed them all meanwhile.
        let ended = self.ended();
        for line in self.lines().into_iter().skip(self.compared) {
            let Some(owed) = self.owed.pop_front() else { break };
            if !self.facts.fit(owed.line, &line) {
                let facts = self.facts;
                let is_it = |later: &Owed| facts.fit(later.line, &line);
                let came = match self.owed.iter().any(is_it) {
                    true => Came::LaterLine(line),
                    false => Came::Line(line),
                };
                return Err(self.fault(owed.step, owed.at, came));
            }
            self.compared += 1;
        }
        match ended {
            Some(status) => self.misses(Came::Ended(status)),
            None => Ok(()),
        }
    }

    /// Lets an unkind peer come, and sees what the program does.
    pub fn suffer(&mut self, unkind: &Unkind) -> Result<Deeds, Came> {
        // One that connects again shall not meet the next listener.
        self.program = None;
        self.listener = None;
        for &at in unkind.moves {
            self.carry_out(at)?;
        }
        let ended = self.watch();
        let last_line = self.lines().pop().unwrap_or_default();
        Ok(Deeds { last_line, ended, facts: self.facts })
    }

    fn carry_out(&mut self, at: Move) -> Result<(), Came> {
        match at {
            Move::StartInVain(why) => self.start_in_vain(why),
            Move::FailedInVain => self.failed_in_vain(),
            Move::Start => self.start(),
            Move::IsQuiet => self.is_quiet(),
            Move::Waits => self.waits(),
            Move::Listen => self.listen(),
            Move::Unlisten => {
                self.listener = None;
                Ok(())
            }
            Move::Connect(n) => self.connect(n, Ipv4Addr::LOCALHOST.into()),
            Move::ConnectV6(n) => self.connect_v6(n),
            Move::Accept(n) => self.accept(n),
            Move::Prints(_) => self.prints(),
            Move::PrintsNoMore => self.prints_no_more(),
            Move::Complains(line, times, ms) => self.complains(line, times, ms),
            // ANCHOR: carry_out
            Move::Send(n, piece) => self.send(n, piece),
            Move::Drip(n, bytes) => self.drip(n, bytes),
            Move::Hear(n, piece) => self.hear(n, piece),
            // ANCHOR_END: carry_out
            Move::HearNoMore(n) => self.hear_no_more(n),
            Move::KeepsOpen(n) => self.keeps_open(n),
            Move::EchoLate(n, pauses) => self.echo_late(n, pauses),
            Move::Takes(n) => self.takes(n),
            Move::Finish(n) => self.finish(n),
            Move::Closes(n) | Move::Finishes(n) => self.closes(at, n),
            Move::HangsUp(n, ms) => self.hangs_up(n, ms),
            Move::Endless(n, bytes) => self.endless(n, bytes),
            Move::Drop(n) => {
                self.peers.remove(&n);
                self.note("closed the connection");
                Ok(())
            }
            Move::Reset(n) => self.reset(n),
            Move::Crowd(count) => self.crowd(count),
            Move::IsServed(n, said, answer) => self.is_served(n, said, answer),
            Move::Pause(ms) => {
                thread::sleep(Duration::from_millis(ms));
                Ok(())
            }
            Move::Ends => self.ends(),
            Move::StartsAgain(n) => {
                self.start_again()?;
                self.connect(n, Ipv4Addr::LOCALHOST.into())
            }
        }
    }

    /// What a move expects, in the words that follow "until".
    pub fn expected(&self, at: Move) -> String {
        let address = self.address(Ipv4Addr::LOCALHOST.into());
        let heard = |n: usize| self.peers.get(&n).map_or(&[][..], |p| &p.heard);
        match at {
            Move::StartInVain(_) | Move::Start => "it starts".into(),
            Move::FailedInVain => match self.vain.as_ref().map(|v| v.why) {
                Some(Vain::Nobody) => {
                    format!("it fails: nobody listens at {address}")
                }
                _ => format!("it fails: I have {address} myself"),
            },
            Move::IsQuiet => "it starts, and prints nothing yet".into(),
            Move::Waits => "it waits".into(),
            Move::Connect(_) => format!("it listens at {address}"),
            Move::ConnectV6(_) => {
                let address = self.address(Ipv6Addr::LOCALHOST.into());
                format!("it listens at {address}")
            }
            Move::Accept(_) => format!("it connects to {address}"),
            // How long a number is does not matter.
            Move::Prints(line) if line.contains("{ms}") => {
                format!("it prints \"{}\"", self.facts.show(line))
            }
            Move::Prints(line) => {
                format!(
                    "it prints {}",
                    quoted(self.facts.show(line).as_bytes())
                )
            }
            Move::PrintsNoMore => "it prints nothing else".into(),
            Move::Complains(line, times, ms) => format!(
                "it prints {} on its standard error, {ms} ms later once \
                 more, and so on: {times} times",
                quoted(line.as_bytes())
            ),
            Move::Hear(n, piece) | Move::IsServed(n, _, piece) => {
                format!("it sends {}", quoted(&self.bytes(n, piece)))
            }
            Move::HearNoMore(n) if heard(n).is_empty() => {
                "it sends nothing yet".into()
            }
            Move::HearNoMore(n) => {
                format!("it sends {} and no more", quoted(heard(n)))
            }
            Move::KeepsOpen(_) => "it does not close yet".into(),
            Move::EchoLate(_, pauses) => {
                let count = pauses.len();
                format!("it sends {count} bytes, each when the last is back")
            }
            Move::Takes(_) => "it reads all that I send".into(),
            Move::Closes(_) => "it closes the connection".into(),
            Move::Finishes(_) => "it says that it has finished".into(),
            Move::HangsUp(_, 0) | Move::Endless(..) => {
                "it gives the connection up".into()
            }
            Move::HangsUp(_, ms) => {
                format!("it gives the connection up, not before {ms} ms")
            }
            Move::Reset(_) => "it sends something".into(),
            Move::Ends => "it ends, with exit code 0".into(),
            Move::StartsAgain(_) => "it can be started again at once".into(),
            Move::Listen
            | Move::Unlisten
            | Move::Send(..)
            | Move::Drip(..)
            | Move::Finish(_)
            | Move::Drop(_)
            | Move::Crowd(_)
            | Move::Pause(_) => "it goes on".into(),
        }
    }

    fn fault(&mut self, step: usize, at: Move, came: Came) -> Box<Fault> {
        // First: all of its complaint is there then.
        let ended = self.ended();
        let complaint = match (at, &self.vain, &self.program) {
            (Move::FailedInVain, Some(vain), _) => vain.complaint.clone(),
            (_, _, Some(program)) => program.complaint(),
            _ => String::new(),
        };
        let wanted = match at {
            Move::Hear(n, piece) | Move::IsServed(n, _, piece) => {
                self.bytes(n, piece)
            }
            _ => Vec::new(),
        };
        let (did, expected) = (self.did.clone(), self.expected(at));
        Box::new(Fault {
            step,
            at,
            did,
            expected,
            wanted,
            came,
            complaint,
            ended,
            command: self.request.command[0].to_string_lossy().into(),
        })
    }

    /// What a piece is in that connection.
    pub fn bytes(&self, n: usize, piece: Piece) -> Vec<u8> {
        let peer = self.peers.get(&n);
        piece.bytes(peer.map_or(self.facts.ours, |peer| peer.ours))
    }

    /// The program's address on that host.
    pub fn address(&self, host: IpAddr) -> SocketAddr {
        SocketAddr::new(host, self.request.port)
    }

    pub fn note(&mut self, deed: impl Into<String>) {
        self.did.push(deed.into());
    }

    /// Waits until `done`, or the bound is over. After a moment it says on
    /// its standard error what it waits for.
    pub fn wait(
        &mut self,
        what: &str,
        mut done: impl FnMut(&mut Self) -> bool,
    ) {
        let bound = self.request.bound;
        if self.wait_for(PATIENCE.min(bound), &mut done) {
            return;
        }
        let most = bound.as_secs();
        eprintln!("         … waiting, {most} s at most, until {what}");
        self.wait_for(bound.saturating_sub(PATIENCE), done);
    }

    /// Waits until `done`, or that time is over; returns which.
    pub fn wait_for(
        &mut self,
        time: Duration,
        mut done: impl FnMut(&mut Self) -> bool,
    ) -> bool {
        // ANCHOR: wait_for
        let end = Instant::now() + time;
        while !done(self) {
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(BLINK);
        }
        true
        // ANCHOR_END: wait_for
    }
}
