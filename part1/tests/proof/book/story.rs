//! The stories of the stages: each is a table of a page, a row an event.

use super::markdown::blank_spans;
use super::page::{Page, Table};
use super::prelude::*;
use super::steps::EXAMPLES;

/// How the cell of a program begins that is blocked in a call.
pub const WAITS: &str = "waits in ";
pub const NOT_STARTED: &str = "not started";
pub const ENDED: &str = "ended";
/// Where there is no socket.
const NONE: &str = "none";
/// How the name of a column ends that is a thread of the program to its left.
const THREAD: &str = "thread";
/// Answers where no program does.
pub const KERNEL: &str = "kernel";

/// The heads of a table: the first column, and those behind the programs'.
pub const FIRST: &str = "what happens";
pub const LAST: [&str; 4] =
    ["on the wire", "sockets, and what lies in them", "printed", "wrong guesses"];

/// The tag above a story's table.
pub const STORY: &str = "<div class=\"story\">";

/// What a line does, the call that the kernel gets for it, and what for it may wait.
pub const CALLS: [(&str, &str, &str); 7] = [
    ("TcpListener::bind(", "listen", ""),
    (".accept()", "accept4", "for a client"),
    ("TcpStream::connect(", "connect", "for an answer"),
    (".read(", "recvfrom", "for bytes"),
    (".peek(", "recvfrom", "for bytes"),
    (".write_all(", "sendto", "for room"),
    ("println!(", "write", ""),
];

/// The call by which a program closes a socket.
pub const CLOSE: &str = "close";

/// The calls of which a row tells by itself, even of a program that is no column: each sends
/// something, or prints.
pub const TOLD: [&str; 4] = ["connect", "sendto", CLOSE, "write"];
/// What none of them sends: the kernel answers by itself.
const ANSWERS: [&str; 3] = ["ACK", "SYN-ACK", "RST"];

/// One table and what it is about.
pub struct Story {
    /// The page that it is on, from the root.
    pub page: String,
    /// The fragment of the heading above it.
    pub id: String,
    pub line: usize,
    /// Those of the columns.
    pub programs: Vec<Program>,
    /// Those off the stage, of which only what they send and print is told.
    pub others: Vec<Program>,
    pub events: Vec<Event>,
}

/// A program, or one of its threads.
#[derive(Clone)]
pub struct Program {
    /// The column's head.
    pub name: String,
    /// Its source file, from the root.
    pub path: String,
    /// The lines that the stage shows.
    pub lines: Vec<String>,
    /// Which of its threads it is, in the order in which they start. The one of `main` is 0.
    pub thread: usize,
}

/// A row. An empty cell of a program or of the sockets has what the row above has.
pub struct Event {
    page: String,
    pub line: usize,
    /// The cells as they stand in the file.
    pub says: String,
    /// What each program does, in the order of the columns.
    pub doing: Vec<String>,
    pub wire: Vec<Entry>,
    pub sockets: Vec<Entry>,
    pub printed: Vec<Entry>,
    /// What does not happen, though one might think so.
    pub guesses: Vec<String>,
}

/// `name: what`, one of a cell's entries.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    pub name: String,
    /// As it is read: without backticks.
    pub what: String,
}

impl Event {
    /// The page that it is on, from the root, and its line there.
    pub fn at(&self) -> (&str, usize) {
        (&self.page, self.line)
    }
}

impl Entry {
    /// A socket's state.
    pub fn state(&self) -> &str {
        self.what.split(", ").next().unwrap_or_default()
    }

    /// What lies in a socket: bytes, or a listener's queue.
    pub fn holds(&self) -> &str {
        self.what.split_once(", ").map_or("", |(_, holds)| holds)
    }
}

/// Whether a program is blocked, by its cell.
pub fn waits(doing: &str) -> bool {
    doing.starts_with(WAITS)
}

/// The part of a line that a program's cell names.
pub fn span(doing: &str) -> Option<String> {
    blank_spans(doing).1.into_iter().next()
}

