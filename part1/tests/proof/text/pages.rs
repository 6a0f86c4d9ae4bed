//! Are all pages listed, once, and are their headings in order?

use crate::book::prelude::*;
use crate::book::steps::is_page;
use crate::book::{SUMMARY, summary};

/// SUMMARY.md and the files beside it name each other.
pub fn summary_matches_files(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let listed = summary(tree);
    for (i, entry) in listed.iter().enumerate() {
        report.count("entries of SUMMARY.md");
        let (place, path) = ((SUMMARY, entry.line), &entry.path);
        if tree.get(path).is_none() {
            let actual = format!("{path}, which is not there");
            report.add(place, actual, "a page", "write the page or mend the path");
        }
        if listed[..i].iter().any(|above| above.path == *path) {
            let actual = format!("{path} a second time");
            report.add(place, actual, "each page once", "take one of the two lines away");
        }
    }
    for path in tree.paths().filter(|path| is_page(path)) {
        report.count("files of pages");
        if listed.iter().all(|entry| entry.path != path) {
            report.add(
                (path, 1),
                "a page that SUMMARY.md does not list",
                format!("a line in {SUMMARY}"),
                "list it: mdBook leaves it out without a word",
            );
        }
    }
}

/// One level-one heading a page, first of all headings; no level left out.
pub fn headings_are_in_order(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        let mut above = 0;
        for heading in &page.headings {
            report.count("headings");
            let (is_first, level) = (above == 0, heading.level);
            if is_first != (level == 1) || level > above + 1 {
                report.add(
                    page.at(heading.line),
                    format!("level {level} after level {above}"),
                    "one level-one heading, then one level deeper at a time",
                    "change the number of `#`",
                );
            }
            above = level;
        }
        if above == 0 {
            report.add(page.at(1), "no heading", "`# Title`", "add it");
        }
    }
}
