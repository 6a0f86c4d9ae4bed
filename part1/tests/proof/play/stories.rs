//! Do the real programs go through the stories, event by event? strace holds each of them after
//! each of its calls, and the test lets them go on one at a time, in the table's order. After each
//! event the kernel's sockets, what was printed and the segments are the rows'.

use crate::book::report::Finding;
use crate::book::segments::segment;
use crate::book::steps;
use crate::book::story::{CLOSE, ENDED, Event, NOT_STARTED, PAGE, Program, Story, calls, waits};
use crate::run::namespace::all_in_own_networks;
use crate::run::prelude::*;
use crate::run::sockets;
use crate::text::stories::checked_stories;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};

/// The calls after which strace holds a program.
const HELD: &str = "listen,accept4,connect,sendto,recvfrom,write,close";

/// A port of the test's own network at which nobody listens. What knocks
/// there comes behind all that has crossed the wire before.
const MARKER: u16 = 1;

/// A program under strace.
struct Traced {
    /// strace, whose output is the program's.
    strace: Running,
    log: PathBuf,
}

/// A line of strace's log: the call, and whether it has returned, rather
/// than been interrupted while it was blocked.
struct Call {
    name: String,
    returned: bool,
}

impl Traced {
    fn start(program: &Path, label: &str) -> Traced {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let log = folder.join(format!("{label}.story.strace"));
        // One that a killed test has left would be taken for this one's.
        let _ = fs::remove_file(&log);
        let mut strace = Command::new("strace");
        strace.args(["-f", "-e", &format!("trace={HELD}")]);
        strace.args(["-e", &format!("inject={HELD}:signal=SIGSTOP"), "-o"]);
        strace.arg(&log).arg(program);
        let strace = Running::start(&mut strace).expect("strace is installed");
        Traced { strace, log }
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Whether it is held, or has ended.
    fn is_held(&self) -> bool {
        let log = self.log();
        let last = log.lines().next_back().unwrap_or_default();
        last.contains("--- stopped by SIGSTOP") || last.contains("+++ exited")
    }

    /// Its calls from the first one of the network on: the loader's own come before.
    fn calls(&self) -> Vec<Call> {
        let log = self.log();
        // Each line begins with the number of the process.
        let lines = log.lines().filter_map(|line| line.split_once(' '));
        let calls = lines.filter_map(|(_, line)| {
            let (name, rest) = line.trim_start().split_once('(')?;
            let (_, result) = rest.rsplit_once(" = ")?;
            let returned = !result.starts_with('?');
            Some(Call { name: name.to_string(), returned })
        });
        calls.skip_while(|call| [CLOSE, "write"].contains(&&*call.name)).collect()
    }

    /// How many calls have returned.
    fn returned(&self) -> usize {
        self.calls().iter().filter(|call| call.returned).count()
    }

    fn has_ended(&self) -> bool {
        self.log().contains("+++ exited")
    }

    /// Lets it go on until it is held again.
    fn go_on(&self) {
        assert!(wait_until(BOUND, || self.is_held()), "{}", self.log());
        let log = self.log();
        let Some((id, _)) = log.split_once(' ') else { return };
        if self.has_ended() {
            return;
        }
        let kill = Command::new("kill").args(["-CONT", id]).status();
        assert!(kill.is_ok_and(|status| status.success()), "{log}");
        let went = || self.log().len() > log.len() && self.is_held();
        assert!(wait_until(BOUND, went), "it does not go on:\n{log}");
    }

    /// What it has printed, as a terminal shows it.
    fn printed(&self) -> Vec<String> {
        let all = self.strace.printed() + &self.strace.complained();
        all.lines().map(normalize).collect()
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.log);
    }
}

/// What a program shall have done for its cell to be true.
enum Goal {
    Nothing,
    Ended,
    /// So many calls have returned.
    Returned(usize),
    /// So many have returned, and the next one is blocked.
    Blocked(usize),
}

