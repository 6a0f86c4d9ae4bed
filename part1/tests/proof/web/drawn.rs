//! What the wire draws of a run, as a reader opens it: does the stage show each row of the table,
//! forwards and back, on a phone, in light, dark and forced colours, and without scripts?

use super::Check;
use super::browser::visit_in_forced_colours;
use super::prelude::*;
use super::stage::PLAY;
use crate::run::prelude::*;
use crate::wire::draw::{every_kind_of_event, rows};
use std::sync::OnceLock;

const PAGE: &str = "run.html";
const PICTURE: &str = "run.svg";

/// Where the page and the picture are made.
const HTML: (&str, usize) = ("part1/src/wire/draw/html.rs", 1);
const SVG: (&str, usize) = ("part1/src/wire/draw/svg.rs", 1);
const STYLE: (&str, usize) = ("part1/src/wire/draw/page.css", 1);

/// Each check of what is drawn, by name.
pub const CHECKS: [(&str, Check); 5] = [
    ("the_drawn_run_shows_its_rows", the_drawn_run_shows_its_rows),
    ("the_drawn_run_has_keys_and_fits", the_drawn_run_has_keys_and_fits),
    ("the_drawn_run_has_contrast", the_drawn_run_has_contrast),
    ("the_drawn_run_needs_no_scripts", the_drawn_run_needs_no_scripts),
    ("the_drawn_picture_is_one", the_drawn_picture_is_one),
];

#[test]
#[ignore = "needs chromium"]
fn a_drawn_run_is_shown_as_it_should_be() {
    let mut report = Report::default();
    for (_, check) in CHECKS {
        check(drawn(), Context::live(), &mut report);
    }
    report.settle();
}

/// The drawings of a run, which are made once, and nothing else.
pub fn drawn() -> Site {
    static DRAWN: OnceLock<[String; 2]> = OnceLock::new();
    let drawn = DRAWN.get_or_init(|| {
        let _port = PortLock::here();
        every_kind_of_event()
    });
    let mut site = Site::default();
    site.put(PAGE, &drawn[0]);
    site.put(PICTURE, &drawn[1]);
    site
}

/// The rows of each story, as the text of the page has them: its name, and the cells.
fn stories(site: &Site) -> Vec<(String, Vec<[String; 5]>)> {
    let texts = site.texts();
    let page = texts.get(PAGE).expect("the drawn page");
    let (_, main) = page.split_once("<main").expect("its main part");
    let (main, _) = main.split_once("</main>").expect("its end");
    let parts = main.split("<h2 id=\"").skip(1);
    let story = |part: &str| {
        let (id, rest) = part.split_once('"').expect("a name");
        (format!("stage-{id}"), rows(&format!("<main>{rest}")))
    };
    parts.map(story).collect()
}

/// Text that a browser has read.
fn plain(html: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    squeeze(&pairs.iter().fold(html.to_string(), |text, (from, to)| text.replace(from, to)))
}

/// What a stage has to show at each event, as the script writes it down.
fn shows(rows: &[[String; 5]]) -> Vec<(String, String)> {
    let mut known = [const { String::new() }; 3];
    let mut all = Vec::new();
    for (number, row) in (1..).zip(rows) {
        let mut marked = Vec::new();
        for (is, cell) in known.iter_mut().zip(&row[1..4]) {
            if !cell.is_empty() {
                let (old, new) = (is.clone(), plain(cell));
                let old: Vec<&str> = old.split("; ").collect();
                let lines = (0..).zip(new.split("; "));
                let changed = lines.filter(|(i, line)| number > 1 && old.get(*i) != Some(line));
                marked.extend(changed.map(|(_, line)| line.to_string()));
                *is = new;
            }
        }
        let [server, wire, client] = &known;
        let does = format!("your server; {server} | the wire; {wire} | your client; {client}");
        // The second one of two is the wire's.
        let second = format!("; {WIRES}");
        let texts = row[4].split(&second).enumerate();
        let texts = texts.map(|(i, text)| [if i > 0 { WIRES } else { "" }, text].concat());
        let arrows: Vec<String> = texts.map(|text| arrow(&text, &row[0])).collect();
        let arrows = if row[4].is_empty() { "nothing".into() } else { arrows.join("; ") };
        let shown = format!("{number} | {} | {does} | {arrows}", plain(&row[0]));
        all.push((shown, format!("marked | {number} | {} | 0 faint", marked.join(" | "))));
    }
    all
}

const WIRES: &str = "the wire: ";

