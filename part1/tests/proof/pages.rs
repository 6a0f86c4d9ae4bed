//! Does the book hold together as a text: pages, headings, links,
//! pictures, fences, words?

use crate::book::{
    BLOCK_END, Book, CAPTION, CHECKED, SO_FAR, STAGE, SUMMARY, summary,
};
use crate::finding::Report;
use crate::steps::{self, is_page};
use crate::tree::{Tree, resolve};
use std::collections::{HashMap, HashSet};

/// The widest line of code, in columns: no snippet scrolls.
const WIDTH: usize = 80;

/// The languages of fences, and the attributes each may have.
const FENCES: [(&str, &[&str]); 5] = [
    ("rust", &["typed", "of", "instead-of", "fails", SO_FAR, STAGE, CAPTION]),
    (
        "console",
        &[
            "terminal", "in", CHECKED, "or", "changed", "measured", "needs",
            "not-run", "waits",
        ],
    ),
    ("text", &["warnings", "errors", "calls", "segments", "said"]),
    ("python", &[]),
    ("toml", &[]),
];

/// Words that promise or belittle instead of saying what is so, and the
/// marks of what is not written yet.
const WEASEL: [&str; 10] = [
    "simply",
    "just",
    "obviously",
    "easily",
    "trivial",
    "foo",
    "foobar",
    "todo",
    "tbd",
    "fixme",
];

/// SUMMARY.md and the files beside it name each other.
pub fn summary_matches_files(tree: &Tree, _: &Book) -> Report {
    let mut report = Report::default();
    let mut listed = HashSet::new();
    for entry in summary(tree) {
        report.saw("entries of SUMMARY.md");
        if tree.get(&entry.path).is_none() {
            report.add(
                (SUMMARY, entry.line),
                format!("{}, which is not there", entry.path),
                "a page",
                "write the page or mend the path",
            );
        }
        if !listed.insert(entry.path.clone()) {
            report.add(
                (SUMMARY, entry.line),
                format!("{} a second time", entry.path),
                "each page once",
                "take one of the two lines away",
            );
        }
    }
    for path in tree.paths().filter(|path| is_page(path)) {
        report.saw("files of pages");
        if !listed.contains(path) {
            report.add(
                (path, 1),
                "a page that SUMMARY.md does not list",
                format!("a line in {SUMMARY}"),
                "list it: mdBook leaves it out without a word",
            );
        }
    }
    report
}

/// One level-one heading a page, first of all headings; no level left
/// out; no two headings with the same fragment.
pub fn headings_are_in_order(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for page in book.all() {
        let mut above = 0;
        for heading in &page.headings {
            report.saw("headings");
            let first = above == 0;
            let ok = match heading.level {
                1 => first,
                level => !first && level <= above + 1,
            };
            if !ok {
                report.add(
                    (&page.path, heading.line),
                    format!("level {} after level {above}", heading.level),
                    "one level-one heading, then one level deeper at a time",
                    "change the number of `#`",
                );
            }
            above = heading.level;
        }
        if above == 0 {
            report.add((&page.path, 1), "no heading", "`# Title`", "add it");
        }
    }
    report
}

/// Relative links and their fragments lead somewhere; other links are
/// https.
pub fn links_lead_somewhere(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let mut ids: HashMap<&str, HashSet<&str>> = HashMap::new();
    for page in book.all() {
        let of_page = page.headings.iter().map(|h| h.id.as_str());
        ids.insert(&page.path, of_page.collect());
    }
    for page in book.all() {
        for link in &page.links {
            report.saw("links");
            let place = (page.path.as_str(), link.line);
            if link.target.contains("://") {
                if !link.target.starts_with("https://") {
                    report.add(
                        place,
                        &link.target,
                        "https://…",
                        "link to the encrypted page",
                    );
                }
                continue;
            }
            let (file, id) =
                link.target.split_once('#').unwrap_or((&link.target, ""));
            let path = match file {
                "" => page.path.clone(),
                file => resolve(&page.path, file),
            };
            let folder = format!("{path}/");
            if tree.get(&path).is_none()
                && !tree.paths().any(|p| p.starts_with(&folder))
            {
                report.add(
                    place,
                    format!("a link to {path}, which is not there"),
                    "a file of the repository",
                    "mend the path: it is seen from the page's own folder",
                );
            } else if !id.is_empty()
                && !ids.get(path.as_str()).is_some_and(|i| i.contains(id))
            {
                let mut known: Vec<&str> = ids
                    .get(path.as_str())
                    .into_iter()
                    .flatten()
                    .copied()
                    .collect();
                known.sort();
                report.add(
                    place,
                    format!("a link to the heading #{id} of {path}"),
                    format!("one of: {}", known.join(", ")),
                    "name the heading as it is now",
                );
            }
        }
    }
    report
}

/// Pictures say in words what they show.
pub fn pictures_have_words(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for page in book.all() {
        for picture in &page.pictures {
            report.saw("pictures");
            let words = picture.alternative.as_deref().unwrap_or("");
            if words.trim().len() < 10 {
                report.add(
                    (&page.path, picture.line),
                    format!("a picture whose words are `{words}`"),
                    "![what it shows](…), or an svg with role=\"img\" and \
                     aria-labelledby that leads to its title and desc",
                    "say in words what the picture says",
                );
            }
        }
    }
    report
}

