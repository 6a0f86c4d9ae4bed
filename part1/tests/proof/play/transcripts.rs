//! Does a reader who types the commands of a page see what it shows? Every console fence is played:
//! really run, and its output compared.

use super::prelude::*;
use crate::book::console::{self, Exchange, Scene, Terminal};
use crate::book::fence::Place;
use crate::run::normalize::{normalize_numbers, squeeze};
use crate::run::port::CHANGED_PORT;
use crate::run::{compiler, terminal_screen};
use std::io;

/// Which scenes of a page are played.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scenes {
    /// Those for which Cargo is enough.
    Plain,
    /// Those of them that measure.
    Measured,
    /// Those that need more: they are played in a network of their own.
    WithTools,
}

/// Plays those scenes of every page that is wanted, by its place in the book or by itself.
fn play(only: impl Fn(usize, &Page) -> bool, scenes: Scenes) {
    let (context, mut report) = (Context::live(), Report::default());
    for (_, page) in context.book.all().enumerate().filter(|(at, page)| only(*at, page)) {
        play_page(context, page, scenes, &mut report);
    }
    report.settle();
}

/// The pages are played in some networks side by side.
#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_of_the_pages_print_what_they_show() {
    let parts = ["0", "1", "2", "3", "4", "5"];
    side_by_side(&parts, |part| play(|at, _| parts[at % parts.len()] == part, Scenes::Plain));
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_that_measure_print_what_they_show_but_for_numbers() {
    play(|_, _| true, Scenes::Measured);
}

#[test]
#[ignore = "needs root, unshare, ip, and the tools of the pages"]
fn the_consoles_that_need_tools_print_what_they_show() {
    let needs = |fence: &Fence| fence.console().is_some_and(|console| !console.needs.is_empty());
    let pages = Context::live().book.all().filter(|page| page.fences.iter().any(needs));
    // A network for each page: none sees what another has left.
    let pages: Vec<&str> = pages.map(|page| page.path.as_str()).collect();
    assert!(!pages.is_empty(), "no page with such a console");
    all_in_own_networks(&pages, |path| play(|_, page| page.path == path, Scenes::WithTools));
}

/// Plays the scenes of a page. What is built is built before the lock of the port is taken, so that
/// others wait only for what is run.
pub fn play_page(context: &Context, page: &Page, which: Scenes, report: &mut Report) {
    let mut scenes = console::scenes(page, report);
    scenes.retain(|scene| which == scenes_of(scene));
    let new = scenes.iter().any(is_new).then(|| TemporaryFolder::new("new"));
    let cwd = new.as_ref().map_or(root(), |new| new.0.clone());
    let mut stage = Stage { context, cwd };
    for scene in &scenes {
        stage.play(scene, report);
    }
}

fn scenes_of(scene: &Scene) -> Scenes {
    if scene.consoles().any(|console| !console.needs.is_empty()) {
        Scenes::WithTools
    } else if scene.consoles().any(|console| console.measured) {
        Scenes::Measured
    } else {
        Scenes::Plain
    }
}

/// Whether a scene begins in a folder that is empty.
fn is_new(scene: &Scene) -> bool {
    scene.terminals.iter().any(|terminal| terminal.place == Some(Place::New))
}

struct Stage<'a> {
    context: &'a Context,
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

/// A command that was started in a terminal, by the terminal's place in the scene: it runs, or what
/// came of it; and how long it may take.
type Started<'a> = (usize, &'a Exchange, Result<Running, Came>, Duration);

