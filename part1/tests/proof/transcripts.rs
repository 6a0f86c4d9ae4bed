//! Does a reader who types the commands of a page see what it shows?
//! Every console fence is played: really run, and its output compared.

use crate::book::Page;
use crate::claims::WHILE;
use crate::compiler;
use crate::console::{self, Exchange, Place, Scene, Terminal};
use crate::finding::Report;
use crate::masks::{masked, masked_numbers, squeeze};
use crate::package::{self, Changed};
use crate::process::{BOUND, BUILD_BOUND, Ended, Running, wait_until};
use crate::screen;
use crate::sockets::{ESTABLISHED, count, is_listening};
use crate::steps::{EXAMPLES, Shelf};
use crate::tree::root;
use crate::turn::{CHANGED_PORT, PORT, Turn};
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
    /// Those of them that have nothing to do with the programs' port, and
    /// need not wait for it.
    Elsewhere,
    /// Those of them that measure.
    Measured,
    /// Those that need more: they are played in a network of their own.
    WithTools,
}

/// Plays the scenes of a page. What is built is built before the turn
/// at the port is taken, so that others wait only for what is run.
pub fn play_page(
    shelf: &Shelf,
    page: &Page,
    which: Scenes,
    report: &mut Report,
) {
    let mut scenes = console::scenes(page, report);
    scenes.retain(|scene| which == scenes_of(shelf, scene));
    let mut terminals = scenes.iter().flat_map(|scene| &scene.terminals);
    let new = terminals.any(|terminal| terminal.place == Place::New);
    let new = new.then(NewFolder::default);
    let mut cwd = new.as_ref().map(|new| new.0.clone()).unwrap_or_default();
    for scene in scenes {
        let mut stage = Stage { shelf, cwd: &mut cwd };
        stage.play(&scene, report);
    }
}

fn scenes_of(shelf: &Shelf, scene: &Scene) -> Scenes {
    if scene.needs_tools() {
        Scenes::WithTools
    } else if scene.is_measured() {
        Scenes::Measured
    } else if scene.commands().all(|command| is_elsewhere(shelf, command)) {
        Scenes::Elsewhere
    } else {
        Scenes::Plain
    }
}

/// Whether a command runs an example in which the port is not named.
fn is_elsewhere(shelf: &Shelf, command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    let ["cargo", "run", "--example", name, ..] = words[..] else {
        return false;
    };
    let source = shelf.sources.get(&format!("{EXAMPLES}{name}.rs"));
    let port = PORT.to_string();
    !command.contains(&port)
        && source.is_some_and(|source| {
            !source.code.iter().any(|line| line.text.contains(&port))
        })
}

