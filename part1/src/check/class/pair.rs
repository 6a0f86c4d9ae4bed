//! Lets a server and a client talk, with a wire in between, although both
//! have the same address: the client meets this check there, which then gives
//! the address to the server.

use super::progress::Progress;
use super::side_name;
use crate::complaint;
use crate::display::{ending, plain};
use crate::kernel;
use crate::program::Program;
use shared::bound::Bound;
use shared::relay::{Event, Faults, Side, What, Wire, carry_both};
use shared::sockets;
use shared::wait::wait_until;
use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How many times as long as for one thing a pair is waited for at most.
const TIMES: u32 = 6;

/// How long this check's own sockets may outlive their use.
const OWN: Duration = Duration::from_secs(2);

/// How long a kernel remembers a connection after its end, and a little more.
const REMEMBERED: Duration = Duration::from_secs(65);

/// What is said while one waits for that.
const WAITS: &str = "waiting for the address, which the kernel gives to \
    nobody for a minute after a connection";

/// No more is kept of a record: a pair may talk without end.
const MOST_EVENTS: usize = 200;
const MOST_BYTES: usize = 1 << 20;

/// How a program is started: its words, and in which folder.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    pub words: &'a [OsString],
    pub folder: &'a Path,
}

/// What is seen of a pair.
#[derive(Default)]
pub struct Seen {
    /// `None` if they were not connected through the wire.
    pub record: Option<Vec<Passed>>,
    /// By its [`Side`]; `None` for a program that was not started.
    pub programs: [Option<Run>; 2],
    /// They did not meet because of this side.
    pub absent: Option<(Side, String)>,
    /// The server's peer, where that is known.
    pub peer: Option<SocketAddr>,
    /// The client has failed before its server listened, and said nothing: it
    /// may not wait for so long.
    pub gave_up: bool,
    /// For so long nothing happened, or too much, and they were ended.
    pub waited: Option<Duration>,
}

/// What is seen of a program.
pub struct Run {
    /// `None`: it went on.
    pub status: Option<ExitStatus>,
    pub lines: Vec<String>,
    pub complaint: String,
}

/// Something that has passed.
pub struct Passed {
    pub seconds: f64,
    pub words: String,
    pub what: Deed,
}

/// What one side has done, as far as the wire sees it.
pub enum Deed {
    Connected,
    Sent(Side, Vec<u8>),
    Finished(Side),
    Reset(Side),
}

impl Deed {
    fn bytes(&self) -> usize {
        match self {
            Deed::Sent(_, bytes) => bytes.len(),
            _ => 0,
        }
    }
}

/// Where the pairs meet, and how long one waits for the next thing to happen.
#[derive(Clone, Copy)]
pub struct Place {
    pub port: u16,
    pub bound: Duration,
}

