//! What is asked for on the command line.

use crate::display::plain;
use crate::json::Target;
use crate::package;
use crate::player::Request;
use shared::scenario::{Scenario, next_port};
use shared::scenarios::SCENARIOS;
use std::env;
use std::ffi::OsString;
use std::path::{self, Path, PathBuf};
use std::time::Duration;

pub const USAGE: &str = "\
Usage: check [OPTION…] SCENARIO [OPTION…] [COMMAND…]
       check [OPTION…] --all FOLDER…

Runs your program, plays the other side of its conversation, and says how
many steps are done. In the tutorial's folder:

    cargo run --bin check server
    cargo run --bin check client --why

Without COMMAND, it runs `cargo run --bin SCENARIO` in ../hello-tcp, the
package beside the tutorial's folder. If that has no such program, it checks
the book's. COMMAND is any other program of yours and its arguments, in any
language:

    cargo run --bin check client python3 client.py

With --all, it checks what a class has written, a folder a student: each
server and each client alone, and then each server with each client. In a
folder is a package, or a file check.txt with the two commands:

    server: python3 server.py
    client: python3 client.py

Options:
    --why           say of the next step what was expected and what came
    --peers         when all is done: try it with misbehaving peers
    --in FOLDER     run it in FOLDER instead of ../hello-tcp
    --port N        the program uses port N instead of 50000
    --wait SECONDS  wait for so long at most, instead of 10 s (of 5 s with
                    `--all`); for the compiler 60 times as long
    --json FILE     write what it finds into FILE, too, for other programs
    --list          list the scenarios
    --help          print this

The exit code is 0 if all steps are done and all pairs talk, 1 if not, 2 for
a wrong call. When nobody reads what it says any more, it ends with 1, too.
";

/// What is asked for.
pub enum Call {
    Help,
    List,
    Check(Box<Check>),
    Class(Class),
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
    /// Where the verdict is written, too.
    pub json: Option<Target>,
}

/// All that a class has written is to be checked.
pub struct Class {
    /// As they were given, one a student.
    pub folders: Vec<PathBuf>,
    pub port: u16,
    pub bound: Duration,
    /// Where the verdict is written, too.
    pub json: Option<Target>,
}

/// How long anything is waited for.
const BOUND: Duration = Duration::from_secs(10);

/// The same in a class, in which there may be hundreds of waits.
const BOUND_IN_CLASS: Duration = Duration::from_secs(5);

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
        bound: BOUND,
        is_quiet: false,
        folder: None,
        place: PathBuf::from("."),
    };
    let mut scenario = None;
    let (mut why, mut peers) = (false, false);
    let (mut json, mut bound, mut class) = (None, None, None);
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
                bound = Some(Duration::from_secs(seconds.into()));
            }
            "--json" => json = Some(file(words.next())?),
            "--all" if class.is_some() => {
                return Err("--all: once is enough.".to_string());
            }
            "--all" => class = Some(Vec::new()),
            option if option.starts_with("--") => {
                return Err(format!("There is no option `{option}`."));
            }
            _ if class.is_some() => class.iter_mut().for_each(|folders| {
                folders.push(PathBuf::from(&given));
            }),
            name if scenario.is_none() => scenario = Some(named(name)?),
            _ => {
                request.command.push(given);
                request.command.extend(words.by_ref());
            }
        }
    }
    request.bound = bound.unwrap_or(BOUND);
    if let Some(folders) = class {
        if scenario.is_some() || why || peers || request.folder.is_some() {
            return Err("--all: no scenario, --why, --peers or --in.".into());
        }
        let bound = bound.unwrap_or(BOUND_IN_CLASS);
        let class = Class { folders, port: request.port, bound, json };
        return of_class(class);
    }
    let scenario = scenario.ok_or("Which scenario?")?;
    if scenario.is_of_relay() && next_port(request.port) == request.port {
        let port = request.port;
        return Err(format!("--port {port}: a relay needs the next one, too."));
    }
    let whose = match request.folder.clone() {
        Some(folder) => in_folder(&folder, scenario, &mut request)?,
        None => here(scenario, &mut request)?,
    };
    Ok(Call::Check(Box::new(Check {
        scenario,
        request,
        whose,
        why,
        peers,
        json,
    })))
}

/// A class has folders.
fn of_class(class: Class) -> Result<Call, String> {
    let wrong = class.folders.iter().find(|folder| !folder.is_dir());
    match wrong {
        Some(wrong) => {
            let wrong = plain(&wrong.display().to_string());
            Err(format!("--all {wrong}: there is no such folder."))
        }
        None if class.folders.is_empty() => Err("--all what?".to_string()),
        None => Ok(Call::Class(class)),
    }
}

/// The file of --json, seen from any folder. It has to have one of its own.
fn file(word: Option<OsString>) -> Result<Target, String> {
    let word = word.ok_or("--json what?")?;
    let shown = plain(&word.to_string_lossy());
    let no = |why: &str| format!("--json {shown}: {why}");
    let path = path::absolute(&word).map_err(|e| no(&e.to_string()))?;
    if path.is_dir() || path.file_name().is_none() {
        return Err(no("a file, please."));
    }
    match path.parent().is_some_and(Path::is_dir) {
        true => Ok(Target::of(path)),
        false => Err(no("there is no such folder.")),
    }
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
