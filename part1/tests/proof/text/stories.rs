//! The stories of the stage: each is a table, a row an event. Is a row written as the stage reads
//! it, does it name a line of the program, and do its bytes add up?

use super::prelude::*;
use crate::book::laboratory::LABORATORY;
use crate::book::story::{self, *};

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
    for page in &context.book.pages {
        // The laboratory makes its stories itself.
        let has_story = page.path == LABORATORY || stories.iter().any(|s| s.page == page.path);
        let text = context.tree.get(&page.path).unwrap_or_default();
        for file in ["stage.css\"", "stage.js\""] {
            let is_named = text.contains(file);
            let actual = if is_named { "its name" } else { "not its name" };
            let expected = if has_story { "its name" } else { "not its name" };
            let [actual, expected] = [actual, expected].map(|is| format!("{is}: {file}"));
            let help = "a page with a story loads the stage, and no other page does";
            report.same((&page.path, 1), actual, expected, help);
        }
    }
    for (i, story) in stories.iter().enumerate() {
        let others = stories[..i].iter().filter(|other| other.id == story.id);
        let help = "give the heading above it words of its own: the printed book is one page";
        let actual = format!("a second story below a heading `{}`", story.id);
        let place = (story.page.as_str(), story.line);
        report.demand(place, others.count() == 0, actual, "one story for each heading", help);
        heads_are_known(&context.book, story, report);
        for i in 0..story.programs.len() {
            cells_are_lines(story, i, report);
        }
        for event in &story.events {
            event_is_known(story, event, report);
        }
        bytes_add_up(story, report);
        values_are_found_out(story, report);
        guesses_are_others(story, report);
    }
}

/// The cell of the program with that number; empty if the row is too short.
fn doing(event: &Event, program: usize) -> &str {
    event.doing.get(program).map_or("", String::as_str)
}

/// Each cell of a program is a line of it that calls the kernel, and the program goes down them.
fn cells_are_lines(story: &Story, i: usize, report: &mut Report) {
    let program = &story.programs[i];
    let (mut at, mut above) = (0, None);
    for event in &story.events {
        report.count("cells of programs");
        let doing = doing(event, i);
        if above.replace(doing) == Some(doing) || [NOT_STARTED, ENDED].contains(&doing) {
            continue;
        }
        let mut demand = |holds: bool, expected: String, help: &str| {
            let actual = format!("{}: {doing}", program.name);
            report.demand(event.at(), holds, actual, expected, help);
        };
        let Some(line) = program.line_of(doing) else {
            let part = format!("part of a line of {}: part of one line alone", program.path);
            let help = "copy so much of it from the program that no other line has it";
            demand(false, format!("`{NOT_STARTED}`, `{ENDED}`, or {part}"), help);
            continue;
        };
        let text = &program.lines[line];
        let expected = format!("`{}`, where it was, or a line below it", program.lines[at]);
        demand(line >= at, expected, "let the program go down its lines");
        at = line;
        let does_call = calls(program).iter().any(|(calls, _)| *calls == line);
        let expected = format!("a line that calls the kernel, which `{text}` does not");
        demand(does_call, expected, "name the line that does what the row says");
        let what_for = call_of(text).map_or("", |(_, _, what_for)| what_for);
        let is_said = !waits(doing) || doing.ends_with(&format!("` {what_for}"));
        demand(is_said, format!("{WAITS}`…` {what_for}"), "say what it waits for, in these words");
    }
}

/// The table stands in a story's block, and its columns are the programs and what the stage shows.
fn heads_are_known(book: &Book, story: &Story, report: &mut Report) {
    let page = book.page(&story.page).expect("a page with stories");
    let place = (story.page.as_str(), story.line);
    let is_inside = is_in_block(page, story.line);
    let help = "put that above it, and `</div>` below";
    report.demand(place, is_inside, "a table outside of a story", STORY, help);
    let table = page.tables.iter().find(|table| table.head.line == story.line);
    let heads = &table.expect("its table").head.cells;
    let names = story.programs.iter().map(|program| program.name.as_str());
    let expected: Vec<&str> = [FIRST].into_iter().chain(names).chain(LAST).collect();
    let help = "name the columns so, and give each program a fence above: ```rust,stage=name";
    report.same(place, heads.join(" | "), expected.join(" | "), help);
}

/// A row has segments, sockets and what is printed in the words that the stage knows; what lies in a
/// socket is the end of what its peer's program writes.
fn event_is_known(story: &Story, event: &Event, report: &mut Report) {
    let program = |name: &str| story.programs.iter().position(|program| program.name == name);
    let mut demand = |holds: bool, actual: String, expected: &str| {
        report.demand(event.at(), holds, actual, expected, "mend the row");
    };
    for Entry { name, what } in &event.wire {
        let is_off = story.others.iter().any(|other| other.name == *name);
        let is_known = name == KERNEL || is_off || program(name).is_some();
        let is_known = is_known && !what.is_empty();
        let actual = format!("on the wire: {name}: {what}");
        demand(is_known, actual, "a program's name or `kernel`, a colon, the segment");
    }
    for socket in &event.sockets {
        let (name, lies) = (&socket.name, socket.holds());
        let is_known = STATES.contains(&socket.state());
        let actual = format!("{name}: {}", socket.what);
        demand(is_known, actual, "a socket's name, a colon, and its state by RFC 9293");
        let written = format!("{lies}\"");
        let mut peers = story.programs.iter().filter(|program| are_peers(&program.name, name));
        let peer = peers.find(|peer| !peer.lines.iter().any(|line| line.contains(&written)));
        if let Some(peer) = peer.filter(|_| !lies.is_empty()) {
            let expected = format!("the end of what {} writes", peer.path);
            demand(false, format!("{lies} lies in the socket of the {name}"), &expected);
        }
    }
    for Entry { name, what } in &event.printed {
        let doing = program(name).map_or("", |i| doing(event, i));
        let has_failed = what.starts_with("Error: ") && doing == ENDED;
        let is_first = std::ptr::eq(event, &story.events[0]);
        let is_so = has_failed || is_first || prints(story, event, name);
        let expected = "printed at a `println!`, or the error with which a program has ended";
        demand(is_so, format!("printed: {name}: {what}"), expected);
    }
}

