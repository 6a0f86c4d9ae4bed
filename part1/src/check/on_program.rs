//! The moves that concern the program: starting it, what it prints, how
//! it ends.

use crate::action::Action;
use crate::display::quoted;
use crate::fault::{Came, Result, is_of_address};
use crate::kernel;
use crate::player::{
    PATIENCE, Player, ProbeResult, Request, TIMES_TO_COMPILE, WATCH, WHILE,
};
use crate::program::{Program, mark};
use shared::scenario::Probe;
use shared::wait::wait_until;
use std::net::{TcpListener, TcpStream};
use std::process::ExitStatus;
use std::time::{Duration, Instant};

/// How long a listener may outlive its program: a process that starts at
/// that moment holds a copy until it becomes the program it is to be.
const COPIES: Duration = Duration::from_secs(1);

impl Player<'_> {
    pub fn start(&mut self) -> Result {
        match self.probe.as_ref().map(|result| result.probe) {
            Some(Probe::Taken) => self.did.push(Action::GaveBackAndStarted),
            Some(Probe::Nobody) => self.did.push(Action::StartedAgain),
            None => self.did = vec![Action::Started],
        }
        self.start_program()
    }

    pub fn start_program(&mut self) -> Result {
        self.expects("it starts");
        self.peers.clear();
        self.crowd.clear();
        self.compared = 0;
        // The old one first: it may have the address.
        self.program = None;
        // Before the program: on a busy machine, its first line may come
        // sooner than this goes on.
        let mut begin = Instant::now();
        let Request { command, place, .. } = self.request;
        let started = Program::start(command, place);
        self.program = Some(started.map_err(|e| {
            self.did = vec![Action::TriedToStart];
            Came::NotStarted(e.kind(), e.to_string())
        })?);
        // How long the compiler takes says nothing about the program.
        let most = self.request.bound * TIMES_TO_COMPILE;
        self.wait_for("for your program to be compiled", most, |player| {
            let now = Instant::now();
            let program = player.program.as_mut();
            let is_compiled = program.is_some_and(Program::is_being_compiled);
            if is_compiled {
                begin = now;
            }
            !is_compiled
        });
        self.begin = begin;
        Ok(())
    }

    pub fn start_probe(&mut self, probe: Probe) -> Result {
        self.expects("it starts");
        let address = self.address();
        let mut taken = None;
        if probe == Probe::Taken {
            self.did.push(Action::TookAndStarted(address));
            let listener = TcpListener::bind(address);
            taken = Some(listener.map_err(|_| self.held())?);
        } else {
            self.did.push(Action::StartedWithNobody(address));
        }
        self.start_program()?;
        self.expects(match probe {
            Probe::Taken => "it ends, because the check has its address",
            Probe::Nobody => "it ends, because nobody listens yet",
        });
        let mut looked = self.begin;
        self.wait(|player| {
            if player.ended().is_some() {
                return true;
            }
            // To look at all processes takes a while, too.
            if looked.elapsed() <= WHILE {
                return false;
            }
            looked = Instant::now();
            !kernel::addresses(&mark()).is_empty()
                || kernel::has_udp(&mark(), Some(address.port()))
                || !player.lines().is_empty() && !player.prints_as_new()
        });
        let visitor = taken.and_then(|taken| {
            taken.set_nonblocking(true).ok()?;
            taken.accept().ok()
        });
        let came = match self.came_of_it() {
            _ if visitor.is_some() => Came::Connected,
            Came::Elsewhere(at) if probe == Probe::Nobody => Came::Listens(at),
            came => came,
        };
        let (lines, complaint) = (self.lines(), self.complaint());
        let took = self.begin.elapsed();
        self.program = None;
        self.probe = Some(ProbeResult { probe, came, lines, complaint, took });
        Ok(())
    }

    pub fn probe_failed(&mut self) -> Result {
        let address = self.address();
        let Some(result) = &self.probe else { return Ok(()) };
        let (failed, came) = (result.has_failed(), result.came.clone());
        self.expects(match result.probe {
            Probe::Nobody => format!("it fails: nobody listens on {address}"),
            Probe::Taken => format!("it fails: I have {address} myself"),
        });
        if failed { Ok(()) } else { Err(came) }
    }

    pub fn is_quiet(&mut self) -> Result {
        self.expects("it starts, and prints nothing yet");
        // It has come so far when it listens or has connected. Where that
        // cannot be seen, it takes about as long as the probe.
        let port = self.request.port;
        wait_until(WHILE, || self.ended().is_some());
        wait_until(self.slowness(), || {
            self.ended().is_some()
                || self.listener.is_none() && kernel::is_listening(port)
                || self.has_connected()
        });
        let probe = self.probe.as_ref().filter(|probe| !probe.has_failed());
        if let Some(line) = probe.and_then(|probe| probe.lines.first()) {
            return Err(Came::Line(line.clone()));
        }
        match self.ended() {
            Some(status) if !status.success() && self.failed_the_same() => {
                Err(Came::SameError(status))
            }
            // A client has somebody to talk to already.
            _ if self.listener.is_some() => Ok(()),
            _ => self.no_more_lines(),
        }
    }

    /// Whether it has failed now as it did in the probe, and not because of
    /// the address.
    fn failed_the_same(&self) -> bool {
        let now = self.complaint();
        let before = self.probe.as_ref().map(|result| &result.complaint);
        before.is_some_and(|b| without_numbers(b) == without_numbers(&now))
            && !is_of_address(&now)
    }

    pub fn waits(&mut self) -> Result {
        self.expects("it waits");
        self.ended().map_or(Ok(()), |status| Err(Came::Ended(status)))
    }

    /// The line may come late: then it is expected until the end.
    pub fn prints(&mut self) {
        wait_until(PATIENCE, || self.has_printed_expected_lines());
    }

    /// Whether as many lines have come as are expected, or none can any
    /// more.
    pub fn has_printed_expected_lines(&mut self) -> bool {
        let expected = self.compared + self.expected_lines.len();
        self.lines().len() >= expected || self.ended().is_some()
    }

    pub fn prints_no_more(&mut self) -> Result {
        self.expects("it prints nothing else");
        self.no_more_lines()
    }

    fn no_more_lines(&self) -> Result {
        let expected = self.compared + self.expected_lines.len();
        match self.lines().get(expected) {
            Some(line) => Err(Came::Line(line.clone())),
            None => Ok(()),
        }
    }

    pub fn complains(&mut self, line: &str, times: u32, ms: u64) -> Result {
        let said = |player: &Self| {
            let complaint = player.complaint();
            complaint.lines().filter(|said| *said == line).count()
        };
        let enough = |player: &Self| said(player) >= times as usize;
        self.expects(format!(
            "it prints {} on its standard error, {ms} ms later again, \
             and so on: {times} times",
            quoted(line.as_bytes())
        ));
        let least = Duration::from_millis(ms) * (times - 1);
        let elsewhere =
            |player: &Self| player.lines().iter().any(|said| said == line);
        let done = |player: &mut Self| {
            player.ended().is_some() || enough(player) || elsewhere(player)
        };
        if !wait_until(least, || done(self)) {
            self.wait(done);
        }
        let took = self.begin.elapsed();
        match self.ended() {
            _ if enough(self) && took < least => Err(Came::Early(took)),
            _ if elsewhere(self) => Err(Came::Line(line.to_string())),
            Some(status) => Err(Came::Ended(status)),
            None if enough(self) => Ok(()),
            None => Err(Came::Complaints(said(self))),
        }
    }

    pub fn fails(&mut self) -> Result {
        let status = self.comes_to_an_end("it ends, with an error")?;
        match status.success() || self.complaint().is_empty() {
            true => Err(Came::Ended(status)),
            false => Ok(()),
        }
    }

    fn comes_to_an_end(&mut self, expected: &str) -> Result<ExitStatus> {
        // Some wait until the other side closes, too.
        self.peers.clear();
        self.expects(expected);
        self.wait(|player| player.ended().is_some());
        self.ended().ok_or(Came::StillRuns)
    }

    pub fn ends(&mut self) -> Result {
        let status = self.comes_to_an_end("it ends, with exit code 0")?;
        if !status.success() {
            return Err(Came::Ended(status));
        }
        let address = self.address();
        let is_free = wait_until(COPIES, || {
            self.listener.is_some() || !kernel::is_listening(address.port())
        });
        // A listener at `[::]` that is for IPv6 only is in nobody's way.
        match is_free || TcpStream::connect_timeout(&address, COPIES).is_err() {
            true => Ok(()),
            false => Err(self.held()),
        }
    }

    /// Somebody else has the address.
    pub fn held(&self) -> Came {
        Came::Held(kernel::holders(self.request.port))
    }

    /// Waits for a while whether the program ends: for one that prints what
    /// `cargo new` wrote, as long as for anything, since it will.
    pub fn watch(&mut self) -> Option<ExitStatus> {
        let time = match self.prints_as_new() {
            true => self.request.bound,
            false => WATCH.max(self.slowness()),
        };
        wait_until(time, || self.ended().is_some());
        self.ended()
    }

    /// How long it may take to do something: twice what the probe took.
    pub fn slowness(&self) -> Duration {
        let probe = self.probe.as_ref();
        let took = probe.map_or(WHILE, |result| result.took * 2);
        took.min(self.request.bound)
    }

    /// What a program does that does not do what was expected.
    pub fn came_of_it(&mut self) -> Came {
        let listeners = kernel::addresses(&mark());
        match self.ended() {
            Some(status) => Came::Ended(status),
            None if kernel::has_udp(&mark(), None) => Came::Udp,
            None if listeners.is_empty() => Came::StillRuns,
            None => Came::Elsewhere(listeners),
        }
    }

    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.program.as_mut()?.ended()
    }

    pub fn lines(&self) -> Vec<String> {
        self.program.as_ref().map_or(Vec::new(), Program::lines)
    }

    pub fn complaint(&self) -> String {
        self.program.as_ref().map_or(String::new(), Program::complaint)
    }
}

/// A complaint without what differs each time: numbers, and what Cargo
/// says of its own work.
fn without_numbers(complaint: &str) -> String {
    let of_cargo = ["Blocking", "Compiling", "Finished", "Running"];
    complaint
        .lines()
        .filter(|line| !of_cargo.iter().any(|w| line.trim().starts_with(w)))
        .flat_map(str::chars)
        .filter(|c| !c.is_ascii_digit())
        .collect()
}