/// A folder of its own in the system's temporary one, removed at the
/// end.
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
    shelf: &'a Shelf<'a>,
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
        report.saw("scenes");
        let folders: Vec<PathBuf> = scene
            .terminals
            .iter()
            .map(|terminal| self.folder(scene.page, terminal))
            .collect();
        let new = scene.terminals.iter().any(|t| t.place == Place::New);
        for (terminal, folder) in scene.terminals.iter().zip(&folders) {
            for exchange in &terminal.alternatives[0] {
                build_ahead(exchange, folder, new);
            }
        }
        // What measures chooses a free port, or takes its turn itself.
        let elsewhere = scene.is_measured()
            || scenes_of(self.shelf, scene) == Scenes::Elsewhere;
        let at_port = !new && !elsewhere;
        let turn = at_port.then(Turn::take);
        if let Some(turn) = &turn
            && scene.terminals.iter().any(|t| !t.changed.is_empty())
        {
            turn.needs(CHANGED_PORT);
        }
        let mut seen: Vec<Vec<Seen>> =
            scene.terminals.iter().map(|_| Vec::new()).collect();
        let rounds = scene.terminals.iter().map(|t| t.alternatives[0].len());
        for round in 0..rounds.max().unwrap_or(0) {
            self.play_round(scene, &folders, round, &mut seen);
        }
        for (terminal, seen) in scene.terminals.iter().zip(seen) {
            compare(scene.page, terminal, &seen, report);
        }
    }

    fn folder(&self, page: &Page, terminal: &Terminal) -> PathBuf {
        let changed = match terminal.changed.as_str() {
            "" => Changed::No,
            "server" => Changed::Server,
            "client" => Changed::Client,
            "both" => Changed::Both,
            other => panic!("{}: changed={other}", page.path),
        };
        match terminal.place {
            Place::Tutorial => root(),
            Place::New => self.cwd.clone(),
            Place::Package => package::write(self.shelf, page, changed),
        }
    }

    /// Starts the round's command in each terminal, each when the one
    /// before it has come as far as it comes by itself; then waits.
    fn play_round(
        &mut self,
        scene: &Scene,
        folders: &[PathBuf],
        round: usize,
        seen: &mut [Vec<Seen>],
    ) {
        let mut started = Vec::new();
        for (index, terminal) in scene.terminals.iter().enumerate() {
            let Some(exchange) = terminal.alternatives[0].get(round) else {
                continue;
            };
            let before = seen[index].last();
            let was_listening = listening();
            let connected = connected();
            let mut now = match terminal.place {
                Place::New => {
                    let folder = self.cwd.clone();
                    self.start(exchange, &folder, before)
                }
                _ => self.start(exchange, &folders[index], before),
            };
            if let Started::Running(running) = &mut now {
                if terminal.waits {
                    if let Err(message) = stays_silent(running) {
                        now = Started::Ended(Err(message));
                    }
                } else if !terminal.measured {
                    settle(running, exchange, was_listening);
                    if was_listening && exchange.is_silent() {
                        // What a client that says nothing does.
                        wait_until(CONNECTS, || connected != self::connected());
                    }
                }
            }
            // A script may build what it measures.
            let bound = if terminal.measured { BUILD_BOUND } else { BOUND };
            started.push((index, exchange, now, bound));
        }
        // A key ends what others may wait for; the server goes on until
        // all others have ended.
        started.sort_by_key(|(index, exchange, ..)| {
            match (exchange.is_ended_by_key(), index) {
                (true, 1..) => 0,
                (false, _) => 1,
                (true, 0) => 2,
            }
        });
        for (index, exchange, now, bound) in started {
            seen[index].push(finish(exchange, now, bound));
        }
    }

    fn start(
        &mut self,
        exchange: &Exchange,
        folder: &Path,
        before: Option<&Seen>,
    ) -> Started {
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
                let mut command =
                    package::command(words[0], &words[1..], folder);
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

/// Builds what `cargo run --bin …` will run. The scene itself says what
/// happens if that fails.
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

/// Waits until a command has come as far as it comes before the reader
/// goes on: it has ended; or it is a server, and listens; or it waits
/// for Ctrl-C and has printed what it prints first.
fn settle(running: &mut Running, exchange: &Exchange, was_listening: bool) {
    if is_listening(PORT).is_none() {
        // No file says who listens: give it the time to.
        thread::sleep(Duration::from_millis(500));
        return;
    }
    let lines = exchange.output.len();
    let lines = exchange.typed.as_ref().map_or(lines, |(_, lines)| *lines);
    wait_until(BUILD_BOUND.min(BOUND), || {
        let waits = match was_listening {
            true => exchange.interrupted && printed_lines(running) >= lines,
            false => {
                listening()
                    || exchange.interrupted
                        && lines > 0
                        && printed_lines(running) >= lines
            }
        };
        waits || running.has_ended()
    });
}

/// What one command printed, and how it ended.
struct Seen {
    output: Vec<String>,
    /// The exit code, or what stood in its place.
    ending: String,
}

fn finish(exchange: &Exchange, started: Started, bound: Duration) -> Seen {
    let ended = match started {
        Started::Builtin(text) => {
            let output = text.lines().map(str::to_string).collect();
            return Seen { output, ending: "0".into() };
        }
        Started::Ended(ended) => ended,
        Started::Running(mut running) => {
            let wait_for_lines = |running: &mut Running, lines| {
                wait_until(BOUND, || {
                    printed_lines(running) >= lines || running.has_ended()
                });
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
        Err(message) => Seen {
            output: message.lines().map(str::to_string).collect(),
            ending: "none".into(),
        },
        Ok(ended) => Seen {
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

/// One of the terminal's alternatives is what was seen.
fn compare(
    page: &Page,
    terminal: &Terminal,
    seen: &[Seen],
    report: &mut Report,
) {
    report.saw_many("commands run", seen.len());
    let differs = |exchange: &Exchange, seen: &Seen| {
        let [told, printed] = [&exchange.output, &seen.output].map(|lines| {
            let lines = masked(lines);
            match (terminal.measured, terminal.needs_tools) {
                (true, _) => masked_numbers(&lines),
                // Tools draw their columns as wide as the window is.
                (false, true) => squeezed(&lines),
                (false, false) => lines,
            }
        });
        !is_told(&told, &printed) || expected_ending(exchange) != seen.ending
    };
    let fits = |alternative: &&Vec<Exchange>| {
        alternative.iter().zip(seen).all(|(e, s)| !differs(e, s))
    };
    if terminal.alternatives.iter().any(|a| fits(&a)) {
        return;
    }
    for (exchange, seen) in terminal.alternatives[0].iter().zip(seen) {
        if differs(exchange, seen) {
            let first = report.findings.len();
            let expected: Vec<String> = terminal
                .alternatives
                .iter()
                .flatten()
                .filter(|e| e.command == exchange.command)
                .map(|e| text_and_ending(&e.output, expected_ending(e)))
                .collect();
            report.add(
                (&page.path, exchange.line),
                format!(
                    "the page says that `{}` prints\n{}",
                    exchange.command,
                    expected.join("\nor\n"),
                ),
                format!(
                    "what it prints when it is run:\n{}",
                    text_and_ending(&seen.output, &seen.ending),
                ),
                "mend the page, or the program if the page is right",
            );
            // Cargo's own words for a wrong command, as the compiler's.
            if [expected_ending(exchange), &seen.ending] == [CARGO_FAILED; 2] {
                compiler::excuse_words(report, first);
            }
            return;
        }
    }
}

/// Stands for more lines like the one above it.
const MORE: &str = "…";

/// Whether the page's lines tell what was printed.
fn is_told(told: &[String], printed: &[String]) -> bool {
    let mut printed = printed.iter().peekable();
    let mut above = None;
    for line in told {
        if line == MORE {
            while printed.next_if(|line| Some(*line) == above).is_some() {}
        } else if printed.next() != Some(line) {
            return false;
        }
        above = Some(line);
    }
    printed.next().is_none()
}

#[test]
fn more_lines_are_like_the_one_above() {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::to_string).collect()
    };
    for (told, printed, expected) in [
        ("a\nb", "a\nb", true),
        ("a\nb", "a", false),
        ("a", "a\nb", false),
        ("a\n…\nb", "a\nb", true),
        ("a\n…\nb", "a\na\na\nb", true),
        ("a\n…\nb", "a\nc\nb", false),
        ("a\n…", "b\nb", false),
    ] {
        assert_eq!(is_told(&lines(told), &lines(printed)), expected, "{told}");
    }
}

fn squeezed(lines: &[String]) -> Vec<String> {
    let squeeze = |line: &String| {
        // `ss` leaves the space out when it does not print to a terminal.
        squeeze(line).replace(":PortProcess", ":Port Process")
    };
    lines.iter().map(squeeze).collect()
}

fn text_and_ending(output: &[String], ending: &str) -> String {
    let mut text = masked(output).join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text + &format!("[ends with: {ending}]")
}
