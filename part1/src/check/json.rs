//! What `--json FILE` writes, for graders and other programs.
//!
//! The form, of which `"format": 1` stays as it is: a later version may add
//! names, and takes none away. All text is for people, except where it says
//! which words there are. What is no UTF-8 is replaced in it.
//!
//! Of one program, an object:
//!
//! | name | what |
//! |---|---|
//! | `format` | 1 |
//! | `scenario` | its name, as `--list` has it |
//! | `command` | a list of words |
//! | `folder` | where it runs, as it was given, or null |
//! | `address` | `"127.0.0.1:50000"` |
//! | `steps` | a list of `{"title": …, "done": true or false}` |
//! | `done`, `of` | how many steps are done, and how many there are |
//! | `next` | null if all are done, or of the first that is not: see below |
//! | `problem` | why it was not compiled, checked or told, or null |
//! | `exit` | the exit code of `check` |
//!
//! `next` is an object:
//!
//! | name | what |
//! |---|---|
//! | `title` | of the step |
//! | `begun` | false if the program does nothing of it yet |
//! | `did` | a list: what was done to the program |
//! | `expected`, `came` | what was expected then, and what came instead |
//! | `complaint` | what the program printed on its standard error |
//! | `ended` | how it ended, such as `"with exit code 1"`, or null |
//! | `reasons` | a list, the likeliest first |
//! | `read` | the title of the page to read again |
//!
//! Of a class, an object:
//!
//! | name | what |
//! |---|---|
//! | `format`, `address`, `exit`, `problem` | as above |
//! | `scenario` | `"class"` |
//! | `students` | a list, in the order of the folders: see below |
//! | `pairs` | a list, server by server: see below |
//!
//! A student has `number` (from 1), `name`, `folder`, `problem` (of the
//! folder, or null), and `server` and `client`. Each of these two is null if
//! there is none, or as one program above, but without `format` and `exit`;
//! `problem` says why it could not be built or was not tried, and then
//! `steps` is empty.
//!
//! A pair is an object:
//!
//! | name | what |
//! |---|---|
//! | `server`, `client` | the numbers of the students |
//! | `talk` | whether they talk, as the lesson's two do |
//! | `blame` | a list: who left the protocol, `"server"` or `"client"` |
//! | `sentences` | a list: for each of these, what was seen |
//! | `recorded` | whether they were connected through the wire |
//! | `record` | a list of `[seconds, words]`, as the wire prints them |

use crate::action::Action;
use crate::display::ending;
use crate::player::Request;
use crate::reasons::reasons;
use crate::steps::{Stop, Verdict};
use shared::replace::replace;
use shared::scenario::{Scenario, Step};
use std::fmt::{self, Display, Formatter, Write as _};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

