//! Do the real programs go through the stories, event by event? strace holds each of them after
//! each of its calls, and the test lets them go on one at a time, in the table's order. After each
//! event the kernel's sockets, what was printed and the segments are the rows'.

use crate::book::report::Finding;
use crate::book::steps;
use crate::book::story::{
    CLOSE, ENDED, Entry, Event, NOT_STARTED, PAGE, Program, Story, calls, waits,
};
use crate::book::tcp_segments::segment;
use crate::run::namespace::all_in_own_networks;
use crate::run::prelude::*;
use crate::run::process::signal;
use crate::run::sockets::{self, Socket};
use crate::run::traces::{strace, tcpdump};
use crate::text::stories::checked_stories;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};

/// The calls after which strace holds a program.
const HELD: &str = "listen,accept4,connect,sendto,recvfrom,write,close";

/// A port of the test's own network at which nobody listens. What knocks
/// there comes behind all that has crossed the wire before.
const KNOCK: u16 = 1;

/// A program under strace.
struct Traced {
    /// strace, whose output is the program's.
    strace: Running,
    log: PathBuf,
}

/// The calls of a program so far.
#[derive(Default)]
struct Calls {
    returned: Vec<String>,
    /// The last one, if it has not returned.
    blocked: Option<String>,
}

impl Traced {
    fn start(program: &Path, label: &str) -> Traced {
        let folder = kept("");
        let log = folder.join(format!("{label}.story.strace"));
        // One that a killed test has left would be taken for this one's.
        let _ = fs::remove_file(&log);
        let held = [format!("trace={HELD}"), format!("inject={HELD}:signal=SIGSTOP")];
        let strace = strace(&["-f", "-e", &held[0], "-e", &held[1]], &log, program);
        Traced { strace, log }
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn has_ended(&self) -> bool {
        self.log().contains("+++ exited")
    }

    /// Whether it is held, or has ended.
    fn is_held(&self) -> bool {
        let is_stopped = |line: &str| line.contains("--- stopped by SIGSTOP");
        self.has_ended() || self.log().lines().next_back().is_some_and(is_stopped)
    }

    /// Its calls from the first one of the network on: the loader's own come before.
    fn calls(&self) -> Calls {
        // Each line begins with the number of the process. What was interrupted while it was
        // blocked has `?` for a result.
        let call = |line: &str| {
            let (_, call) = line.split_once(' ')?;
            let (name, rest) = call.trim_start().split_once('(')?;
            let (_, result) = rest.rsplit_once(" = ")?;
            Some((name.to_string(), !result.starts_with('?')))
        };
        let log = self.log();
        let all = log.lines().filter_map(call);
        let mut calls = Calls::default();
        for (name, returned) in all.skip_while(|(name, _)| [CLOSE, "write"].contains(&&**name)) {
            calls.blocked = (!returned).then(|| name.clone());
            calls.returned.extend(returned.then_some(name));
        }
        calls
    }

    /// Lets it go on until it is held again.
    fn go_on(&self) {
        assert!(happens(|| self.is_held()), "{}", self.log());
        let log = self.log();
        let Some((id, _)) = log.split_once(' ') else { return };
        if self.has_ended() {
            return;
        }
        signal(id, "CONT");
        let went = || self.log().len() > log.len() && self.is_held();
        assert!(happens(went), "it does not go on:\n{log}");
    }

    /// What it has printed, as a terminal shows it.
    fn printed(&self) -> Vec<String> {
        let all = self.strace.printed() + &self.strace.complained();
        all.lines().map(normalize).collect()
    }
}

/// A play ends when the machine does otherwise than a row says.
type Played = Result<(), Finding>;

fn demand(holds: bool, event: &Event, expected: String, actual: String) -> Played {
    if holds {
        return Ok(());
    }
    let help = "mend the row, or put it where the programs are so far";
    Err(Finding::new((PAGE, event.line), actual, expected, help))
}

/// A column's program while it is played.
struct Column<'a> {
    program: &'a Program,
    path: PathBuf,
    /// Names its log: a story may be played several times at once.
    label: String,
    traced: Option<Traced>,
    /// What it has printed so far, by the rows.
    printed: Vec<String>,
}

