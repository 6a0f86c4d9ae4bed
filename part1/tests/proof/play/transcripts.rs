//! Does a reader who types the commands of a page see what it shows? Every console fence is played:
//! really run, and its output compared.

use crate::book::console::{self, Exchange, Scene, Terminal};
use crate::book::fence::Place;
use crate::book::prelude::*;
use crate::book::steps::EXAMPLES;
use crate::run::namespace::each_in_own_network;
use crate::run::normalize::{normalize_numbers, squeeze};
use crate::run::port::CHANGED_PORT;
use crate::run::prelude::*;
use crate::run::sockets::{ESTABLISHED, count, is_listening};
use crate::run::{compiler, readers_package, terminal_screen};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, process, thread};

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
    let needs = |fence: &Fence| fence.console().is_some_and(|console| !console.needs.is_empty());
    let pages = Context::live().book.all().filter(|page| page.fences.iter().any(needs));
    // A network for each page: none sees what another has left.
    let pages: Vec<&str> = pages.map(|page| page.path.as_str()).collect();
    assert!(!pages.is_empty(), "no page with such a console");
    each_in_own_network(&pages, |path| play(|page| page.path == path, Scenes::WithTools));
}

/// Plays the scenes of a page. What is built is built before the lock of the port is taken, so that
/// others wait only for what is run.
pub fn play_page(context: &Context, page: &Page, which: Scenes, report: &mut Report) {
    let mut scenes = console::scenes(page, report);
    scenes.retain(|scene| which == scenes_of(context, scene));
    let new = scenes.iter().any(is_new).then(NewFolder::create);
    let cwd = new.as_ref().map(|new| new.0.clone()).unwrap_or_default();
    let mut stage = Stage { context, which, cwd };
    for scene in &scenes {
        stage.play(scene, report);
    }
}

fn scenes_of(context: &Context, scene: &Scene) -> Scenes {
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
    let ["cargo", "run", "--example", name, ..] = words[..] else { return false };
    let Some(source) = context.sources.get(&format!("{EXAMPLES}{name}.rs")) else { return false };
    let port = PORT.to_string();
    !command.contains(&port) && !source.code.iter().any(|line| line.text.contains(&port))
}

/// Whether a scene begins in a folder that is empty.
fn is_new(scene: &Scene) -> bool {
    scene.terminals.iter().any(|terminal| terminal.place == Some(Place::New))
}

/// A folder of its own in the system's temporary one, removed at the end.
struct NewFolder(PathBuf);

impl NewFolder {
    fn create() -> NewFolder {
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
    which: Scenes,
    /// The folder that a terminal `in=new` is in.
    cwd: PathBuf,
}

/// A terminal's part of a scene: the folder it is in, if not `in=new`, and what came so far.
struct Part<'a> {
    terminal: &'a Terminal<'a>,
    folder: PathBuf,
    came: Vec<Came>,
}

/// What one command printed, and how it ended.
struct Came {
    output: Vec<String>,
    /// The exit code, or what stood in its place.
    ending: String,
}

impl Came {
    /// What is said here rather than by a program.
    fn said(text: &str, ending: &str) -> Came {
        Came { output: text.lines().map(str::to_string).collect(), ending: ending.to_string() }
    }
}

