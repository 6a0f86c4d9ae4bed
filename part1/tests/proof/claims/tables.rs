//! The cases of a test beside the rows of a page's table, which are in the same order: each case has
//! its row, and each row its case. And what a page shows that was recorded.

use crate::book::prelude::*;
use crate::run::prelude::*;
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

/// The fence that shows what was recorded under that name: where it stands, and its lines.
pub fn recorded(what: &'static str) -> (String, &'static [String]) {
    let mut fences = Context::live().book.recorded(what);
    let (page, fence) = fences.next().unwrap_or_else(|| panic!("no text,recorded={what}"));
    (format!("{}:{}", page.path, fence.line), &fence.body)
}

/// Fails unless the server prints the lines that a page shows under that name, perhaps among others,
/// but for a client's port.
pub fn prints_what_was_recorded(server: &Running, what: &'static str) {
    let (place, expected) = recorded(what);
    let is_printed = || {
        let printed = server.printed();
        let mut printed = printed.lines().map(|line| normalize(line.trim_end()));
        expected
            .iter()
            .filter(|line| *line != "…")
            .all(|line| printed.any(|p| p == normalize(line.trim_end())))
    };
    let is_so = happens(is_printed);
    assert!(is_so, "{place}: show lines that the server prints:\n{}", server.printed());
}
