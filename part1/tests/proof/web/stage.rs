//! Does a browser show, event by event, what the tables of the stories say, with the stage of each;
//! and the tables where scripts are off?

use super::prelude::*;
use crate::book::story::{self, Entry, Event, Program, Story, stories};
use std::collections::{BTreeMap, BTreeSet};

/// The page with most of the stories, and as it is built.
pub const SOURCE: &str = "book/src/see-it.md";
pub const PAGE: &str = "see-it.html";

/// The parts of a stage, each with what it shows.
type Parts = BTreeMap<String, String>;

/// What has to be on a story's stage at each event, part by part, as `stage.js` names the parts and
/// writes down what they show.
fn shows(story: &Story, number: usize) -> Parts {
    let event = &story.events[number - 1];
    let mut shows = Parts::from([
        ("rows below".into(), story.events.len().to_string()),
        ("event".into(), number.to_string()),
        ("sentence".into(), plain(&event.says)),
        ("wire".into(), listed(event.wire.iter().map(|entry| sent(entry, event)))),
        ("marked".into(), marked(story, number)),
        ("height".into(), "0".into()),
    ]);
    let socket = |s: &Entry| format!("{}: {} [{}]", s.name, s.state(), s.holds());
    let off = listed(sockets(story, None, event).map(socket));
    shows.insert("sockets off the stage".into(), off);
    for (i, (program, doing)) in story.programs.iter().zip(&event.doing).enumerate() {
        let name = &program.name;
        shows.extend([
            (format!("{name} does"), format!("{name} {}", plain(doing))),
            (format!("{name} waits"), story::waits(doing).to_string()),
            (format!("{name} is at"), current_line(program, doing)),
            (format!("{name} knows"), listed(known(story, i, number).into_iter())),
            (format!("{name}'s sockets"), listed(sockets(story, Some(i), event).map(socket))),
            (format!("{name} has printed"), listed(printed(story, i, number).into_iter())),
        ]);
    }
    shows
}

fn listed(texts: impl Iterator<Item = String>) -> String {
    plain(&texts.collect::<Vec<_>>().join(" | "))
}

/// A segment, and its bytes, which lie at its peer at the end of the event.
fn sent(entry: &Entry, event: &Event) -> String {
    let count: Option<usize> = entry.what.split(' ').next().and_then(|word| word.parse().ok());
    let lies = count.and_then(|count| {
        let others = event.sockets.iter().filter(|socket| socket.name != entry.name);
        let mut all = others.map(Entry::holds).filter(|holds| !in_queue(holds));
        all.find_map(|bytes| bytes.len().checked_sub(count).map(|from| &bytes[from..]))
    });
    format!("{}: {} [{}]", entry.name, entry.what, lies.unwrap_or_default())
}

/// Whether what a socket holds are connections, and not bytes.
fn in_queue(holds: &str) -> bool {
    holds.ends_with(" in its queue")
}

/// The sockets on the part of the stage of a column, or of the programs that have none.
fn sockets<'a>(
    story: &'a Story, column: Option<usize>, event: &'a Event,
) -> impl Iterator<Item = &'a Entry> {
    event.sockets.iter().filter(move |socket| story.column_of(&socket.name) == column)
}

/// What a program has printed up to that event.
fn printed(story: &Story, i: usize, number: usize) -> Vec<String> {
    let all = story.events[..number].iter().flat_map(|event| &event.printed);
    all.filter(|entry| story.column_of(&entry.name) == Some(i))
        .map(|entry| entry.what.clone())
        .collect()
}

/// What it knows then, in the order in which it has found that out; nothing, when it has ended.
fn known(story: &Story, i: usize, number: usize) -> Vec<String> {
    let doing = |event: &Event| event.doing.get(i).cloned().unwrap_or_default();
    let mut known: Vec<(String, String)> = Vec::new();
    for (name, value) in story.events[..number].iter().flat_map(|e| story::values(&doing(e))) {
        match known.iter_mut().find(|(other, _)| *other == name) {
            Some((_, before)) => *before = value,
            None => known.push((name, value)),
        }
    }
    let is_there = story::span(&doing(&story.events[number - 1])).is_some();
    known.retain(|_| is_there);
    known.iter().map(|(name, value)| format!("{name} = {value}")).collect()
}