/// An arrow's text, from where to where it is in hundredths of the way, and to which side it points.
/// In the drawn run, the wire is a bad one for what the server sends, and the sentence says to whom
/// the wire itself sends.
fn arrow(text: &str, says: &str) -> String {
    let text = plain(text);
    let is_wires = text.starts_with(WIRES);
    let to_client = text.starts_with("your server") || is_wires && says.contains("your client.");
    let to_server = !to_client;
    let is_half =
        is_wires || !to_server || text.ends_with("connects") || says.contains("over already");
    let span = match (is_half, to_server == is_wires) {
        (false, _) => "0-100",
        (true, true) => "0-50",
        (true, false) => "50-100",
    };
    let points = match to_server {
        _ if text.ends_with("nothing more") => "cut",
        true => "left",
        false => "right",
    };
    format!("{text} [{span} {points}]")
}

/// What a stage has to press, and none of what a wire can't see.
const CONTROLS: &str = "controls | Back | Next | Play | slow normalfast | Link to this moment";

/// Looks at each event, forwards and back, as wide as a phone; and again in forced colours.
pub fn the_drawn_run_shows_its_rows(site: Site, context: &Context, report: &mut Report) {
    let stories = stories(&site);
    let given: [Given; 1] = [("PAGE", &PAGE)];
    let script = include_str!("drawn.js");
    let plain_colours = visit(site.clone(), &given, script);
    let forced = visit_in_forced_colours(site, &given, script);
    for (seen, is_forced) in [(plain_colours, false), (forced, true)] {
        let mut expected = Vec::new();
        for (id, rows) in &stories {
            report.count_many("events of a drawn run", rows.len());
            for (shown, marked) in shows(rows) {
                expected.push(format!("{id} | {shown}"));
                expected.push(format!("{id} | {marked}"));
            }
            expected.push(format!("{id} | strip | \"what passes\" / \"\""));
            expected.push(format!("{id} | {CONTROLS}"));
            expected.push(format!("{id} | parts | 0"));
        }
        expected.push(format!("head | {HEAD}"));
        expected.push(format!("forced | {is_forced}"));
        expected.push("strange | 0".to_string());
        let (wide, lines): (Vec<&Vec<String>>, Vec<_>) =
            seen.lines.iter().partition(|line| line.get(1).is_some_and(|what| what == "wide"));
        wide.iter().for_each(|line| does_not_fit(&context.tree, &line[0], &line[2..], report));
        let lines: Vec<String> = lines.iter().map(|line| line.join(" | ")).collect();
        for line in lines.iter().filter(|line| !expected.contains(line) && *line != "done") {
            report.add(HTML, line.clone(), "what the table says, and no other line", HELP);
        }
        for line in expected.iter().filter(|line| !lines.contains(line)) {
            report.add(HTML, "no such line", line.clone(), HELP);
        }
        keeps_to_itself(&seen, report);
    }
}

/// So many lines are above the first stage, on a phone.
const HEAD: usize = 4;

const HELP: &str = "mend part1/src/wire/draw, or what book/src/stage.js makes of its table";

/// The console is empty, and nothing is asked for.
fn keeps_to_itself(seen: &Seen, report: &mut Report) {
    report.count("visits to what is drawn");
    for (page, what) in seen.console.iter().chain(&seen.elsewhere).chain(&seen.missing) {
        report.add(HTML, format!("{page}: {what}"), "no complaint, and no request", HELP);
    }
}

/// How much room there is, in pixels: at this width, this height.
const WINDOWS: [(usize, usize); 2] = [(1280, 720), (390, 844)];

/// Moves on the first stage, as in the book: from which event, what kind of a move, at which element,
/// with which key, how long to wait, and the event then.
const MOVES: [(usize, &str, &str, &str, usize, usize); 9] = [
    (3, "key", ".stage", "ArrowRight", 300, 4),
    (3, "key", ".stage", "ArrowLeft", 300, 2),
    (3, "key", ".stage", "Home", 300, 1),
    (3, "key", ".stage", "End", 300, usize::MAX),
    (3, "key", ":focus", "ArrowRight", 300, 4),
    (3, "key", ".stage", " ", 300, 4),
    (3, "key", ".stage input[type=range]", "ArrowRight", 300, 4),
    (3, "key", "main h1", "ArrowRight", 300, 3),
    (3, "choose", ".stage select", "0.5", PLAY, 5),
];

