//! What a student has handed in: a folder with a package, or with a file that
//! says how the two programs are started.

use super::protocol::scenario;
use super::side_name;
use crate::complaint;
use crate::display::{ending, plain};
use crate::package;
use crate::program::Program;
use shared::relay::Side;
use shared::wait::wait_until;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file with the commands, and no more of it than this is read.
const COMMANDS: &str = "check.txt";
const MOST: u64 = 64 * 1024;

/// The folder of a package that was handed in with the folder around it.
const PACKAGE: &str = "hello-tcp";

/// One student.
pub struct Student {
    /// Of the folder, as it can be shown.
    pub name: String,
    pub folder: PathBuf,
    /// What is wrong with the folder.
    pub problem: Option<String>,
    /// By their [`Side`].
    pub programs: [Own; 2],
}

/// A student's program.
pub enum Own {
    Missing,
    /// A program of the package in that folder.
    InPackage(PathBuf),
    /// It can be started.
    Ready(Ready),
    /// It couldn't be built: why.
    Broken(String),
}

/// How a program is started.
pub struct Ready {
    pub words: Vec<OsString>,
    pub folder: PathBuf,
}

/// All students, by their folders.
pub fn all(folders: &[PathBuf]) -> Vec<Student> {
    let mut all: Vec<Student> = folders.iter().map(student).collect();
    let names: Vec<String> = all.iter().map(|s| s.name.clone()).collect();
    for student in &mut all {
        // Two of the same name are told apart by all of the path.
        if names.iter().filter(|name| **name == student.name).count() > 1 {
            student.name = plain(&student.folder.display().to_string());
        }
    }
    all
}

fn student(folder: &PathBuf) -> Student {
    let whole = fs::canonicalize(folder).unwrap_or(folder.clone());
    let name = whole.file_name().unwrap_or(folder.as_os_str());
    let name = plain(&name.to_string_lossy());
    let commands = commands(folder);
    let package = [folder.clone(), folder.join(PACKAGE)];
    let package = package.into_iter().find(|place| package::is_at(place));
    let in_package = |side: Side| {
        let package = package.as_ref()?;
        package::program(package, scenario(side))?;
        Some(Own::InPackage(package.clone()))
    };
    let (given, mut problem) = match commands {
        Ok(given) => (given, None),
        Err(problem) => (Default::default(), Some(problem)),
    };
    let mut sides = Side::BOTH.into_iter();
    let programs = given.map(|words| {
        let side = sides.next().expect("two sides");
        let given = words
            .map(|words| Own::Ready(Ready { words, folder: folder.clone() }));
        given.or_else(|| in_package(side)).unwrap_or(Own::Missing)
    });
    if programs.iter().all(|own| matches!(own, Own::Missing)) {
        let none = "no server or client: neither a package nor check.txt";
        problem.get_or_insert(none.to_string());
    }
    Student { name, folder: folder.clone(), problem, programs }
}

/// The words of two commands, by their [`Side`].
type Commands = [Option<Vec<OsString>>; 2];

/// Reads the file with the commands, if there is one.
fn commands(folder: &Path) -> Result<Commands, String> {
    let path = folder.join(COMMANDS);
    let mut commands = Commands::default();
    let no = |why: &str| format!("{COMMANDS}: {why}");
    match path.metadata() {
        Ok(data) if data.len() > MOST => return Err(no("it is too long")),
        Ok(data) if data.is_file() => {}
        // Somebody may have put a pipe there, from which one reads without
        // end.
        Ok(_) => return Err(no("it is no file of text")),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(commands);
        }
        Err(error) => return Err(no(&error.to_string())),
    }
    let mut text = String::new();
    let read = File::open(&path)
        .and_then(|file| file.take(MOST).read_to_string(&mut text));
    read.map_err(|error| no(&error.to_string()))?;
    // Some editors write a mark before the first line.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, command) = line.split_once(':').unwrap_or((line, ""));
        let side =
            Side::BOTH.into_iter().find(|s| side_name(*s) == name.trim());
        let words = words(command);
        match side.map(|side| &mut commands[side as usize]) {
            Some(command @ None)
                if words.first().is_some_and(|word| !word.is_empty()) =>
            {
                *command = Some(words);
            }
            _ => {
                let help = "write `server: COMMAND` or `client: COMMAND`, once";
                return Err(format!("{COMMANDS}, line {number}: {help}"));
            }
        }
    }
    Ok(commands)
}

/// The words of a command. Spaces are part of one between two `"`.
fn words(command: &str) -> Vec<OsString> {
    let mut words = Vec::new();
    for (place, part) in command.split('"').enumerate() {
        match place % 2 {
            0 => words.extend(part.split_whitespace().map(OsString::from)),
            _ => words.push(OsString::from(part)),
        }
    }
    words
}

impl Student {
    /// One of the two programs, as it is called.
    pub fn whose(&self, side: Side) -> String {
        format!("{}'s {}", self.name, side_name(side))
    }
}

impl Own {
    /// Builds it, if it's one of a package: what can be started then.
    pub fn build(&mut self, side: Side, bound: Duration) {
        if let Own::InPackage(package) = self {
            *self = match built(package, side, bound) {
                Ok(ready) => Own::Ready(ready),
                Err(why) => Own::Broken(plain(&why)),
            };
        }
    }

    pub fn ready(&self) -> Option<&Ready> {
        match self {
            Own::Ready(ready) => Some(ready),
            _ => None,
        }
    }
}

fn built(package: &Path, side: Side, bound: Duration) -> Result<Ready, String> {
    // In the student's own folder: one for all would have one `server`.
    let words = [
        "cargo",
        "build",
        "--color=never",
        "--message-format=json-render-diagnostics",
        "--target-dir=target",
        "--bin",
        side_name(side),
    ];
    let words = words.map(OsString::from);
    let cargo = Program::start(&words, package);
    let mut cargo = cargo.map_err(|e| format!("`cargo`: {e}"))?;
    if !wait_until(bound, || cargo.ended().is_some()) {
        return Err(format!("not built within {} s", bound.as_secs()));
    }
    let status = cargo.ended().filter(|status| !status.success());
    if let Some(status) = status {
        let said = complaint::first_error(&cargo.complaint());
        return Err(
            said.unwrap_or(format!("`cargo` ended {}", ending(&status)))
        );
    }
    let lines = cargo.lines();
    let program = lines.iter().rev().find_map(|line| executable(line));
    let program = program.ok_or("`cargo` names no program")?;
    let folder = package.to_path_buf();
    Ok(Ready { words: vec![program.into()], folder })
}

/// The path of a program in a line of Cargo's (`cargo help build`,
/// `--message-format`).
fn executable(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("\"executable\":\"")?;
    let mut path = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(path),
            '\\' => path.push(match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'u' => {
                    let code: String = chars.by_ref().take(4).collect();
                    char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
                }
                c => c,
            }),
            c => path.push(c),
        }
    }
}
