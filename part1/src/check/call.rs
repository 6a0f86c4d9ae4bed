//! What is asked for on the command line.

use crate::package;
use crate::player::Request;
use shared::scenario::Scenario;
use shared::scenarios::SCENARIOS;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub const USAGE: &str = "\
Usage: check [OPTION…] SCENARIO [OPTION…] [COMMAND…]

Runs your program, plays the other side of its conversation, and says how
many steps are done. In the tutorial's folder:

    cargo run --bin check server
    cargo run --bin check client --why

Without COMMAND, it runs `cargo run --bin SCENARIO` in ../hello-tcp, the
package beside the tutorial's folder. If that has no such program, it checks
the book's. COMMAND is any other program of yours and its arguments, in any
language:

    cargo run --bin check client python3 client.py

Options:
    --why           say of the next step what was expected and what came
    --peers         when all is done: try it with misbehaving peers
    --in FOLDER     run it in FOLDER instead of ../hello-tcp
    --port N        the program uses port N instead of 50000
    --wait SECONDS  wait for so long at most, instead of 10 s; for the
                    compiler 60 times as long
    --list          list the scenarios
    --help          print this

The exit code is 0 if all steps are done, 1 if not, 2 for a wrong call. When
nobody reads what it says any more, it ends with 1, too.
";

/// What is asked for.
pub enum Call {
    Help,
    List,
    Check(Box<Check>),
}

/// A program is to be checked.
pub struct Check {
    pub scenario: &'static Scenario,
    pub request: Request,
    pub whose: Whose,
    /// The reasons, even of a step that is not begun.
    pub why: bool,
    /// What misbehaving peers do to it.
    pub peers: bool,
}

/// Whose program it is.
pub enum Whose {
    Readers,
    /// One of this repository: why, if that was not asked for.
    Books(Option<String>),
}

/// Reads the words of the command line, and goes to the folder in which the
/// program is to be started.
pub fn read(mut words: impl Iterator<Item = OsString>) -> Result<Call, String> {
    let mut request = Request {
        command: Vec::new(),
        port: 50000,
        bound: Duration::from_secs(10),
        folder: None,
    };
    let mut scenario = None;
    let (mut why, mut peers) = (false, false);
    while let Some(given) = words.next() {
        let word = given.to_string_lossy();
        let mut value = || match words.next() {
            Some(value) => Ok(value.to_string_lossy().into_owned()),
            None => Err(format!("{word} what?")),
        };
        match word.as_ref() {
            "--help" => return Ok(Call::Help),
            "--list" => return Ok(Call::List),
            "--why" => why = true,
            "--peers" => peers = true,
            "--in" => request.folder = Some(value()?),
            "--port" => request.port = number(&word, &value()?)?,
            "--wait" => {
                let seconds = number(&word, &value()?)?;
                request.bound = Duration::from_secs(seconds.into());
            }
            option if option.starts_with("--") => {
                return Err(format!("There is no option `{option}`."));
            }
            name if scenario.is_none() => scenario = Some(named(name)?),
            _ => {
                request.command.push(given);
                request.command.extend(words.by_ref());
            }
        }
    }
    let scenario = scenario.ok_or("Which scenario?")?;
    let whose = match request.folder.clone() {
        Some(folder) => in_folder(&folder, scenario, &mut request)?,
        None => here(scenario, &mut request)?,
    };
    Ok(Call::Check(Box::new(Check { scenario, request, whose, why, peers })))
}

/// Goes to the folder of --in. Without a command, it is the program there
/// that has the name of the scenario.
fn in_folder(
    folder: &str,
    scenario: &Scenario,
    request: &mut Request,
) -> Result<Whose, String> {
    let hint = package::hint(folder);
    let no = |why: &str| format!("--in {folder}: {why}\n{hint}");
    env::set_current_dir(folder).map_err(|e| no(&e.to_string()))?;
    let around = package::around();
    if request.command.is_empty() {
        let package = around.as_ref().ok_or(no("no Cargo.toml is there"))?;
        let own = scenario.name;
        let name = match package::program(package, scenario) {
            Some(name) => name,
            None if package::is_workspace(package) => own,
            None => return Err(format!("{folder} has no src/bin/{own}.rs.")),
        };
        request.command = cargo_run(["--bin", name]);
    }
    match around {
        None if runs_cargo(request) => Err(no("no Cargo.toml is there")),
        around => Ok(whose(request, around)),
    }
}

/// Without a command, it is the reader's program in the package beside the
/// repository's folder; or else the book's.
fn here(scenario: &Scenario, request: &mut Request) -> Result<Whose, String> {
    if !request.command.is_empty() {
        return Ok(whose(request, package::around()));
    }
    let (readers, shown) = package::of_reader();
    let Some(name) = package::program(&readers, scenario) else {
        go_to(&package::repository())?;
        request.command = cargo_run(scenario.own);
        let name = scenario.name;
        return Ok(Whose::Books(Some(match package::is_at(&readers) {
            true => format!("{shown} has no src/bin/{name}.rs"),
            false => format!(
                "there is no package {shown}.\n\
                 If yours is in another folder, add --in and that folder"
            ),
        })));
    };
    go_to(&readers)?;
    request.command = cargo_run(["--bin", name]);
    request.folder = Some(shown);
    Ok(Whose::Readers)
}

fn cargo_run(program: [&str; 2]) -> Vec<OsString> {
    let [kind, name] = program;
    ["cargo", "run", kind, name].map(OsString::from).into()
}

fn runs_cargo(request: &Request) -> bool {
    request.command[0] == "cargo"
}

fn go_to(folder: &Path) -> Result<(), String> {
    let moved = env::set_current_dir(folder);
    moved.map_err(|e| format!("{}: {e}", folder.display()))
}

/// Whose the program is that a command runs where that package is around.
fn whose(request: &Request, around: Option<PathBuf>) -> Whose {
    let is_books = around.is_some_and(|around| package::is_books(&around));
    match is_books && runs_cargo(request) {
        true => Whose::Books(None),
        false => Whose::Readers,
    }
}

fn named(name: &str) -> Result<&'static Scenario, String> {
    let found = SCENARIOS.iter().find(|scenario| scenario.name == name);
    found
        .ok_or(format!("There is no scenario `{name}`; --list names them all."))
}

fn number(option: &str, word: &str) -> Result<u16, String> {
    match word.parse() {
        Ok(number @ 1..) => Ok(number),
        _ => Err(format!("{option} {word}: a number from 1 to 65535, please.")),
    }
}
