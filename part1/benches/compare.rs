//! What our two programs cost, compared with the same two in Python and in
//! C: how long it takes to start up, how long one exchange takes, and how
//! much memory the server needs while it waits. `sh scripts/compare.sh` runs
//! it.

#[path = "../examples/record/mod.rs"]
#[expect(dead_code, reason = "what other records need")]
mod record;

use record::{date_and_machine, progress, table};
use shared::sockets::{LISTEN, TABLES, read};
use shared::wait::wait_until;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, thread};

/// The port of all of them.
const PORT: u16 = 50000;

/// How long is waited for what takes milliseconds when all is well.
const BOUND: Duration = Duration::from_secs(30);

/// How long a server has to start where no file says whether it listens.
const A_MOMENT: Duration = Duration::from_secs(1);

/// How often each is run, unless the first argument says otherwise.
const ROUNDS: usize = 21;

/// Two programs in one language: a command for each, the server first.
struct Pair {
    language: &'static str,
    commands: [Vec<String>; 2],
}

/// What two programs cost, as medians.
struct Cost {
    language: &'static str,
    /// Milliseconds from start to end of a client whom nobody answers.
    start: f64,
    /// Milliseconds from start to end of a client with a waiting server.
    exchange: f64,
    /// The most megabytes that the server has had, once it waits; `None`
    /// where the system does not say so.
    memory: Option<f64>,
}

fn root() -> PathBuf {
    let part1 = Path::new(env!("CARGO_MANIFEST_DIR"));
    part1.parent().expect("part1 lies in the root").to_path_buf()
}

/// The pairs that can be run here; of the others, says what is missing.
fn pairs() -> Vec<Pair> {
    let pairs = [
        Ok(Pair {
            language: "Rust",
            commands: [
                env!("CARGO_BIN_EXE_server"),
                env!("CARGO_BIN_EXE_client"),
            ]
            .map(|program| vec![program.to_string()]),
        }),
        in_c(),
        in_python(),
    ];
    let pairs = pairs.into_iter().filter_map(|pair| {
        pair.map_err(|missing| eprintln!("left out: {missing}")).ok()
    });
    pairs.collect()
}

fn source(file: &str) -> String {
    let path = root().join("scripts/compare").join(file);
    path.to_string_lossy().into_owned()
}

fn in_python() -> Result<Pair, String> {
    // By its own path: what is called `python3` may be a script that looks
    // for one of several, which takes longer than our programs.
    let asks = ["-c", "import sys; print(sys.executable)"];
    let python = output(Command::new("python3").args(asks))
        .map_err(|_| "Python, since there is no python3")?;
    let python = String::from_utf8_lossy(&python.stdout);
    let python = python.trim();
    let commands = ["server.py", "client.py"]
        .map(|file| vec![python.to_string(), source(file)]);
    Ok(Pair { language: "Python", commands })
}

fn in_c() -> Result<Pair, String> {
    let mut commands = [vec![], vec![]];
    for (command, name) in commands.iter_mut().zip(["server", "client"]) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let program = folder.join(format!("{name}-in-c"));
        // Another run may do the same at the same time.
        let own = RandomState::new().hash_one(name).to_string();
        let new = program.with_extension(own);
        let mut cc = Command::new("cc");
        cc.args(["-O2", "-Wall", "-Wextra", "-o"]).arg(&new);
        cc.arg(source(&format!("{name}.c")));
        let built = output(&mut cc);
        let built = built.map_err(|_| "C, since there is no cc")?;
        if !built.status.success() {
            let said = String::from_utf8_lossy(&built.stderr);
            return Err(format!("C, since cc says:\n{said}"));
        }
        let moved = fs::rename(&new, &program);
        moved.map_err(|e| format!("C, since {}: {e}", program.display()))?;
        command.push(program.to_string_lossy().into_owned());
    }
    Ok(Pair { language: "C", commands })
}

fn command(words: &[String]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}

/// Runs a client, and returns how it ended and how long that took. The wait
/// has a bound, and does not poll, which would be part of what it measures.
fn timed(client: &[String]) -> Result<(ExitStatus, Duration), String> {
    let mut command = command(client);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().map_err(|e| format!("{client:?}: {e}"))?;
    let id = child.id().to_string();
    let (ended, end) = mpsc::channel();
    thread::spawn(move || {
        let status = child.wait();
        let _ = ended.send((status, start.elapsed()));
    });
    let Ok((status, time)) = end.recv_timeout(BOUND) else {
        let _ = Command::new("kill").args(["-9", &id]).status();
        return Err(format!("{client:?} does not end"));
    };
    Ok((status.map_err(|e| e.to_string())?, time))
}