impl Column<'_> {
    /// Whether the program has done what its cell says; a step on, if not.
    fn advance(&mut self, doing: &str) -> bool {
        if doing == NOT_STARTED {
            return true;
        }
        let traced = self.traced.get_or_insert_with(|| Traced::start(&self.path, &self.label));
        let done = match doing {
            ENDED => traced.has_ended(),
            _ => {
                let line = self.program.line_of(doing).expect("a line of the program");
                let before = calls(self.program).iter().filter(|(at, _)| *at < line).count();
                let Calls { returned, blocked } = traced.calls();
                match waits(doing) {
                    true => returned.len() == before && blocked.is_some(),
                    false => returned.len() == before + 1,
                }
            }
        };
        if !done {
            traced.go_on();
        }
        done
    }

    fn calls(&self) -> Calls {
        self.traced.as_ref().map(Traced::calls).unwrap_or_default()
    }
}

/// A story that is being played.
struct Stage<'a> {
    columns: Vec<Column<'a>>,
    /// The clients' ports, by their names, once they are connected.
    ports: BTreeMap<String, u16>,
    tcpdump: Running,
    /// What has crossed the wire so far, by the rows.
    crossed: Vec<String>,
    /// How often the test has knocked at `KNOCK`.
    knocks: usize,
}

impl Stage<'_> {
    /// Plays one event: lets each program go on, step by step in turn, until its cell is true, and
    /// looks at what there is then.
    fn play(&mut self, event: &Event) -> Played {
        let mut steps = 0;
        while let Some((column, doing)) = self.first_late(event) {
            steps += 1;
            let Calls { returned, blocked } = column.calls();
            let blocked = blocked.map(|call| format!("blocked in {call}"));
            let so_far: Vec<String> = returned.into_iter().chain(blocked).collect();
            demand(
                steps < MOST_STEPS,
                event,
                format!("{}: {doing}", column.program.name),
                format!("it does something else. Its calls: {}", so_far.join(", ")),
            )?;
        }
        self.calls_are_the_lines(event)?;
        self.kernel_has_the_sockets(event)?;
        self.terminals_show(event)?;
        self.wire_has_the_segments(event)
    }

    /// Lets every program that has not done what its cell says go on by a step; the first of them.
    fn first_late<'e>(&mut self, event: &'e Event) -> Option<(&Column<'_>, &'e str)> {
        let mut late = None;
        for (column, doing) in self.columns.iter_mut().zip(&event.doing) {
            if !column.advance(doing) {
                late = late.or(Some((&*column, doing.as_str())));
            }
        }
        late
    }

    /// The calls that have returned are those of the programs' lines.
    fn calls_are_the_lines(&self, event: &Event) -> Played {
        for (column, doing) in self.columns.iter().zip(&event.doing) {
            if doing == ENDED {
                continue;
            }
            let made = column.calls().returned;
            let own: Vec<&str> = calls(column.program).iter().map(|(_, call)| *call).collect();
            demand(
                made.len() <= own.len() && made.iter().zip(&own).all(|(made, own)| made == own),
                event,
                format!("calls of the {}: {own:?}", column.program.name),
                format!("{made:?}, as strace says"),
            )?;
        }
        Ok(())
    }

    fn kernel_has_the_sockets(&mut self, event: &Event) -> Played {
        let row = |socket: &Entry| {
            let holds = match socket.holds().split_once(" in its queue") {
                Some((count, _)) => count.to_string(),
                None => socket.holds().len().to_string(),
            };
            format!("{}: {}, {holds}", socket.name, socket.state())
        };
        let mut rows: Vec<String> = event.sockets.iter().map(row).collect();
        rows.sort();
        demand(
            happens(|| self.sockets() == rows),
            event,
            format!("sockets, and how much lies in them: {rows:?}"),
            format!("{:?}, as the kernel says", self.sockets()),
        )
    }

    /// The sockets that there are, by the table's names.
    fn sockets(&mut self) -> Vec<String> {
        let all = sockets::all().expect("Linux's table of sockets");
        for socket in &all {
            if socket.peer == PORT && self.client_at(socket.local).is_none() {
                // Clients are met in the order of their columns.
                let name = &self.columns[self.ports.len() + 1].program.name;
                self.ports.insert(name.clone(), socket.local);
            }
        }
        let socket = |socket: &Socket| {
            let name = match (socket.local, socket.peer) {
                (PORT, 0) => "listener",
                (PORT, port) if self.client_at(port) == Some("client") => "server",
                (PORT, _) => "server's second",
                (port, _) => self.client_at(port).unwrap_or_default(),
            };
            // In the kernel's number, the FIN that has come counts as a byte.
            let fin = u64::from(socket.state == sockets::CLOSE_WAIT);
            format!("{name}: {}, {}", socket.state, socket.to_read.saturating_sub(fin))
        };
        let mut found: Vec<String> = all.iter().map(socket).collect();
        found.sort();
        found
    }

    /// The name of the client with that port.
    fn client_at(&self, port: u16) -> Option<&str> {
        self.ports.iter().find(|(_, own)| **own == port).map(|(name, _)| name.as_str())
    }

    /// What is printed so far, by all rows until this one.
    fn terminals_show(&mut self, event: &Event) -> Played {
        for entry in &event.printed {
            let column = self.columns.iter_mut().find(|column| column.program.name == entry.name);
            column.expect("a program").printed.push(normalize(&entry.what));
        }
        for Column { program, traced, printed, .. } in &self.columns {
            let Some(traced) = traced else { continue };
            demand(
                happens(|| traced.printed() == *printed),
                event,
                format!("printed by the {} until here: {printed:?}", program.name),
                format!("{:?}", traced.printed()),
            )?;
        }
        Ok(())
    }

    /// What has crossed the wire, by all rows until this one. A story may
    /// begin when the two have met.
    fn wire_has_the_segments(&mut self, event: &Event) -> Played {
        // Where nobody listens, the kernel answers in the server's place.
        let name = |entry: &Entry| entry.name.replace("kernel", "server");
        self.crossed.extend(event.wire.iter().map(|e| format!("{}: {}", name(e), e.what)));
        let refused = TcpStream::connect(("127.0.0.1", KNOCK));
        assert!(refused.is_err(), "somebody listens at port {KNOCK}");
        self.knocks += 1;
        let knock = format!("127.0.0.1.{KNOCK} >");
        let ends = || {
            let knocks = self.tcpdump.printed().matches(&knock).count();
            knocks == self.knocks && self.segments().ends_with(&self.crossed)
        };
        demand(
            happens(ends),
            event,
            format!("segments until here: {:?}", self.crossed),
            format!("{:?}, or the last of these, as tcpdump says", self.segments()),
        )
    }

    /// The segments that tcpdump has seen, in the table's words.
    fn segments(&self) -> Vec<String> {
        let named = |line: &str| {
            let (port, what) = segment(line)?;
            if port == KNOCK || line.contains(&format!(".{KNOCK}: ")) {
                return None;
            }
            // A client that is not known was refused, and never had a socket that stayed.
            let unknown = if port == PORT { "server" } else { "client" };
            Some(format!("{}: {what}", self.client_at(port).unwrap_or(unknown)))
        };
        self.tcpdump.printed().lines().filter_map(named).collect()
    }
}

