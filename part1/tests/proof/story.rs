//! The stories of the stage: each is a table, a row an event. Is a row
//! written as the stage reads it, does it name a line of the program, and
//! do its bytes add up?

use crate::book::{Book, Page, Row, STAGE, Table};
use crate::finding::Report;
use crate::markdown::blank_spans;
use crate::snippets::included_text;
use crate::sockets::STATES;
use crate::source::Source;
use crate::steps::{self, Sources};
use crate::tree::{Tree, resolve};

/// The page with the stories.
pub const PAGE: &str = "book/src/see-it.md";

/// Where a cell has what the row above has.
const THE_SAME: &str = "the same";
/// How the cell of a program begins that is blocked in a call.
const WAITS: &str = "waits in ";
pub const NOT_STARTED: &str = "not started";
pub const ENDED: &str = "ended";
/// Where there is no socket.
const NONE: &str = "none";

/// What opens the block that becomes a stage.
const STORY: &str = "<div class=\"story\">";

/// The heads of a table: the first column, and those behind the programs'.
const FIRST: &str = "what happens";
const LAST: [&str; 3] =
    ["on the wire", "sockets, and what lies in them", "printed"];

/// What a line does, the call that the kernel gets for it, and what for it
/// may wait.
const CALLS: [(&str, &str, &str); 7] = [
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
    fn lines_of(&self, doing: &str) -> Vec<usize> {
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

/// The book's stories, once they are written as they should be: nothing
/// else can be played or shown.
pub fn checked_stories() -> Vec<Story> {
    let tree = Tree::read();
    let book = Book::read(&tree);
    stories_are_the_programs(&tree, &book).settle();
    stories(&tree, &book)
}

/// Every story of a book's page.
pub fn stories(tree: &Tree, book: &Book) -> Vec<Story> {
    let Some(page) = book.page(PAGE) else { return Vec::new() };
    let sources = steps::sources(tree, &mut Report::default());
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
            let own = program(page, &sources, kind, heading.line, table);
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
            && fence.attribute(STAGE) == Some(kind)
    })?;
    let path = resolve(&page.path, &fence.includes().first()?.file);
    let source: &Source = sources.get(&path)?;
    let text = included_text(page, fence, source);
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

/// Each row has the columns' cells, in the words that the stage knows,
/// and each line that it names is one line of the program, never above
/// the one where the program was.
pub fn stories_are_the_programs(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let stories = stories(tree, book);
    report.saw_many("stories", stories.len());
    for story in &stories {
        heads_are_known(book, story, &mut report);
        for i in 0..story.programs.len() {
            cells_are_lines(story, i, &mut report);
        }
        for event in &story.events {
            event_is_known(story, event, &mut report);
            bytes_are_the_peers(story, event, &mut report);
        }
        bytes_add_up(story, &mut report);
    }
    report
}

/// Each cell of a program is a line of it that calls the kernel, and the
/// program goes down its lines. What is the same is said once.
fn cells_are_lines(story: &Story, i: usize, report: &mut Report) {
    let program = &story.programs[i];
    let (mut at, mut above) = (0, None);
    for event in &story.events {
        report.saw("cells of programs");
        let doing = event.doing.get(i).map_or("", String::as_str);
        let same = above.replace(doing) == Some(doing);
        if same || [NOT_STARTED, ENDED].contains(&doing) {
            continue;
        }
        let mut wrong = |expected: String, to_mend: &str| {
            let there = format!("{}: {doing}", program.name);
            report.add((PAGE, event.line), there, expected, to_mend);
        };
        let line = match program.lines_of(doing)[..] {
            [line] => line,
            [] => {
                wrong(
                    format!(
                        "`{NOT_STARTED}`, `{ENDED}`, or part of a line of {}",
                        program.path
                    ),
                    "copy it from the program",
                );
                continue;
            }
            [_, ..] => {
                wrong(
                    format!("part of one line of {}", program.path),
                    "copy so much of it that no other line has it",
                );
                continue;
            }
        };
        let text = &program.lines[line];
        if line < at {
            let before = &program.lines[at];
            wrong(
                format!("`{before}`, where it was, or a line below it"),
                "let the program go down its lines",
            );
        }
        at = line;
        if !calls(program).iter().any(|(calls, _)| *calls == line) {
            wrong(
                format!(
                    "a line that calls the kernel, which `{text}` does not"
                ),
                "name the line that does what the row says",
            );
        }
        let call = CALLS.iter().find(|(does, ..)| text.contains(does));
        let what_for = call.map_or("", |(_, _, what_for)| *what_for);
        if waits(doing) && !doing.ends_with(&format!("` {what_for}")) {
            wrong(
                format!("{WAITS}`…` {what_for}"),
                "say what it waits for, in these words",
            );
        }
    }
}

fn heads_are_known(book: &Book, story: &Story, report: &mut Report) {
    let page = book.page(PAGE).expect("a page with stories");
    let above = page.prose.iter().filter(|p| p.line < story.line);
    let mut above = above.filter(|p| p.opens_block() || p.closes_block());
    let tag = above.next_back();
    if tag.is_none_or(|tag| tag.text.trim() != STORY) {
        report.add(
            (PAGE, story.line),
            "a table outside of a story",
            STORY,
            "put that above it, and `</div>` below",
        );
    }
    let table = page.tables.iter().find(|t| t.head.line == story.line);
    let heads = &table.expect("its table").head.cells;
    let names = story.programs.iter().map(|p| p.name.as_str());
    let expected: Vec<&str> =
        [FIRST].into_iter().chain(names).chain(LAST).collect();
    if *heads != expected {
        report.add(
            (PAGE, story.line),
            heads.join(" | "),
            expected.join(" | "),
            "name the columns so, and give each program's name to a fence \
             of the story or of the first one: ```rust,stage=name",
        );
    }
}

fn event_is_known(story: &Story, event: &Event, report: &mut Report) {
    let mut unknown = |there: String, expected: &str| {
        report.add((PAGE, event.line), there, expected, "mend the row");
    };
    let is_program = |name: &str| story.programs.iter().any(|p| p.name == name);
    for Entry { name, what } in &event.wire {
        if !is_program(name) && name != "kernel" || what.is_empty() {
            unknown(
                format!("on the wire: {name}: {what}"),
                "a program's name or `kernel`, a colon, the segment",
            );
        }
    }
    for entry in &event.sockets {
        if !STATES.contains(&entry.state()) {
            unknown(
                format!("{}: {}", entry.name, entry.what),
                "a socket's name, a colon, and its state by RFC 9293",
            );
        }
    }
    for Entry { name, what } in &event.printed {
        let part = story.programs.iter().position(|p| p.name == *name);
        let doing = part.and_then(|i| event.doing.get(i));
        let doing = doing.map_or("", String::as_str);
        let ends = what.starts_with("Error: ") && doing == ENDED;
        let first = std::ptr::eq(event, &story.events[0]);
        if !ends && !first && !doing.contains("println!") {
            unknown(
                format!("printed: {name}: {what}"),
                "what a program prints whose line here is a `println!`, or \
                 the error with which it has ended",
            );
        }
    }
}

/// Bytes go between these two; a second client gets none.
fn peer_of(name: &str) -> &str {
    match name {
        "server" => "client",
        "client" => "server",
        _ => "",
    }
}

/// What lies in a socket is the end of what its peer's program writes.
fn bytes_are_the_peers(story: &Story, event: &Event, report: &mut Report) {
    for socket in &event.sockets {
        let peer = peer_of(&socket.name);
        let peer = story.programs.iter().find(|p| p.name == peer);
        let (Some(peer), false) = (peer, socket.holds().is_empty()) else {
            continue;
        };
        let lies = socket.holds();
        let written = format!("{lies}\"");
        if !peer.lines.iter().any(|line| line.contains(&written)) {
            report.add(
                (PAGE, event.line),
                format!("{lies} lies in the socket of the {}", socket.name),
                format!("the end of what {} writes", peer.path),
                "copy it from there",
            );
        }
    }
}

/// What is sent lies in the peer's buffer, and leaves it only when the
/// peer's line is a `read`, or the socket goes.
fn bytes_add_up(story: &Story, report: &mut Report) {
    let held = |event: &Event, name: &str| {
        let socket = event.sockets.iter().find(|s| s.name == name)?;
        Some(if name == "listener" { 0 } else { socket.holds().len() })
    };
    for pair in story.events.windows(2) {
        let [before, event] = pair else { continue };
        for (i, program) in story.programs.iter().enumerate() {
            let name = program.name.as_str();
            let Some(now) = held(event, name) else { continue };
            let mut expected = held(before, name).unwrap_or(0);
            let peer = peer_of(name);
            for sent in event.wire.iter().filter(|sent| sent.name == peer) {
                let count = sent.what.strip_suffix(" bytes");
                let count = count.and_then(|count| count.parse().ok());
                expected += count.unwrap_or(0);
            }
            let doing = &event.doing[i];
            let reads = doing.contains(".read(") && !waits(doing);
            report.saw("buffers");
            if now != expected && !(reads && now < expected) {
                report.add(
                    (PAGE, event.line),
                    format!("{now} bytes lie in the socket of the {name}"),
                    format!("{expected}, by what was there and what comes"),
                    "let the bytes that are sent and read add up",
                );
            }
        }
    }
}
