//! The small book in which the rows break things. What stands in the folder `fixture` is all of
//! it, but for the pages that only the scenarios of `check` ask for, and the table of attributes.

use crate::book::prelude::*;
use crate::book::repository::FIXTURE;
use crate::book::{PAGES, SUMMARY, path_of, summary};
use crate::text::TEXTS;
use crate::text::check_on_pages::named_pages;
use crate::text::documents::{CONTRIBUTING, LONGEST, README, short_table};
use crate::text::links::NEXT;
use shared::scenario::Page;
use shared::scenarios::SCENARIOS;

/// The fixture's texts.
pub fn tree() -> Tree {
    let mut tree = Tree::read_at(&root().join(FIXTURE));
    let mut listed = tree.get(SUMMARY).expect("the fixture's list of pages").to_string();
    for Page { path: page, title } in named_pages() {
        let path = path_of(page);
        if summary(&tree).iter().all(|entry| entry.path != path) {
            listed += &format!("- [{title}]({page}.md)\n");
            tree.put(SUMMARY, &listed);
            tree.put(&path, &stub(page, title));
        }
    }
    lead_on(&mut tree);
    // README is as long as it may be.
    let lines = tree.get(README).map_or(0, |text| text.lines().count());
    let blank_lines = "\n".repeat(LONGEST - lines - 1);
    for (path, more) in [(README, blank_lines), (CONTRIBUTING, short_table())] {
        let text = tree.get(path).expect("a document of the fixture").to_string();
        tree.put(path, &format!("{text}\n{more}"));
    }
    tree
}

/// Lets each page that ends without the way to the next one have it.
fn lead_on(tree: &mut Tree) {
    let entries = summary(tree);
    for (page, next) in entries.iter().zip(entries.iter().skip(1)) {
        let text = tree.get(&page.path).expect("a page that is listed").to_string();
        if text.contains(&format!("\n{NEXT}: ")) {
            continue;
        }
        let up = "../".repeat(page.path.matches('/').count() - PAGES.split('/').count());
        let target = next.path.trim_start_matches(PAGES).trim_start_matches('/');
        tree.put(&page.path, &format!("{text}\n{NEXT}: [{}]({up}{target}).\n", next.title));
    }
}

/// Says of a finding that it is in the fixture, and not in the real book.
pub fn placed(mut finding: Finding) -> Finding {
    finding.file = format!("{FIXTURE}/{}", finding.file);
    finding
}

/// A page that says no more than it has to.
fn stub(page: &str, title: &str) -> String {
    let own = SCENARIOS.iter().filter(|scenario| scenario.is_on(page));
    let checks = own.map(|scenario| {
        let (name, steps) = (scenario.name, scenario.steps.len());
        format!(
            "\n```console,in=tutorial,checked\n\
             $ cargo run --bin check {name}\nAll {steps} steps done.\n```\n"
        )
    });
    format!("# {title}\n{}", checks.collect::<String>())
}

#[test]
fn the_fixture_has_no_fault() {
    let context = Context::of(tree(), "fixture");
    let mut report = Report::default();
    for (name, check) in TEXTS {
        let mut own = Report::default();
        check(&context, &mut own);
        report.count("checks");
        for missed in own.missed() {
            report.add((FIXTURE, 1), format!("{name}: {missed}"), "some", "give it to the fixture");
        }
        report.findings.extend(own.findings.into_iter().map(placed));
    }
    report.settle();
}
