//! Checks a program that a reader has written, in any language: runs it,
//! plays the other side of the conversation, and says what it found.

mod action;
mod begun;
mod call;
mod class;
mod complaint;
mod display;
mod fault;
mod json;
mod kernel;
mod lines;
mod on_program;
mod on_wire;
mod package;
mod peer;
mod player;
mod program;
mod reasons;
mod report;
mod steps;
mod what_if;
mod wire;

use call::{Call, Check};
use json::{Json, Target};
use player::Player;
use shared::scenario::{many, next_port};
use shared::scenarios::SCENARIOS;
use std::env;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{self, ExitCode};
use steps::{Stop, Verdict};

fn main() -> ExitCode {
    let told = match call::read(env::args_os().skip(1)) {
        Ok(Call::Help) => report::usage(call::USAGE).map(|()| true),
        Ok(Call::List) => report::list(SCENARIOS).map(|()| true),
        Ok(Call::Check(call)) => check(*call),
        Ok(Call::Class(call)) => class::check(&call),
        Err(message) => {
            let usage = call::USAGE;
            let _ = writeln!(io::stderr(), "{usage}\n{message}");
            return ExitCode::from(2);
        }
    };
    match told {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // If the pipe is closed, the reader knows.
            if error.kind() != ErrorKind::BrokenPipe {
                let _ = writeln!(io::stderr(), "{error}");
            }
            ExitCode::FAILURE
        }
    }
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

/// Checks a program, and returns whether all is done. The error is one of
/// telling it.
fn check(mut call: Check) -> io::Result<bool> {
    let scenario = call.scenario;
    call.json.as_ref().map_or(Ok(()), Target::forget)?;
    let mut verdict = Err(String::new());
    let told = tell(&mut call, &mut verdict);
    let why = match &verdict {
        Ok(verdict) => verdict.stop.as_ref().and_then(not_compiled),
        Err(why) => Some(why.clone()).filter(|why| !why.is_empty()),
    };
    let problem = why.or(told.as_ref().err().map(io::Error::to_string));
    let (verdict, problem) = (verdict.as_ref().ok(), problem.as_deref());
    let json = json::program(scenario, &call.request, verdict, problem);
    save(call.json.as_ref(), json, told)
}

/// Why it was not compiled, if that is so.
fn not_compiled(stop: &Stop) -> Option<String> {
    let complaint = &stop.fault.complaint;
    let is_so = reasons::does_not_compile(&stop.fault);
    let error = is_so.then(|| complaint::first_error(complaint)).flatten();
    error.map(|error| display::plain(&error))
}

/// Checks it and tells what it finds: the verdict, or why there is none.
fn tell(
    call: &mut Check,
    found: &mut Result<Verdict, String>,
) -> io::Result<bool> {
    let (scenario, request) = (call.scenario, &mut call.request);
    let next = scenario.is_of_relay().then(|| next_port(request.port));
    for port in [Some(request.port), next].into_iter().flatten() {
        if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            *found = Err(format!("127.0.0.1:{port}: {error}"));
            return report::cannot_be_had(port, &error).map(|()| false);
        }
    }
    report::begin(request, &call.whose)?;
    let given = match scenario.file.map(Given::write).transpose() {
        Ok(given) => given,
        Err(e) => {
            let problem = format!("{}: {e}", env::temp_dir().display());
            let _ = writeln!(io::stderr(), "{problem}");
            *found = Err(problem);
            return Ok(false);
        }
    };
    request.command.extend(given.as_ref().map(|given| given.0.clone().into()));
    let mut player = Player::new(request);
    let verdict = steps::play(&mut player, scenario, |step, probe| {
        report::done(step)?;
        probe.map_or(Ok(()), report::probe)
    })?;
    *found = Ok(verdict);
    let verdict = found.as_ref().expect("the one that was put there");
    let done = verdict.done;
    if let Some(stop) = &verdict.stop {
        report::stopped(scenario, &scenario.steps[done], stop, call.why)?;
    }
    let is_all = done == scenario.steps.len();
    let peers = scenario.misbehaving_peers;
    if !is_all && call.peers {
        report::no_peers_yet()?;
    } else if call.peers {
        report::misbehaving_peers(peers.len())?;
        for peer in peers {
            report::misbehaving_peer(peer, player.face(peer))?;
        }
    } else if is_all && !peers.is_empty() {
        report::more_peers(peers.len())?;
    }
    report::finished(scenario, done)?;
    Ok(is_all)
}

/// Writes the file of --json, if it is asked for, and returns what came of
/// telling. All is well if it's written, too.
fn save(
    to: Option<&Target>,
    json: Vec<(&'static str, Json)>,
    told: io::Result<bool>,
) -> io::Result<bool> {
    let is_all = matches!(told, Ok(true));
    let whole = json::whole(json, is_all);
    let saved = to.map_or(Ok(()), |to| to.save(&whole));
    told.and_then(|is_all| saved.map(|()| is_all))
}
