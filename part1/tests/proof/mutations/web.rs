//! Does the browser's part of the proof notice what no text shows?

use super::each_is_found;
use super::mutation::{Row, Rows};
use crate::book::SUMMARY;
use crate::book::prelude::*;
use crate::book::repository::FIXTURE;
use crate::web::http_server::Site;
use crate::web::mdbook::Copy;
use crate::web::{blocks, mdbook, pages, stage};

/// A check of a built book, and whether the edits of its rows are made together: a visit takes
/// seconds.
type Check = (&'static str, fn(Site, &Context, &mut Report), bool);

const CHECKS: [Check; 5] = [
    ("the_stage_shows_the_rows", stage::the_stage_shows_the_rows, true),
    ("the_tables_are_shown_without_scripts", stage::the_tables_are_shown_without_scripts, true),
    ("the_keys_move_the_stage_or_the_book", stage::the_keys_move_the_stage_or_the_book, true),
    ("pages_load_and_fit", pages::pages_load_and_fit, true),
    ("blocks_are_marked", blocks::blocks_are_marked, false),
];

/// What the fixture has of the real book when it is built.
const REAL: [&str; 3] = ["book/book.css", "book/blocks.js", "book/src/stage.js"];

/// The pages that are visited: each takes a moment.
const PAGES: [&str; 5] = ["welcome", "set-up", "server/accept", "see-it", "glossary"];

/// The fixture with no other page.
fn fixture() -> Tree {
    let mut fixture = Tree::read_at(&root().join(FIXTURE));
    let listed = fixture.get(SUMMARY).expect("the fixture's list of pages").lines();
    let is_visited = |line: &&str| PAGES.iter().any(|page| line.contains(&format!("({page}.md)")));
    let visited: Vec<&str> = listed.filter(is_visited).collect();
    fixture.put(SUMMARY, &visited.join("\n"));
    fixture
}

/// The fixture's book, built with the real style and the real scripts.
fn built(fixture: &Tree) -> Site {
    let mut tree = fixture.clone();
    for path in REAL {
        tree.put(path, Context::live().tree.get(path).unwrap_or_default());
    }
    Site::read(&mdbook::build(&Copy::of(&tree, "mutations").0, "mutation-site"))
}

/// The files that the rows edit, by their names without mdBook's numbers.
fn texts(site: &Site, rows: &Rows) -> Tree {
    let mut texts = Tree::default();
    for Row { file, .. } in &rows.0 {
        if let Some((_, text)) = site.get(file) {
            texts.put(file, &text);
        }
    }
    texts
}

/// The same site with other texts in these files.
fn edited(site: &Site, texts: &Tree) -> Site {
    let mut edited = site.clone();
    for path in texts.paths() {
        let (name, _) = site.get(path).expect("a file that is there");
        edited.put(&name, texts.get(path).unwrap_or_default());
    }
    edited
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_mutation_of_a_built_page_is_found() {
    let fixture = fixture();
    let site = built(&fixture);
    let context = Context::of(fixture, "mutation-book");
    let mut report = Report::default();
    let rows = Rows::read("web.txt", &CHECKS.map(|(name, ..)| name), &mut report);
    let texts = texts(&site, &rows);
    for (name, check, together) in CHECKS {
        let rows = rows.of(name);
        let at_once = if together { rows.len() } else { 1 };
        for rows in rows.chunks(at_once.max(1)) {
            each_is_found(&texts, rows, &mut report, |texts, said| {
                check(edited(&site, &texts), &context, said);
            });
        }
    }
    report.settle();
}