impl Stage<'_> {
    fn play(&mut self, scene: &Scene, report: &mut Report) {
        report.count("scenes");
        let parts = scene.terminals.iter().map(|terminal| {
            let changed =
                terminal.console.changed.as_deref().map(|of| (of, terminal.alternatives[0].line));
            let folder = match terminal.place {
                Some(Place::Tutorial) => root(),
                Some(Place::New) => PathBuf::new(),
                None => readers_package::write(self.context, scene.page, changed),
            };
            if !is_new(scene) {
                for command in terminal.console.commands() {
                    let words: Vec<&str> = command.split(' ').collect();
                    // The scene itself says what happens if that fails.
                    readers_package::built_by(&words)
                        .map(|what| readers_package::built(&folder, &what));
                }
            }
            Part { terminal, folder, came: Vec::new() }
        });
        let mut parts: Vec<Part> = parts.collect();
        // What measures chooses a free port, or takes the lock itself.
        let needs_lock = !is_new(scene) && scenes_of(scene) != Scenes::Measured;
        let lock = needs_lock.then(PortLock::here);
        if scene.terminals.iter().any(|terminal| terminal.console.changed.is_some()) {
            lock.iter().for_each(|lock| lock.needs(CHANGED_PORT));
        }
        let rounds = parts.iter().map(|part| part.terminal.console.exchanges.len()).max();
        let mut goes_on = None;
        for round in 0..rounds.unwrap_or(0) {
            let is_last = Some(round + 1) == rounds;
            goes_on = goes_on.or(self.play_round(&mut parts, round, is_last));
        }
        if let Some((index, exchange, now, bound)) = goes_on {
            parts[index].came.push(came(exchange, now, bound));
        }
        // Blessing what came needs the port, too.
        drop(lock);
        for part in &parts {
            compare(self.context, scene.page, part, report);
        }
    }

    /// Starts the round's command in each terminal, each when the one before it has come as far as
    /// it comes by itself; then waits. A server that a key ends goes on through the rounds that
    /// follow, if its terminal has no other command for them, and is returned.
    fn play_round<'b>(
        &mut self, parts: &mut [Part<'b>], round: usize, is_last: bool,
    ) -> Option<Started<'b>> {
        let mut started: Vec<Started> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let console = part.terminal.console;
            let Some(exchange) = console.exchanges.get(round) else { continue };
            // A client may have ended sooner than the server that ends with it.
            if !started.is_empty() && !console.measured {
                all_quiet(&started);
            }
            let (were_listening, was_connected) = (listening().unwrap_or(0), connected());
            let was_listening = were_listening > 0;
            let now = self.start(exchange, part).and_then(|mut running| {
                if console.waits {
                    stays_silent(&mut running, all_running(&started), was_connected)?;
                } else if !console.measured {
                    // It may wait for what is typed in another terminal.
                    let is_typed = started.iter().any(|(_, before, ..)| before.typed.is_some());
                    let from = if is_typed { was_connected } else { None };
                    settle(&mut running, exchange, were_listening, from)?;
                    if was_listening && exchange.interrupted && exchange.output.is_empty() {
                        // What a client that says nothing does.
                        wait_until(Duration::from_secs(2), || connected() != was_connected);
                    }
                }
                Ok(running)
            });
            // A script may build what it measures.
            let bound = if console.measured { BUILD_BOUND } else { BOUND };
            started.push((index, exchange, now, bound));
        }
        // A reader presses a key when all is there to be seen.
        if started.iter().any(|(_, exchange, ..)| exchange.is_ended_by_key()) {
            all_quiet(&started);
        }
        let server = &parts[0].terminal.console.exchanges;
        let goes_on = !is_last && server.len() == round + 1 && server[round].is_ended_by_key();
        // A key ends what others may wait for; a server that Ctrl-C ends goes on until all others
        // have ended.
        started.sort_by_key(|(index, exchange, ..)| match (exchange.is_ended_by_key(), index) {
            (true, 0) if exchange.interrupted || goes_on => 2,
            (true, _) => 0,
            (false, _) => 1,
        });
        // It is the last of them now.
        let server = if goes_on { started.pop() } else { None };
        for (index, exchange, now, bound) in started {
            parts[index].came.push(came(exchange, now, bound));
        }
        server
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
        let mut command = match part.terminal.place {
            Some(Place::New) => readers_package::command(words[0], &words[1..], &self.cwd),
            _ => readers_package::typed(&words, &part.folder),
        };
        // A terminal's input goes on until a key ends it.
        let is_typed = exchange.is_ended_by_key();
        let failed = |e| format!("`{}` cannot be started: {e}", exchange.command);
        start(&mut command, &words, is_typed).map_err(|e| Came::said(&failed(e), "none"))
    }
}

