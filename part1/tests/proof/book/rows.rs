//! The rows of a data file of these tests. A blank line ends a row, and a line that begins with `#`
//! is a comment. A line has a key and what it says; only the first one may be something else.

use super::prelude::*;

/// A row as it stands in its file.
pub struct KeyedRow<'a> {
    /// The file, and the first line.
    pub place: (&'a str, usize),
    /// The whole first line.
    pub head: &'a str,
    lines: Vec<(&'a str, &'a str)>,
}

impl<'a> KeyedRow<'a> {
    /// What stands behind a key, once for each of its lines.
    pub fn values(&self, key: &str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter(move |(other, _)| *other == key).map(|(_, value)| *value)
    }

    /// The same in one text, whose lines are those of the row.
    pub fn text(&self, key: &str) -> String {
        self.values(key).collect::<Vec<_>>().join("\n")
    }
}

/// Every row of a text. A line without one of the keys is a finding.
pub fn keyed_rows<'a>(
    file: &'a str, text: &'a str, keys: &[&str], report: &mut Report,
) -> Vec<KeyedRow<'a>> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
    let mut rows = Vec::new();
    for block in lines.collect::<Vec<_>>().split(|(_, line)| line.is_empty()) {
        let Some(&(first, head)) = block.first() else { continue };
        let keyed = block.iter().map(|(_, line)| line.split_once(' ').unwrap_or((line, "")));
        let row = KeyedRow { place: (file, first), head, lines: keyed.collect() };
        for ((key, _), (number, line)) in row.lines.iter().zip(block).skip(1) {
            report.known((file, *number), (key, keys), *line, "begin it as the other rows do");
        }
        rows.push(row);
    }
    report.count_many("rows", rows.len());
    rows
}
