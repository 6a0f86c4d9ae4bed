//! The cases of a test beside the rows of a page's table, which are in the same order: each case has
//! its row, and each row its case.

use crate::book::prelude::*;

/// Stands for a row that a page does not have.
static NO_ROW: Row = Row { line: 1, cells: Vec::new() };

/// The cases, each with its row, counted as `what`. A row without a case, or a case without a row, is
/// a finding; such a case comes with an empty row, so that what it finds says what the row has to be.
pub fn beside<'a, C>(
    page: &str,
    rows: impl IntoIterator<Item = &'a Row>,
    (what, cases): (&'static str, &'a [C]),
    report: &mut Report,
) -> Vec<(&'a C, &'a Row)> {
    report.count_many(what, cases.len());
    let rows: Vec<&Row> = rows.into_iter().collect();
    for row in rows.iter().skip(cases.len()) {
        let help = format!("add it, at its place, to the {what} of the test");
        report.add((page, row.line), "no test plays it", row.cell(0), help);
    }
    if rows.len() < cases.len() {
        let line = rows.last().map_or(1, |row| row.line);
        let actual = format!("{} rows", rows.len());
        let expected = format!("{} rows, as many as {what} that the test plays", cases.len());
        report.add((page, line), actual, expected, "add what the next finding has");
    }
    let row = |place: usize| rows.get(place).copied().unwrap_or(&NO_ROW);
    cases.iter().enumerate().map(|(place, case)| (case, row(place))).collect()
}
