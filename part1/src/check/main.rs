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
use json::Json;
use player::Player;
use shared::scenario::{many, next_port};
use shared::scenarios::SCENARIOS;
use std::env;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

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
fn check(call: Check) -> io::Result<bool> {
    let (scenario, mut request) = (call.scenario, call.request);
    let next = scenario.is_of_relay().then(|| next_port(request.port));
    for port in [Some(request.port), next].into_iter().flatten() {
        if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            report::cannot_be_had(port, &error)?;
            let problem = format!("127.0.0.1:{port}: {error}");
            let json = json::program(scenario, &request, None, Some(&problem));
            return save(call.json.as_deref(), json, false);
        }
    }
    report::begin(&request, &call.whose)?;
    let given = match scenario.file.map(Given::write).transpose() {
        Ok(given) => given,
        Err(e) => {
            let folder = env::temp_dir();
            let _ = writeln!(io::stderr(), "{}: {e}", folder.display());
            return Ok(false);
        }
    };
    request.command.extend(given.as_ref().map(|given| given.0.clone().into()));
    let mut player = Player::new(&request);
    let verdict = steps::play(&mut player, scenario, |step, probe| {
        report::done(step)?;
        probe.map_or(Ok(()), report::probe)
    })?;
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
    let json = json::program(scenario, &request, Some(&verdict), None);
    save(call.json.as_deref(), json, is_all)
}

/// Writes the file of --json, if it is asked for. All is well if that is.
fn save(
    file: Option<&Path>,
    json: Vec<(&'static str, Json)>,
    is_all: bool,
) -> io::Result<bool> {
    let Some(file) = file else { return Ok(is_all) };
    let saved = json::save(file, &json::whole(json, is_all));
    saved.map_err(|e| io::Error::other(format!("{}: {e}", file.display())))?;
    Ok(is_all)
}
