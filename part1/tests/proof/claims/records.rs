//! What the tests of measured records need: a record, and whether it bears out what a page says.

use crate::book::MEASURED;
use crate::book::tree::Tree;

/// The text of a record.
pub fn recorded(name: &str) -> String {
    let path = format!("{MEASURED}{name}");
    let tree = Tree::read();
    tree.get(&path).unwrap_or_else(|| panic!("no {path}")).to_string()
}

/// The record is the table that the program makes of its numbers, and the
/// picture that it draws of them.
pub fn assert_recorded(name: &str, table: &str, picture: &str, again: &str) {
    let (numbers, drawn) = (format!("{name}.md"), format!("{name}.svg"));
    assert!(
        recorded(&numbers).starts_with(table),
        "{MEASURED}{numbers} is not a table as the program writes it: {again}"
    );
    assert!(
        recorded(&drawn) == picture,
        "{MEASURED}{drawn} is not what is drawn from {numbers}: {again}"
    );
}

/// Fails when a record does not bear out what a page says of it.
pub fn bears_out(record: &str, words: &str, is_so: bool) {
    assert!(
        is_so,
        "the page says “{words}”, and {MEASURED}{record} does not: mend the \
         page, or measure again on an idle machine, as README.md says"
    );
}