/// What was not so at the event before, in the order of the stage: of each program, what it knows and
/// prints, and then of each, and of those off the stage, the sockets.
fn marked(story: &Story, number: usize) -> String {
    let Some(before) = number.checked_sub(2).map(|at| &story.events[at]) else {
        return String::new();
    };
    let event = &story.events[number - 1];
    let mut marked = Vec::new();
    for i in 0..story.programs.len() {
        let [now, old] = [event, before].map(|event| event.doing.get(i).cloned());
        marked.extend(now.filter(|now| Some(now) != old.as_ref()));
        for what in [known, printed] {
            let old = what(story, i, number - 1);
            marked.extend(what(story, i, number).into_iter().filter(|line| !old.contains(line)));
        }
    }
    for column in (0..story.programs.len()).map(Some).chain([None]) {
        let old = sockets(story, column, before);
        let is_new = |one: &&Entry| before.sockets.iter().all(|other| other.name != one.name);
        for one in old.chain(sockets(story, column, event).filter(is_new)) {
            let find =
                |event: &Event| event.sockets.iter().find(|other| other.name == one.name).cloned();
            let Some(socket) = find(event) else {
                marked.push("gone".to_string());
                continue;
            };
            let was = find(before);
            if was.as_ref().map(Entry::state) != Some(socket.state()) {
                marked.push(socket.state().to_string());
            }
            let (old, now) = (was.as_ref().map_or("", Entry::holds), socket.holds());
            match now.len() < old.len() && !in_queue(old) {
                true => marked.push(format!("{} bytes taken", old.len() - now.len())),
                false if in_queue(old) && now.is_empty() => marked.push("queue empty".into()),
                false if in_queue(now) && now != old => marked.push(now.to_string()),
                false if now.len() > old.len() => marked.push(now[old.len()..].to_string()),
                false => {}
            }
        }
    }
    listed(marked.into_iter())
}

/// The line that is highlighted; none when the cell names none.
fn current_line(program: &Program, doing: &str) -> String {
    match (story::span(doing), program.line_of(doing)) {
        (None, _) => String::new(),
        (_, Some(at)) => plain(&program.lines[at]),
        (Some(span), None) => format!("the one line with `{span}`"),
    }
}

/// The text that a browser shows for a cell: without backticks, and with single spaces.
fn plain(cell: &str) -> String {
    straight(&squeeze(cell).replace('`', ""))
}

/// With the quotes that mdBook curls in prose made straight.
fn straight(text: &str) -> String {
    text.replace(['‘', '’'], "'").replace(['“', '”'], "\"")
}

/// Of each story its page as it is built, its name, and how many events it has.
fn listed_for_scripts(context: &Context, stories: &[Story]) -> Vec<(String, String, usize)> {
    let html = |path: &str| context.book.page(path).expect("the story's page").html();
    let of = |story: &Story| (html(&story.page), story.id.clone(), story.events.len());
    stories.iter().map(of).collect()
}

/// Looks at every event of the stories, as wide as a phone.
pub fn the_stage_shows_the_rows(site: Site, context: &Context, report: &mut Report) {
    let stories = stories(context);
    report.count_many("stories", stories.len());
    let all = listed_for_scripts(context, &stories);
    let seen = visit(site, &[("STORIES", &all)], include_str!("stage.js"));
    for (story, (page, ..)) in stories.iter().zip(&all) {
        report.count_many("programs on a stage", story.programs.len());
        report.count_many("events on a stage", story.events.len());
        for (number, event) in (1..).zip(&story.events) {
            let moment = format!("#{}-{number}", story.id);
            let place = format!("{page}{moment}");
            let (expected, mut there) = (shows(story, number), Parts::new());
            let is_of = |line: &&Vec<String>| {
                line[0].starts_with(page.as_str()) && line[0].ends_with(&moment)
            };
            for line in seen.lines.iter().filter(is_of) {
                match &line[1..] {
                    [what, text] => drop(there.insert(straight(what), straight(text))),
                    too_wide => does_not_fit(&context.tree, &place, &too_wide[1..], report),
                }
            }
            for what in expected.keys().chain(there.keys()).collect::<BTreeSet<_>>() {
                report.count("things on a stage");
                let said = |parts: &Parts| match parts.get(what).map(String::as_str) {
                    None => format!("{place}, {what}: there is no such part"),
                    Some("") => format!("{place}, {what}: nothing"),
                    Some(text) => format!("{place}, {what}: {text}"),
                };
                let help = "mend the row of the table, which is expected, or what \
                            book/src/stage.js makes of it";
                report.same(event.at(), said(&there), said(&expected), help);
            }
        }
    }
}