/// Whether a program may print in that row: at a `println!`. One with threads does not stop there, and
/// of one off the stage no line is told.
fn prints(story: &Story, event: &Event, name: &str) -> bool {
    let own = |i: &usize| story.programs[story.main_of(*i)].name == name;
    let columns: Vec<usize> = (0..story.programs.len()).filter(own).collect();
    if let [column] = columns[..] {
        return doing(event, column).contains("println!");
    }
    let threads = columns.iter().map(|i| &story.programs[*i]);
    let mut all = threads.chain(story.others.iter().filter(|other| other.name == name));
    all.any(|program| program.lines.iter().any(|line| line.starts_with("println!(")))
}

/// Bytes go between these two; a second client gets none.
fn are_peers(one: &str, other: &str) -> bool {
    PROGRAMS.contains(&one) && PROGRAMS.contains(&other) && one != other
}

/// What is sent lies in the peer's buffer until the peer's line is a `read`, or the socket goes.
fn bytes_add_up(story: &Story, report: &mut Report) {
    let held = |event: &Event, name: &str| {
        let socket = event.sockets.iter().find(|socket| socket.name == name);
        socket.map(|socket| socket.holds().len())
    };
    for (before, event) in story.events.iter().zip(story.events.iter().skip(1)) {
        for (i, name) in story.programs.iter().map(|program| &program.name).enumerate() {
            let Some(now) = held(event, name) else { continue };
            let sent = event.wire.iter().filter(|sent| are_peers(&sent.name, name));
            let sent = sent.filter_map(|sent| sent.what.strip_suffix(" bytes")?.parse().ok());
            let expected: usize = sent.chain(held(before, name)).sum();
            let reads = doing(event, i).contains(".read(") && !waits(doing(event, i));
            report.count("buffers");
            let is_right = now == expected || reads && now < expected;
            let actual = format!("{now} bytes lie in the socket of the {name}");
            let expected = format!("{expected}, by what was there and what comes");
            let help = "let the bytes that are sent and read add up";
            report.demand(event.at(), is_right, actual, expected, help);
        }
    }
}

/// A value is that of a name that the program has bound by then: how many bytes its `read` has taken
/// out of its socket, or what it prints.
fn values_are_found_out(story: &Story, report: &mut Report) {
    let lies = |event: &Event, name: &str| {
        let own = event.sockets.iter().find(|socket| socket.name == name);
        own.map_or(0, |socket| socket.holds().len())
    };
    for (i, program) in story.programs.iter().enumerate() {
        let printed = |event: &Event| {
            let own = event.printed.iter().filter(|entry| entry.name == program.name);
            own.map(|entry| entry.what.clone()).collect::<String>()
        };
        let pairs = story.events.iter().zip(story.events.iter().skip(1));
        let pairs = pairs.filter(|(before, event)| doing(before, i) != doing(event, i));
        for (before, event) in pairs {
            let at = program.line_of(doing(event, i)).unwrap_or_default();
            for (name, value) in story::values(doing(event, i)) {
                report.count("values");
                let mut bound = program.lines.iter().take(at + 1);
                let binds =
                    |line: &String| line.starts_with("let ") && words(line).any(|w| w == name);
                let taken = lies(before, &program.name).saturating_sub(lies(event, &program.name));
                let is_taken = doing(event, i).contains(".read(") && value == taken.to_string();
                let mut later = story.events.iter().skip_while(|other| other.line < event.line);
                let is_so = is_taken || later.any(|event| printed(event).contains(&value));
                let actual = format!("{}: {name} is {value}", program.name);
                let expected = "a name of a `let` above, and how many bytes its read has taken, or \
                                what it prints";
                let help = "mend the value, or what is printed";
                let holds = bound.any(binds) && is_so;
                report.demand(event.at(), holds, actual, expected, help);
            }
        }
    }
}

/// How many wrong guesses the stage offers beside what happens.
const GUESSES: std::ops::RangeInclusive<usize> = 1..=2;

/// Each event but the first may be guessed: it has wrong guesses, which are sentences and not its own.
fn guesses_are_others(story: &Story, report: &mut Report) {
    for event in story.events.iter().skip(1) {
        report.count("events to be guessed");
        let is_sentence = |guess: &String| guess.ends_with('.') && *guess != event.says;
        let holds = GUESSES.contains(&event.guesses.len()) && event.guesses.iter().all(is_sentence);
        let actual = format!("wrong guesses: {}", event.guesses.join(" <br> "));
        let help = "write in the last column what a reader might expect instead";
        let expected = "one sentence or two, separated by `<br>`, that are not what happens";
        report.demand(event.at(), holds, actual, expected, help);
    }
}