impl Stage<'_> {
    fn play(&mut self, scene: &Scene, report: &mut Report) {
        report.count("scenes");
        let folder = |terminal: &Terminal| match terminal.place {
            Some(Place::Tutorial) => root(),
            Some(Place::New) => PathBuf::new(),
            None => readers_package::write(self.context, scene.page, terminal.console.changed),
        };
        let part = |terminal| Part { terminal, folder: folder(terminal), came: Vec::new() };
        let mut parts: Vec<Part> = scene.terminals.iter().map(part).collect();
        if !is_new(scene) {
            for part in &parts {
                part.terminal.console.exchanges.iter().for_each(|e| build_ahead(e, &part.folder));
            }
        }
        // What measures chooses a free port, or takes the lock itself.
        let elsewhere = scene.is_measured() || self.which == Scenes::Elsewhere;
        let lock = (!is_new(scene) && !elsewhere).then(PortLock::take);
        let is_changed = |part: &Part| part.terminal.console.changed.is_some();
        if let Some(lock) = &lock
            && parts.iter().any(is_changed)
        {
            lock.needs(CHANGED_PORT);
        }
        let rounds = parts.iter().map(|part| part.terminal.console.exchanges.len()).max();
        for round in 0..rounds.unwrap_or(0) {
            self.play_round(&mut parts, round);
        }
        // Blessing what came needs the port, too.
        drop(lock);
        for part in &parts {
            compare(self.context, scene.page, part, report);
        }
    }

    /// Starts the round's command in each terminal, each when the one before it has come as far as
    /// it comes by itself; then waits.
    fn play_round(&mut self, parts: &mut [Part], round: usize) {
        let mut started = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let console = part.terminal.console;
            let Some(exchange) = console.exchanges.get(round) else { continue };
            let (was_listening, was_connected) = (listening(), connected());
            let now = self.start(exchange, part).and_then(|mut running| {
                if console.waits {
                    stays_silent(&mut running)?;
                } else if !console.measured {
                    settle(&mut running, exchange, was_listening);
                    if was_listening && exchange.is_silent() {
                        // What a client that says nothing does.
                        wait_until(CONNECTS, || connected() != was_connected);
                    }
                }
                Ok(running)
            });
            // A script may build what it measures.
            let bound = if console.measured { BUILD_BOUND } else { BOUND };
            started.push((index, exchange, now, bound));
        }
        // A key ends what others may wait for; the server goes on until all others have ended.
        started.sort_by_key(|(index, exchange, ..)| match (exchange.is_ended_by_key(), index) {
            (true, 1..) => 0,
            (false, _) => 1,
            (true, 0) => 2,
        });
        for (index, exchange, now, bound) in started {
            let came = now.map_or_else(|came| came, |running| finish(exchange, running, bound));
            parts[index].came.push(came);
        }
    }

    /// The command, which runs now; or what came of one that is done already.
    fn start(&mut self, exchange: &Exchange, part: &Part) -> Result<Running, Came> {
        let words: Vec<&str> = exchange.command.split(' ').collect();
        if let ["cd", to] = words[..] {
            self.cwd.push(to);
            return Err(Came::said("", "0"));
        }
        if let ["echo", "$?"] = words[..] {
            let code = part.came.last().map_or("0", |before| &before.ending);
            return Err(Came::said(code, "0"));
        }
        let is_new = part.terminal.place == Some(Place::New);
        let folder = if is_new { &self.cwd } else { &part.folder };
        let mut command = readers_package::command(words[0], &words[1..], folder);
        // A terminal's input goes on until a key ends it.
        let started = match exchange.is_ended_by_key() {
            true => Running::start_with_input(&mut command),
            false => Running::start(&mut command),
        };
        let failed = |e| format!("`{}` cannot be started: {e}", exchange.command);
        started.map_err(|e| Came::said(&failed(e), "none"))
    }
}

/// Builds what `cargo run --bin …` will run. The scene itself says what happens if that fails.
fn build_ahead(exchange: &Exchange, folder: &Path) {
    let words: Vec<&str> = exchange.command.split(' ').collect();
    let what = match words[..] {
        ["cargo", "run", "--release", kind, name, ..] => vec!["--release", kind, name],
        ["cargo", "run", kind, name, ..] => vec![kind, name],
        _ => return,
    };
    let _ = readers_package::build_ahead(folder, &what);
}

fn printed_lines(running: &Running) -> usize {
    running.printed().lines().count()
}

fn listening() -> bool {
    [PORT, CHANGED_PORT].iter().any(|port| is_listening(*port) == Some(true))
}

/// How long a client is given to connect that says nothing then.
const CONNECTS: Duration = Duration::from_secs(2);

/// How many connections of the programs' port there are.
fn connected() -> Option<usize> {
    count(ESTABLISHED, None, Some(PORT))
}

/// A command that waits for the end of another one does nothing yet.
fn stays_silent(running: &mut Running) -> Result<(), Came> {
    thread::sleep(WHILE);
    match running.has_ended() || printed_lines(running) > 0 {
        true => Err(Came::said("it goes on without waiting for another terminal", "none")),
        false => Ok(()),
    }
}

/// Waits until a command has come as far as it comes before the reader goes on: it has ended; or it
/// is a server, and listens; or it waits for Ctrl-C and has printed what it prints first.
fn settle(running: &mut Running, exchange: &Exchange, was_listening: bool) {
    if is_listening(PORT).is_none() {
        // No file says who listens: give it the time to.
        return thread::sleep(Duration::from_millis(500));
    }
    let lines = exchange.typed.as_ref().map_or(exchange.output.len(), |(_, lines)| *lines);
    happens(|| {
        let has_printed = exchange.interrupted && printed_lines(running) >= lines;
        let waits = match was_listening {
            true => has_printed,
            false => listening() || has_printed && lines > 0,
        };
        waits || running.has_ended()
    });
}