fn goal(program: &Program, doing: &str) -> Goal {
    match doing {
        NOT_STARTED => return Goal::Nothing,
        ENDED => return Goal::Ended,
        _ => {}
    }
    let line = program.line_of(doing).expect("a line of the program");
    let before = calls(program).iter().filter(|(at, _)| *at < line).count();
    match waits(doing) {
        true => Goal::Blocked(before),
        false => Goal::Returned(before + 1),
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

/// A story that is being played.
struct Stage<'a> {
    story: &'a Story,
    /// What this play is called; a story may be played several times at once.
    name: &'a str,
    paths: Vec<PathBuf>,
    traced: Vec<Option<Traced>>,
    /// The clients' ports, by their names, once they are connected.
    ports: BTreeMap<String, u16>,
    /// What each program has printed so far, by the rows.
    printed: Vec<Vec<String>>,
    tcpdump: Running,
    /// What has crossed the wire so far, by the rows.
    crossed: Vec<String>,
    /// How often the test has knocked at `MARKER`.
    markers: usize,
}

impl Stage<'_> {
    /// Whether a program has done what its cell says; a step on, if not.
    fn advance(&mut self, i: usize, goal: &Goal) -> bool {
        if matches!(goal, Goal::Nothing) {
            return true;
        }
        let label = format!("{}-{i}", self.name);
        let path = &self.paths[i];
        let traced = self.traced[i].get_or_insert_with(|| Traced::start(path, &label));
        let done = match goal {
            Goal::Nothing => true,
            Goal::Ended => traced.has_ended(),
            Goal::Returned(calls) => traced.returned() == *calls,
            Goal::Blocked(calls) => {
                let blocked = traced.calls().last().is_some_and(|c| !c.returned);
                traced.returned() == *calls && blocked
            }
        };
        if !done {
            traced.go_on();
        }
        done
    }

    /// Plays one event: lets each program go on, step by step in turn, until
    /// its cell is true, and looks at what there is then.
    fn play(&mut self, event: &Event) -> Played {
        let programs = &self.story.programs;
        let goals = programs.iter().zip(&event.doing);
        let goals: Vec<Goal> = goals.map(|(p, doing)| goal(p, doing)).collect();
        let mut late = Vec::new();
        for _ in 0..MOST_STEPS {
            let steps = goals.iter().enumerate();
            late = steps.filter(|(i, g)| !self.advance(*i, g)).collect();
            if late.is_empty() {
                break;
            }
        }
        if let Some((i, _)) = late.first() {
            let expected = format!("{}: {}", programs[*i].name, event.doing[*i]);
            let actual = format!("it does something else. Its calls: {}", self.so_far(*i));
            demand(false, event, expected, actual)?;
        }
        self.calls_are_the_lines(event)?;
        self.kernel_has_the_sockets(event)?;
        self.terminals_show(event)?;
        self.wire_has_the_segments(event)
    }

    /// The calls of a program, of which the last one may be blocked.
    fn so_far(&self, i: usize) -> String {
        let calls = self.traced[i].as_ref().map(Traced::calls);
        let calls = calls.unwrap_or_default();
        let last = calls.last().filter(|call| !call.returned);
        let calls = calls.iter().filter(|call| call.returned);
        let mut names: Vec<String> = calls.map(|call| call.name.clone()).collect();
        names.extend(last.map(|call| format!("blocked in {}", call.name)));
        names.join(", ")
    }

    /// The calls that have returned are those of the programs' lines.
    fn calls_are_the_lines(&self, event: &Event) -> Played {
        for (i, traced) in self.traced.iter().enumerate() {
            let Some(traced) = traced else { continue };
            if event.doing[i] == ENDED {
                continue;
            }
            let made = traced.calls();
            let made = made.iter().filter(|call| call.returned);
            let made: Vec<&str> = made.map(|call| call.name.as_str()).collect();
            let own = calls(&self.story.programs[i]);
            let own: Vec<&str> = own.iter().map(|(_, call)| *call).collect();
            let name = &self.story.programs[i].name;
            demand(
                own.starts_with(&made),
                event,
                format!("calls of the {name}: {own:?}"),
                format!("{made:?}, as strace says"),
            )?;
        }
        Ok(())
    }

    fn kernel_has_the_sockets(&mut self, event: &Event) -> Played {
        let mut rows: Vec<String> = event
            .sockets
            .iter()
            .map(|socket| {
                let holds = match socket.holds().split_once(" in its queue") {
                    Some((count, _)) => count.to_string(),
                    None => socket.holds().len().to_string(),
                };
                format!("{}: {}, {holds}", socket.name, socket.state())
            })
            .collect();
        rows.sort();
        let same = wait_until(BOUND, || self.sockets() == rows);
        demand(
            same,
            event,
            format!("sockets, and how much lies in them: {rows:?}"),
            format!("{:?}, as the kernel says", self.sockets()),
        )
    }

    /// The sockets that there are, by the table's names.
    fn sockets(&mut self) -> Vec<String> {
        let all = sockets::all().expect("Linux's table of sockets");
        for socket in &all {
            let known = self.ports.values().any(|port| *port == socket.local);
            if socket.peer != PORT || known {
                continue;
            }
            // Clients are met in the order of their columns.
            let name = &self.story.programs[self.ports.len() + 1].name;
            self.ports.insert(name.clone(), socket.local);
        }
        let name = |socket: &sockets::Socket| {
            let of = |port: u16| {
                let found = self.ports.iter().find(|(_, p)| **p == port);
                found.map_or("", |(name, _)| name.as_str())
            };
            match (socket.local, socket.peer) {
                (PORT, 0) => "listener",
                (PORT, port) if of(port) == "client" => "server",
                (PORT, _) => "server's second",
                (port, _) => of(port),
            }
            .to_string()
        };
        // In the kernel's number, the FIN that has come counts as a byte.
        let holds = |socket: &sockets::Socket| {
            let fin = u64::from(socket.state == sockets::CLOSE_WAIT);
            socket.to_read.saturating_sub(fin)
        };
        let mut found: Vec<String> =
            all.iter().map(|s| format!("{}: {}, {}", name(s), s.state, holds(s))).collect();
        found.sort();
        found
    }

    /// What is printed so far, by all rows until this one.
    fn terminals_show(&mut self, event: &Event) -> Played {
        for entry in &event.printed {
            let programs = self.story.programs.iter();
            let i = programs.map(|p| &p.name).position(|n| *n == entry.name);
            self.printed[i.expect("a program")].push(normalize(&entry.what));
        }
        for (i, rows) in self.printed.iter().enumerate() {
            let Some(traced) = &self.traced[i] else { continue };
            let name = &self.story.programs[i].name;
            demand(
                wait_until(BOUND, || traced.printed() == *rows),
                event,
                format!("printed by the {name} until here: {rows:?}"),
                format!("{:?}", traced.printed()),
            )?;
        }
        Ok(())
    }

    /// What has crossed the wire, by all rows until this one. A story may
    /// begin when the two have met.
    fn wire_has_the_segments(&mut self, event: &Event) -> Played {
        let crossed = event.wire.iter().map(|entry| {
            // Where nobody listens, the kernel answers in the server's place.
            let name = entry.name.replace("kernel", "server");
            format!("{name}: {}", entry.what)
        });
        self.crossed.extend(crossed);
        let refused = TcpStream::connect(("127.0.0.1", MARKER));
        assert!(refused.is_err(), "somebody listens at port {MARKER}");
        self.markers += 1;
        let marker = format!("127.0.0.1.{MARKER} >");
        let ends = || {
            let markers = self.tcpdump.printed().matches(&marker).count();
            markers == self.markers && self.segments().ends_with(&self.crossed)
        };
        demand(
            wait_until(BOUND, ends),
            event,
            format!("segments until here: {:?}", self.crossed),
            format!("{:?}, or the last of these, as tcpdump says", self.segments()),
        )
    }

    /// The segments that tcpdump has seen, in the table's words.
    fn segments(&self) -> Vec<String> {
        let named = |line: &str| {
            let (port, what) = segment(line)?;
            let is_marker = line.contains(&format!(".{MARKER}: "));
            if is_marker || port == MARKER {
                return None;
            }
            let client = self.ports.iter().find(|(_, p)| **p == port);
            let name = match client {
                Some((name, _)) => name.as_str(),
                None if port == PORT => "server",
                // It was refused, and never had a socket that stayed.
                None => "client",
            };
            Some(format!("{name}: {what}"))
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
    let mut tcpdump = Command::new("tcpdump");
    tcpdump.args(["-i", "lo", "-n", "-t", "-l", "--immediate-mode"]);
    tcpdump.arg(format!("port {PORT} or port {MARKER}"));
    let tcpdump = Running::start(&mut tcpdump).expect("tcpdump is installed");
    let ready = || tcpdump.complained().contains("listening on lo");
    assert!(wait_until(BOUND, ready), "{}", tcpdump.complained());
    let mut stage = Stage {
        story,
        name,
        paths: story.programs.iter().map(path_of).collect(),
        traced: story.programs.iter().map(|_| None).collect(),
        ports: BTreeMap::new(),
        printed: vec![Vec::new(); story.programs.len()],
        tcpdump,
        crossed: Vec::new(),
        markers: 0,
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
