//! The stories of the stage: each is a table, a row an event. Is a row
//! written as the stage reads it, does it name a line of the program, and
//! do its bytes add up?

use crate::book::Book;
use crate::book::report::Report;
use crate::book::steps::Context;
use crate::book::story::{
    CALLS, ENDED, Entry, Event, FIRST, LAST, NOT_STARTED, PAGE, Story, WAITS, calls, stories, waits,
};
use crate::run::sockets::STATES;

/// What opens the block that becomes a stage.
const STORY: &str = "<div class=\"story\">";

/// The book's stories, once they are written as they should be: nothing
/// else can be played or shown.
pub fn checked_stories() -> Vec<Story> {
    let (context, mut report) = (Context::live(), Report::default());
    stories_are_the_programs(context, &mut report);
    report.settle();
    stories(context)
}

/// Each row has the columns' cells, in the words that the stage knows,
/// and each line that it names is one line of the program, never above
/// the one where the program was.
pub fn stories_are_the_programs(context: &Context, report: &mut Report) {
    let stories = stories(context);
    report.count_many("stories", stories.len());
    for story in &stories {
        heads_are_known(&context.book, story, report);
        for i in 0..story.programs.len() {
            cells_are_lines(story, i, report);
        }
        for event in &story.events {
            event_is_known(story, event, report);
            bytes_are_the_peers(story, event, report);
        }
        bytes_add_up(story, report);
    }
}

/// Each cell of a program is a line of it that calls the kernel, and the
/// program goes down its lines. What is the same is said once.
fn cells_are_lines(story: &Story, i: usize, report: &mut Report) {
    let program = &story.programs[i];
    let (mut at, mut above) = (0, None);
    for event in &story.events {
        report.count("cells of programs");
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
                    format!("`{NOT_STARTED}`, `{ENDED}`, or part of a line of {}", program.path),
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
                format!("a line that calls the kernel, which `{text}` does not"),
                "name the line that does what the row says",
            );
        }
        let call = CALLS.iter().find(|(does, ..)| text.contains(does));
        let what_for = call.map_or("", |(_, _, what_for)| *what_for);
        if waits(doing) && !doing.ends_with(&format!("` {what_for}")) {
            wrong(format!("{WAITS}`…` {what_for}"), "say what it waits for, in these words");
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
    let expected: Vec<&str> = [FIRST].into_iter().chain(names).chain(LAST).collect();
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
            report.count("buffers");
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