/// In the mode in which one guesses first, each event is asked for with its wrong guesses and what
/// happens; after an answer, the stage says whether that was right, and goes on.
pub fn one_may_guess_first(site: Site, context: &Context, report: &mut Report) {
    let stories = stories(context);
    let all = listed_for_scripts(context, &stories);
    let seen = visit(site, &[("STORIES", &all)], include_str!("guesses.js"));
    for (story, (page, ..)) in stories.iter().zip(&all) {
        for (number, event) in (1..).zip(&story.events).skip(1) {
            report.count("guesses");
            let key = [page, &story.id, &number.to_string()].map(String::clone);
            let of = |what: &str| {
                let is_it = |line: &&Vec<String>| line[..3] == key && line[3] == what;
                let line = seen.lines.iter().filter(|line| line.len() > 5).find(is_it);
                line.map_or(Vec::new(), |line| line[4..].iter().map(|s| straight(s)).collect())
            };
            let right = plain(&event.says);
            let mut expected: Vec<String> = event.guesses.iter().map(|s| plain(s)).collect();
            let guessed = expected.iter().map(|guess| format!("You guessed: \"{guess}\""));
            let wrong: Vec<_> =
                guessed.map(|said| format!("{said} But this happens: {right}")).collect();
            expected.push(right.clone());
            let mut asked = of("asked");
            asked.get_mut(2..).unwrap_or_default().sort();
            expected.sort();
            let before = [(number - 1).to_string(), "What happens next?".into()];
            expected.splice(0..0, before);
            let help = "mend `choices` or `answer` in book/src/stage.js";
            report.same(event.at(), asked.join(" | "), expected.join(" | "), help);
            let answered = of("answered").join(" | ");
            let said = match number % 2 {
                0 => vec![format!("Right. {right}")],
                _ => wrong,
            };
            let said: Vec<_> = said.iter().map(|said| format!("{number} | {said}")).collect();
            report.demand(event.at(), said.contains(&answered), &answered, said.join("\n"), help);
        }
    }
}

/// How much of a window is left for a stage, in pixels: at this width, this height less the book's
/// bar.
const WINDOWS: [(usize, usize); 2] = [(1280, 670), (390, 794)];

/// The first story of that page fits into a window.
pub fn the_first_stage_fits(site: Site, context: &Context, report: &mut Report) {
    let stories: Vec<Story> =
        stories(context).into_iter().filter(|story| story.page == SOURCE).collect();
    let all = listed_for_scripts(context, &stories[..1]);
    let given: [Given; 2] = [("STORIES", &all), ("WINDOWS", &WINDOWS)];
    let seen = visit(site, &given, include_str!("fits.js"));
    for (width, room) in WINDOWS {
        report.count("windows");
        let line = seen.lines.iter().find(|line| line[0] == width.to_string());
        let high = line.and_then(|line| line[1].parse().ok()).unwrap_or(usize::MAX);
        let actual = format!("{PAGE}: a stage of {high} px where the window is {width} px wide");
        let help = "let less of the programs be seen at once: `--room` in book/src/stage.css";
        let place = ("book/src/stage.css", 1);
        report.demand(place, high <= room, actual, format!("at most {room}"), help);
    }
}

/// The pages with scripts off: a row for each event, and no stage.
pub fn the_tables_are_shown_without_scripts(site: Site, context: &Context, report: &mut Report) {
    let stories = stories(context);
    let all = listed_for_scripts(context, &stories);
    let pages: BTreeSet<&String> = all.iter().map(|(page, ..)| page).collect();
    let pages: Vec<_> = pages.into_iter().collect();
    let seen = visit(site, &[("PAGES", &pages)], include_str!("no_scripts.js"));
    for (story, (page, ..)) in stories.iter().zip(&all) {
        report.count("stories without scripts");
        let shown = |what: &str| format!("{page}#{} with scripts off: {what}", story.id);
        let line = seen.lines.iter().find(|line| line[0] == *page && line[1] == story.id);
        let actual = line.map_or("no story", |line| &line[2]);
        let expected = format!("{} rows shown, 0 parts of a stage", story.events.len());
        let help = "the table is the page's own; let only book/src/stage.js hide it";
        report.same(story.events[0].at(), shown(actual), shown(&expected), help);
    }
    for line in seen.lines.iter().filter(|line| line.get(1).is_some_and(|what| what == "wide")) {
        does_not_fit(&context.tree, &line[0], &line[2..], report);
    }
}

