//! The stories of the stage: each is a table of a page, a row an event.

use super::markdown::blank_spans;
use super::page::{Page, Row, Table};
use super::source::Source;
use super::steps::{Context, Sources};
use super::tree::resolve;

/// The page with the stories.
pub const PAGE: &str = "book/src/see-it.md";

/// Where a cell has what the row above has.
const THE_SAME: &str = "the same";
/// How the cell of a program begins that is blocked in a call.
pub const WAITS: &str = "waits in ";
pub const NOT_STARTED: &str = "not started";
pub const ENDED: &str = "ended";
/// Where there is no socket.
const NONE: &str = "none";

/// The heads of a table: the first column, and those behind the programs'.
pub const FIRST: &str = "what happens";
pub const LAST: [&str; 3] = ["on the wire", "sockets, and what lies in them", "printed"];

/// What a line does, the call that the kernel gets for it, and what for it
/// may wait.
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

/// One table and what it is about.
pub struct Story {
    /// The fragment of the heading above it.
    pub id: String,
    pub line: usize,
    pub programs: Vec<Program>,
    pub events: Vec<Event>,
}

/// A column's program.
pub struct Program {
    /// The column's head.
    pub name: String,
    /// Its source file, from the root.
    pub path: String,
    /// The lines that the stage shows.
    pub lines: Vec<String>,
}

/// A row, `the same` resolved.
pub struct Event {
    pub line: usize,
    /// The cells as they stand in the file.
    pub says: String,
    /// What each program does, in the order of the columns.
    pub doing: Vec<String>,
    pub wire: Vec<Entry>,
    pub sockets: Vec<Entry>,
    pub printed: Vec<Entry>,
}

/// `name: what`, one of a cell's entries.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    pub name: String,
    /// As it is read: without backticks.
    pub what: String,
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

/// The calls of a program, in its order, with the line of each.
pub fn calls(program: &Program) -> Vec<(usize, &'static str)> {
    let lines = || program.lines.iter().enumerate();
    let drops = lines().any(|(_, line)| line.starts_with("drop("));
    let call = |line: &str| {
        let called = CALLS.iter().find(|(does, ..)| line.contains(does));
        let closes = match drops {
            true => line.starts_with("drop("),
            // What is not closed by then is closed at the end of main.
            false => line == "Ok(())",
        };
        called.map(|(_, call, _)| *call).or(closes.then_some(CLOSE))
    };
    lines().filter_map(|(at, line)| Some((at, call(line)?))).collect()
}

impl Program {
    /// The lines of which a cell names a part.
    pub fn lines_of(&self, doing: &str) -> Vec<usize> {
        let Some(span) = span(doing) else { return Vec::new() };
        let lines = self.lines.iter().enumerate();
        let found = lines.filter(|(_, line)| line.contains(&span));
        found.map(|(at, _)| at).collect()
    }

    /// Where the line is that a cell names: `None` if none or several are.
    pub fn line_of(&self, doing: &str) -> Option<usize> {
        match self.lines_of(doing)[..] {
            [at] => Some(at),
            _ => None,
        }
    }
}

/// Every story of a book's page.
pub fn stories(context: &Context) -> Vec<Story> {
    let Some(page) = context.book.page(PAGE) else { return Vec::new() };
    let mut stories: Vec<Story> = Vec::new();
    // Every table of that page: one with other heads is a mistake.
    for table in &page.tables {
        let headings = page.headings.iter();
        let heading = headings.take_while(|h| h.line < table.head.line).last();
        let Some(heading) = heading else { continue };
        let heads = &table.head.cells;
        let names = heads.get(1..heads.len().saturating_sub(LAST.len()));
        let names = names.unwrap_or_default();
        let programs = names.iter().filter_map(|name| {
            // A second client is the client once more.
            let kind = name.split(' ').next_back()?;
            let own = program(page, &context.sources, kind, heading.line, table);
            let (path, lines) = own.or_else(|| {
                let first = stories.first()?.programs.iter();
                let first = first.into_iter().find(|p| p.name == kind)?;
                Some((first.path.clone(), first.lines.clone()))
            })?;
            Some(Program { name: name.clone(), path, lines })
        });
        let programs = programs.collect();
        stories.push(Story {
            id: heading.id.clone(),
            line: table.head.line,
            programs,
            events: events(table),
        });
    }
    stories
}

/// The file and the lines of the fence between a story's heading and its
/// table that is marked for a program.
fn program(
    page: &Page,
    sources: &Sources,
    kind: &str,
    after: usize,
    table: &Table,
) -> Option<(String, Vec<String>)> {
    let fence = page.fences.iter().find(|fence| {
        (after..table.head.line).contains(&fence.line)
            && fence.rust().is_some_and(|rust| rust.stage == Some(kind))
    })?;
    let path = resolve(&page.path, &fence.includes().first()?.file);
    let source: &Source = sources.get(&path)?;
    let text = source.shown(page, fence);
    let lines = text.lines().map(|line| line.trim().to_string());
    Some((path, lines.collect()))
}

fn events(table: &Table) -> Vec<Event> {
    let mut above: Vec<String> = Vec::new();
    let mut events = Vec::new();
    for Row { line, cells } in &table.rows {
        let resolved = cells.iter().enumerate().map(|(i, cell)| {
            let same = cell == THE_SAME;
            let before = above.get(i).filter(|_| same).cloned();
            before.unwrap_or_else(|| cell.clone())
        });
        above = resolved.collect();
        let [says, doing @ .., wire, sockets, printed] = &above[..] else {
            continue;
        };
        events.push(Event {
            line: *line,
            says: says.clone(),
            doing: doing.to_vec(),
            wire: entries(wire),
            sockets: entries(sockets),
            printed: entries(printed),
        });
    }
    events
}

fn entries(cell: &str) -> Vec<Entry> {
    let parts = cell.split("<br>").map(str::trim);
    parts
        .filter(|part| !part.is_empty() && *part != NONE)
        .map(|part| {
            let part = part.replace('`', "");
            let (name, what) = part.split_once(": ").unwrap_or((&part, ""));
            Entry { name: name.to_string(), what: what.to_string() }
        })
        .collect()
}
