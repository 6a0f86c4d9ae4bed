//! What the tests of measured records need: a record, and whether it bears out what a page says.

use crate::book::prelude::*;
use crate::book::report::Row;
use crate::book::{MEASURED, path_of};
use crate::run::normalize::squeeze;

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

/// A record bears out what a page says of it: each row has words of the page, and what has to be
/// so in the record for them to be true.
pub fn bears_out<T>(
    record: &str,
    page: &str,
    claims: &[Row<(&str, T)>],
    is_so: impl Fn(&T) -> bool,
) {
    let (tree, mut report) = (Tree::read(), Report::default());
    let path = path_of(page);
    let text = squeeze(tree.get(&path).unwrap_or_default());
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
