//! The cases of a test beside the rows of a page's table, which are in the same order: each case has
//! its row, and each row its case.

use crate::book::prelude::*;
use std::iter;

/// Stands for a row that a page does not have.
static NO_ROW: Row = Row { line: 1, cells: Vec::new() };

/// Plays each case beside its row; `play` returns what came of it, and what the row says. The cases
/// are counted as `what`. A case that has no row gets an empty one, so that its finding says what the
/// row has to be.
pub fn play_beside<'a, C>(
    page: &Page, rows: impl IntoIterator<Item = &'a Row>, (what, cases): (&'static str, &[C]),
    help: &str, mut play: impl FnMut(&C, &Row) -> [String; 2],
) {
    let mut report = Report::default();
    report.count_many(what, cases.len());
    let rows: Vec<&Row> = rows.into_iter().collect();
    let last = rows.get(cases.len()).or(rows.last()).map_or(1, |row| row.line);
    let [shown, played] = [rows.len(), cases.len()].map(|count| format!("{count} rows of {what}"));
    report.same(page.at(last), shown, played, "let the page and the test have the same of them");
    for (case, row) in cases.iter().zip(rows.into_iter().chain(iter::repeat(&NO_ROW))) {
        let [actual, expected] = play(case, row);
        report.same(page.at(row.line), actual, expected, help);
    }
    report.settle();
}
