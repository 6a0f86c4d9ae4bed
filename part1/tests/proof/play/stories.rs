//! Do the real programs go through the stories, event by event? strace holds each of them after
//! each of its calls, and the test lets them go on one at a time, in the table's order. (One with
//! threads runs by itself.) After each event the kernel's sockets, what was printed and the segments
//! are the rows'.

use super::prelude::*;
use super::processes::{Process, Thread};
use crate::book::steps;
use crate::book::story::{ENDED, Entry, Event, KERNEL, NOT_STARTED, Program, Story, TOLD};
use crate::book::story::{calls, course, waits};
use crate::book::tcp_segments::segment;
use crate::run::sockets::Socket;
use crate::text::stories::checked_stories;
use std::net::TcpStream;

/// No event takes a program more calls than these.
const MOST_STEPS: usize = 60;

/// A port at which nobody listens: who knocks there comes behind all that has crossed the wire.
const KNOCK: u16 = 1;

/// A program or a thread while it is played: those of the columns, and then those off the stage.
struct Part<'a> {
    program: &'a Program,
    /// Which of the processes has it.
    process: usize,
    /// What it has printed so far, by the rows.
    printed: Vec<String>,
}

/// Whether a thread does what its cell says. Of one that is blocked, that is its next call; of
/// another one, its last.
fn does(program: &Program, thread: Option<&Thread>, doing: &str) -> bool {
    let Some(thread) = thread.filter(|_| doing != NOT_STARTED) else {
        return thread.is_none() && doing == NOT_STARTED;
    };
    if doing == ENDED {
        return thread.has_ended;
    }
    let line = program.line_of(doing).expect("a line of the program");
    let is_at = |(at, call): (usize, &str)| {
        let is_blocked = thread.blocked.as_deref() == Some(call);
        at == line && (is_blocked || !waits(doing))
    };
    let next = thread.returned.len();
    let at = if waits(doing) { Some(next) } else { next.checked_sub(1) };
    at.and_then(|at| course(program).nth(at)).is_some_and(is_at)
}

/// A play ends when the machine does otherwise than a row says.
type Played = Result<(), Finding>;

fn demand(holds: bool, event: &Event, expected: String, actual: String) -> Played {
    let help = "mend the row, or put it where the programs are so far";
    holds.then_some(()).ok_or(Finding::new(event.at(), actual, expected, help))
}

struct Stage<'a> {
    story: &'a Story,
    parts: Vec<Part<'a>>,
    /// The first one is the server.
    processes: Vec<Process>,
    /// The clients' ports with their names, in the order in which they have connected.
    ports: Vec<(String, u16)>,
    tcpdump: Running,
    /// What has crossed the wire so far, by the rows.
    crossed: Vec<String>,
    /// How often the test has knocked at `KNOCK`.
    knocks: usize,
}