/// Fences are closed, name a known language, and have attributes that
/// some check reads.
pub fn fences_are_known(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for page in book.all() {
        for fence in &page.fences {
            report.saw("fences");
            let place = (page.path.as_str(), fence.line);
            let language = FENCES.iter().find(|(l, _)| *l == fence.language);
            let Some((_, allowed)) = language else {
                let known = FENCES.map(|(language, _)| language).join(", ");
                report.add(
                    place,
                    format!("a fence of language `{}`", fence.language),
                    format!("one of: {known}"),
                    "name it; mdBook takes a fence without one for Rust",
                );
                continue;
            };
            for (name, _) in &fence.attributes {
                if !allowed.contains(&name.as_str()) {
                    report.add(
                        place,
                        format!("attribute `{name}`"),
                        format!("one of: {}", allowed.join(", ")),
                        "mend it; a name no check reads checks nothing",
                    );
                }
            }
            if fence.language == "text" && fence.attributes.len() != 1 {
                report.add(
                    place,
                    "a text fence that no check reads",
                    format!("one of: {}", allowed.join(", ")),
                    "say what the text is, so that it is compared",
                );
            }
            if fence.body.iter().any(|line| line.contains("```")) {
                report.add(
                    place,
                    "a fence that is never closed",
                    "``` alone on a line",
                    "close it",
                );
            }
        }
    }
    report
}

/// Each block is closed, none is in another, and Markdown is read as such
/// between its tags.
pub fn blocks_are_closed(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for page in book.all() {
        let place = |line| (page.path.as_str(), line);
        let blank = |line| {
            let mut lines = page.prose.iter().filter(|p| p.line == line);
            lines.all(|p| p.text.trim().is_empty())
        };
        let mut inside: Option<(usize, &str)> = None;
        for prose in &page.prose {
            let text = prose.text.trim();
            let opens = prose.opens_block();
            if !opens && !prose.closes_block() {
                continue;
            }
            report.saw("tags of blocks");
            if !(blank(prose.line + 1) && blank(prose.line - 1)) {
                report.add(
                    place(prose.line),
                    format!("{text} without a blank line on both sides"),
                    "blank lines, or what follows is no Markdown to mdBook",
                    "put them there",
                );
            }
            if inside.is_some() == opens {
                report.add(
                    place(prose.line),
                    text,
                    match opens {
                        true => BLOCK_END,
                        false => "the block's first tag above",
                    },
                    "open and close one block after the other",
                );
            }
            inside = opens.then_some((prose.line, text));
        }
        if let Some((line, text)) = inside {
            report.add(
                place(line),
                format!("{text} that is not closed"),
                BLOCK_END,
                "close it behind the last that belongs to it",
            );
        }
    }
    report
}

/// What opens a scene: terminals that stand together.
const TERMINALS: &str = "<div class=\"terminals\">";

/// Where terminals stand together, there are two or more, each with its
/// name, and nothing else.
pub fn terminals_stand_together(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for page in &book.pages {
        let place = |line| (page.path.as_str(), line);
        let mut since: Option<(usize, usize)> = None;
        for prose in &page.prose {
            let text = prose.text.trim();
            if text == TERMINALS {
                report.saw("scenes");
                since = Some((prose.line, 0));
                continue;
            }
            let Some((start, named)) = since else { continue };
            if prose.closes_block() {
                if named < 2 {
                    report.add(
                        place(start),
                        format!("{named} terminals that stand together"),
                        "two or more",
                        "take the tags away",
                    );
                }
                since = None;
            } else if !text.is_empty() {
                let names = page.fences.iter().any(|fence| {
                    fence.line == prose.line + 2
                        && fence.attribute("terminal").is_some()
                });
                if !names {
                    report.add(
                        place(prose.line),
                        text,
                        "a line that names the terminal below it",
                        "move it in front of the scene, or behind it",
                    );
                }
                since = Some((start, named + 1));
            }
        }
    }
    report
}

/// No line of code scrolls: programs, snippets, commands.
pub fn code_fits(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let mut line_fits = |path: &str, line: usize, text: &str| {
        report.saw("lines of code");
        let width = text.chars().count();
        if width > WIDTH {
            report.add(
                (path, line),
                format!("{width} columns: {text}"),
                format!("at most {WIDTH} columns"),
                "break the line",
            );
        }
    };
    for path in tree.paths().filter(|path| steps::is_read(path)) {
        let lines = tree.get(path).unwrap_or_default().lines();
        lines.enumerate().for_each(|(i, l)| line_fits(path, i + 1, l));
    }
    for page in book.all() {
        for fence in &page.fences {
            for (i, text) in fence.body.iter().enumerate() {
                // What a program prints is as wide as it is.
                let printed = ["console", "text"].contains(&&*fence.language);
                if !printed || text.starts_with("$ ") {
                    line_fits(&page.path, fence.line + 1 + i, text);
                }
            }
        }
    }
    report
}

/// Prose is plain, and its flags stand in backticks, since mdBook makes
/// dashes of two hyphens.
pub fn prose_is_plain(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for page in book.all() {
        for prose in &page.prose {
            report.saw("lines of prose");
            let place = (page.path.as_str(), prose.line);
            if !prose.spans_close {
                report.add(
                    place,
                    prose.text.trim(),
                    "code spans that end on the line they begin on",
                    "close the span, or break the line elsewhere",
                );
            }
            for word in prose.plain.split_whitespace() {
                let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
                if WEASEL.contains(&letters.to_lowercase().as_str()) {
                    report.add(
                        place,
                        prose.text.trim(),
                        format!("the sentence without `{letters}`"),
                        "say what is so, and let the reader judge",
                    );
                }
                if is_flag(word) {
                    report.add(
                        place,
                        word,
                        format!("`{word}`, in backticks"),
                        "put the flag in backticks",
                    );
                }
            }
        }
    }
    report
}

fn is_flag(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '"', '*']);
    let name = word.trim_start_matches('-');
    let hyphens = word.len() - name.len();
    (1..=2).contains(&hyphens) && name.starts_with(char::is_alphabetic)
}
