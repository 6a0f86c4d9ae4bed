//! Is each error of the compiler that a page names one with which a fence fails? And are the numbers
//! of the system's errors those of the one table that has them, system by system?

use super::prelude::*;

const INDEX: &str = "https://doc.rust-lang.org/error_codes/";

/// Where a code such as `E0308` is named, a fence fails with it: one below a heading that the same
/// line links to; if it links to no page of the book, one of the page; in a document besides the
/// pages, any. Of a code that no fence of the book can show, the line links to Rust's index.
pub fn error_codes_are_those_of_fences(context: &Context, report: &mut Report) {
    let book = &context.book;
    for (page, prose) in book.prose() {
        let links = page.links.iter().filter(|link| link.line == prose.line);
        let (away, inside): (Vec<_>, Vec<_>) = links.partition(|l| l.target.contains("://"));
        let (place, shown) = if inside.is_empty() {
            let is_near = |other: &&Page| !page.is_of_book() || other.path == page.path;
            let near = book.pages.iter().filter(is_near).flat_map(|page| &page.fences);
            ("on this page", codes(near))
        } else {
            let targets = inside.iter().map(|link| page.leads_to(&link.target));
            let below = targets.filter_map(|(path, id)| Some(book.page(&path)?.fences_below(id)));
            ("where the line links to", codes(below.flatten()))
        };
        for code in words(&prose.text).filter(|word| is_error_code(word)) {
            report.count("codes of errors in sentences and tables");
            if !away.iter().any(|link| link.target.starts_with(INDEX)) {
                let actual = format!("`{code}`, with which no fence fails {place}");
                let help = format!("write the compiler's code, show it, or link to {INDEX}");
                report.known(page.at(prose.line), (code, &shown), actual, help);
            }
        }
    }
}

fn codes<'a>(fences: impl Iterator<Item = &'a Fence>) -> Vec<&'a str> {
    let fails = fences.filter_map(|fence| fence.rust()?.fails.as_deref());
    fails.flat_map(|codes| codes.split('+')).collect()
}

/// Its first table has each error's message and kind, and a number for each system. That those of
/// Linux are the system's is held by claims/wrong/errors.rs.
const HOME: &str = "wrong/errors";

/// Of which system each further column is.
const SYSTEMS: [&str; 3] = ["Linux", "macOS", "Windows"];

/// Numbers that stand with a system, or are Windows' by their look, are those of one row of the
/// table: that of a kind or message which the sentence names, or else the paragraph, or to which it
/// links, or else of the heading above it.
pub fn error_numbers_are_those_of_the_table(context: &Context, report: &mut Report) {
    let home = path_of(HOME);
    let table = context.book.page(&home).and_then(|page| page.tables.first());
    let rows = table.map_or(&[][..], |table| &table.rows);
    report.count_many("rows of the table", rows.len());
    for (page, paragraph) in context.book.paragraphs() {
        let heading = page.fragment_above(paragraph.line);
        let text = blank_between(&paragraph.text, "](", ")").replace(['[', ']'], " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // What Rust prints of an error is about that one.
        let sentences = text.split(". ").flat_map(|sentence| sentence.split("Os {"));
        let with_numbers = sentences.map(|sentence| (sentence, numbers(sentence)));
        for (sentence, numbers) in with_numbers.filter(|(_, numbers)| !numbers.is_empty()) {
            report.count_many("numbers of errors", numbers.len());
            let about = about(rows, sentence, &paragraph.text, heading);
            let has = |row: &Row| numbers.iter().all(|(i, n)| has_words(row.cell(i + 1), n));
            let is_right = match about[..] {
                // Linux has more errors than the table; its own numbers are played.
                [] => numbers.iter().all(|(i, _)| *i == 0) || rows.iter().any(has),
                _ => about.iter().any(|row| has(row)),
            };
            let numbers = numbers.iter().map(|(i, n)| format!("{n} of {}", SYSTEMS[*i]));
            let numbers = numbers.collect::<Vec<_>>().join(", ");
            let about = about.iter().map(|row| format!("\n{}", row.cells.join(" | ")));
            let expected = format!("numbers of one row of {home}{}", String::from_iter(about));
            let help = "write the table's number for this error and system, or mend that";
            report.demand(page.at(paragraph.line), is_right, numbers, expected, help);
        }
    }
}

/// The numbers of a sentence, each with the place of its system.
fn numbers(text: &str) -> Vec<(usize, &str)> {
    let numbers = words(text).filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let system = |number: &str| {
        let has = |form: String| has_words(text, &form);
        let is_with = |system: &&str| {
            has(format!("{number} on {system}")) || has(format!("number {number} is {system}"))
        };
        let is_behind = |words: &str| has(format!("{words}{number}"));
        match SYSTEMS.iter().position(is_with) {
            // Five digits with that begin mean nothing else in this book.
            _ if number.len() == 5 && number.starts_with("10") => Some(2),
            // A longer one is a port, or what else has a number.
            Some(system) if number.len() <= 3 => Some(system),
            None if is_behind("os error ") || is_behind("code: ") => Some(0),
            _ => None,
        }
    };
    numbers.filter_map(|number| Some((system(number)?, number))).collect()
}

fn about<'a>(rows: &'a [Row], sentence: &str, paragraph: &str, heading: &str) -> Vec<&'a Row> {
    let ids = |text: &str| -> Vec<String> {
        let targets = targets(text).into_iter();
        targets.filter_map(|target| Some(target.split_once('#')?.1.to_string())).collect()
    };
    let is_named = |row: &Row, text: &str| {
        blank_spans(&row.cells.join(" ")).1.iter().any(|span| has_words(text, span))
    };
    let ways: [&dyn Fn(&&Row) -> bool; 4] = [
        &|row| is_named(row, sentence),
        &|row| is_named(row, paragraph),
        &|row| ids(row.cell(0)).iter().any(|id| ids(paragraph).contains(id)),
        &|row| ids(row.cell(0)).iter().any(|id| id == heading),
    ];
    let found = ways.iter().map(|way| rows.iter().filter(way).collect::<Vec<_>>());
    found.into_iter().find(|rows| !rows.is_empty()).unwrap_or_default()
}