/// Presses the keys that the page shows, each when the lines above it have come, and waits.
fn finish(exchange: &Exchange, mut running: Running, bound: Duration) -> Came {
    let wait_for_lines = |running: &mut Running, lines| {
        happens(|| printed_lines(running) >= lines || running.has_ended());
    };
    if let Some((keys, lines)) = &exchange.typed {
        wait_for_lines(&mut running, *lines);
        running.type_in(keys);
    }
    if exchange.interrupted && !running.has_ended() {
        wait_for_lines(&mut running, exchange.output.len());
        running.signal("INT");
    }
    let ended = match running.finish(bound) {
        Ok(ended) => ended,
        Err(message) => return Came::said(&message, "none"),
    };
    let ending = ended.status.code().map_or(ended.status.to_string(), |code| code.to_string());
    Came { output: shown(exchange, &ended), ending }
}

/// What the book shows of a command's output: all that the program prints, and of what Cargo says
/// only errors.
fn shown(exchange: &Exchange, ended: &Ended) -> Vec<String> {
    let stdout = terminal_screen::shown(&ended.stdout);
    let mut lines: Vec<&str> = stdout.lines().collect();
    let stderr: Vec<&str> = ended.stderr.lines().collect();
    let first = |start: &str| stderr.iter().position(|line| line.starts_with(start));
    let from = match exchange.command.starts_with("cargo ") {
        true => first("     Running `").map(|at| at + 1).or(first("error")).unwrap_or(stderr.len()),
        false => 0,
    };
    lines.extend(stderr[from..].iter().filter(|line| !line.trim_start().starts_with(WAITING)));
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

/// How a line begins that `check` prints when something takes longer than half a second, as on a
/// busy machine anything does.
const WAITING: &str = "… waiting, ";

/// The exit code of a Cargo that cannot do what it is told to.
const CARGO_FAILED: &str = "101";

/// How a program ends that Ctrl-C ends, in the words of Rust's `ExitStatus`.
const INTERRUPTED: &str = "signal: 2 (SIGINT)";

/// The exit code that goes with what a page shows.
fn expected_ending(exchange: &Exchange) -> &'static str {
    let last = exchange.output.last().map_or("", String::as_str);
    let starts = |start| exchange.output.iter().any(|line| line.starts_with(start));
    if exchange.interrupted {
        INTERRUPTED
    } else if last.starts_with("Error: ") {
        "1"
    } else if starts("error: ") || starts("error[") {
        CARGO_FAILED
    } else {
        "0"
    }
}

/// One of the terminal's alternatives is what came.
fn compare(context: &Context, page: &Page, part: &Part, report: &mut Report) {
    let Part { terminal, came, .. } = part;
    report.count_many("commands run", came.len());
    let normal = |line: &String| {
        let line = normalize(line);
        match (terminal.console.measured, terminal.console.needs.is_empty()) {
            (true, _) => normalize_numbers(&line),
            // Tools draw their columns as wide as the window is, and `ss` leaves a space out when
            // it does not print to a terminal.
            (false, false) => squeeze(&line).replace(":PortProcess", ":Port Process"),
            (false, true) => line,
        }
    };
    let normal = |lines: &[String]| -> Vec<String> { lines.iter().map(normal).collect() };
    let ends_so = |exchange: &Exchange, came: &Came| expected_ending(exchange) == came.ending;
    let fits = |(exchange, came): (&Exchange, &Came)| {
        let is_shown = || console::is_shown(&normal(&exchange.output), &normal(&came.output));
        ends_so(exchange, came) && is_shown()
    };
    let mut alternatives = terminal.alternatives.iter().filter_map(|fence| fence.console());
    if alternatives.any(|console| console.exchanges.iter().zip(came).all(fits)) {
        return;
    }
    let mut exchanges = terminal.console.exchanges.iter().zip(came);
    let Some(i) = exchanges.position(|both| !fits(both)) else { return };
    let (exchange, came) = (&terminal.console.exchanges[i], &came[i]);
    let help = match terminal.alternatives.len() {
        1 => "mend the page, or the program if the page is right",
        _ => "mend the page (the fences behind it with `or` do not fit, either), or the program",
    };
    let first = report.findings.len();
    if ends_so(exchange, came) {
        let recorded = Recorded { page, fence: terminal.alternatives[0], exchange: Some(i) };
        recorded.compare(context, &came.output, &normal, help, report);
    } else {
        let text = |output: &[String], ending: &str| {
            format!("{}\n[ends with: {ending}]", normal(output).join("\n"))
        };
        let expected = text(&exchange.output, expected_ending(exchange));
        report.add((&page.path, exchange.line), text(&came.output, &came.ending), expected, help);
    }
    // Cargo's own words for a wrong command, as the compiler's.
    if [expected_ending(exchange), &came.ending] == [CARGO_FAILED; 2] {
        compiler::excuse_words(report, first);
    }
}