/// What a tool says, which ends by itself.
fn output(command: &mut Command) -> std::io::Result<Output> {
    command.stdin(Stdio::null()).output()
}

/// A server that runs, and is ended with this.
struct Server(Child);

impl Server {
    /// Starts it, and waits until it listens or has ended.
    fn start(words: &[String]) -> Result<Server, String> {
        let mut command = command(words);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.spawn().map_err(|e| format!("{words:?}: {e}"))?;
        let mut server = Server(child);
        if TABLES.iter().all(|table| read("self", table).is_none()) {
            thread::sleep(A_MOMENT);
            return Ok(server);
        }
        wait_until(BOUND, || {
            let sockets = TABLES.map(|table| read("self", table));
            let mut sockets = sockets.into_iter().flatten().flatten();
            sockets.any(|s| s.state == LISTEN && s.local == PORT)
                || server.ended().is_some()
        });
        Ok(server)
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok()?
    }

    /// The most KiB of memory that it has had (`man 5 proc`).
    fn peak(&self) -> Option<f64> {
        let status = format!("/proc/{}/status", self.0.id());
        let status = fs::read_to_string(status).ok()?;
        let mut lines = status.lines();
        let line = lines.find(|line| line.starts_with("VmHWM"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

fn measure(pair: &Pair, rounds: usize) -> Result<Cost, String> {
    let [server, client] = &pair.commands;
    let language = pair.language;
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let (mut starts, mut exchanges, mut peaks) = (vec![], vec![], vec![]);
    for round in 1..=rounds {
        progress(&format!("{language}, run {round} of {rounds}"));
        let (status, time) = timed(client)?;
        if status.success() {
            return Err(format!("a server answered {client:?}"));
        }
        starts.push(ms(time));
        let mut running = Server::start(server)?;
        peaks.extend(running.peak().map(|kib| kib * 1024.0 / 1e6));
        let (status, time) = timed(client)?;
        wait_until(BOUND, || running.ended().is_some());
        let ended = running.ended();
        if !status.success() || !ended.is_some_and(|e| e.success()) {
            return Err(format!("{client:?}: {status}; {server:?}: {ended:?}"));
        }
        exchanges.push(ms(time));
    }
    progress("");
    let memory = (!peaks.is_empty()).then(|| median(peaks));
    let (start, exchange) = (median(starts), median(exchanges));
    Ok(Cost { language, start, exchange, memory })
}

const HEADS: [&str; 4] = ["language", "start", "exchange", "memory"];

/// A row for each language: each number after its ratio to Rust's.
fn rows(costs: &[Cost]) -> Vec<Vec<String>> {
    let ours = &costs[0];
    let rows = costs.iter().map(|cost| {
        let cell = |value: f64, of: f64, unit: &str| {
            format!("{:.1} × ({value:.1}\u{a0}{unit})", value / of)
        };
        let memory = cost.memory.zip(ours.memory);
        vec![
            cost.language.to_string(),
            cell(cost.start, ours.start, "ms"),
            cell(cost.exchange, ours.exchange, "ms"),
            memory.map_or("?".into(), |(value, of)| cell(value, of, "MB")),
        ]
    });
    rows.collect()
}

fn compare() -> Result<(), String> {
    // Cargo adds `--bench` to what is typed.
    let arguments: Vec<String> =
        env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let rounds = arguments.first().map_or(Ok(ROUNDS), |rounds| rounds.parse());
    let rounds = rounds.map_err(|e| format!("how many runs: {e}"))?.max(1);
    let pairs = pairs();
    let costs = pairs.iter().map(|pair| measure(pair, rounds));
    let costs = costs.collect::<Result<Vec<Cost>, String>>()?;
    let rows = rows(&costs);
    println!("times Rust's   start  exchange   memory");
    for row in &rows {
        // The ratios alone: the record has the values, too.
        let ratio = |i: usize| row[i].split(' ').next().unwrap_or_default();
        let [start, exchange, memory] = [1, 2, 3].map(ratio);
        println!("{:<12}{start:>8}{exchange:>10}{memory:>9}", row[0]);
    }
    if let Some(folder) = arguments.get(1) {
        let record = table(&HEADS, &rows);
        let record = format!("{record}\n{}\n", date_and_machine());
        let folder = root().join(folder);
        record::write(&folder.to_string_lossy(), "compare.md", &record)
            .map_err(|e| e.to_string())?;
    }
    Ok(())
}

fn main() -> ExitCode {
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
