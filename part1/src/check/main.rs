//! Checks a program that a reader has written, in any language: runs it,
//! plays the other side of the conversation, and says what it found.

mod action;
mod display;
mod fault;
mod kernel;
mod lines;
mod on_program;
mod on_wire;
mod peer;
mod player;
mod program;
mod reasons;
mod report;

use player::{Player, Request};
use shared::scenario::{Move, Scenario, many};
use shared::scenarios::SCENARIOS;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::time::Duration;

const USAGE: &str = "\
Usage: check [OPTION…] SCENARIO [COMMAND…]

Runs COMMAND, plays the other side of its conversation, and says how far it
has come. COMMAND is a program of yours and its arguments, in any language:

    check server ./target/debug/server
    check client python3 client.py

Without COMMAND, the program of this repository is checked.

Options:
    --in FOLDER     run COMMAND in FOLDER
    --port N        the program is at port N instead of 50000
    --wait SECONDS  wait for so long at most, instead of 10 s
    --list          list the scenarios
    --help          print this

The exit code is 0 if all steps are done, 1 if not, 2 for a wrong call.
";

/// Where the programs of this repository are.
const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// What is asked for on the command line.
enum Call {
    Help,
    List,
    Check(&'static Scenario, Request),
}

fn main() -> ExitCode {
    match call(env::args_os().skip(1)) {
        Ok(Call::Help) => print!("{USAGE}"),
        Ok(Call::List) => report::list(SCENARIOS),
        Ok(Call::Check(scenario, request)) => return check(scenario, request),
        Err(message) => {
            eprint!("{USAGE}\n{message}\n");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn call(mut words: impl Iterator<Item = OsString>) -> Result<Call, String> {
    let mut request = Request {
        command: Vec::new(),
        port: 50000,
        bound: Duration::from_secs(10),
        folder: None,
    };
    let scenario = loop {
        let mut next = || Some(words.next()?.to_string_lossy().into_owned());
        let word = next().ok_or("Which scenario?")?;
        let mut value = || next().ok_or(format!("{word} what?"));
        match word.as_str() {
            "--help" => return Ok(Call::Help),
            "--list" => return Ok(Call::List),
            "--in" => {
                let folder = value()?;
                let moved = env::set_current_dir(&folder);
                moved.map_err(|e| format!("--in {folder}: {e}"))?;
                request.folder = Some(folder);
            }
            "--port" => request.port = number(&word, &value()?)?,
            "--wait" => {
                let seconds = number(&word, &value()?)?;
                request.bound = Duration::from_secs(seconds.into());
            }
            name => {
                let found = SCENARIOS.iter().find(|s| s.name == name);
                break found.ok_or(format!(
                    "There is no scenario `{name}`; --list names them all."
                ))?;
            }
        }
    };
    request.command = words.collect();
    match request.command.first() {
        Some(word) if word.to_string_lossy().starts_with("--") => {
            let word = word.to_string_lossy();
            let name = scenario.name;
            return Err(format!("{word} stands behind {name}, not before it."));
        }
        Some(_) => {}
        None if request.folder.is_some() => {
            return Err("--in FOLDER, and no COMMAND to run there.".into());
        }
        None => {
            let moved = env::set_current_dir(REPOSITORY);
            moved.map_err(|e| format!("{REPOSITORY}: {e}"))?;
            let [kind, name] = scenario.own;
            let own = ["cargo", "run", kind, name];
            request.command = own.map(OsString::from).into();
        }
    }
    Ok(Call::Check(scenario, request))
}

fn number(option: &str, word: &str) -> Result<u16, String> {
    match word.parse() {
        Ok(number @ 1..) => Ok(number),
        _ => Err(format!("{option} {word}: a number from 1 to 65535, please.")),
    }
}

/// Whether the program is one of the repository's, and not the reader's.
fn is_own(request: &Request) -> bool {
    let here = env::current_dir().unwrap_or_default();
    let repository = Path::new(REPOSITORY).parent();
    request.command[0] == "cargo"
        && repository.is_some_and(|repository| here.starts_with(repository))
}

/// A file that is given to the program, and removed in the end.
struct Given(PathBuf);

impl Given {
    fn write(size: usize) -> io::Result<Given> {
        let name = format!("tcp-tutorial-check-{}", process::id());
        let given = Given(env::temp_dir().join(name));
        // Not what somebody else may have put there.
        let _ = fs::remove_file(&given.0);
        File::create_new(&given.0)?.write_all(&many(size))?;
        Ok(given)
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn check(scenario: &Scenario, mut request: Request) -> ExitCode {
    if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, request.port)) {
        report::cannot_be_had(request.port, &error);
        return ExitCode::FAILURE;
    }
    report::begin(&request, is_own(&request));
    let given = match scenario.file.map(Given::write).transpose() {
        Ok(given) => given,
        Err(e) => {
            eprintln!("{}: {e}", env::temp_dir().display());
            return ExitCode::FAILURE;
        }
    };
    request.command.extend(given.as_ref().map(|given| given.0.clone().into()));
    let mut player = Player::new(&request);
    let done = play(&mut player, scenario);
    report::finished(scenario, done);
    if done < scenario.steps.len() {
        return ExitCode::FAILURE;
    }
    if !scenario.misbehaving_peers.is_empty() {
        report::misbehaving_peers();
    }
    for peer in scenario.misbehaving_peers {
        report::misbehaving_peer(peer, player.face(peer));
    }
    ExitCode::SUCCESS
}

/// Plays the steps up to the first that does not hold, reports each, and
/// returns how many are done.
fn play(player: &mut Player, scenario: &Scenario) -> usize {
    let steps = scenario.steps;
    let mut told = 0;
    for place in 0..=steps.len() {
        let result = match steps.get(place) {
            Some(step) => player.play(place, step),
            None => player.last_lines(),
        };
        let done = match &result {
            Ok(()) => player.done(steps.len().min(place + 1)),
            Err(fault) => fault.step,
        };
        for step in &steps[told..done] {
            report::done(step);
            let probed = |at: &Move| matches!(at, Move::ProbeFailed);
            let probed = step.moves.iter().any(probed);
            if let Some(result) = player.probe.as_ref().filter(|_| probed) {
                report::probe(result);
            }
        }
        told = done;
        if let Err(fault) = result {
            report::not_yet(scenario, &steps[told], &fault);
            break;
        }
    }
    told
}
