//! Does a browser show, event by event, what the tables of the stories say, with the stage of each;
//! and the tables where scripts are off?

use super::prelude::*;
use crate::book::story::{self, Entry, PAGE as SOURCE, Program, Story, stories};
use std::collections::{BTreeMap, BTreeSet};

/// The page with the stories, as it is built.
const PAGE: &str = "see-it.html";

/// The parts of a stage, each with what it shows.
type Parts = BTreeMap<String, String>;

/// What has to be on a story's stage at each event, part by part, as `stage.js` names the parts and
/// writes down what they show.
fn shows(story: &Story, number: usize) -> Parts {
    let event = &story.events[number - 1];
    let whole = |entry: &Entry| Some(format!("{}: {}", entry.name, entry.what));
    let mut shows = Parts::from([
        ("rows below".into(), story.events.len().to_string()),
        ("event".into(), number.to_string()),
        ("sentence".into(), plain(&event.says)),
        ("wire".into(), listed(&event.wire, whole)),
    ]);
    let until_now = story.events[..number].iter();
    let printed: Vec<Entry> = until_now.flat_map(|event| event.printed.clone()).collect();
    for (program, doing) in story.programs.iter().zip(&event.doing) {
        let name = &program.name;
        let own = |entry: &Entry| owner(story, entry) == name;
        let line = |entry: &Entry| own(entry).then(|| entry.what.clone());
        let socket = |entry: &Entry| {
            own(entry).then(|| format!("{}: {} [{}]", entry.name, entry.state(), entry.holds()))
        };
        shows.extend([
            (format!("{name} does"), plain(doing)),
            (format!("{name} waits"), story::waits(doing).to_string()),
            (format!("{name} is at"), current_line(program, doing)),
            (format!("{name}'s sockets"), listed(&event.sockets, socket)),
            (format!("{name} has printed"), listed(&printed, line)),
        ]);
    }
    shows
}

fn listed(entries: &[Entry], as_shown: impl Fn(&Entry) -> Option<String>) -> String {
    plain(&entries.iter().filter_map(as_shown).collect::<Vec<_>>().join(" | "))
}

/// On whose part of the stage an entry is: what is no program's by its name, such as the listener,
/// is on the first one's, the server's.
fn owner<'a>(story: &'a Story, entry: &Entry) -> &'a str {
    let own = story.programs.iter().find(|program| program.name == entry.name);
    &own.unwrap_or(&story.programs[0]).name
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

/// Looks at every event of the stories, as wide as a phone.
pub fn the_stage_shows_the_rows(site: Site, context: &Context, report: &mut Report) {
    let stories = stories(context);
    report.count_many("stories", stories.len());
    let counted: Vec<_> = stories.iter().map(|story| (&story.id, story.events.len())).collect();
    let given: [Given; 2] = [("PAGE", &PAGE), ("STORIES", &counted)];
    let seen = visit(site, &given, include_str!("stage.js"));
    for story in &stories {
        report.count_many("programs on a stage", story.programs.len());
        report.count_many("events on a stage", story.events.len());
        for (number, event) in (1..).zip(&story.events) {
            let moment = format!("#{}-{number}", story.id);
            let place = format!("{PAGE}{moment}");
            let (expected, mut there) = (shows(story, number), Parts::new());
            for line in seen.lines.iter().filter(|line| line[0].ends_with(&moment)) {
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
                report.same((SOURCE, event.line), said(&there), said(&expected), help);
            }
        }
    }
}

/// The page with scripts off: a row for each event, and no stage.
pub fn the_tables_are_shown_without_scripts(site: Site, context: &Context, report: &mut Report) {
    let seen = visit(site, &[("PAGE", &PAGE)], include_str!("no_scripts.js"));
    for story in stories(context) {
        report.count("stories without scripts");
        let shown = |what: &str| format!("{PAGE}#{} with scripts off: {what}", story.id);
        let line = seen.lines.iter().find(|line| line[0] == story.id);
        let actual = line.map_or("no story", |line| &line[1]);
        let expected = format!("{} rows shown, 0 parts of a stage", story.events.len());
        let help = "the table is the page's own; let only book/src/stage.js hide it";
        let place = (SOURCE, story.events[0].line);
        report.same(place, shown(actual), shown(&expected), help);
    }
    for line in seen.lines.iter().filter(|line| line[0] == PAGE) {
        does_not_fit(&context.tree, PAGE, &line[2..], report);
    }
}

/// How long the script takes from the second event of a move to the third while it plays, and a bit.
const PLAY: usize = 4500;

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
    (4, "click", ".stage button[data-go=first]", "", BRIEF, 1),
    (4, "click", ".stage button[data-go=back]", "", BRIEF, 3),
    (4, "click", ".stage button[data-go=on]", "", BRIEF, 5),
    (4, "click", ".stage button[data-go=play]", "", PLAY, 6),
    (4, "click", ".stage button[data-go=last]", "", BRIEF, LAST),
    (4, "slide", ".stage input[type=range]", "7", BRIEF, 7),
    (4, "key", "main h1", "ArrowRight", BRIEF, 0),
    (4, "key", "main .story table", "ArrowRight", BRIEF, 0),
];

/// The keys move the stage when they are pressed in it, else the book.
pub fn the_keys_move_the_stage_or_the_book(site: Site, context: &Context, report: &mut Report) {
    let (pages, stories) = (&context.book.pages, stories(context));
    let story = &stories[0].id;
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
            &LAST => format!("{} at {PAGE}", stories[0].events.len()),
            event => format!("{event} at {PAGE}"),
        };
        let then = |event| format!("{PAGE}#{story}-{from}, {act} `{value}` in {at}: event {event}");
        let help = "mend what the stage does at that key; only what is pressed outside the stage \
                    turns the book's page";
        report.same(("book/src/stage.js", 1), then(actual), then(expected), help);
    }
}