/// Starts it, with an input if something is typed. A program that Cargo need not build is alone in its
/// terminal, which shows what it prints and its errors in their order; of Cargo, much is not shown.
fn start(command: &mut Command, words: &[&str], is_typed: bool) -> io::Result<Running> {
    let is_run = matches!(words, ["cargo", "run", ..]);
    let is_alone = is_run && !command.get_args().any(|argument| argument == "run");
    let start = if is_alone { Running::start_in_terminal } else { Running::start_typed };
    start(command, is_typed)
}

/// Waits for a command that was started.
fn came(exchange: &Exchange, now: Result<Running, Came>, bound: Duration) -> Came {
    now.map_or_else(|came| came, |running| finish(exchange, running, bound))
}

fn printed_lines(running: &Running) -> usize {
    running.printed().lines().count()
}

/// At how many of the ports that a reader uses somebody listens; `None` where no file says so.
fn listening() -> Option<usize> {
    let mut count = 0;
    for port in [PORT, CHANGED_PORT, WIRE_PORT] {
        count += usize::from(is_listening(port)?);
    }
    Some(count)
}

/// How many connections of the programs' port there are.
fn connected() -> Option<usize> {
    count(ESTABLISHED, None, Some(PORT))
}

/// A client that waits for the end of another one has connected, and does nothing yet; nor does any
/// program that was started before it.
fn stays_silent<'a>(
    running: &mut Running, others: impl Iterator<Item = &'a Running>, was_connected: Option<usize>,
) -> Result<(), Came> {
    wait_for(|| Some(running.has_ended() || connected()? > was_connected?));
    let mut all = vec![&*running];
    for other in others {
        all.push(other);
    }
    when_quiet(&all);
    // That nothing comes, only a while can show.
    thread::sleep(WHILE);
    match running.has_ended() || printed_lines(running) > 0 {
        true => Err(Came::said("it goes on without waiting for another terminal", "none")),
        false => Ok(()),
    }
}

/// The commands that could be started.
fn all_running<'a>(started: &'a [Started]) -> impl Iterator<Item = &'a Running> {
    started.iter().filter_map(|(_, _, now, _)| now.as_ref().ok())
}

/// Waits until each command that was started waits for something, or has ended.
fn all_quiet(started: &[Started]) {
    when_quiet(&all_running(started).collect::<Vec<_>>());
}

/// Waits until each of these waits for something, or has ended. Three looks: what they wait for may be
/// there a moment before they are woken.
fn when_quiet(all: &[&Running]) {
    let mut quiet = 0;
    wait_for(|| {
        let mut all_wait = true;
        for running in all {
            all_wait &= running.waits()?;
        }
        quiet = if all_wait { quiet + 1 } else { 0 };
        Some(quiet == 3)
    });
}

/// Waits until a command has come as far as it comes before the reader goes on: it has ended; or it
/// is a server, and listens; or it waits for Ctrl-C and has printed what it prints first; or it has
/// connected, if there were so many connections before, and waits for somebody.
fn settle(
    running: &mut Running, exchange: &Exchange, were_listening: usize, from: Option<usize>,
) -> Result<(), Came> {
    let lines = exchange.typed.as_ref().map_or(exchange.output.len(), |(_, lines)| *lines);
    let is_settled = wait_for(|| {
        let listens = listening()? > were_listening;
        let has_printed = exchange.interrupted && printed_lines(running) >= lines;
        let waits = has_printed && (were_listening > 0 || lines > 0);
        let has_connected = from.is_some() && connected() > from && running.waits()?;
        Some(listens || waits || has_connected || running.has_ended())
    });
    let stays = "it neither listens, waits for somebody nor ends, and another terminal is next";
    is_settled.then_some(()).ok_or_else(|| Came::said(stays, "none"))
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
        when_quiet(&[&running]);
        running.signal("INT");
    }
    match running.finish(bound) {
        Ok(ended) => Came { output: shown(exchange, &ended), ending: ended.code() },
        Err(message) => Came::said(&message, "none"),
    }
}

