//! The cases of a test beside the rows of a page's table, which are in the same order: each case has
//! its row, and each row its case.

use crate::book::prelude::*;

/// Stands for a row that a page does not have.
static NO_ROW: Row = Row { line: 1, cells: Vec::new() };

/// The cases, each with its row, counted as `what`. A row that has no case is a finding.
pub fn beside<'a, C>(
    page: &str,
    rows: impl IntoIterator<Item = &'a Row>,
    (what, cases): (&'static str, &'a [C]),
    report: &mut Report,
) -> Vec<(&'a C, &'a Row)> {
    report.count_many(what, cases.len());
    let mut rows = rows.into_iter();
    let pairs = cases.iter().map(|case| (case, rows.next().unwrap_or(&NO_ROW))).collect();
    for row in rows {
        let help = format!("add it, at its place, to the {what} of the test");
        report.add((page, row.line), "no test plays it", row.cell(0), help);
    }
    pairs
}
