//! Does a reader who types the commands of a page see what it shows? Every console fence is played:
//! really run, and its output compared.

use crate::book::console::{self, Exchange, Scene, Terminal};
use crate::book::fence::Place;
use crate::book::prelude::*;
use crate::book::steps::EXAMPLES;
use crate::run::compiler;
use crate::run::namespace;
use crate::run::normalize::{normalized_numbers, squeeze};
use crate::run::package;
use crate::run::port::CHANGED_PORT;
use crate::run::prelude::*;
use crate::run::screen;
use crate::run::sockets::{ESTABLISHED, count, is_listening};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

/// Which scenes of a page are played.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scenes {
    /// Those for which Cargo is enough.
    Plain,
    /// Those of them that have nothing to do with the programs' port, and need not wait for it.
    Elsewhere,
    /// Those of them that measure.
    Measured,
    /// Those that need more: they are played in a network of their own.
    WithTools,
}

/// Plays those scenes of every page that is wanted.
fn play(only: impl Fn(&Page) -> bool, scenes: Scenes) {
    let (context, mut report) = (Context::live(), Report::default());
    for page in context.book.all().filter(|page| only(page)) {
        play_page(context, page, scenes, &mut report);
    }
    report.settle();
}

/// The set-up page compiles new packages and needs no port: it is played beside the others.
#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_of_the_set_up_page_print_what_it_shows() {
    play(|page| page.name() == "set-up", Scenes::Plain);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_of_the_other_pages_print_what_they_show() {
    play(|page| page.name() != "set-up", Scenes::Plain);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_at_no_port_of_ours_print_what_they_show() {
    play(|_| true, Scenes::Elsewhere);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_that_measure_print_what_they_show_but_for_numbers() {
    play(|_| true, Scenes::Measured);
}

#[test]
#[ignore = "needs root, unshare, ip, ss, strace"]
fn the_consoles_that_need_tools_print_what_they_show() {
    let book = Book::read(&Tree::read());
    let needs = |page: &&Page| {
        let mut consoles = page.fences.iter().filter_map(|fence| fence.console());
        consoles.any(|console| !console.needs.is_empty())
    };
    // A network for each page: none sees what another has left.
    let pages: Vec<&str> = book.all().filter(needs).map(|page| page.path.as_str()).collect();
    assert!(!pages.is_empty(), "no page with such a console");
    namespace::each_in_own_network(&pages, |path| {
        play(|page| page.path == path, Scenes::WithTools);
    });
}

/// Plays the scenes of a page. What is built is built before the lock of the port is taken, so that
/// others wait only for what is run.
pub fn play_page(context: &Context, page: &Page, which: Scenes, report: &mut Report) {
    let mut scenes = console::scenes(page, report);
    scenes.retain(|scene| which == scenes_of(context, scene));
    let mut terminals = scenes.iter().flat_map(|scene| &scene.terminals);
    let new = terminals.any(|terminal| terminal.place == Some(Place::New));
    let new = new.then(NewFolder::default);
    let mut cwd = new.as_ref().map(|new| new.0.clone()).unwrap_or_default();
    for scene in scenes {
        Stage { context, cwd: &mut cwd }.play(&scene, report);
    }
}

pub fn scenes_of(context: &Context, scene: &Scene) -> Scenes {
    if scene.needs_tools() {
        Scenes::WithTools
    } else if scene.is_measured() {
        Scenes::Measured
    } else if scene.commands().all(|command| is_elsewhere(context, command)) {
        Scenes::Elsewhere
    } else {
        Scenes::Plain
    }
}

/// Whether a command runs an example in which the port is not named.
fn is_elsewhere(context: &Context, command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    let ["cargo", "run", "--example", name, ..] = words[..] else {
        return false;
    };
    let source = context.sources.get(&format!("{EXAMPLES}{name}.rs"));
    let port = PORT.to_string();
    !command.contains(&port)
        && source.is_some_and(|source| !source.code.iter().any(|line| line.text.contains(&port)))
}

/// A folder of its own in the system's temporary one, removed at the end.
struct NewFolder(PathBuf);

impl Default for NewFolder {
    fn default() -> NewFolder {
        let id = format!("{}-{:?}", process::id(), thread::current().id());
        let id: String = id.chars().filter(|c| c.is_alphanumeric()).collect();
        let folder = env::temp_dir().join(format!("tcp-tutorial-{id}"));
        fs::create_dir_all(&folder).expect("a temporary folder");
        NewFolder(folder)
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Where scenes are played.
struct Stage<'a> {
    context: &'a Context,
    /// The folder that a terminal `in=new` is in.
    cwd: &'a mut PathBuf,
}

/// A command that was started, and what became of it.
enum Started {
    Running(Running),
    Ended(Result<Ended, String>),
    /// Carried out here; what it prints.
    Builtin(String),
}

impl Stage<'_> {
    fn play(&mut self, scene: &Scene, report: &mut Report) {
        report.count("scenes");
        let new = scene.terminals.iter().any(|t| t.place == Some(Place::New));
        let folders: Vec<PathBuf> =
            scene.terminals.iter().map(|terminal| self.folder(scene.page, terminal)).collect();
        for (terminal, folder) in scene.terminals.iter().zip(&folders) {
            for exchange in &terminal.console.exchanges {
                build_ahead(exchange, folder, new);
            }
        }
        let mut came: Vec<Vec<Came>> = scene.terminals.iter().map(|_| Vec::new()).collect();
        self.play_rounds(scene, &folders, new, &mut came);
        for (terminal, came) in scene.terminals.iter().zip(came) {
            compare(self.context, scene.page, terminal, &came, report);
        }
    }

    fn folder(&self, page: &Page, terminal: &Terminal) -> PathBuf {
        match terminal.place {
            Some(Place::Tutorial) => root(),
            Some(Place::New) => self.cwd.clone(),
            None => package::write(self.context, page, terminal.console.changed),
        }
    }

    /// Plays all rounds, with the port's lock if they are at the port.
    fn play_rounds(
        &mut self,
        scene: &Scene,
        folders: &[PathBuf],
        new: bool,
        came: &mut [Vec<Came>],
    ) {
        // What measures chooses a free port, or takes the lock itself.
        let elsewhere = scene.is_measured() || scenes_of(self.context, scene) == Scenes::Elsewhere;
        let lock = (!new && !elsewhere).then(PortLock::take);
        if let Some(lock) = &lock
            && scene.terminals.iter().any(|terminal| terminal.console.changed.is_some())
        {
            lock.needs(CHANGED_PORT);
        }
        let rounds = scene.terminals.iter().map(|t| t.console.exchanges.len());
        for round in 0..rounds.max().unwrap_or(0) {
            self.play_round(scene, folders, round, came);
        }
    }

    /// Starts the round's command in each terminal, each when the one
    /// before it has come as far as it comes by itself; then waits.
    fn play_round(
        &mut self,
        scene: &Scene,
        folders: &[PathBuf],
        round: usize,
        came: &mut [Vec<Came>],
    ) {
        let mut started = Vec::new();
        for (index, terminal) in scene.terminals.iter().enumerate() {
            let Some(exchange) = terminal.console.exchanges.get(round) else {
                continue;
            };
            let before = came[index].last();
            let was_listening = listening();
            let connected = connected();
            let mut now = match terminal.place {
                Some(Place::New) => {
                    let folder = self.cwd.clone();
                    self.start(exchange, &folder, before)
                }
                _ => self.start(exchange, &folders[index], before),
            };
            if let Started::Running(running) = &mut now {
                if terminal.console.waits {
                    if let Err(message) = stays_silent(running) {
                        now = Started::Ended(Err(message));
                    }
                } else if !terminal.console.measured {
                    settle(running, exchange, was_listening);
                    if was_listening && exchange.is_silent() {
                        // What a client that says nothing does.
                        wait_until(CONNECTS, || connected != self::connected());
                    }
                }
            }
            // A script may build what it measures.
            let bound = if terminal.console.measured { BUILD_BOUND } else { BOUND };
            started.push((index, exchange, now, bound));
        }
        // A key ends what others may wait for; the server goes on until all others have ended.
        started.sort_by_key(|(index, exchange, ..)| match (exchange.is_ended_by_key(), index) {
            (true, 1..) => 0,
            (false, _) => 1,
            (true, 0) => 2,
        });
        for (index, exchange, now, bound) in started {
            came[index].push(finish(exchange, now, bound));
        }
    }

    fn start(&mut self, exchange: &Exchange, folder: &Path, before: Option<&Came>) -> Started {
        let words: Vec<&str> = exchange.command.split(' ').collect();
        match words[..] {
            ["cd", to] => {
                *self.cwd = self.cwd.join(to);
                Started::Builtin(String::new())
            }
            ["echo", "$?"] => {
                let code = before.map_or("0".to_string(), |s| s.ending.clone());
                Started::Builtin(code)
            }
            _ => {
                let mut command = package::command(words[0], &words[1..], folder);
                // A terminal's input goes on until a key ends it.
                let started = match exchange.is_ended_by_key() {
                    true => Running::start_with_input(&mut command),
                    false => Running::start(&mut command),
                };
                match started {
                    Ok(running) => Started::Running(running),
                    Err(e) => Started::Ended(Err(format!(
                        "`{}` cannot be started: {e}",
                        exchange.command
                    ))),
                }
            }
        }
    }
}

/// Builds what `cargo run --bin …` will run. The scene itself says what happens if that fails.
fn build_ahead(exchange: &Exchange, folder: &Path, new: bool) {
    let words: Vec<&str> = exchange.command.split(' ').collect();
    let what = match words[..] {
        _ if new => return,
        ["cargo", "run", "--release", kind, name, ..] => {
            vec!["--release", kind, name]
        }
        ["cargo", "run", kind, name, ..] => vec![kind, name],
        _ => return,
    };
    let _ = package::build_ahead(folder, &what);
}

fn printed_lines(running: &Running) -> usize {
    running.printed().lines().count()
}

fn listening() -> bool {
    let listens = |port| is_listening(port).unwrap_or(false);
    listens(PORT) || listens(CHANGED_PORT)
}

/// How long a client is given to connect that says nothing then.
const CONNECTS: Duration = Duration::from_secs(2);

/// How many connections of the programs' port there are.
fn connected() -> Option<usize> {
    count(ESTABLISHED, None, Some(PORT))
}

/// A command that waits for the end of another one does nothing yet.
fn stays_silent(running: &mut Running) -> Result<(), String> {
    thread::sleep(WHILE);
    match running.has_ended() || printed_lines(running) > 0 {
        true => Err("it goes on without waiting for another terminal".into()),
        false => Ok(()),
    }
}

/// Waits until a command has come as far as it comes before the reader goes on: it has ended; or it
/// is a server, and listens; or it waits for Ctrl-C and has printed what it prints first.
fn settle(running: &mut Running, exchange: &Exchange, was_listening: bool) {
    if is_listening(PORT).is_none() {
        // No file says who listens: give it the time to.
        thread::sleep(Duration::from_millis(500));
        return;
    }
    let lines = exchange.output.len();
    let lines = exchange.typed.as_ref().map_or(lines, |(_, lines)| *lines);
    wait_until(BOUND, || {
        let waits = match was_listening {
            true => exchange.interrupted && printed_lines(running) >= lines,
            false => {
                listening() || exchange.interrupted && lines > 0 && printed_lines(running) >= lines
            }
        };
        waits || running.has_ended()
    });
}

/// What one command printed, and how it ended.
struct Came {
    output: Vec<String>,
    /// The exit code, or what stood in its place.
    ending: String,
}

fn finish(exchange: &Exchange, started: Started, bound: Duration) -> Came {
    let ended = match started {
        Started::Builtin(text) => {
            let output = text.lines().map(str::to_string).collect();
            return Came { output, ending: "0".into() };
        }
        Started::Ended(ended) => ended,
        Started::Running(mut running) => {
            let wait_for_lines = |running: &mut Running, lines| {
                wait_until(BOUND, || printed_lines(running) >= lines || running.has_ended());
            };
            if let Some((keys, lines)) = &exchange.typed {
                wait_for_lines(&mut running, *lines);
                running.type_in(keys);
            }
            if exchange.interrupted && !running.has_ended() {
                wait_for_lines(&mut running, exchange.output.len());
                running.signal("INT");
            }
            running.finish(bound)
        }
    };
    match ended {
        Err(message) => {
            Came { output: message.lines().map(str::to_string).collect(), ending: "none".into() }
        }
        Ok(ended) => Came {
            output: shown(exchange, &ended),
            ending: match (ended.status.code(), interrupted(&ended)) {
                (_, true) => "Ctrl-C".into(),
                (Some(code), _) => code.to_string(),
                (None, _) => ended.status.to_string(),
            },
        },
    }
}

#[cfg(unix)]
fn interrupted(ended: &Ended) -> bool {
    use std::os::unix::process::ExitStatusExt;
    ended.status.signal() == Some(2)
}

#[cfg(not(unix))]
fn interrupted(_: &Ended) -> bool {
    false
}

/// What the book shows of a command's output: all that the program
/// prints, and of what Cargo says only errors.
fn shown(exchange: &Exchange, ended: &Ended) -> Vec<String> {
    let stdout = screen::shown(&ended.stdout);
    let mut lines: Vec<&str> = stdout.lines().collect();
    let stderr: Vec<&str> = ended.stderr.lines().collect();
    let from = if exchange.command.starts_with("cargo ") {
        let running = |line: &&str| line.starts_with("     Running `");
        match stderr.iter().position(running) {
            Some(at) => at + 1,
            None => {
                let error = |line: &&str| line.starts_with("error");
                stderr.iter().position(error).unwrap_or(stderr.len())
            }
        }
    } else {
        0
    };
    let is_shown = |line: &&&str| !line.trim_start().starts_with(WAITING);
    lines.extend(stderr[from..].iter().filter(is_shown));
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

/// How a line begins that `check` prints when something takes longer than
/// half a second, as on a busy machine anything does.
const WAITING: &str = "… waiting, ";

/// The exit code of a Cargo that cannot do what it is told to.
const CARGO_FAILED: &str = "101";

/// The exit code that goes with what a page shows.
fn expected_ending(exchange: &Exchange) -> &'static str {
    let last = exchange.output.last().map_or("", String::as_str);
    let starts = |start| exchange.output.iter().any(|l| l.starts_with(start));
    if exchange.interrupted {
        "Ctrl-C"
    } else if last.starts_with("Error: ") {
        "1"
    } else if starts("error: ") || starts("error[") {
        CARGO_FAILED
    } else {
        "0"
    }
}

/// One of the terminal's alternatives is what came.
fn compare(
    context: &Context,
    page: &Page,
    terminal: &Terminal,
    came: &[Came],
    report: &mut Report,
) {
    report.count_many("commands run", came.len());
    let normal = |lines: &[String]| {
        let lines = normalized(lines);
        match (terminal.console.measured, terminal.console.needs.is_empty()) {
            (true, _) => normalized_numbers(&lines),
            // Tools draw their columns as wide as the window is.
            (false, false) => squeezed(&lines),
            (false, true) => lines,
        }
    };
    let ends_so = |exchange: &Exchange, came: &Came| expected_ending(exchange) == came.ending;
    let fits = |exchange: &Exchange, came: &Came| {
        ends_so(exchange, came)
            && console::is_shown(&normal(&exchange.output), &normal(&came.output))
    };
    let exchanges = |fence: &&'_ Fence| fence.console().map_or(vec![], |c| c.exchanges.clone());
    let mut all = terminal.alternatives.iter().map(exchanges);
    if all.any(|exchanges| exchanges.iter().zip(came).all(|(exchange, came)| fits(exchange, came)))
    {
        return;
    }
    let help = match terminal.alternatives.len() {
        1 => "mend the page, or the program if the page is right",
        _ => "mend the page (the fences behind it with `or` do not fit, either), or the program",
    };
    let fence = terminal.alternatives[0];
    for (i, (exchange, came)) in terminal.console.exchanges.iter().zip(came).enumerate() {
        if fits(exchange, came) {
            continue;
        }
        let first = report.findings.len();
        if ends_so(exchange, came) {
            let recorded = Recorded { page, fence, exchange: Some(i) };
            recorded.compare(context, &came.output, &normal, help, report);
        } else {
            let text = |output: &[String], ending: &str| {
                format!("{}\n[ends with: {ending}]", normal(output).join("\n"))
            };
            report.add(
                (&page.path, exchange.line),
                text(&came.output, &came.ending),
                text(&exchange.output, expected_ending(exchange)),
                help,
            );
        }
        // Cargo's own words for a wrong command, as the compiler's.
        if [expected_ending(exchange), &came.ending] == [CARGO_FAILED; 2] {
            compiler::excuse_words(report, first);
        }
        return;
    }
}

fn squeezed(lines: &[String]) -> Vec<String> {
    // `ss` leaves the space out when it does not print to a terminal.
    let squeezed = |line: &String| squeeze(line).replace(":PortProcess", ":Port Process");
    lines.iter().map(squeezed).collect()
}
