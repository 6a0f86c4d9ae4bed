//! Does the browser's part of the proof notice what no text shows?

use super::prelude::*;
use crate::book::SUMMARY;
use crate::book::repository::FIXTURE;
use crate::web::http_server::Site;
use crate::web::{CHECKS, drawn, mdbook};

/// The check whose edits are made one by one. Those of another are made together, so many of them: a
/// visit takes seconds.
const ONE_BY_ONE: &str = "blocks_are_marked";
const AT_ONCE: usize = 6;

/// What the fixture has of the real book when it is built.
const REAL: [&str; 11] = [
    "book/book.css",
    "book/blocks.js",
    "book/page.js",
    "book/src/stage.css",
    "book/src/stage.js",
    "book/src/lab/calls.js",
    "book/src/lab/lab.css",
    "book/src/lab/lists.js",
    "book/src/lab/model.js",
    "book/src/lab/rust.js",
    "book/src/lab/story.js",
];

/// The pages that are visited: each takes a moment.
#[rustfmt::skip]
const PAGES: [&str; 8] = [
    "welcome", "set-up", "server/accept", "see-it", "lab", "clients/threads", "questions", "glossary",
];

fn fixture() -> Tree {
    let mut fixture = Tree::read_at(&root().join(FIXTURE));
    let listed = fixture.get(SUMMARY).expect("the fixture's list of pages").lines();
    let is_visited = |line: &&str| PAGES.iter().any(|page| line.contains(&format!("({page}.md)")));
    let visited: Vec<&str> = listed.filter(is_visited).collect();
    fixture.put(SUMMARY, &visited.join("\n"));
    fixture
}

/// The fixture's book, built with the real style and the real scripts, under names without numbers.
fn built(fixture: &Tree) -> Site {
    let (from, to) = ("[output.html]", "[output.html]\nhash-files = false");
    let mut tree = fixture.edited("book/book.toml", from, to);
    for path in REAL {
        tree.put(path, Tree::live().get(path).unwrap_or_default());
    }
    Site::read(&mdbook::build(&mdbook::copy(&tree, "mutations").0, "mutation-site"))
}

#[test]
#[ignore = "needs chromium"]
fn each_mutation_of_a_drawn_run_is_found() {
    let site = drawn::drawn();
    let mut report = Report::default();
    let checks = drawn::CHECKS.map(|(name, _)| name);
    let rows = rows("part1/tests/proof/mutations/drawn.txt", &checks, &mut report);
    for (name, check) in drawn::CHECKS {
        each_is_found(&site.texts(), of(name, &rows), &mut report, |texts, said| {
            let mut site = site.clone();
            texts.paths().for_each(|path| site.put(path, texts.get(path).unwrap_or_default()));
            check(site, Context::live(), said);
        });
    }
    report.settle();
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_mutation_of_a_built_page_is_found() {
    let fixture = fixture();
    let site = built(&fixture);
    let context = Context::of(fixture, "mutation-book");
    let mut report = Report::default();
    let rows =
        rows("part1/tests/proof/mutations/web.txt", &CHECKS.map(|(name, _)| name), &mut report);
    for (name, check) in CHECKS {
        let rows = of(name, &rows);
        let at_once = if name == ONE_BY_ONE { 1 } else { AT_ONCE };
        for rows in rows.chunks(at_once) {
            each_is_found(&site.texts(), rows.to_vec(), &mut report, |texts, said| {
                let mut site = site.clone();
                texts.paths().for_each(|path| site.put(path, texts.get(path).unwrap_or_default()));
                check(site, &context, said);
            });
        }
    }
    report.settle();
}