impl Place {
    pub fn address(self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Lets them talk through the wire, with a listener at the address.
    pub fn play(
        self,
        listener: TcpListener,
        server: Start,
        client: Start,
    ) -> Seen {
        let mut client = match Program::start(client.words, client.folder) {
            Ok(client) => client,
            Err(error) => return not_started(Side::Client, &error),
        };
        let Some(ours) = self.accept(&listener, &mut client) else {
            let absent = format!("never connected to {}", self.address());
            return absentee(Side::Client, absent, [Some(client), None]);
        };
        let mut record = Record::begin();
        // The address is the server's now: this system lets it have that
        // beside our connection, if it asks as servers usually do.
        drop(listener);
        let mut server = match Program::start(server.words, server.folder) {
            Ok(server) => server,
            Err(error) => return not_started(Side::Server, &error),
        };
        let Some(theirs) = self.connect(&mut server) else {
            let absent = format!("never listened at {}", self.address());
            let both = [Some(client), Some(server)];
            return absentee(Side::Server, absent, both);
        };
        let has_failed = client.ended().is_some_and(|s| !s.success());
        record.is_early = has_sent(&ours);
        let gave_up = has_failed && !record.is_early;
        let peer = theirs.local_addr().ok();
        let wire = self.carry(ours, theirs, &record);
        let mut both = [client, server];
        let count = || record.count();
        let waited = self.watch(&mut both, count, || wire.is_finished());
        // What comes now comes of our ending them.
        let record = record.end();
        let programs = seen(both.map(Some));
        wait_until(OWN, || wire.is_finished());
        let (record, absent) = (Some(record), None);
        Seen { record, programs, absent, peer, gave_up, waited }
    }

    /// Lets them talk without a wire: a server that can't have its address
    /// beside a connection.
    pub fn play_directly(self, server: Start, client: Start) -> Seen {
        let mut server = match Program::start(server.words, server.folder) {
            Ok(server) => server,
            Err(error) => return not_started(Side::Server, &error),
        };
        let client = match self.start_late(client, &mut server) {
            Ok(Some(client)) => client,
            Ok(None) => {
                let absent = format!("never listened at {}", self.address());
                let both = [None, Some(server)];
                return absentee(Side::Server, absent, both);
            }
            Err(error) => return not_started(Side::Client, &error),
        };
        let mut both = [client, server];
        let waited = self.watch(&mut both, || 0, || true);
        let programs = seen(both.map(Some));
        Seen { programs, waited, ..Seen::default() }
    }

    /// Starts a client when its server listens; none if that never does. Where
    /// nobody says whether it does, the client is started again, while it ends
    /// because it's refused.
    fn start_late(
        self,
        client: Start,
        server: &mut Program,
    ) -> io::Result<Option<Program>> {
        let start = || Program::start(client.words, client.folder);
        if kernel::has_table() {
            let mut listens = false;
            wait_until(self.bound, || {
                let has_ended = server.ended().is_some();
                listens = kernel::is_listening(self.port);
                listens || has_ended
            });
            return listens.then(start).transpose();
        }
        let mut bound = Bound::new(self.bound);
        loop {
            let mut client = start()?;
            wait_until(self.bound, || client.ended().is_some());
            if !is_refused(&mut client) {
                return Ok(Some(client));
            }
            if server.ended().is_some() || bound.is_over() {
                return Ok(None);
            }
        }
    }

    /// Waits until no connection of the address is left in the kernel's
    /// memory, where it can be seen: a server without SO_REUSEADDR needs that.
    pub fn wait_for_address(self, progress: &mut Progress) {
        if !self.is_forgotten() {
            progress.say_now(WAITS);
            wait_until(REMEMBERED, || self.is_forgotten());
        }
    }

    /// Whether none is left there.
    pub fn is_forgotten(self) -> bool {
        let is_own = |socket: &sockets::Socket| socket.local == self.port;
        let tables = sockets::TABLES.iter();
        let mut all = tables.filter_map(|t| sockets::read("self", t));
        !all.any(|table| table.iter().any(is_own))
    }

    /// Whether somebody could listen there who asks as servers usually do.
    pub fn is_free(self) -> bool {
        TcpListener::bind(self.address()).is_ok()
    }

    /// Takes the address. A program before may be a moment in ending, and
    /// some leave the address to nobody for a minute. Whoever listens there
    /// isn't waited for so long.
    pub fn listen(self, progress: &mut Progress) -> io::Result<TcpListener> {
        let mut listener = TcpListener::bind(self.address());
        let mut is_there = || {
            if listener.is_err() {
                listener = TcpListener::bind(self.address());
            }
            listener.is_ok()
        };
        if !wait_until(self.bound.min(OWN), &mut is_there)
            && !kernel::is_listening(self.port)
        {
            progress.say_now(WAITS);
            wait_until(REMEMBERED, is_there);
        }
        let listener = listener?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    }

    fn accept(
        self,
        listener: &TcpListener,
        client: &mut Program,
    ) -> Option<TcpStream> {
        let mut stream = None;
        self.wait_for(client, |_| {
            stream = listener.accept().ok().map(|(stream, _)| stream);
            stream.is_some()
        });
        stream.filter(|stream| stream.set_nonblocking(false).is_ok())
    }

    /// Each try that comes to a server is a client of it, so there's another
    /// one only while none listens.
    fn connect(self, server: &mut Program) -> Option<TcpStream> {
        let mut stream = None;
        self.wait_for(server, |_| {
            let tried = TcpStream::connect_timeout(&self.address(), self.bound);
            // It may have met itself.
            let is_other =
                |s: &TcpStream| s.local_addr().ok() != Some(self.address());
            stream = tried.ok().filter(is_other);
            stream.is_some()
        });
        stream
    }

    /// Waits until that is done, the program has ended, or all of the time is
    /// over after it was compiled.
    fn wait_for(
        self,
        program: &mut Program,
        mut done: impl FnMut(&mut Program) -> bool,
    ) {
        let most = self.bound * crate::player::TIMES_TO_COMPILE;
        wait_until(most, || !program.is_being_compiled());
        wait_until(self.bound, || {
            // What has ended may have done it before.
            let has_ended = program.ended().is_some();
            done(program) || has_ended
        });
    }

    fn carry(
        self,
        client: TcpStream,
        server: TcpStream,
        record: &Record,
    ) -> JoinHandle<()> {
        let (record, address) = (record.clone(), self.address());
        thread::spawn(move || {
            let say = |event: Event| record.say(&event);
            let faults = Faults::default();
            let wire = Wire { server: address, faults, record: &say };
            carry_both(client, server, 1, &wire);
        })
    }

    /// Waits until both have ended, and the wire has. If nothing happens for
    /// as long as one waits, or something again and again, it says for how
    /// long that was.
    fn watch(
        self,
        both: &mut [Program; 2],
        events: impl Fn() -> usize,
        is_finished: impl Fn() -> bool,
    ) -> Option<Duration> {
        let mut all = Bound::new(self.bound * TIMES);
        let mut last = (0, 0, 0);
        loop {
            let mut is_still = true;
            let mut is_done = false;
            wait_until(self.bound, || {
                let ended = both.iter_mut().filter_map(Program::ended).count();
                is_done = ended == 2 && is_finished();
                let printed = both.iter().map(|p| p.printed().len()).sum();
                let now = (events(), ended, printed);
                is_still = now == last;
                last = now;
                is_done || !is_still
            });
            match is_done {
                true => return None,
                false if is_still => return Some(self.bound),
                false if all.is_over() => return Some(self.bound * TIMES),
                false => {}
            }
        }
    }
}

fn not_started(side: Side, error: &io::Error) -> Seen {
    let absent = Some((side, format!("cannot be started: {error}")));
    Seen { absent, ..Seen::default() }
}

/// Whether anything has come in a connection.
fn has_sent(stream: &TcpStream) -> bool {
    let _ = stream.set_nonblocking(true);
    let has_come = stream.peek(&mut [0]).is_ok_and(|count| count > 0);
    let _ = stream.set_nonblocking(false);
    has_come
}

/// Whether a client has ended because nobody listened, in the words of most
/// languages, Node's, and Windows' number.
fn is_refused(client: &mut Program) -> bool {
    let has_failed = client.ended().is_some_and(|status| !status.success());
    let said = format!("{}\n{}", client.complaint(), client.printed());
    let said = said.to_lowercase();
    let words = ["refused", "10061"];
    has_failed && words.iter().any(|words| said.contains(words))
}

/// One that has not come where it should, and what became of it.
fn absentee(
    side: Side,
    absent: String,
    programs: [Option<Program>; 2],
) -> Seen {
    let programs = seen(programs);
    let run = programs[side as usize].as_ref();
    let how = run.map_or(String::new(), Run::how_it_ended);
    let absent = Some((side, format!("{absent}: it {how}")));
    Seen { absent, programs, ..Seen::default() }
}

/// Takes what is to be seen of programs, and only then ends those that go on:
/// at the end of one, whoever else was started here is ended, too.
fn seen(mut programs: [Option<Program>; 2]) -> [Option<Run>; 2] {
    programs.each_mut().map(|program| {
        let program = program.as_mut()?;
        let status = program.ended();
        let (lines, complaint) = (program.lines(), program.complaint());
        Some(Run { status, lines, complaint })
    })
}

impl Run {
    /// With the line of its complaint that says most.
    pub fn how_it_ended(&self) -> String {
        let how = match &self.status {
            Some(status) => format!("ended {}", ending(status)),
            None => "keeps running".to_string(),
        };
        match complaint::says_most(&self.complaint) {
            Some(line) => format!("{how}: {}", plain(line.trim())),
            None => how,
        }
    }