/// How long the script takes from the second event of a move to the third while it plays, and a bit.
pub const PLAY: usize = 4500;

/// A moment that is enough for a key.
const BRIEF: usize = 300;

/// In place of the number of the last event.
const LAST: usize = usize::MAX;

/// A move on the first story's stage: from which event, what kind of a move, at which element, with
/// which key or value, how long to wait in milliseconds, and the event then; 0 when the book has
/// turned its page.
const MOVES: &[(usize, &str, &str, &str, usize, usize)] = &[
    (4, "key", ".stage", "ArrowRight", BRIEF, 5),
    (4, "key", ".stage", "ArrowLeft", BRIEF, 3),
    (4, "key", ".stage", "Home", BRIEF, 1),
    (4, "key", ".stage", "End", BRIEF, LAST),
    (1, "key", ".stage", "ArrowLeft", BRIEF, 1),
    (4, "key", ".stage input[type=range]", "ArrowRight", BRIEF, 5),
    (4, "key", ".stage button[data-go=on]", "ArrowRight", BRIEF, 5),
    (4, "key", ".stage", " ", BRIEF, 5),
    (4, "key", ".stage", " ", PLAY, 6),
    (4, "key", ".stage input[type=range]", " ", BRIEF, 5),
    (4, "key", ".stage button[data-go=back]", " ", BRIEF, 4),
    // A moment's link leaves the keys with its stage.
    (4, "key", ":focus", "ArrowRight", BRIEF, 5),
    (4, "click", ".stage button[data-go=back]", "", BRIEF, 3),
    (4, "click", ".stage button[data-go=on]", "", BRIEF, 5),
    (4, "click", ".stage button[data-go=play]", "", PLAY, 6),
    // Twice as quick as by itself.
    (4, "choose", ".stage select", "0.5", PLAY, 7),
    (4, "slide", ".stage input[type=range]", "7", BRIEF, 7),
    (4, "key", ".stage pre", "ArrowRight", BRIEF, 5),
    (4, "key", ".stage select", "ArrowRight", BRIEF, 4),
    (4, "key", "main h1", "ArrowRight", BRIEF, 4),
    (4, "key", "main p", "ArrowRight", BRIEF, 4),
    (4, "shift", "main h1", "ArrowRight", BRIEF, 0),
    (4, "shift", "main .story table", "ArrowRight", BRIEF, 0),
];

/// The keys move the stage when they are pressed in it, else the book.
pub fn the_keys_move_the_stage_or_the_book(site: Site, context: &Context, report: &mut Report) {
    let pages = &context.book.pages;
    let Some(first) = stories(context).into_iter().find(|story| story.page == SOURCE) else {
        return;
    };
    let story = &first.id;
    let at = pages.iter().position(|page| page.path == SOURCE).expect("the page with the stories");
    let next = pages[at + 1].html();
    let given: [Given; 3] = [("PAGE", &PAGE), ("STORY", story), ("MOVES", &MOVES)];
    let seen = visit(site, &given, include_str!("keys.js"));
    for (i, (from, act, at, value, _, then)) in MOVES.iter().enumerate() {
        report.count("keys and clicks");
        let line = seen.lines.iter().find(|line| line[0] == i.to_string());
        let actual = line.map_or("unknown".into(), |line| line[1..].join(" at "));
        let expected = match then {
            0 => format!("gone at {next}"),
            &LAST => format!("{} at {PAGE}", first.events.len()),
            event => format!("{event} at {PAGE}"),
        };
        let then = |event| format!("{PAGE}#{story}-{from}, {act} `{value}` in {at}: event {event}");
        let help = "mend what the stage does at that key; only Shift and an arrow turns the book's \
                    page";
        report.same(("book/src/stage.js", 1), then(actual), then(expected), help);
    }
}
