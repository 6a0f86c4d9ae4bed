//! Programs of the laboratory with real sockets: a thread for each program, which makes its calls one
//! after the other. Whoever plays them sees which of them is blocked in a call, by the kernel's word.

use super::random::Random;
use crate::book::laboratory::Call::{self, *};
use crate::book::laboratory::Laboratory;
use crate::run::prelude::*;
use crate::run::process::sleeps;
use crate::run::sockets::{LISTEN, Socket};
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock, Weak};

/// Who says when a program goes on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Order {
    /// The player, before each call and each close: one program at a time.
    Stepped,
    /// Nobody: the programs run side by side. Only a start and the end of a pause wait until nobody
    /// else can go on.
    Free,
}

/// What has come of a play.
pub struct Played {
    /// The number of the program of each step, if it was stepped.
    pub steps: Vec<usize>,
    /// What each call has returned, who waits in which, and the sockets, in `compare.js`' words.
    pub outcome: String,
}

/// Where a program is.
#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(usize)]
enum At {
    NotStarted,
    /// Before a step.
    Gate,
    /// In a pause.
    Pause,
    /// On its way, or blocked in a call.
    Call,
    Stay,
    Ended,
}

const PLACES: [At; 6] = [At::NotStarted, At::Gate, At::Pause, At::Call, At::Stay, At::Ended];

/// What a program's thread and the player share.
#[derive(Default)]
struct Shared {
    at: AtomicUsize,
    /// How often it may still pass where it waits for the player.
    turns: AtomicUsize,
    /// How many calls have returned.
    done: AtomicUsize,
    is_over: AtomicBool,
    returned: Mutex<Vec<String>>,
    /// Its streams, by which the player ends a call that waits when all is over.
    streams: Mutex<Vec<Weak<TcpStream>>>,
    /// Where the kernel says in which state the thread is.
    stat: OnceLock<PathBuf>,
}

impl Shared {
    fn at(&self) -> At {
        PLACES[self.at.load(SeqCst)]
    }

    fn is_at(&self, at: At) {
        self.at.store(at as usize, SeqCst);
    }

    /// Waits for the player there.
    fn wait(&self, at: At) {
        self.is_at(at);
        let passes = || self.turns.fetch_update(SeqCst, SeqCst, |turns| turns.checked_sub(1));
        while !self.is_over.load(SeqCst) && passes().is_err() {
            thread::park();
        }
        self.is_at(At::Call);
    }

    /// Whether it is at a place where it waits, or the kernel says that it sleeps (`man 5
    /// proc_pid_stat`).
    fn rests(&self) -> bool {
        self.at() != At::Call || self.stat.get().is_some_and(|stat| sleeps(stat))
    }
}

enum Open {
    Listener(TcpListener),
    Stream(Arc<TcpStream>),
}

/// A program that runs.
struct Program<'a> {
    shared: &'a Shared,
    port: u16,
    order: Order,
    /// Its variables, in their order. What was dropped is `None`.
    open: Vec<Option<Open>>,
    /// The numbers of those that have a name.
    listener: usize,
    stream: usize,
}

