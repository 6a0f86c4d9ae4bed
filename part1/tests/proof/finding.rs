//! What a check says when something is wrong, and how a test ends on it.

use std::fmt;

/// One thing that is wrong, where it stands and how to mend it.
#[derive(Debug)]
pub struct Finding {
    /// Path from the repository's root.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub there: String,
    pub expected: String,
    pub mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Finding { file, line, there, expected, mend } = self;
        writeln!(f, "{file}:{line}")?;
        writeln!(f, "    found:    {}", indent(there))?;
        writeln!(f, "    expected: {}", indent(expected))?;
        writeln!(f, "    to mend:  {}", indent(mend))
    }
}

fn indent(text: &str) -> String {
    text.trim_end().replace('\n', "\n              ")
}

/// Collects findings while a check counts what it looks at.
#[derive(Default)]
pub struct Report {
    pub findings: Vec<Finding>,
    /// What differs and need not be wrong; it fails no test.
    pub notes: Vec<Finding>,
    counts: Vec<(&'static str, usize)>,
}

impl Report {
    /// Notes something wrong at `file:line`.
    pub fn add(
        &mut self,
        place: (&str, usize),
        there: impl Into<String>,
        expected: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.findings.push(Finding {
            file: place.0.to_string(),
            line: place.1,
            there: there.into(),
            expected: expected.into(),
            mend: mend.into(),
        });
    }

    /// Takes the findings from the `first` on for notes.
    pub fn only_note(&mut self, first: usize) {
        self.notes.extend(self.findings.drain(first..));
    }

    /// Counts one more `what` that was looked at.
    pub fn saw(&mut self, what: &'static str) {
        self.saw_many(what, 1);
    }

    /// Counts `n` more `what`; naming it with 0 demands that some come.
    pub fn saw_many(&mut self, what: &'static str, n: usize) {
        match self.counts.iter_mut().find(|(name, _)| *name == what) {
            Some((_, count)) => *count += n,
            None => self.counts.push((what, n)),
        }
    }

    /// Whether something was looked for and not met at all.
    pub fn missed_something(&self) -> bool {
        self.counts.iter().any(|(_, count)| *count == 0)
    }

    /// Prints the counts and fails the test on any finding, and when
    /// something that should be looked at was not there to look at.
    pub fn settle(self) {
        for (what, count) in &self.counts {
            println!("{count:>5} {what}");
        }
        for note in &self.notes {
            println!("\nnot compared with this compiler: {note}");
        }
        let mut text = String::new();
        for finding in &self.findings {
            text += &format!("\n{finding}");
        }
        assert!(self.findings.is_empty(), "{text}");
        assert!(!self.counts.is_empty(), "this check looked at nothing");
        for (what, count) in &self.counts {
            assert!(*count > 0, "this check looked at no {what} at all");
        }
    }
}