/// What a program knows after that line: the names and values that follow it in its cell.
pub fn values(doing: &str) -> Vec<(String, String)> {
    let spans = blank_spans(doing).1;
    let pairs = spans.get(1..).unwrap_or_default().chunks_exact(2);
    pairs.map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

/// What a line does, by [`CALLS`]. (No story comes to an `eprintln!`.)
pub fn call_of(line: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let does = |does: &str| line.contains(does) && !line.starts_with("eprintln!(");
    CALLS.into_iter().find(|(part, ..)| does(part))
}

/// The calls of a program, from its first line to its last, with the line of each.
pub fn calls(program: &Program) -> Vec<(usize, &'static str)> {
    let drops = program.lines.iter().any(|line| line.starts_with("drop("));
    // What is not closed by then is closed at the end of main.
    let closes = |line: &str| if drops { line.starts_with("drop(") } else { line == "Ok(())" };
    let call = |(at, line): (usize, &String)| {
        let called = call_of(line).map(|(_, call, _)| call);
        Some((at, called.or(closes(line).then_some(CLOSE))?))
    };
    program.lines.iter().enumerate().filter_map(call).collect()
}

/// The same in the order in which they are made: those of a `loop` come again and again.
pub fn course(program: &Program) -> impl Iterator<Item = (usize, &'static str)> {
    let begins = program.lines.iter().position(|line| line == "loop {");
    let is_once = |(at, _): &(usize, &str)| begins.is_none_or(|begins| *at < begins);
    let (once, again): (Vec<_>, Vec<_>) = calls(program).into_iter().partition(is_once);
    once.into_iter().chain(again.into_iter().cycle())
}

impl Story {
    /// The column on whose part of the stage that is which has this name: none for what is of a
    /// program off the stage. What is no program's, as the listener, is on the first one's.
    pub fn column_of(&self, name: &str) -> Option<usize> {
        let is_off = self.others.iter().any(|program| program.name == name);
        let column = self.programs.iter().position(|program| program.name == name);
        column.or((!is_off).then_some(0))
    }

    /// The column with `main` of the program of that column.
    pub fn main_of(&self, column: usize) -> usize {
        self.programs[..=column].iter().rposition(|part| part.thread == 0).unwrap_or(0)
    }

    /// How many calls of [`TOLD`] the rows until that event tell of that program.
    pub fn told(&self, event: &Event, name: &str) -> usize {
        let of = |entry: &&Entry| entry.name == name;
        let told = |event: &Event| {
            let sent = event.wire.iter().filter(of);
            let sent = sent.filter(|entry| !ANSWERS.contains(&entry.what.as_str()));
            sent.count() + event.printed.iter().filter(of).count()
        };
        self.events.iter().take_while(|other| other.line <= event.line).map(told).sum()
    }
}

impl Program {
    /// Where the line is of which a cell names a part: `None` if none or several are.
    pub fn line_of(&self, doing: &str) -> Option<usize> {
        let span = span(doing)?;
        let mut lines = (0..self.lines.len()).filter(|&at| self.lines[at].contains(&span));
        lines.next().filter(|_| lines.next().is_none())
    }
}

/// Whether a line is in a story's block: whether that is the last tag above it.
pub fn is_in_block(page: &Page, line: usize) -> bool {
    let above = page.block_tags().take_while(|(at, _)| *at < line).last();
    above.is_some_and(|(_, tag)| tag == STORY)
}

/// Every story of a book.
pub fn stories(context: &Context) -> Vec<Story> {
    context.book.pages.iter().flat_map(|page| stories_of(context, page)).collect()
}

fn stories_of(context: &Context, page: &Page) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    // A table with other heads in a story is a mistake, and so is one with these heads elsewhere.
    let is_one =
        |table: &&Table| is_in_block(page, table.head.line) || table.head.cells[0] == FIRST;
    for table in page.tables.iter().filter(is_one) {
        let line = table.head.line;
        let Some(heading) = page.headings.iter().rfind(|h| h.line < line) else { continue };
        let fences = page.fences.iter().filter(|f| (heading.line..line).contains(&f.line));
        let heads = &table.head.cells;
        let names = heads.get(1..heads.len().saturating_sub(LAST.len())).unwrap_or_default();
        let mut threads = 0;
        let programs = names.iter().filter_map(|name| {
            // A second client is the client once more.
            let kind = name.split(' ').next_back()?;
            threads += usize::from(kind == THREAD);
            let thread = if kind == THREAD { threads } else { 0 };
            let own = fences.clone().find_map(|fence| program(context, fence, kind));
            let all = || stories.iter().flat_map(|story| &story.programs);
            let first = || all().find(|program| program.name == kind).cloned();
            Some(Program { name: name.clone(), thread, ..own.or_else(first)? })
        });
        let programs: Vec<Program> = programs.collect();
        let (id, events) = (heading.id.clone(), events(page, table));
        let others = others(context, names, &events);
        stories.push(Story { page: page.path.clone(), id, line, programs, others, events });
    }
    stories
}