/// What the book shows of an output: all that the program prints, and of Cargo only errors.
fn shown(exchange: &Exchange, ended: &Ended) -> Vec<String> {
    let stdout = terminal_screen::shown(&ended.stdout);
    let mut lines: Vec<&str> = stdout.lines().collect();
    // `check` prints it when something takes half a second, as anything does on a busy machine.
    let waits = |line: &&str| line.trim_start().starts_with("… waiting ");
    let stderr: Vec<&str> = ended.stderr.lines().filter(|line| !waits(line)).collect();
    let first = |start: &str| stderr.iter().position(|line| line.starts_with(start));
    let from = match exchange.command.strip_prefix("cargo ") {
        Some(words) => {
            // What `cargo run` runs may have been started without it.
            let own = if words.starts_with("run") { 0 } else { stderr.len() };
            first("     Running `").map(|at| at + 1).or(first("error")).unwrap_or(own)
        }
        None => 0,
    };
    lines.extend(&stderr[from..]);
    let text = lines.join("\n");
    text.trim_end().lines().map(|line| line.trim_end().to_string()).collect()
}

/// The exit code of a Cargo that cannot do what it is told to.
const CARGO_FAILED: &str = "101";

/// The exit code that goes with what a page shows.
fn expected_ending(exchange: &Exchange) -> &'static str {
    let last = exchange.output.last().map_or("", String::as_str);
    let starts = |start| exchange.output.iter().any(|line| line.starts_with(start));
    if exchange.interrupted {
        // In the words of Rust's `ExitStatus`.
        "signal: 2 (SIGINT)"
    } else if last.starts_with("Error: ") || starts("No. If ") {
        // A program fails, or `case` is told a wrong cause.
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
    let fits = |(exchange, came): (&Exchange, &Came)| {
        expected_ending(exchange) == came.ending
            && console::is_shown(&normal(&exchange.output), &normal(&came.output))
    };
    let mut alternatives = terminal.alternatives.iter().filter_map(|fence| fence.console());
    if alternatives.any(|console| console.exchanges.iter().zip(came).all(fits)) {
        return;
    }
    let mut exchanges = terminal.console.exchanges.iter().zip(came).enumerate();
    let Some((i, (exchange, came))) = exchanges.find(|(_, both)| !fits(*both)) else { return };
    let but_for_numbers = |lines: &[String]| -> Vec<String> {
        normal(lines).iter().map(|line| normalize_numbers(line)).collect()
    };
    let (first, expected_ending) = (report.findings.len(), expected_ending(exchange));
    let has_ended_so = expected_ending == came.ending;
    let tool = exchange.command.split(' ').next().unwrap_or_default();
    let help = if !has_ended_so && place_of(tool).is_none() {
        &format!("install `{tool}`, as .ci/run does; if no tool has that name, mend the page")
    } else if has_ended_so
        && console::is_shown(&but_for_numbers(&exchange.output), &but_for_numbers(&came.output))
    {
        "mend the page, or the program if the page is right; or say with `measured` that the \
         numbers differ from run to run"
    } else if terminal.alternatives.len() > 1 {
        "mend the page (the fences behind it with `or` do not fit, either), or the program"
    } else {
        "mend the page, or the program if the page is right"
    };
    if has_ended_so {
        let recorded = Recorded { page, fence: terminal.alternatives[0], exchange: Some(i) };
        recorded.compare(context, &came.output, &normal, help, report);
    } else {
        let text = |output: &[String], ending: &str| {
            format!("{}\n[ends with: {ending}]", normal(output).join("\n"))
        };
        let expected = text(&exchange.output, expected_ending);
        report.add((&page.path, exchange.line), text(&came.output, &came.ending), expected, help);
    }
    // Cargo's own words for a wrong command, as the compiler's.
    if [expected_ending, &came.ending] == [CARGO_FAILED; 2] {
        compiler::excuse_words(report, first);
    }
}