impl Program<'_> {
    fn run(mut self, calls: &[Call]) {
        // `/proc/thread-self` is a link to the thread's folder (`man 5 proc_thread-self`).
        let folder = fs::read_link("/proc/thread-self").expect("Linux's folder of a thread");
        self.shared.stat.set(Path::new("/proc").join(folder).join("stat")).expect("set once");
        if self.order == Order::Free {
            self.shared.wait(At::NotStarted);
        }
        for call in calls {
            match (self.order, call) {
                (_, Stay) => self.shared.wait(At::Stay),
                (Order::Stepped, _) => self.shared.wait(At::Gate),
                (Order::Free, Pause) => self.shared.wait(At::Pause),
                _ => {}
            }
            let came = self.carry_out(call).map_err(|error| error.kind());
            if self.shared.is_over.load(SeqCst) {
                break;
            }
            let text = match &came {
                Ok(None) => "ok".to_string(),
                Ok(Some(bytes)) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
                Err(kind) => format!("{kind:?}"),
            };
            self.shared.returned.lock().expect("no panic").push(text);
            self.shared.done.fetch_add(1, SeqCst);
            if came.is_err() {
                break;
            }
        }
        self.end();
    }

    /// Drops what is open, the last one first: a step each, or one if there is none.
    fn end(mut self) {
        self.open.retain(Option::is_some);
        for _ in 0..self.open.len().max(1) {
            if self.order == Order::Stepped {
                self.shared.wait(At::Gate);
            }
            self.open.pop();
        }
        self.shared.is_at(At::Ended);
    }

    fn carry_out(&mut self, call: &Call) -> io::Result<Option<Vec<u8>>> {
        let address = ("127.0.0.1", self.port);
        let mut bytes = Vec::new();
        match call {
            Listen => {
                self.listener = self.open.len();
                self.open.push(Some(Open::Listener(TcpListener::bind(address)?)));
            }
            Accept => {
                let Some(Open::Listener(listener)) = &self.open[self.listener] else {
                    panic!("no listener");
                };
                let (stream, _) = listener.accept()?;
                self.hold(stream)?;
            }
            Connect => {
                let stream = TcpStream::connect(address)?;
                self.hold(stream)?;
            }
            Read(most) => {
                bytes.resize(*most, 0);
                let count = self.stream().read(&mut bytes)?;
                bytes.truncate(count);
                return Ok(Some(bytes));
            }
            Exactly(count) => {
                bytes.resize(*count, 0);
                self.stream().read_exact(&mut bytes)?;
                return Ok(Some(bytes));
            }
            All => {
                self.stream().read_to_end(&mut bytes)?;
                return Ok(Some(bytes));
            }
            Write(text) => self.stream().write_all(text.as_bytes())?,
            Finish => self.stream().shutdown(Shutdown::Write)?,
            Drop => self.open[self.stream] = None,
            Unlisten => self.open[self.listener] = None,
            Pause | Stay => {}
        }
        Ok(None)
    }

    fn hold(&mut self, stream: TcpStream) -> io::Result<()> {
        // The model has no time: nothing waits at the sender until something else is acknowledged.
        stream.set_nodelay(true)?;
        let stream = Arc::new(stream);
        self.shared.streams.lock().expect("no panic").push(Arc::downgrade(&stream));
        self.stream = self.open.len();
        self.open.push(Some(Open::Stream(stream)));
        Ok(())
    }

    fn stream(&self) -> &TcpStream {
        let Some(Open::Stream(stream)) = &self.open[self.stream] else { panic!("no stream") };
        stream
    }
}

/// Plays programs with a server at that port, which has no other sockets in the kernel's table.
pub fn play(laboratory: &Laboratory, port: u16, order: Order, random: &mut Random) -> Played {
    let programs = laboratory.programs();
    let all: Vec<Shared> = programs.iter().map(|_| Shared::default()).collect();
    thread::scope(|scope| {
        let run = |(shared, (_, calls))| {
            let (open, listener, stream) = (Vec::new(), 0, 0);
            let program = Program { shared, port, order, open, listener, stream };
            // It is on its way until it comes to a place where it waits.
            program.shared.is_at(At::Call);
            scope.spawn(move || program.run(calls)).thread().clone()
        };
        let threads: Vec<_> = all.iter().zip(programs.iter().copied()).map(run).collect();
        let go = |number: usize| {
            all[number].is_at(At::Call);
            all[number].turns.fetch_add(1, SeqCst);
            threads[number].unpark();
        };
        let at = |at: At| (0..all.len()).filter(|n| all[*n].at() == at).collect::<Vec<_>>();
        let mut run_to_the_end = || {
            let mut steps = Vec::new();
            while happens(|| settled(&all)) {
                let (first, rest) = match order {
                    Order::Stepped => (Vec::new(), at(At::Gate)),
                    Order::Free => (at(At::NotStarted), at(At::Pause)),
                };
                let number = match (first.first(), rest.is_empty()) {
                    (Some(number), _) => *number,
                    (None, false) => random.one_of(&rest),
                    (None, true) => return Ok((steps, outcome(&all, &programs, port)?)),
                };
                steps.push(number);
                go(number);
            }
            Err("it does not come to rest".to_string())
        };
        let result = run_to_the_end();
        // Whatever has come of it, the threads have to end: the scope waits for them.
        all.iter().for_each(|shared| shared.is_over.store(true, SeqCst));
        let ends = || {
            threads.iter().for_each(|thread| thread.unpark());
            all.iter().for_each(end_calls);
            // Who waits for a client gets one.
            drop(TcpStream::connect(("127.0.0.1", port)));
            at(At::Ended).len() == all.len()
        };
        if !happens(ends) {
            eprintln!("{laboratory}: a program does not end");
            process::abort();
        }
        let (steps, outcome) = result.unwrap_or_else(|error| panic!("{laboratory}: {error}"));
        Played { steps: if order == Order::Stepped { steps } else { Vec::new() }, outcome }
    })
}

