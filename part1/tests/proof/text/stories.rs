//! The stories of the stage: each is a table, a row an event. Is a row written as the stage reads
//! it, does it name a line of the program, and do its bytes add up?

use crate::book::prelude::*;
use crate::book::story::{
    CALLS, ENDED, Entry, Event, FIRST, LAST, NOT_STARTED, PAGE, Story, WAITS, calls, stories, waits,
};
use crate::run::sockets::STATES;

/// What opens the block that becomes a stage.
const STORY: &str = "<div class=\"story\">";

/// The book's stories, once they are as they should be: nothing else can be played or shown.
pub fn checked_stories() -> Vec<Story> {
    let (context, mut report) = (Context::live(), Report::default());
    stories_are_the_programs(context, &mut report);
    report.settle();
    stories(context)
}

/// Each row has the columns' cells, in the words that the stage knows, and each line that it names
/// is one line of the program, never above the one where the program was.
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

/// The cell of the program with that number; empty if the row is too short.
fn doing(event: &Event, program: usize) -> &str {
    event.doing.get(program).map_or("", String::as_str)
}

/// Each cell of a program is a line of it that calls the kernel, and the program goes down its
/// lines. What is the same is said once.
fn cells_are_lines(story: &Story, i: usize, report: &mut Report) {
    let program = &story.programs[i];
    let (mut at, mut above) = (0, None);
    for event in &story.events {
        report.count("cells of programs");
        let doing = doing(event, i);
        let is_same = above.replace(doing) == Some(doing);
        if is_same || [NOT_STARTED, ENDED].contains(&doing) {
            continue;
        }
        let mut wrong = |expected: String, help: &str| {
            report.add((PAGE, event.line), format!("{}: {doing}", program.name), expected, help);
        };
        let lines = program.lines_of(doing);
        if lines.is_empty() {
            let part = format!("part of a line of {}", program.path);
            wrong(format!("`{NOT_STARTED}`, `{ENDED}`, or {part}"), "copy it from the program");
        } else if lines.len() > 1 {
            let help = "copy so much of it that no other line has it";
            wrong(format!("part of one line of {}", program.path), help);
        }
        let [line] = lines[..] else { continue };
        let text = &program.lines[line];
        if line < at {
            let expected = format!("`{}`, where it was, or a line below it", program.lines[at]);
            wrong(expected, "let the program go down its lines");
        }
        at = line;
        if !calls(program).iter().any(|(calls, _)| *calls == line) {
            let expected = format!("a line that calls the kernel, which `{text}` does not");
            wrong(expected, "name the line that does what the row says");
        }
        let call = CALLS.iter().find(|(does, ..)| text.contains(does));
        let what_for = call.map_or("", |(_, _, what_for)| *what_for);
        if waits(doing) && !doing.ends_with(&format!("` {what_for}")) {
            wrong(format!("{WAITS}`…` {what_for}"), "say what it waits for, in these words");
        }
    }
}

/// The table stands in a story's block, and its columns are the programs and what the stage shows.
fn heads_are_known(book: &Book, story: &Story, report: &mut Report) {
    let page = book.page(PAGE).expect("a page with stories");
    let place = (PAGE, story.line);
    let tags = page.prose.iter().filter(|p| p.opens_block() || p.closes_block());
    let tag = tags.take_while(|tag| tag.line < story.line).last();
    if tag.is_none_or(|tag| tag.text.trim() != STORY) {
        let help = "put that above it, and `</div>` below";
        report.add(place, "a table outside of a story", STORY, help);
    }
    let table = page.tables.iter().find(|table| table.head.line == story.line);
    let heads = &table.expect("its table").head.cells;
    let names = story.programs.iter().map(|program| program.name.as_str());
    let expected: Vec<&str> = [FIRST].into_iter().chain(names).chain(LAST).collect();
    let help = "name the columns so, and give each program's name to a fence of the story or of \
                the first one: ```rust,stage=name";
    report.same(place, heads.join(" | "), expected.join(" | "), help);
}

fn event_is_known(story: &Story, event: &Event, report: &mut Report) {
    let program = |name: &str| story.programs.iter().position(|program| program.name == name);
    let mut unknown = |actual: String, expected: &str| {
        report.add((PAGE, event.line), actual, expected, "mend the row");
    };
    for Entry { name, what } in &event.wire {
        if program(name).is_none() && name != "kernel" || what.is_empty() {
            let expected = "a program's name or `kernel`, a colon, the segment";
            unknown(format!("on the wire: {name}: {what}"), expected);
        }
    }
    for entry in event.sockets.iter().filter(|entry| !STATES.contains(&entry.state())) {
        let expected = "a socket's name, a colon, and its state by RFC 9293";
        unknown(format!("{}: {}", entry.name, entry.what), expected);
    }
    for Entry { name, what } in &event.printed {
        let doing = program(name).map_or("", |i| doing(event, i));
        let has_failed = what.starts_with("Error: ") && doing == ENDED;
        let is_first = std::ptr::eq(event, &story.events[0]);
        if !has_failed && !is_first && !doing.contains("println!") {
            let expected = "what a program prints whose line here is a `println!`, or the error \
                            with which it has ended";
            unknown(format!("printed: {name}: {what}"), expected);
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
    for socket in event.sockets.iter().filter(|socket| !socket.holds().is_empty()) {
        let (name, lies) = (&socket.name, socket.holds());
        let peer = story.programs.iter().find(|program| program.name == peer_of(name));
        let Some(peer) = peer else { continue };
        let written = format!("{lies}\"");
        if !peer.lines.iter().any(|line| line.contains(&written)) {
            let actual = format!("{lies} lies in the socket of the {name}");
            let expected = format!("the end of what {} writes", peer.path);
            report.add((PAGE, event.line), actual, expected, "copy it from there");
        }
    }
}

/// What is sent lies in the peer's buffer, and leaves it only when the peer's line is a `read`, or
/// the socket goes.
fn bytes_add_up(story: &Story, report: &mut Report) {
    let held = |event: &Event, name: &str| {
        let socket = event.sockets.iter().find(|socket| socket.name == name);
        socket.map(|socket| socket.holds().len())
    };
    for (before, event) in story.events.iter().zip(story.events.iter().skip(1)) {
        for (i, name) in story.programs.iter().map(|program| &program.name).enumerate() {
            let Some(now) = held(event, name) else { continue };
            let sent = event.wire.iter().filter(|sent| sent.name == peer_of(name));
            let sent = sent.filter_map(|sent| sent.what.strip_suffix(" bytes")?.parse().ok());
            let expected: usize = sent.chain(held(before, name)).sum();
            let reads = doing(event, i).contains(".read(") && !waits(doing(event, i));
            report.count("buffers");
            if now != expected && !(reads && now < expected) {
                let actual = format!("{now} bytes lie in the socket of the {name}");
                let expected = format!("{expected}, by what was there and what comes");
                let help = "let the bytes that are sent and read add up";
                report.add((PAGE, event.line), actual, expected, help);
            }
        }
    }
}