/// The programs that send something and have no column: `idle client` is `idle_client.rs`.
fn others(context: &Context, columns: &[String], events: &[Event]) -> Vec<Program> {
    let mut others: Vec<Program> = Vec::new();
    for Entry { name, .. } in events.iter().flat_map(|event| &event.wire) {
        let is_known = columns.contains(name) || others.iter().any(|other| other.name == *name);
        let file = name.replace(' ', "_");
        let paths = [format!("{EXAMPLES}{file}.rs"), program_path(&file)];
        let source = paths.iter().find_map(|path| context.sources.get(path));
        let Some(source) = source.filter(|_| !is_known) else { continue };
        let lines = source.code().map(|line| line.text.trim().to_string()).collect();
        let (name, path) = (name.clone(), source.path.clone());
        others.push(Program { name, path, lines, thread: 0 });
    }
    others
}

/// The program of that name that a fence shows on the stage.
fn program(context: &Context, fence: &Fence, name: &str) -> Option<Program> {
    fence.rust().filter(|rust| rust.stage.as_deref() == Some(name))?;
    let path = &fence.includes.first()?.path;
    let text = context.sources.get(path)?.shown(fence);
    let lines = text.lines().map(|line| line.trim().to_string()).collect();
    Some(Program { name: name.to_string(), path: path.clone(), lines, thread: 0 })
}

fn events(page: &Page, table: &Table) -> Vec<Event> {
    let columns = table.head.cells.len();
    let mut above: Vec<String> = Vec::new();
    let mut events = Vec::new();
    for Row { line, cells } in &table.rows {
        // Those of the wire, of what is printed, and of guesses are of this event alone.
        let stays = |i: usize| i + LAST.len() < columns || i + 3 == columns;
        let resolved = cells.iter().enumerate().map(|(i, cell)| match above.get(i) {
            Some(before) if cell.is_empty() && stays(i) => before.clone(),
            _ => cell.clone(),
        });
        above = resolved.collect();
        let [says, doing @ .., wire, sockets, printed, guesses] = &above[..] else { continue };
        let [wire, sockets, printed] = [wire, sockets, printed].map(|cell| entries(cell));
        let guesses = guesses.split("<br>").map(|guess| guess.trim().to_string());
        let guesses = guesses.filter(|guess| !guess.is_empty()).collect();
        let (says, doing) = (says.clone(), doing.to_vec());
        let page = page.path.clone();
        events.push(Event { page, line: *line, says, doing, wire, sockets, printed, guesses });
    }
    events
}

fn entries(cell: &str) -> Vec<Entry> {
    let parts = cell.split("<br>").map(|part| part.trim().replace('`', ""));
    let entries = parts.filter(|part| !part.is_empty() && part != NONE).map(|part| {
        let (name, what) = part.split_once(": ").unwrap_or((&part, ""));
        Entry { name: name.to_string(), what: what.to_string() }
    });
    entries.collect()
}
