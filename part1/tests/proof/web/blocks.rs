//! Does the copy button of a terminal copy its commands and nothing else,
//! and is what a page adds marked in the program so far?

use crate::book::Book;
use crate::book::fence::Fence;
use crate::book::page::Page;
use crate::book::report::Report;
use crate::book::steps::Context;
use crate::book::steps::{self, Sources};
use crate::book::tree::{Tree, resolve};
use crate::run::normalize::squeeze;
use crate::web::browser::{Seen, visit};
use crate::web::http_server::Site;
use crate::web::mdbook;

const SCRIPT: &str = include_str!("blocks.js");

/// What stands between lines, where the script writes several.
const BETWEEN: &str = " ⏎ ";

fn listed<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    squeeze(&lines.collect::<Vec<_>>().join(BETWEEN))
}

/// What the script has to write of a page: what it looks at, what it finds
/// there, and the fence that says so.
fn expected<'a>(page: &'a Page, sources: &Sources) -> Vec<(&'static str, String, &'a Fence)> {
    let mut all = Vec::new();
    for fence in &page.fences {
        let Some(console) = fence.console() else { continue };
        let commands = console.exchanges.iter().map(|e| e.command.as_str());
        all.push(("copied", listed(commands), fence));
        all.push(("shown", listed(fence.body.iter().map(|l| &**l)), fence));
    }
    for fence in page.fences.iter().filter(|fence| fence.is_so_far()) {
        let adds = page.fences.iter().flat_map(Fence::adds);
        let added = adds.filter(|add| !steps::is_frame(&add.region));
        let lines = added.filter_map(|add| {
            let source = sources.get(&resolve(&page.path, &add.file))?;
            Some(&source.region(&add.region)?.lines)
        });
        let lines = lines.flatten().map(String::as_str);
        all.push(("new", listed(lines), fence));
    }
    all
}

fn look(site: Site, pages: &[&Page]) -> Seen {
    let paths: Vec<String> = pages.iter().map(|page| format!("{}.html", page.name())).collect();
    visit(site, &format!("const PAGES = {paths:?};"), SCRIPT)
}

fn blocks_are_marked(seen: &Seen, pages: &[&Page]) -> Report {
    let mut report = Report::default();
    let sources = &Context::live().sources;
    let mut lines = seen.lines.iter();
    for page in pages {
        for (what, text, fence) in expected(page, sources) {
            report.count(what);
            // A line of the script: the page, what it looked at, the text.
            let line = lines.next().map_or(&[] as &[String], Vec::as_slice);
            let found = line.get(1..).unwrap_or_default().join(": ");
            let expected = format!("{what}: {text}");
            if found != expected {
                report.add(
                    (&page.path, fence.line),
                    found,
                    expected,
                    "mend what book/blocks.js makes of the block",
                );
            }
        }
    }
    report
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn commands_are_copied_and_new_lines_are_marked() {
    let book = Book::read(&Tree::read());
    let pages: Vec<&Page> = book.pages.iter().collect();
    let seen = look(Site::read(mdbook::built()), &pages);
    blocks_are_marked(&seen, &pages).settle();
}

/// An edit of the script, and words of the message.
#[rustfmt::skip]
const ROTS: [(&str, &str, &str); 4] = [
    ("classList.add(\"copying\")", "classList.add(\"copied\")",
        "found:    copied: $ cargo run"),
    ("{ once: true }", "{ once: true, capture: true }",
        "found:    shown: cargo run"),
    ("[end, span(\"prompt\", typed[1]), span(", "[span(\"prompt\", typed[1]), span(",
        "expected: shown: $ cargo run"),
    ("isNew.fill(true, at, at + lines.length)", "isNew.fill(true, at, at + 1)",
        "found:    new: let (mut client"),
];

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_rot_of_the_blocks_is_found_in_the_browser() {
    let book = Book::read(&Tree::read());
    let page = book.page("book/src/server/accept.md").expect("a step");
    let run = book.page("book/src/run-both.md").expect("several commands");
    for (from, to, message) in ROTS {
        let mut site = Site::read(mdbook::built());
        site.edit("blocks", from, to);
        let seen = look(site, &[page, run]);
        let report = blocks_are_marked(&seen, &[page, run]);
        let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        assert!(
            found.iter().any(|said| said.contains(message)),
            "`{to}` is not found with the words `{message}`. Found:\n{}",
            found.join("\n"),
        );
    }
}
