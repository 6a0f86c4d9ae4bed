//! Carries the moves of a scenario out, on the other side of the
//! connection. It is written once: what differs is in the tables.

use crate::action::Action;
use crate::begun::Meeting;
use crate::display::quoted;
use crate::fault::{Came, Fault, Result, Signs};
use crate::lines::Facts;
use crate::peer::Peer;
use crate::program::Program;
use crate::wire;
use shared::scenario::{BadWire, MisbehavingPeer, Move, Piece};
use shared::scenario::{Probe, Step};
use shared::wait::wait_until;
use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::ExitStatus;
use std::thread;
use std::time::{Duration, Instant};

/// How long one looks whether something comes that should not.
pub const WHILE: Duration = Duration::from_millis(300);

/// How long a line is waited for before the play goes on, and how long
/// something else before the reader is told.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// How many times as long as anything else compiling may take.
pub const TIMES_TO_COMPILE: u32 = 60;

/// How long one watches what becomes of a program that is let go.
pub const WATCH: Duration = Duration::from_secs(1);

/// Between two bytes that are sent one at a time, where no file says when
/// one is read, and between two visits of one that is turned away.
pub const DRIP: Duration = Duration::from_millis(50);

/// What the reader asks for.
pub struct Request {
    /// The program's name, and its arguments.
    pub command: Vec<OsString>,
    /// Where it is to be started, if that is not here, as the reader says.
    pub folder: Option<String>,
    /// The same, seen from here.
    pub place: PathBuf,
    pub port: u16,
    /// How long anything is waited for.
    pub bound: Duration,
    /// Nobody is told what is waited for.
    pub is_quiet: bool,
}

/// The other side of the reader's program.
pub struct Player<'a> {
    pub request: &'a Request,
    pub program: Option<Program>,
    /// What is between it and us, if that is a wire.
    pub wire: Option<BadWire>,
    /// When it was started, compiled.
    pub begin: Instant,
    pub probe: Option<ProbeResult>,
    pub listener: Option<TcpListener>,
    /// A connection to that which was not asked for yet.
    pub waiting: Option<TcpStream>,
    pub peers: BTreeMap<usize, Peer>,
    pub crowd: Vec<TcpStream>,
    pub facts: Facts,
    /// Those that have not come yet, in their order.
    pub expected_lines: VecDeque<ExpectedLine>,
    /// How many lines have come as expected.
    pub compared: usize,
    /// Since the program was started.
    pub did: Vec<Action>,
    /// What the move expects that is carried out, in the words that follow
    /// "until".
    pub expected: String,
    /// The bytes that were expected last.
    pub expected_bytes: Vec<u8>,
    /// Of the step that is played.
    pub meeting: Meeting,
    /// What was seen when the program was let go.
    pub signs: Signs,
}

/// What playing comes to: nothing, or the first fault.
pub type Played = Result<(), Box<Fault>>;

/// What came of a probe.
pub struct ProbeResult {
    pub probe: Probe,
    pub came: Came,
    pub lines: Vec<String>,
    pub complaint: String,
    /// How long it took to come so far.
    pub took: Duration,
}

impl ProbeResult {
    /// Whether it has ended with an error, as it should.
    pub fn has_failed(&self) -> bool {
        matches!(self.came, Came::Ended(status) if !status.success())
    }
}

/// A line that may come late. Many languages hold back what they print
/// until the program ends, when their output is not a terminal.
pub struct ExpectedLine {
    /// The place of its step.
    pub step: usize,
    pub line: &'static str,
}