/// No event takes a program more calls than these.
const MOST_STEPS: usize = 60;

/// The real program of a column.
fn path_of(program: &Program) -> PathBuf {
    match steps::example(&program.path) {
        Some(name) => example(name),
        None if program.path.ends_with("server.rs") => env!("CARGO_BIN_EXE_server").into(),
        None => env!("CARGO_BIN_EXE_client").into(),
    }
}

/// Plays the story of that id, in a play of that name, with the programs at those paths.
pub fn play(
    name: &str,
    stories: &[Story],
    id: &str,
    path_of: impl Fn(&Program) -> PathBuf,
) -> Played {
    let story = stories.iter().find(|story| story.id == id);
    let story = story.unwrap_or_else(|| panic!("{PAGE} has no story `{id}`"));
    let ports = format!("port {PORT} or port {KNOCK}");
    let column = |(i, program)| Column {
        program,
        path: path_of(program),
        label: format!("{name}-{i}"),
        traced: None,
        printed: Vec::new(),
    };
    let mut stage = Stage {
        columns: story.programs.iter().enumerate().map(column).collect(),
        ports: BTreeMap::new(),
        tcpdump: tcpdump(&["-i", "lo", "-n", "-t", "-l", "--immediate-mode", &ports]),
        crossed: Vec::new(),
        knocks: 0,
    };
    story.events.iter().try_for_each(|event| stage.play(event))
}

#[test]
#[ignore = "needs root, unshare, ip, strace, tcpdump"]
fn the_programs_go_through_the_stories() {
    let stories = checked_stories();
    let ids: Vec<&str> = stories.iter().map(|story| story.id.as_str()).collect();
    all_in_own_networks(&ids, |id| {
        play(id, &stories, id, path_of).unwrap_or_else(|finding| panic!("{finding}"));
    });
}
