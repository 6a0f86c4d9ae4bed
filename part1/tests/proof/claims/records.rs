//! What the tests of measured records need: a record, and whether it bears out what a page says.

use super::prelude::*;
use crate::book::MEASURED;

/// The text of a record.
pub fn recorded(name: &str) -> &'static str {
    let path = format!("{MEASURED}{name}");
    Tree::live().get(&path).unwrap_or_else(|| panic!("no {path}"))
}

/// The record is the table that the program makes of its numbers, and the picture that it draws of
/// them. That command writes it again.
pub fn assert_recorded(name: &str, table: &str, picture: &str, is_complete: bool, again: &str) {
    assert!(is_complete, "{MEASURED}{name}.md lacks numbers; make both anew: {again}");
    let is_table = recorded(&format!("{name}.md")).starts_with(table);
    assert!(is_table, "{MEASURED}{name}.md is not the program's table; make both anew: {again}");
    let is_drawn = recorded(&format!("{name}.svg")) == picture;
    assert!(is_drawn, "{MEASURED}{name}.svg is not drawn from {name}.md; make both anew: {again}");
}

/// A program writes into a folder that table, with when and on what it was measured, and a picture.
pub fn assert_kept(name: &str, table: &str, write: impl FnOnce(&str) -> io::Result<()>) {
    let folder = kept("measured");
    fs::create_dir_all(&folder).expect("a folder");
    write(folder.to_str().expect("a path in UTF-8")).expect("a record");
    let written = |file: String| fs::read_to_string(folder.join(&file)).expect(&file);
    let [record, picture] = ["md", "svg"].map(|kind| written(format!("{name}.{kind}")));
    let measured = record.strip_prefix(table).unwrap_or_default();
    let is_kept = measured.starts_with("\nMeasured: 2") && measured.ends_with(", loopback.\n");
    assert!(is_kept, "{record}\nis not this table, with when and on what:\n{table}");
    assert!(picture.ends_with("</svg>\n"), "{picture}");
}

/// Fails unless the record bears out the words of a page that the test quotes just above.
#[track_caller]
pub fn bears_out(record: &str, is_so: bool) {
    let help = "mend the page, or measure again on an idle machine, as CONTRIBUTING.md says";
    assert!(is_so, "{MEASURED}{record} says otherwise than the words above this line; {help}");
}