    /// Whether it says that its address is in use: in the words of most
    /// languages, Node's, and Windows' number.
    pub fn finds_address_in_use(&self) -> bool {
        let said = format!("{}\n{}", self.complaint, self.lines.join("\n"));
        is_in_use(&said)
    }
}

/// Whether somebody says that an address is in use.
pub fn is_in_use(said: &str) -> bool {
    let said = said.to_lowercase();
    ["in use", "eaddrinuse", "10048"].iter().any(|w| said.contains(w))
}

/// What passes, until it's ended.
#[derive(Clone)]
struct Record {
    begin: Instant,
    /// The client has sent something before its server was there. Which of
    /// the wire's two directions runs first says nothing then.
    is_early: bool,
    events: Arc<Mutex<Option<Vec<Passed>>>>,
}

impl Record {
    fn begin() -> Record {
        let first = Passed {
            seconds: 0.0,
            words: Event { client: 1, what: What::Connects }.to_string(),
            what: Deed::Connected,
        };
        let events = Arc::new(Mutex::new(Some(vec![first])));
        Record { begin: Instant::now(), is_early: false, events }
    }

    fn say(&self, event: &Event) {
        let mut events = self.events.lock().expect("no thread panics");
        let Some(all) = events.as_mut() else { return };
        let what = match event.what {
            What::Sent(side, bytes, _) => Deed::Sent(side, bytes.to_vec()),
            What::Finished(side, _) => Deed::Finished(side),
            What::Reset(side, _) => Deed::Reset(side),
            _ => return,
        };
        let kept: usize = all.iter().map(|passed| passed.what.bytes()).sum();
        if all.len() < MOST_EVENTS && kept < MOST_BYTES {
            let seconds = self.begin.elapsed().as_secs_f64();
            let mut passed = Passed { seconds, words: event.to_string(), what };
            let is_clients =
                |p: &Passed| matches!(p.what, Deed::Sent(Side::Client, _));
            if self.is_early
                && is_clients(&passed)
                && !all.iter().any(is_clients)
            {
                passed.seconds = all[0].seconds;
                all.insert(1, passed);
            } else {
                all.push(passed);
            }
        }
    }

    fn count(&self) -> usize {
        let events = self.events.lock().expect("no thread panics");
        events.as_ref().map_or(0, Vec::len)
    }

    fn end(&self) -> Vec<Passed> {
        let mut events = self.events.lock().expect("no thread panics");
        events.take().unwrap_or_default()
    }
}

/// The subject of a sentence about that side.
pub fn sentence(side: Side, what: &str) -> String {
    format!("{} {what}", side_name(side))
}