/// What came of a peer that misbehaves.
pub struct ActualOutcome {
    pub last_line: String,
    /// Whether it has printed something on its standard error.
    pub has_complained: bool,
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
            wire: None,
            begin: Instant::now(),
            probe: None,
            listener: None,
            waiting: None,
            peers: BTreeMap::new(),
            crowd: Vec::new(),
            facts: Facts { ours, late: [0; 2] },
            expected_lines: VecDeque::new(),
            compared: 0,
            did: Vec::new(),
            expected: String::new(),
            expected_bytes: Vec::new(),
            meeting: Meeting::default(),
            signs: Signs::default(),
        }
    }

    /// Plays the step in that place, from 0.
    pub fn play(&mut self, place: usize, step: &Step) -> Played {
        self.meeting = Meeting::default();
        self.play_moves(place, step).map_err(|mut fault| {
            self.look_for_signs(&mut fault);
            fault
        })
    }

    fn play_moves(&mut self, place: usize, step: &Step) -> Played {
        if step.wires.is_empty() {
            return self.play_on(None, place, step);
        }
        for wire in step.wires {
            self.play_on(Some(*wire), place, step)?;
        }
        Ok(())
    }

    fn play_on(
        &mut self,
        wire: Option<BadWire>,
        place: usize,
        step: &Step,
    ) -> Played {
        self.wire = wire;
        for &at in step.moves {
            self.before_move();
            let before = self.did.len();
            if let Move::Prints(line) = at {
                let line = ExpectedLine { step: place, line };
                self.expected_lines.push_back(line);
            }
            let result = self.carry_out(at);
            self.after_move(before);
            if let Err(came) = result {
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
        self.expected_lines.front().map_or(played, |line| line.step)
    }

    /// Waits for the lines that are expected. A program that has printed
    /// nothing yet may hold them back until it ends: it is let go.
    pub fn last_lines(&mut self) -> Played {
        let Some(first) = self.expected_lines.front() else { return Ok(()) };
        self.expected = self.expects_line(first.line);
        if self.compared > 0 && self.ended().is_none() {
            self.wait(|player| player.has_printed_expected_lines());
        } else if let Err(came) = self.let_go() {
            self.compare_lines()?;
            return self.misses(came);
        }
        self.compare()?;
        self.misses(Came::Nothing)
    }

    /// The fault if a line is still expected: this came instead.
    fn misses(&mut self, came: Came) -> Played {
        match self.expected_lines.pop_front() {
            Some(line) => Err(self.line_fault(&line, came)),
            None => Ok(()),
        }
    }

    fn line_fault(&mut self, line: &ExpectedLine, came: Came) -> Box<Fault> {
        self.expected = self.expects_line(line.line);
        self.fault(line.step, Move::Prints(line.line), came)
    }

    fn expects_line(&self, line: &str) -> String {
        let shown = self.facts.show(line);
        // How long a number is does not matter.
        match line.contains("{ms}") {
            true => format!("it prints \"{shown}\""),
            false => format!("it prints {}", quoted(shown.as_bytes())),
        }
    }

    /// Compares the lines that have come with those that are expected.
    fn compare(&mut self) -> Played {
        // First: a program that ends after its lines were looked at may
        // have printed them all meanwhile.
        let ended = self.ended();
        self.compare_lines()?;
        match ended {
            Some(status) => self.misses(Came::Ended(status)),
            None => Ok(()),
        }
    }

    fn compare_lines(&mut self) -> Played {
        for line in self.lines().into_iter().skip(self.compared) {
            let Some(expected) = self.expected_lines.pop_front() else { break };
            let fits =
                |expected: &ExpectedLine| self.facts.fit(expected.line, &line);
            if !fits(&expected) {
                let came = match self.expected_lines.iter().any(fits) {
                    true => Came::LaterLine(line),
                    false => Came::Line(line),
                };
                return Err(self.line_fault(&expected, came));
            }
            self.compared += 1;
        }
        Ok(())
    }

    /// Lets a misbehaving peer come, and sees what the program does.
    pub fn face(&mut self, peer: &MisbehavingPeer) -> Result<ActualOutcome> {
        // One that connects again shall not meet the next listener.
        self.program = None;
        self.listener = None;
        for &at in peer.moves {
            self.carry_out(at)?;
        }
        let ended = self.watch();
        let last_line = self.lines().pop().unwrap_or_default();
        let has_complained = !self.complaint().is_empty();
        let facts = self.facts;
        Ok(ActualOutcome { last_line, has_complained, ended, facts })
    }

    fn carry_out(&mut self, at: Move) -> Result {
        use Move::*;
        self.expects("it keeps running");
        match at {
            StartProbe(probe) => self.start_probe(probe)?,
            ProbeFailed => self.probe_failed()?,
            Start => self.start()?,
            IsQuiet => self.is_quiet()?,
            Waits => self.waits()?,
            Listen => self.listen()?,
            Unlisten => self.listener = None,
            Connect(n) => self.connect(n, self.address())?,
            ConnectV6(n) => self.connect_v6(n)?,
            ConnectToRelay(n) => self.connect_to_relay(n)?,
            Accept(n) => self.accept(n)?,
            Prints(_) => self.prints(),
            PrintsNoMore => self.prints_no_more()?,
            Complains(line, times, ms) => self.complains(line, times, ms)?,
            Send(n, piece) => self.send(n, piece),
            Drip(n, bytes) => self.drip(n, bytes),
            Hear(n, piece) => self.hear(n, piece)?,
            HearNoMore(n) => self.hear_no_more(n)?,
            KeepsOpen(n) => self.keeps_open(n)?,
            EchoLate(n, pauses) => self.echo_late(n, pauses)?,
            SlowReader(n, m) => self.slow_reader(n, m)?,
            Takes(n) => self.takes(n)?,
            Finish(n) => self.finish(n),
            Closes(n) => self.closes(n, "it closes the connection")?,
            Finishes(n) => self.closes(n, "it says that it has finished")?,
            HangsUp(n, ms) => self.hangs_up(n, ms)?,
            Endless(n, bytes) => self.endless(n, bytes)?,
            Drop(n) => {
                self.peers.remove(&n);
                self.did.push(Action::Closed);
            }
            Reset(n) => self.reset(n)?,
            Crowd(count) => self.crowd(count),
            IsServed(n, said, answer) => self.is_served(n, said, answer)?,
            Pause(ms) => thread::sleep(Duration::from_millis(ms)),
            Ends => self.ends()?,
            Fails => self.fails()?,
            StartsAgain(n, piece) => self.starts_again(n, piece)?,
        }
        Ok(())
    }

    fn fault(&mut self, step: usize, at: Move, came: Came) -> Box<Fault> {
        // First: all of its complaint is there then.
        let ended = self.ended();
        let complaint = match (at, &self.probe) {
            (Move::ProbeFailed, Some(probe)) => probe.complaint.clone(),
            _ => self.complaint(),
        };
        Box::new(Fault {
            step,
            at,
            did: self.did.clone(),
            expected: self.expected_where(),
            expected_bytes: self.expected_bytes.clone(),
            came,
            complaint,
            ended,
            signs: self.signs,
            server: self.address(),
            wire: self.wire,
            command: self.request.command[0].to_string_lossy().into(),
        })
    }

    /// What is expected, and on which wire.
    fn expected_where(&self) -> String {
        let wire = self.wire.map(wire::in_words);
        let place = wire.map(|words| format!("on a wire that {words}: "));
        place.unwrap_or_default() + &self.expected
    }

    /// What a piece is in that connection.
    pub fn bytes(&self, n: usize, piece: Piece) -> Vec<u8> {
        let peer = self.peers.get(&n);
        piece.bytes(peer.map_or(self.facts.ours, |peer| peer.ours))
    }

    /// The program's address, and the server's.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.request.port).into()
    }

    /// Says what the move expects, in the words that follow "until".
    pub fn expects(&mut self, what: impl Into<String>) {
        self.expected = what.into();
    }

    /// Waits until `done`, or the bound is over.
    pub fn wait(&mut self, done: impl FnMut(&mut Self) -> bool) {
        let what = format!("until {}", self.expected.replacen("it", YOURS, 1));
        self.wait_for(&what, self.request.bound, done);
    }

    /// Waits until `done`, or for so long. After a moment it says on its
    /// standard error what it waits for.
    pub fn wait_for(
        &mut self,
        what: &str,
        bound: Duration,
        mut done: impl FnMut(&mut Self) -> bool,
    ) {
        if wait_until(PATIENCE.min(bound), || done(self)) {
            return;
        }
        let most = bound.as_secs();
        // Nobody may read on.
        let mut stderr = io::stderr();
        if !self.request.is_quiet {
            let wait = format!("… waiting {what} ({most} s at most)");
            let _ = writeln!(stderr, "         {wait}");
        }
        wait_until(bound.saturating_sub(PATIENCE), || done(self));
    }
}

/// What is "it" in an expectation.
const YOURS: &str = "your program";