/// The stage fits into a window, and has its keys.
pub fn the_drawn_run_has_keys_and_fits(site: Site, _: &Context, report: &mut Report) {
    let stories = stories(&site);
    let (stage, rows) = &stories[0];
    let story = stage.strip_prefix("stage-").expect("a stage");
    let all: Vec<_> = [(PAGE, story, rows.len())].into();
    let given: [Given; 2] = [("STORIES", &all), ("WINDOWS", &WINDOWS)];
    let seen = visit(site.clone(), &given, include_str!("fits.js"));
    for (width, room) in WINDOWS {
        report.count("windows");
        let line = seen.lines.iter().find(|line| line[0] == width.to_string());
        let high = line.and_then(|line| line[1].parse().ok()).unwrap_or(usize::MAX);
        let actual = format!("{PAGE}: a stage of {high} px where the window is {width} px wide");
        report.demand(STYLE, high <= room, actual, format!("at most {room}"), HELP);
    }
    let given: [Given; 3] = [("PAGE", &PAGE), ("STORY", &story), ("MOVES", &MOVES)];
    let seen = visit(site, &given, include_str!("keys.js"));
    for (i, (from, act, at, value, _, then)) in MOVES.iter().enumerate() {
        report.count("keys on what is drawn");
        let line = seen.lines.iter().find(|line| line[0] == i.to_string());
        let actual = line.map_or("unknown", |line| &line[1]);
        let then = if *then == usize::MAX { rows.len() } else { *then };
        let said = |event: &str| format!("{PAGE} from {from}, {act} `{value}` in {at}: {event}");
        report.same(HTML, said(actual), said(&then.to_string()), HELP);
    }
    keeps_to_itself(&seen, report);
}

/// The text has contrast to what is behind it, light and dark, on the page and in the picture.
pub fn the_drawn_run_has_contrast(site: Site, _: &Context, report: &mut Report) {
    let script = include_str!("contrast.js");
    let themes = ["light", "dark"];
    let given: [Given; 2] = [("PAGES", &[PAGE, PICTURE]), ("THEMES", &themes)];
    let seen = visit(site.clone(), &given, script);
    let forced = visit_in_forced_colours(site, &given, script);
    for line in seen.lines.iter().chain(&forced.lines) {
        match &line[..] {
            [_, what, count] if what == "looked at" => {
                report.count_many("texts that are drawn", count.parse().unwrap_or_default());
            }
            [page, theme, element, is, text] => {
                let actual = format!("{page} in {theme}: {element} has {is}: `{text}`");
                report.add(STYLE, actual, "a contrast of 4.5, or large text", HELP);
            }
            _ => {}
        }
    }
    keeps_to_itself(&seen, report);
}

/// Without scripts, all rows are shown, and no stage.
pub fn the_drawn_run_needs_no_scripts(site: Site, context: &Context, report: &mut Report) {
    let stories = stories(&site);
    let seen = visit(site, &[("PAGES", &[PAGE])], include_str!("no_scripts.js"));
    for (stage, rows) in &stories {
        report.count("drawn stories without scripts");
        let id = stage.strip_prefix("stage-").expect("a stage");
        let line = seen.lines.iter().find(|line| line[0] == PAGE && line[1] == id);
        let actual = line.map_or("no story", |line| &line[2]);
        let expected = format!("{} rows shown, 0 parts of a stage", rows.len());
        let said = |what: &str| format!("{id} with scripts off: {what}");
        report.same(HTML, said(actual), said(&expected), HELP);
    }
    for line in seen.lines.iter().filter(|line| line.get(1).is_some_and(|what| what == "wide")) {
        does_not_fit(&context.tree, &line[0], &line[2..], report);
    }
}

/// The picture is one to a browser: it has a name and words, and no text is over another or cut.
pub fn the_drawn_picture_is_one(site: Site, _: &Context, report: &mut Report) {
    let stories = stories(&site);
    let seen = visit(site, &[("PICTURE", &PICTURE)], include_str!("picture.js"));
    let line = |what: &str| {
        let line = seen.lines.iter().find(|line| line[0] == what);
        line.map_or("nothing".to_string(), |line| line[1..].join(" | "))
    };
    report.same(SVG, line("root"), "svg | img".to_string(), HELP);
    report.same(SVG, line("strange"), "0".to_string(), HELP);
    let (named, texts) = (line("named"), line("texts"));
    let title = "title Your run, drawn by the wire | desc ";
    report.demand(SVG, named.starts_with(title), &named, title, HELP);
    for row in stories.iter().flat_map(|(_, rows)| rows) {
        report.count("rows in a picture");
        let says = plain(&row[0]).replacen(" s ", " s: ", 1);
        let (time, _) = says.split_once(": ").unwrap_or_default();
        let has = named.contains(&says) && texts.contains(time);
        report.demand(SVG, has, &named, &says, HELP);
    }
    for line in seen.lines.iter().filter(|line| ["wide", "over"].contains(&&*line[0])) {
        report.add(SVG, line.join(" | "), "each text in its own place", HELP);
    }
    keeps_to_itself(&seen, report);
}
