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

use crate::book::prelude::*;
use mutation::{Row, Rows};

/// Makes the edits of some rows together, has a check say what it finds then, and notes each row
/// that is stale: what it changes is not there, or what it expects is not said.
fn each_is_found(
    fixture: &Tree,
    rows: &[&Row],
    report: &mut Report,
    check: impl FnOnce(Tree, &mut Report),
) {
    let mut edited = fixture.clone();
    let mut edit = |row: &&&Row| row.edit(&mut edited).map_err(|stale| report.findings.push(stale));
    let rows: Vec<&&Row> = rows.iter().filter(|row| edit(row).is_ok()).collect();
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
        if !said.iter().any(|said| row.says.iter().all(|words| said.contains(words))) {
            let actual = if said.is_empty() { "nothing" } else { &said.join("\n") };
            let expected = format!("{} says in one finding: {}", row.check, row.says.join(" … "));
            let help = "let the check notice it again, or mend the row";
            report.add(row.place(), actual, expected, help);
        }
    }
}

#[test]
fn a_stale_row_is_told_with_its_line() {
    let mut fixture = Tree::default();
    fixture.put("a.md", "one\ntwo two\n");
    let rows = [
        "file: a.md\n- one\n+ three\ncheck: c\nsays: three",
        "file: b.md\n- one\n+ three\ncheck: c\nsays: three",
        "file: a.md\n- four\n+ three\ncheck: c\nsays: three",
        "file: a.md\n- two\n+ three\ncheck: c\nsays: three",
        "file: a.md\n- one\n+ three\ncheck: c\nsays: one",
        "file: a.md\n- one\ncheck: d\nsays: two two\nsays: three",
        "fiel: a.md",
        "file: a.md\ncheck: c",
    ];
    let mut report = Report::default();
    let rows = Rows::parse("rows.txt", &rows.join("\n\n"), &mut report);
    rows.have_checks(&["c", "e"], &mut report);
    for row in &rows.0 {
        each_is_found(&fixture, &[row], &mut report, |edited, said| {
            let text = edited.get("a.md").unwrap_or_default().replace('\n', "/");
            said.add(("a.md", 1), text, "", "");
        });
    }
    let expected = [
        (37, "fiel: a.md"),
        (39, "no `says:`, no line with `-`"),
        (31, "check: d"),
        (1, "none"),
        (7, "no file b.md"),
        (13, "it stands there 0 times"),
        (19, "it stands there 2 times"),
        (25, " three/two two/\n"),
        (31, " two two/\n"),
    ];
    assert_eq!(report.findings.len(), expected.len(), "{:?}", report.findings);
    for (finding, (line, words)) in report.findings.iter().zip(expected) {
        assert!(finding.line == line && finding.actual.contains(words), "{line}: {finding}");
    }
}
