//! A row of mutations, as it stands in a data file: a block of lines, each with a key.
//!
//! ```text
//! # What begins so is a comment. A blank line ends a row.
//! file: the file, from the fixture's root
//! - what stands there, once: a part of a line, or lines
//! + what is put in its place; without it, the lines go
//! check: the check that has to notice
//! at: the page or the story to which the check is put, if it wants one
//! says: words of what it says; of several, all in one finding
//! ```

use crate::book::prelude::*;

/// Where the data files are.
const FOLDER: &str = "part1/tests/proof/mutations/";

#[derive(Default)]
pub struct Row {
    data: String,
    /// Its first line in the data file, counted from 1.
    line: usize,
    pub file: String,
    old: Vec<String>,
    new: Vec<String>,
    pub check: String,
    pub at: String,
    pub says: Vec<String>,
}

/// The rows of a data file.
pub struct Rows(pub Vec<Row>);

impl Rows {
    /// Reads those of these checks; what is wrong with one goes to `report`.
    pub fn read(name: &str, checks: &[&str], report: &mut Report) -> Rows {
        let path = format!("{FOLDER}{name}");
        let text = Context::live().tree.get(&path).unwrap_or_else(|| panic!("no {path}"));
        let rows = Rows::parse(&path, text, report);
        rows.have_checks(checks, report);
        rows
    }

    pub fn parse(data: &str, text: &str, report: &mut Report) -> Rows {
        let mut rows = Vec::new();
        let mut row = Row::default();
        for (number, line) in (1..).zip(text.lines().chain([""])) {
            if line.is_empty() {
                let row = std::mem::take(&mut row);
                match row.lacks() {
                    _ if row.line == 0 => {}
                    None => rows.push(row),
                    Some(lacks) => report.add((data, row.line), lacks, KEYS, "complete the row"),
                }
            } else if !line.starts_with('#') {
                if row.line == 0 {
                    row = Row { data: data.to_string(), line: number, ..Row::default() };
                }
                if !row.take(line) {
                    report.add((data, number), line, KEYS, "begin the line with one of these");
                    row.line = 0;
                }
            }
        }
        report.count_many("rows", rows.len());
        Rows(rows)
    }

    /// The rows of one check.
    pub fn of(&self, check: &str) -> Vec<&Row> {
        self.0.iter().filter(|row| row.check == check).collect()
    }

    /// Notes the rows of a check that is none of these, and each of these that has no row.
    pub fn have_checks(&self, known: &[&str], report: &mut Report) {
        for row in self.0.iter().filter(|row| !known.contains(&&*row.check)) {
            let (actual, known) = (format!("check: {}", row.check), known.join(", "));
            let expected = format!("one of: {known}");
            report.add(row.place(), actual, expected, "name a check that there is");
        }
        let data = self.0.first().map_or(FOLDER, |row| &row.data);
        for check in known.iter().filter(|check| self.of(check).is_empty()) {
            let expected = format!("a row with check: {check}");
            report.add((data, 1), "none", expected, "add one that the check has to notice");
        }
    }
}

const KEYS: &str = "`file:`, `-`, `+`, `check:`, `at:`, `says:`";

impl Row {
    pub fn place(&self) -> (&str, usize) {
        (&self.data, self.line)
    }

    /// Reads one of its lines; `false` if it has no key.
    fn take(&mut self, line: &str) -> bool {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.to_string();
        match key {
            "file:" => self.file = rest,
            "-" => self.old.push(rest),
            "+" => self.new.push(rest),
            "check:" => self.check = rest,
            "at:" => self.at = rest,
            "says:" => self.says.push(rest),
            _ => return false,
        }
        true
    }

    /// What a row has to have and this one has not.
    fn lacks(&self) -> Option<String> {
        let lacks = [
            ("no `file:`", self.file.is_empty()),
            ("no `check:`", self.check.is_empty()),
            ("no `says:`", self.says.is_empty()),
            ("no line with `-`", self.old.is_empty()),
        ];
        let lacks: Vec<&str> = lacks.iter().filter(|(_, is)| *is).map(|(what, _)| *what).collect();
        (!lacks.is_empty()).then(|| lacks.join(", "))
    }

    /// Makes the edit; a finding if it cannot be made.
    pub fn edit(&self, texts: &mut Tree) -> Result<(), Finding> {
        let stale = |actual: String, expected: &str| {
            Finding::new(self.place(), actual, expected, "name what the file has now")
        };
        let Row { file, old, new, .. } = self;
        let no_file = || stale(format!("no file {file}"), "a file of the fixture");
        let text = texts.get(file).ok_or_else(no_file)?;
        let mut old = old.join("\n");
        if new.is_empty() && format!("\n{text}").contains(&format!("\n{old}\n")) {
            // Whole lines go with their ends.
            old.push('\n');
        }
        let count = text.matches(&old).count();
        if count != 1 {
            let expected = format!("once in {file}:\n{old}");
            return Err(stale(format!("it stands there {count} times"), &expected));
        }
        let text = text.replace(&old, &new.join("\n"));
        texts.put(file, &text);
        Ok(())
    }
}
