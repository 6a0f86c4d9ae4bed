//! Are the numbers of errors everywhere those of the one table that has them, system by system?

use crate::book::excerpts::{has_words, words};
use crate::book::markdown::{blank_between, blank_spans, targets};
use crate::book::path_of;
use crate::book::prelude::*;

/// The page whose first table has each error's message and kind, and a number for each system.
/// That those of Linux are the system's is held by claims/wrong/errors.rs.
const HOME: &str = "wrong/errors";

/// Of which system each further column is.
const SYSTEMS: [&str; 3] = ["Linux", "macOS", "Windows"];

/// What stands in front of a number of Linux.
const LINUX: [&str; 2] = ["os error ", "code: "];

/// How the numbers of Windows begin: five digits, which mean nothing else in this book.
const WINDOWS: &str = "10";

/// Numbers that stand with a system, or are Windows' by their look, are those of one row of the
/// table: that of a kind or message which the sentence names, or else the paragraph, or to which it
/// links, or else of the heading above it.
pub fn error_numbers_are_those_of_the_table(context: &Context, report: &mut Report) {
    let home = path_of(HOME);
    let table = context.book.page(&home).and_then(|page| page.tables.first());
    let rows = table.map_or(&[][..], |table| &table.rows);
    report.count_many("rows of the table", rows.len());
    for page in context.book.all() {
        let is_row = |line| page.path == home && rows.iter().any(|row| row.line == line);
        for paragraph in page.paragraphs().into_iter().filter(|paragraph| !is_row(paragraph.line)) {
            let heading = page.fragment_above(paragraph.line);
            let text = blank_between(&paragraph.text, "](", ")").replace(['[', ']'], " ");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            // What Rust prints of an error is about that one.
            for sentence in text.split(". ").flat_map(|sentence| sentence.split("Os {")) {
                let numbers = numbers(sentence);
                if numbers.is_empty() {
                    continue;
                }
                report.count_many("numbers of errors", numbers.len());
                let about = about(rows, sentence, &paragraph.text, heading);
                let has_all =
                    |row: &Row| numbers.iter().all(|(i, n)| has_words(row.cell(i + 1), n));
                let is_right = match about[..] {
                    // Linux has more errors than the table; its own numbers are played.
                    [] => numbers.iter().all(|(i, _)| *i == 0) || rows.iter().any(has_all),
                    _ => about.iter().any(|row| has_all(row)),
                };
                if !is_right {
                    let numbers = numbers.iter().map(|(i, n)| format!("{n} of {}", SYSTEMS[*i]));
                    let about = about.iter().map(|row| format!("\n{}", row.cells.join(" | ")));
                    let (numbers, about) = (numbers.collect::<Vec<_>>(), about.collect::<String>());
                    let expected = format!("numbers of one row of {home}{about}");
                    let help = "write the number that the table has for this error and this \
                                system, or mend the table";
                    report.add(page.at(paragraph.line), numbers.join(", "), expected, help);
                }
            }
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
        match SYSTEMS.iter().position(is_with) {
            _ if number.len() == 5 && number.starts_with(WINDOWS) => Some(2),
            // A longer one is a port, or what else has a number.
            Some(system) if number.len() <= 3 => Some(system),
            None => LINUX.iter().any(|before| has(format!("{before}{number}"))).then_some(0),
            _ => None,
        }
    };
    numbers.filter_map(|number| Some((system(number)?, number))).collect()
}

/// The rows of the table that a sentence is about.
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
