//! A row of mutations, as it stands in a data file.
//!
//! ```text
//! # What begins so is a comment. A blank line ends a row.
//! file: the file, from the fixture's root
//! - what stands there, once: a part of a line, or lines
//! + what is put in its place; without it, the lines go
//! check: the check that has to notice
//! at: the page or the story to which the check is put, if it wants one
//! says: words of what it says; of several, all in one finding
//! ```

use crate::book::prelude::*;
use crate::book::rows::{KeyedRow, keyed_rows};

/// The keys of a row's lines, and those of them that every row has.
const KEYS: [&str; 6] = ["file:", "-", "+", "check:", "at:", "says:"];
const DEMANDED: [&str; 4] = ["file:", "-", "check:", "says:"];

/// Reads the rows of a data file; each is of one of these checks, and each of them has one.
pub fn rows(data: &'static str, checks: &[&str], report: &mut Report) -> Vec<KeyedRow<'static>> {
    let text = Tree::live().get(data).unwrap_or_else(|| panic!("no {data}"));
    rows_of_text(data, text, checks, report)
}

/// The same of a text; what is wrong goes to `report`.
pub fn rows_of_text<'a>(
    data: &'a str, text: &'a str, checks: &[&str], report: &mut Report,
) -> Vec<KeyedRow<'a>> {
    let mut rows = keyed_rows(data, text, &KEYS, report);
    rows.retain(|row| {
        let mut lacks = DEMANDED.to_vec();
        lacks.retain(|key| row.text(key).is_empty());
        if !lacks.is_empty() {
            let actual = format!("no {}", lacks.join(" and no "));
            report.add(row.place, actual, DEMANDED.join(" "), "complete the row");
        }
        lacks.is_empty()
    });
    for row in &rows {
        let check = row.text("check:");
        let actual = format!("check: {check}");
        report.known(row.place, (&check, checks), actual, "name one that there is");
    }
    for check in checks.iter().filter(|check| of(check, &rows).is_empty()) {
        let expected = format!("a row with check: {check}");
        report.add((data, 1), "none", expected, "add one that the check has to notice");
    }
    rows
}

/// Those of one check.
pub fn of<'a, 'b>(check: &str, rows: &'b [KeyedRow<'a>]) -> Vec<&'b KeyedRow<'a>> {
    rows.iter().filter(|row| row.text("check:") == check).collect()
}

/// Makes the edit of a row; that it cannot be made is a finding. Returns whether it was made.
pub fn edit(row: &KeyedRow, texts: &mut Tree, report: &mut Report) -> bool {
    let (file, mut old, new) = (row.text("file:"), row.text("-"), row.text("+"));
    let help = "name what the file has now";
    let Some(text) = texts.get(&file) else {
        report.add(row.place, format!("no file {file}"), "a file of the fixture", help);
        return false;
    };
    if new.is_empty() && format!("\n{text}").contains(&format!("\n{old}\n")) {
        // Whole lines go with their ends.
        old.push('\n');
    }
    let count = text.matches(&old).count();
    if count != 1 {
        let actual = format!("it stands there {count} times");
        report.add(row.place, actual, format!("once in {file}:\n{old}"), help);
        return false;
    }
    let text = text.replace(&old, &new);
    texts.put(&file, &text);
    true
}