pub enum Json {
    Null,
    Bool(bool),
    Whole(usize),
    /// With milliseconds.
    Seconds(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

use Json::*;

/// So far a line is indented in what is inside of something.
const INDENT: usize = 2;

impl Display for Json {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Json {
    pub fn text(text: impl Into<String>) -> Json {
        Text(text.into())
    }

    pub fn texts<T: Into<String>>(all: impl IntoIterator<Item = T>) -> Json {
        List(all.into_iter().map(Json::text).collect())
    }

    /// Null if there is none.
    pub fn or_null<T>(value: Option<T>, of: impl Fn(T) -> Json) -> Json {
        value.map_or(Null, of)
    }

    fn write(&self, f: &mut Formatter, depth: usize) -> fmt::Result {
        match self {
            Null => f.write_str("null"),
            Bool(value) => write!(f, "{value}"),
            Whole(number) => write!(f, "{number}"),
            Seconds(seconds) => write!(f, "{seconds:.3}"),
            Text(text) => quote(text, f),
            List(all) => {
                let items = all.iter().map(|value| (None, value));
                write_all(f, ['[', ']'], depth, items.collect())
            }
            Object(all) => {
                let items =
                    all.iter().map(|(name, value)| (Some(*name), value));
                write_all(f, ['{', '}'], depth, items.collect())
            }
        }
    }

    fn is_simple(&self) -> bool {
        !matches!(self, List(_) | Object(_))
    }
}

/// What is in a list or an object: in one line, if it is simple.
fn write_all(
    f: &mut Formatter,
    [open, close]: [char; 2],
    depth: usize,
    items: Vec<(Option<&str>, &Json)>,
) -> fmt::Result {
    let is_line = items.iter().all(|(_, value)| value.is_simple());
    let inside = depth + INDENT;
    f.write_char(open)?;
    for (place, (name, value)) in items.iter().enumerate() {
        match (is_line, place) {
            (true, 0) => {}
            (true, _) => f.write_str(", ")?,
            (false, 0) => write!(f, "\n{:inside$}", "")?,
            (false, _) => write!(f, ",\n{:inside$}", "")?,
        }
        if let Some(name) = name {
            quote(name, f)?;
            f.write_str(": ")?;
        }
        value.write(f, inside)?;
    }
    if !is_line {
        write!(f, "\n{:depth$}", "")?;
    }
    f.write_char(close)
}

/// A string (RFC 8259, 7).
fn quote(text: &str, f: &mut Formatter) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

/// Where it is written: behind a link, what that names.
pub enum Target {
    /// A file, or none yet: it's replaced.
    File(PathBuf),
    /// A pipe or the like, or what this process has open: it stays, and is
    /// written to.
    Open(PathBuf),
}

impl Target {
    pub fn of(path: PathBuf) -> Target {
        let is_open = ["/dev", "/proc"].iter().any(|at| path.starts_with(at));
        let other = path.metadata().is_ok_and(|data| !data.is_file());
        if is_open || other {
            return Target::Open(path);
        }
        let link = || {
            // There may be nothing behind it yet.
            let to = fs::read_link(&path).ok()?;
            Some(path.parent()?.join(to))
        };
        let file = fs::canonicalize(&path).ok().or_else(link);
        Target::File(file.unwrap_or(path))
    }

    fn path(&self) -> &Path {
        let (Target::File(path) | Target::Open(path)) = self;
        path
    }

    /// Takes an old verdict away, so that nobody takes it for a new one.
    pub fn forget(&self) -> io::Result<()> {
        let Target::File(file) = self else { return Ok(()) };
        let removed = match fs::remove_file(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed,
        };
        removed.map_err(|error| self.named(&error))
    }

    /// Writes it. Of a file, there is all or nothing.
    pub fn save(&self, json: &Json) -> io::Result<()> {
        let saved = match self {
            Target::File(file) => replace(file, &format!("{json}\n")),
            Target::Open(path) => {
                let opened = OpenOptions::new().append(true).open(path);
                opened.and_then(|mut to| writeln!(to, "{json}"))
            }
        };
        saved.map_err(|error| self.named(&error))
    }

    fn named(&self, error: &io::Error) -> io::Error {
        io::Error::other(format!("{}: {error}", self.path().display()))
    }
}

/// One program, whose verdict is `None` if nothing was checked.
pub fn program(
    scenario: &Scenario,
    request: &Request,
    verdict: Option<&Verdict>,
    problem: Option<&str>,
) -> Vec<(&'static str, Json)> {
    let steps = scenario.steps;
    let done = verdict.map_or(0, |verdict| verdict.done);
    let step = |(place, step): (usize, &Step)| {
        let done = Bool(place < done);
        Object(vec![("title", Json::text(step.title)), ("done", done)])
    };
    let all = steps.iter().enumerate().map(step);
    let stop = verdict.and_then(|verdict| verdict.stop.as_ref());
    let words = request.command.iter().map(|word| word.to_string_lossy());
    vec![
        ("scenario", Json::text(scenario.name)),
        ("command", Json::texts(words)),
        ("folder", Json::or_null(request.folder.as_deref(), Json::text)),
        ("address", address(request.port)),
        ("steps", List(verdict.map_or(Vec::new(), |_| all.collect()))),
        ("done", Whole(done)),
        ("of", Whole(steps.len())),
        ("next", Json::or_null(stop, |s| next(scenario, &steps[done], s))),
        ("problem", Json::or_null(problem, Json::text)),
    ]
}

pub fn address(port: u16) -> Json {
    Text(format!("127.0.0.1:{port}"))
}

fn next(scenario: &Scenario, step: &Step, stop: &Stop) -> Json {
    let fault = &stop.fault;
    let did = fault.did.iter().map(Action::to_string);
    let ended = fault.ended.as_ref();
    Object(vec![
        ("title", Json::text(step.title)),
        ("begun", Bool(stop.so_far.is_none())),
        ("did", Json::texts(did)),
        ("expected", Json::text(&fault.expected)),
        ("came", Json::text(fault.came.to_string())),
        ("complaint", Json::text(&fault.complaint)),
        ("ended", Json::or_null(ended, |status| Text(ending(status)))),
        ("reasons", Json::texts(reasons(fault))),
        ("read", Json::text(scenario.read_again(step))),
    ])
}

/// With what the whole file has in common.
pub fn whole(mut object: Vec<(&'static str, Json)>, is_all: bool) -> Json {
    object.insert(0, ("format", Whole(1)));
    object.push(("exit", Whole(usize::from(!is_all))));
    Object(object)
}
