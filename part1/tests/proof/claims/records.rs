//! What the tests of measured records need: a record, and whether it bears out what a page says.

use super::prelude::*;
use crate::book::report::Row;
use crate::book::{MEASURED, path_of};
use crate::run::normalize::squeeze;

/// The text of a record.
pub fn recorded(name: &str) -> &'static str {
    let path = format!("{MEASURED}{name}");
    Context::live().tree.get(&path).unwrap_or_else(|| panic!("no {path}"))
}

/// The record is the table that the program makes of its numbers, and the picture that it draws of
/// them.
pub fn assert_recorded(name: &str, table: &str, picture: &str, again: &str) {
    let is_table = recorded(&format!("{name}.md")).starts_with(table);
    assert!(is_table, "{MEASURED}{name}.md is not a table as the program writes it: {again}");
    let is_drawn = recorded(&format!("{name}.svg")) == picture;
    assert!(is_drawn, "{MEASURED}{name}.svg is not what is drawn from {name}.md: {again}");
}

/// The table and the picture that a program keeps, which writes them into a folder.
pub fn kept(name: &str, write: impl FnOnce(&str) -> io::Result<()>) -> [String; 2] {
    let folder = crate::run::time_limits::kept("measured");
    fs::create_dir_all(&folder).expect("a folder");
    write(folder.to_str().expect("a path in UTF-8")).expect("a record");
    let written = |file: String| fs::read_to_string(folder.join(&file)).expect(&file);
    ["md", "svg"].map(|kind| written(format!("{name}.{kind}")))
}

/// A record bears out what a page says of it: each row has words of the page, and what has to be
/// so in the record for them to be true.
pub fn bears_out<T>(
    record: &str,
    page: &str,
    claims: &[Row<(&str, T)>],
    is_so: impl Fn(&T) -> bool,
) {
    let (path, mut report) = (path_of(page), Report::default());
    let text = squeeze(Context::live().tree.get(&path).unwrap_or_default());
    for claim in claims {
        report.count("claims");
        let (words, is) = &claim.is;
        if !text.contains(words) {
            let help = "put the page's new words into the row, and see that it still proves them";
            report.add(claim.at(), format!("{path} does not say so"), *words, help);
        }
        if !is_so(is) {
            let help =
                "mend the page, or measure again on an idle machine, as CONTRIBUTING.md says";
            let actual = format!("{MEASURED}{record} says otherwise");
            report.add(claim.at(), actual, format!("{path}: {words}"), help);
        }
    }
    report.settle();
}
