//! Do the real programs go through the stories, event by event? strace holds each of them after
//! each of its calls, and the test lets them go on one at a time, in the table's order. After each
//! event the kernel's sockets, what was printed and the segments are the rows'.

use super::prelude::*;
use crate::book::steps;
use crate::book::story::{CLOSE, ENDED, Entry, Event, NOT_STARTED, Program, Story};
use crate::book::story::{calls, waits};
use crate::book::tcp_segments::segment;
use crate::run::process::signal;
use crate::run::sockets::Socket;
use crate::text::stories::checked_stories;
use std::collections::BTreeMap;
use std::net::TcpStream;

/// The calls after which strace holds a program.
const HELD: &str = "listen,accept4,connect,sendto,recvfrom,write,close";

/// No event takes a program more calls than these.
const MOST_STEPS: usize = 60;

/// A port at which nobody listens: who knocks there comes behind all that has crossed the wire.
const KNOCK: u16 = 1;

/// A column's program while it is played.
struct Column<'a> {
    program: &'a Program,
    path: PathBuf,
    /// What strace writes, in a file of this play alone.
    log: PathBuf,
    /// strace once it is started, whose output is the program's.
    strace: Option<Running>,
    /// What it has printed so far, by the rows.
    printed: Vec<String>,
}

impl Column<'_> {
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

    /// Its calls from the first one of the network on, since the loader's own come before: those that
    /// have returned, and the last one, if it has not.
    fn calls(&self) -> (Vec<String>, Option<String>) {
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
        let own = all.skip_while(|(name, _)| [CLOSE, "write"].contains(&&**name));
        let (mut returned, mut blocked) = (Vec::new(), None);
        for (name, has_returned) in own {
            blocked = (!has_returned).then(|| name.clone());
            returned.extend(has_returned.then_some(name));
        }
        (returned, blocked)
    }

    fn terminal(&self) -> Vec<String> {
        let printed = self.strace.iter().map(|strace| strace.printed() + &strace.complained());
        printed.collect::<String>().lines().map(normalize).collect()
    }

    /// Whether the program has done what its cell says; a step on, if not.
    fn advance(&mut self, doing: &str) -> bool {
        if doing == NOT_STARTED {
            return true;
        }
        self.strace.get_or_insert_with(|| {
            let held = [format!("trace={HELD}"), format!("inject={HELD}:signal=SIGSTOP")];
            strace(&["-f", "-e", &held[0], "-e", &held[1]], &self.log, &self.path)
        });
        let done = if doing == ENDED {
            self.has_ended()
        } else {
            let line = self.program.line_of(doing).expect("a line of the program");
            let before = calls(self.program).iter().filter(|(at, _)| *at < line).count();
            let (returned, blocked) = self.calls();
            match waits(doing) {
                true => returned.len() == before && blocked.is_some(),
                false => returned.len() == before + 1,
            }
        };
        if !done {
            self.go_on();
        }
        done
    }

    /// Lets it go on until it is held again.
    fn go_on(&self) {
        assert!(happens(|| self.is_held()), "{}", self.log());
        if self.has_ended() {
            return;
        }
        let log = self.log();
        signal(log.split(' ').next().unwrap_or_default(), "CONT");
        let went = || self.log().len() > log.len() && self.is_held();
        assert!(happens(went), "it does not go on:\n{log}");
    }
}

/// A play ends when the machine does otherwise than a row says.
type Played = Result<(), Finding>;

