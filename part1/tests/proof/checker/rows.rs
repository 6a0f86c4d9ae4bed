//! The rows of `wrong_programs.txt` and `right_programs.txt`: programs that are changed, and what
//! `check` has to say of them. The first lines of the two files say how a row is written.

use crate::book::prelude::*;
use crate::book::steps::EXAMPLES;

pub const WRONG: &str = "part1/tests/proof/checker/wrong_programs.txt";
pub const RIGHT: &str = "part1/tests/proof/checker/right_programs.txt";

/// A program with a change.
#[derive(Default)]
pub struct Row {
    file: &'static str,
    line: usize,
    pub program: String,
    pub scenario: String,
    /// Whether what it prints comes when it ends.
    pub is_held_back: bool,
    /// What of its text is replaced, by what; each of these lines ends with a newline.
    old: String,
    new: String,
    /// How many steps are done; not said of a program that is right.
    pub done: Option<usize>,
    pub came: String,
    pub reason: String,
}

impl Row {
    /// Reads the first line of a row.
    fn read(file: &'static str, line: usize, head: &str) -> Option<Row> {
        let (who, done) = match head.split_once(", ") {
            Some((who, done)) => (who, Some(done.strip_suffix(" done")?.parse().ok()?)),
            None => (head, None),
        };
        let (is_held_back, who) = match who.strip_suffix(" held back") {
            Some(who) => (true, who),
            None => (false, who),
        };
        let (program, scenario) = who.split_once(" as ").unwrap_or((who, who));
        if [program, scenario].iter().any(|word| word.is_empty() || word.contains(' ')) {
            return None;
        }
        let [program, scenario] = [program, scenario].map(str::to_string);
        Some(Row { file, line, program, scenario, is_held_back, done, ..Row::default() })
    }

    /// Takes one more of its lines.
    fn take(&mut self, line: &str) -> bool {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (field, end) = match mark {
            "-" => (&mut self.old, "\n"),
            "+" => (&mut self.new, "\n"),
            "came:" => (&mut self.came, ""),
            "reason:" => (&mut self.reason, ""),
            _ => return false,
        };
        *field += &format!("{rest}{end}");
        true
    }

    pub fn at(&self) -> (&str, usize) {
        (self.file, self.line)
    }

    /// The program's text, changed; none if there is no such program or nothing to change in it,
    /// which is a finding.
    pub fn changed(&self, tree: &Tree, report: &mut Report) -> Option<String> {
        let path = match PROGRAMS.contains(&&*self.program) {
            true => program_path(&self.program),
            false => format!("{EXAMPLES}{}.rs", self.program),
        };
        let text = tree.get(&path).unwrap_or_default();
        let [old, new] = [&self.old, &self.new].map(|lines| lines.trim_end_matches('\n'));
        if text.is_empty() || !text.contains(old) {
            let actual = if text.is_empty() { "no such file" } else { "it does not stand there" };
            let help = "let the row name what is in the program";
            report.add(self.at(), actual, format!("{path} with\n{old}"), help);
            return None;
        }
        Some(text.replacen(old, new, 1))
    }
}

/// The rows of a file. A line that is none of a row's is a finding.
pub fn rows(tree: &Tree, file: &'static str, report: &mut Report) -> Vec<Row> {
    let text = tree.get(file).unwrap_or_else(|| panic!("{file} is not there"));
    let lines: Vec<(usize, &str)> = (1..).zip(text.lines()).collect();
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_uppercase());
    // Words in capital letters, and what they stand for.
    let mut names: Vec<(&str, &str)> = Vec::new();
    let mut rows = Vec::new();
    for block in lines.split(|(_, text)| text.is_empty() || text.starts_with('#')) {
        let mut row: Option<Row> = None;
        for &(line, text) in block {
            let is_read = match (&mut row, text.split_once(" = ")) {
                (Some(row), _) => {
                    let full = |text: String, (name, is): &(&str, &str)| text.replace(name, is);
                    row.take(&names.iter().fold(text.to_string(), full))
                }
                (None, Some((name, is))) if is_name(name) => {
                    names.push((name, is));
                    true
                }
                (None, _) => {
                    row = Row::read(file, line, text);
                    row.is_some()
                }
            };
            if !is_read {
                let help = "write the row as the first lines of the two files say";
                report.add((file, line), text, "a line of a row", help);
            }
        }
        rows.extend(row);
    }
    rows
}