/// Whether no program can go on by itself: each waits, twice seen, nothing is on the wire, and none
/// has done anything since.
fn settled(all: &[Shared]) -> bool {
    let seen = || all.iter().map(|one| (one.at(), one.done.load(SeqCst))).collect::<Vec<_>>();
    let rest = || wire_is_empty() && all.iter().all(Shared::rests);
    let before = seen();
    rest() && rest() && seen() == before
}

/// Whether the kernel has handed over all that was sent over loopback. On a busy machine, a `write`
/// may return before that. The file has a line for each processor, and in its twelfth column how many
/// segments wait (`softnet_seq_show` in the kernel's `net/core/net-procfs.c`).
fn wire_is_empty() -> bool {
    let table = fs::read_to_string("/proc/net/softnet_stat").unwrap_or_default();
    let waiting: Vec<&str> = table.lines().filter_map(|line| line.split(' ').nth(11)).collect();
    // Without that column, nothing would ever come to rest, and somebody would see it.
    !waiting.is_empty() && waiting.iter().all(|count| count.bytes().all(|digit| digit == b'0'))
}

fn end_calls(shared: &Shared) {
    for stream in shared.streams.lock().expect("no panic").iter().filter_map(Weak::upgrade) {
        // That it has no peer any more is no matter.
        let _ = stream.shutdown(Shutdown::Both);
    }
}

fn outcome(all: &[Shared], programs: &[(&str, &[Call])], port: u16) -> Result<String, String> {
    let mut parts = Vec::new();
    for (shared, (_, calls)) in all.iter().zip(programs) {
        let returned = shared.returned.lock().expect("no panic");
        let is = match shared.at() {
            At::Ended => "ended",
            _ => calls[returned.len()].name(),
        };
        parts.push(format!("{} {is}", returned.join(" ")));
    }
    let (mut sockets, mut last, mut seen) = (Vec::new(), Vec::new(), None);
    // What passes by itself, passes soon: until its FIN is acknowledged, for instance.
    let passes = |socket: &Socket| !STAY.contains(&socket.state);
    let settles = happens(|| {
        let all = sockets::all().expect("Linux's table of sockets");
        sockets = all.into_iter().filter(|s| s.local == port || s.peer == port).collect();
        // A long table is read in pieces, and lacks one socket if another goes meanwhile.
        let now = format!("{sockets:?}");
        let is_same = seen.replace(now.clone()) == Some(now);
        is_same && !sockets.iter().any(passes)
    });
    if !settles {
        return Err(format!("a state does not pass: {sockets:?}"));
    }
    for socket in sockets {
        let side = match socket {
            Socket { state: LISTEN, .. } => "listener",
            Socket { local, .. } if local == port => "server",
            _ => "client",
        };
        last.push(format!("{side} {} {}", socket.state, sockets::unread(&socket)));
    }
    last.sort();
    parts.extend(last);
    Ok(parts.join("; "))
}

/// The states that last while nobody does anything.
const STAY: [&str; 5] =
    [LISTEN, ESTABLISHED, sockets::FIN_WAIT_2, sockets::TIME_WAIT, sockets::CLOSE_WAIT];