fn demand(holds: bool, event: &Event, expected: String, actual: String) -> Played {
    let help = "mend the row, or put it where the programs are so far";
    holds.then_some(()).ok_or(Finding::new(event.at(), actual, expected, help))
}

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
        for step in 1.. {
            let columns = self.columns.iter_mut().zip(&event.doing);
            let late = columns.map(|(column, doing)| (column.advance(doing), column, doing));
            let late: Vec<_> = late.filter(|(done, ..)| !done).collect();
            let Some((_, column, doing)) = late.first() else { break };
            let (mut returned, blocked) = column.calls();
            returned.extend(blocked.map(|call| format!("blocked in {call}")));
            let expected = format!("{}: {doing}", column.program.name);
            let actual = format!("it does something else. Its calls: {}", returned.join(", "));
            demand(step < MOST_STEPS, event, expected, actual)?;
        }
        self.calls_are_the_lines(event)?;
        self.kernel_has_the_sockets(event)?;
        self.terminals_show(event)?;
        self.wire_has_the_segments(event)
    }

    /// The calls that have returned are those of the programs' lines.
    fn calls_are_the_lines(&self, event: &Event) -> Played {
        let columns = self.columns.iter().zip(&event.doing);
        for (column, _) in columns.filter(|(_, doing)| *doing != ENDED) {
            let (made, _) = column.calls();
            let own = calls(column.program).into_iter().map(|(_, call)| call.to_string());
            let own: Vec<String> = own.collect();
            let expected = format!("calls of the {}: {own:?}", column.program.name);
            demand(own.starts_with(&made), event, expected, format!("{made:?}, as strace says"))?;
        }
        Ok(())
    }

    fn kernel_has_the_sockets(&mut self, event: &Event) -> Played {
        let row = |socket: &Entry| {
            let bytes = socket.holds().len().to_string();
            let holds = socket.holds().strip_suffix(" in its queue").unwrap_or(&bytes);
            format!("{}: {}, {holds}", socket.name, socket.state())
        };
        let mut rows: Vec<String> = event.sockets.iter().map(row).collect();
        rows.sort();
        let holds = happens(|| self.sockets() == rows);
        let expected = format!("sockets, and how much lies in them: {rows:?}");
        demand(holds, event, expected, format!("{:?}, as the kernel says", self.sockets()))
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

    fn client_at(&self, port: u16) -> Option<&str> {
        self.ports.iter().find(|(_, own)| **own == port).map(|(name, _)| name.as_str())
    }

    /// What is printed so far, by all rows until this one.
    fn terminals_show(&mut self, event: &Event) -> Played {
        for entry in &event.printed {
            let column = self.columns.iter_mut().find(|column| column.program.name == entry.name);
            column.expect("a program").printed.push(normalize(&entry.what));
        }
        for column in &self.columns {
            let holds = happens(|| column.terminal() == column.printed);
            let (name, printed) = (&column.program.name, &column.printed);
            let expected = format!("printed by the {name} until here: {printed:?}");
            demand(holds, event, expected, format!("{:?}", column.terminal()))?;
        }
        Ok(())
    }

    /// What has crossed the wire, by all rows until this one. A story may begin when the two have met.
    fn wire_has_the_segments(&mut self, event: &Event) -> Played {
        // Where nobody listens, the kernel answers in the server's place.
        let name = |entry: &Entry| entry.name.replace("kernel", "server");
        self.crossed.extend(event.wire.iter().map(|e| format!("{}: {}", name(e), e.what)));
        let refused = TcpStream::connect(("127.0.0.1", KNOCK));
        assert!(refused.is_err(), "somebody listens at port {KNOCK}");
        self.knocks += 1;
        let knock = format!("127.0.0.1.{KNOCK} >");
        let holds = happens(|| {
            let knocks = self.tcpdump.printed().matches(&knock).count();
            knocks == self.knocks && self.segments().ends_with(&self.crossed)
        });
        let expected = format!("segments until here: {:?}", self.crossed);
        let actual = format!("{:?}, or the last of these, as tcpdump says", self.segments());
        demand(holds, event, expected, actual)
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

fn path_of(program: &Program) -> PathBuf {
    match steps::example(&program.path) {
        Some(name) => example(name),
        None if program.path.ends_with("server.rs") => env!("CARGO_BIN_EXE_server").into(),
        None => env!("CARGO_BIN_EXE_client").into(),
    }
}

/// Plays the story of that id, in a play of that name, with the programs at those paths.
pub fn play(
    name: &str, stories: &[Story], id: &str, path_of: impl Fn(&Program) -> PathBuf,
) -> Played {
    let story = stories.iter().find(|story| story.id == id);
    let story = story.unwrap_or_else(|| panic!("no page has a story `{id}`"));
    let ports = format!("port {PORT} or port {KNOCK}");
    let column = |(i, program)| {
        let log = kept(format!("{name}-{i}.story.strace"));
        // One that an earlier test has left would be taken for this one's.
        let _ = fs::remove_file(&log);
        Column { program, path: path_of(program), log, strace: None, printed: Vec::new() }
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
