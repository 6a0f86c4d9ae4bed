//! Does the book hold together as a text: pages, headings, links,
//! pictures, fences, words?

use crate::book::report::Report;
use crate::book::steps::{Context, is_page};
use crate::book::{SUMMARY, summary};
use std::collections::HashSet;

/// SUMMARY.md and the files beside it name each other.
pub fn summary_matches_files(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let mut listed = HashSet::new();
    for entry in summary(tree) {
        report.count("entries of SUMMARY.md");
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
        report.count("files of pages");
        if !listed.contains(path) {
            report.add(
                (path, 1),
                "a page that SUMMARY.md does not list",
                format!("a line in {SUMMARY}"),
                "list it: mdBook leaves it out without a word",
            );
        }
    }
}

/// One level-one heading a page, first of all headings; no level left
/// out; no two headings with the same fragment.
pub fn headings_are_in_order(context: &Context, report: &mut Report) {
    let book = &context.book;
    for page in book.all() {
        let mut above = 0;
        for heading in &page.headings {
            report.count("headings");
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
}