impl Stage<'_> {
    /// Plays one event: lets each program go on, step by step in turn, until its cell is true, or
    /// waits for one that runs by itself, and looks at what there is then.
    fn play(&mut self, event: &Event) -> Played {
        for step in 1.. {
            let late = self.late(event);
            if late.is_empty() {
                break;
            }
            let mut processes: Vec<usize> = late.iter().map(|&i| self.parts[i].process).collect();
            processes.dedup();
            let any_held = processes.iter().any(|&process| self.processes[process].is_held);
            processes.into_iter().for_each(|process| self.processes[process].go_on());
            let comes = match any_held {
                true => step < MOST_STEPS,
                false => happens(|| self.late(event).is_empty()),
            };
            self.cells_are_true(comes, event)?;
        }
        self.calls_are_the_lines(event)?;
        self.kernel_has_the_sockets(event)?;
        self.terminals_show(event)?;
        self.wire_has_the_segments(event)?;
        // Who runs by itself has not gone on meanwhile.
        self.cells_are_true(self.late(event).is_empty(), event)
    }

    fn thread(&self, part: &Part) -> Option<Thread> {
        self.processes[part.process].thread(part.program.thread)
    }

    /// The parts that have not done what the row says.
    fn late(&self, event: &Event) -> Vec<usize> {
        let has_done = |i: &usize| {
            let part = &self.parts[*i];
            let thread = self.thread(part);
            if let Some(doing) = event.doing.get(*i) {
                return does(part.program, thread.as_ref(), doing);
            }
            let made = thread.map_or(Vec::new(), |thread| thread.returned);
            let made = made.iter().filter(|call| TOLD.contains(&call.as_str())).count();
            made == self.story.told(event, &part.program.name)
        };
        (0..self.parts.len()).filter(|i| !has_done(i)).collect()
    }

    fn cells_are_true(&self, are_true: bool, event: &Event) -> Played {
        let Some(&i) = self.late(event).first().filter(|_| !are_true) else { return Ok(()) };
        let part = &self.parts[i];
        let Thread { mut returned, blocked, has_ended } = self.thread(part).unwrap_or_default();
        returned.extend(blocked.map(|call| format!("blocked in {call}")));
        returned.extend(has_ended.then(|| ENDED.to_string()));
        let doing = event.doing.get(i).map_or("what the row tells of it", String::as_str);
        let expected = format!("{}: {doing}", part.program.name);
        let actual = format!("it does something else. Its calls: {}", returned.join(", "));
        demand(false, event, expected, actual)
    }

    /// The calls that have returned are those of the programs' lines.
    fn calls_are_the_lines(&self, event: &Event) -> Played {
        for part in &self.parts {
            let Some(thread) = self.thread(part).filter(|thread| !thread.has_ended) else {
                continue;
            };
            let made = thread.returned;
            let own = course(part.program).map(|(_, call)| call).take(made.len());
            let holds = own.eq(made.iter().map(String::as_str));
            let own: Vec<_> = calls(part.program).into_iter().map(|(_, call)| call).collect();
            let expected = format!("calls of the {}: {own:?}", part.program.name);
            demand(holds, event, expected, format!("{made:?}, as strace says"))?;
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
                // Clients are met in the order of the parts.
                let clients = self.parts.iter().filter(|part| part.process > 0);
                let name = clients.map(|part| &part.program.name).nth(self.ports.len());
                self.ports.push((name.expect("a client").clone(), socket.local));
            }
        }
        let socket = |socket: &Socket| {
            let name = match (socket.local, socket.peer) {
                (PORT, 0) => "listener",
                (PORT, port) => self.server_end(port),
                (port, _) => self.client_at(port).unwrap_or_default(),
            };
            format!("{name}: {}, {}", socket.state, sockets::unread(socket))
        };
        let mut found: Vec<String> = all.iter().map(socket).collect();
        found.sort();
        found
    }

    fn client_at(&self, port: u16) -> Option<&str> {
        self.ports.iter().find(|(_, own)| *own == port).map(|(name, _)| name.as_str())
    }

    /// The name of the server's end of the connection to that port: that of the thread that has it.
    fn server_end(&self, port: u16) -> &str {
        let number = self.ports.iter().position(|(_, own)| *own == port).unwrap_or_default();
        let mut threads = self.story.programs.iter().filter(|program| program.thread > 0);
        match threads.nth(number) {
            Some(thread) => &thread.name,
            None => ["server", "server's second"][number],
        }
    }

    /// What is printed so far, by all rows until this one.
    fn terminals_show(&mut self, event: &Event) -> Played {
        for entry in &event.printed {
            let part = self.parts.iter_mut().find(|part| part.program.name == entry.name);
            part.expect("a program").printed.push(normalize(&entry.what));
        }
        // A terminal is the one of all threads.
        for part in self.parts.iter().filter(|part| part.program.thread == 0) {
            let terminal = || self.processes[part.process].terminal();
            let holds = happens(|| terminal() == part.printed);
            let (name, printed) = (&part.program.name, &part.printed);
            let expected = format!("printed by the {name} until here: {printed:?}");
            demand(holds, event, expected, format!("{:?}", terminal()))?;
        }
        Ok(())
    }

    /// What has crossed the wire, by all rows until this one. A story may begin when the two have met.
    fn wire_has_the_segments(&mut self, event: &Event) -> Played {
        // Where nobody listens, the kernel answers in the server's place.
        let name = |entry: &Entry| entry.name.replace(KERNEL, "server");
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
    let (mut parts, mut processes) = (Vec::new(), Vec::new());
    for program in story.programs.iter().chain(&story.others) {
        if program.thread == 0 {
            let own = format!("{name}-{}", processes.len());
            processes.push(Process::new(&own, path_of(program), true));
        }
        let process = processes.len() - 1;
        processes[process].is_held &= program.thread == 0;
        parts.push(Part { program, process, printed: Vec::new() });
    }
    let mut stage = Stage {
        story,
        parts,
        processes,
        ports: Vec::new(),
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
