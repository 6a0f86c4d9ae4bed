//! Do the checks notice what they are for? Each row of a `.txt` file here breaks one thing in a
//! small book, `fixture`, and names the check that has to notice and words of what it says.
//!
//! Here belong: the rows, the fixture, and a test for each family of checks. What a check looks at
//! is in the check's own room, and no row depends on a page of the real book.

mod fixture;
mod mutation;
mod runs;
mod stories;
mod texts;
mod web;

/// What each family of checks needs here: the book, the fixture, the rows.
mod prelude {
    pub use super::mutation::{of, rows};
    pub(super) use super::{each_is_found, fixture};
    pub use crate::book::prelude::*;
    pub use crate::book::rows::KeyedRow;
    pub use crate::run::prelude::*;
}

use crate::run::normalize::squeeze;
use mutation::rows_of_text;
use prelude::*;

/// Makes the edits of some rows together, has a check say what it finds then, and notes each row
/// that is stale: what it changes is not there, or what it expects is not said.
fn each_is_found(
    fixture: &Tree, mut rows: Vec<&KeyedRow>, report: &mut Report,
    check: impl FnOnce(Tree, &mut Report),
) {
    let mut edited = fixture.clone();
    rows.retain(|row| mutation::edit(row, &mut edited, report));
    if rows.is_empty() {
        return;
    }
    let mut said = Report::default();
    check(edited, &mut said);
    // Its findings, and what it looked for and did not meet.
    let findings = said.findings.iter().chain(&said.notes).map(ToString::to_string);
    let said: Vec<String> = findings.chain(said.missed()).collect();
    for row in rows {
        report.count("mutations");
        if !said.iter().any(|said| row.values("says:").all(|words| said.contains(words))) {
            let actual = if said.is_empty() { "nothing" } else { &said.join("\n") };
            let words = row.text("says:").replace('\n', " … ");
            let expected = format!("{} says in one finding: {words}", row.text("check:"));
            let help = "let the check notice it again, or mend the row";
            report.add(row.place, actual, expected, help);
        }
    }
}

#[test]
fn a_stale_row_is_told_with_its_line() {
    let mut fixture = Tree::default();
    fixture.put("a.md", "one\ntwo two\n");
    let rows = [
        row(("file: a.md\n- one\n+ three\ncheck: c\nsays: three", "")),
        row(("file: b.md\n- one\n+ three\ncheck: c\nsays: three", "3: no file b.md")),
        row(("file: a.md\n- four\n+ one\ncheck: c\nsays: one", "3: it stands there 0 times")),
        row(("file: a.md\n- two\n+ one\ncheck: c\nsays: one", "3: it stands there 2 times")),
        row((
            "file: a.md\n- one\n+ three\ncheck: c\nsays: one",
            "3: a.md:1 expected: actual: three/two two/ help:",
        )),
        row((
            "file: a.md\n- one\ncheck: c\nsays: two two\nsays: three",
            "3: a.md:1 expected: actual: two two/ help:",
        )),
        row(("file: a.md\n- one\ncheck: d\nsays: two", "3: check: d, 1: none")),
        row(("fiel: a.md\n- one\ncheck: c\nsays: two", "3: no file:, 1: none")),
        row(("file: a.md\ncheck: c", "3: no - and no says:, 1: none")),
        row(("file: a.md\n- one\ncheck: c\nsays: two\nsay: three", "7: say: three")),
    ];
    each_row(&rows, |row| {
        let text = format!("# A comment\n\n{row}");
        let mut report = Report::default();
        for row in &rows_of_text("rows.txt", &text, &["c"], &mut report) {
            each_is_found(&fixture, vec![row], &mut report, |edited, said| {
                let text = edited.get("a.md").unwrap_or_default().replace('\n', "/");
                said.add(("a.md", 1), text, "", "");
            });
        }
        let told = report.findings.iter().map(|told| format!("{}: {}", told.line, told.actual));
        squeeze(&told.collect::<Vec<_>>().join(", "))
    });
}
