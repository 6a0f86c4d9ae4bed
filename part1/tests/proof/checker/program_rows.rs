//! The rows of `wrong_programs.txt` and `right_programs.txt`: programs that are changed, and what
//! `check` has to say of them. The first lines of the two files say how a row is written.

use super::fixtures::{Program, text_of};
use crate::book::prelude::*;

pub const WRONG: &str = "part1/tests/proof/checker/wrong_programs.txt";
pub const RIGHT: &str = "part1/tests/proof/checker/right_programs.txt";

/// A program with a change.
#[derive(Default)]
pub struct Row {
    file: &'static str,
    line: usize,
    program: String,
    scenario: String,
    /// Whether what it prints comes when it ends.
    is_held_back: bool,
    /// What of its text is replaced, by what; each of these lines ends with a newline.
    old: String,
    new: String,
    /// How many steps are done; not said of a program that is right.
    pub done: Option<usize>,
    pub came: String,
    pub reason: String,
}

/// What a program that is held back says its lines with.
const SAY: &str = "
static SAID: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
macro_rules! say {
    ($($words:tt)*) => {
        *SAID.lock().unwrap() += &(format!($($words)*) + \"\\n\")
    };
}
";

impl Row {
    /// Reads the first line of a row.
    fn read(file: &'static str, line: usize, head: &str) -> Option<Row> {
        let (who, done) = match head.split_once(", ") {
            Some((who, done)) => (who, Some(done.strip_suffix(" done")?.parse().ok()?)),
            None => (head, None),
        };
        let is_held_back = who.ends_with(" held back");
        let who = who.trim_end_matches(" held back");
        let (program, scenario) = who.split_once(" as ").unwrap_or((who, who));
        if [program, scenario].iter().any(|word| word.is_empty() || word.contains(' ')) {
            return None;
        }
        let [program, scenario] = [program, scenario].map(str::to_string);
        Some(Row { file, line, program, scenario, is_held_back, done, ..Row::default() })
    }

    /// Takes one more of its lines.
    fn take(&mut self, line: &str) -> bool {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (field, end) = match key {
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

    /// The program, changed; none if there is no such one or nothing to change in it, which is a
    /// finding.
    pub fn changed(&self, tree: &Tree, report: &mut Report) -> Option<Program> {
        let mut text = text_of(tree, &self.program).unwrap_or_default().to_string();
        let [old, new] = [&self.old, &self.new].map(|lines| lines.trim_end_matches('\n'));
        if text.is_empty() || !text.contains(old) {
            let actual = if text.is_empty() { "no such file" } else { "it does not stand there" };
            let expected = format!("the program or example `{}`, with\n{old}", self.program);
            report.add(self.at(), actual, expected, "let the row name what is in the program");
            return None;
        }
        text = text.replacen(old, new, 1);
        if self.is_held_back {
            let end = "print!(\"{}\", SAID.lock().unwrap()); Ok(())";
            text = SAY.to_string() + &text.replace("println!", "say!").replace("Ok(())", end);
        }
        let (name, scenario) = (format!("{}:{}", self.file, self.line), self.scenario.clone());
        Some(Program { name, scenario, text })
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
