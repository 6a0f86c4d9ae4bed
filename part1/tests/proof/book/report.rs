//! What a check says when something is wrong, and how a test ends on it.

use std::fmt;
use std::panic::Location;

/// One thing that is wrong: where it stands, what is demanded there (by a page, a table or a
/// rule), what is there instead (or happened when it was run), and how to mend it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Path from the repository's root.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub actual: String,
    pub expected: String,
    pub help: String,
}

impl Finding {
    pub fn new(
        (file, line): (&str, usize), actual: impl Into<String>, expected: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        let (actual, expected, help) = (actual.into(), expected.into(), help.into());
        Finding { file: file.to_string(), line, actual, expected, help }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let indented = |text: &str| text.trim_end().replace('\n', "\n              ");
        writeln!(f, "{}:{}", self.file, self.line)?;
        writeln!(f, "    expected: {}", indented(&self.expected))?;
        writeln!(f, "    actual:   {}", indented(&self.actual))?;
        writeln!(f, "    help:     {}", indented(&self.help))
    }
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
        &mut self, place: (&str, usize), actual: impl Into<String>, expected: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings.push(Finding::new(place, actual, expected, help));
    }

    /// Notes it unless what is demanded there holds.
    pub fn demand(
        &mut self, place: (&str, usize), holds: bool, actual: impl Into<String>,
        expected: impl Into<String>, help: impl Into<String>,
    ) {
        if !holds {
            self.add(place, actual, expected, help);
        }
    }

    /// Notes it if the two differ.
    pub fn same(
        &mut self, place: (&str, usize), actual: impl Into<String>, expected: impl Into<String>,
        help: impl Into<String>,
    ) {
        let (actual, expected) = (actual.into(), expected.into());
        self.demand(place, actual == expected, actual, expected, help);
    }

    /// Notes it if a name is none of those that are known.
    pub fn known(
        &mut self, place: (&str, usize), (name, names): (&str, &[&str]), actual: impl Into<String>,
        help: impl Into<String>,
    ) {
        let expected = format!("one of: {}", names.join(", "));
        self.demand(place, names.contains(&name), actual, expected, help);
    }

    /// Counts one more `what` that was looked at.
    pub fn count(&mut self, what: &'static str) {
        self.count_many(what, 1);
    }

    /// Counts `n` more `what`; naming it with 0 demands that some come.
    pub fn count_many(&mut self, what: &'static str, n: usize) {
        match self.counts.iter_mut().find(|(name, _)| *name == what) {
            Some((_, count)) => *count += n,
            None => self.counts.push((what, n)),
        }
    }

    /// What was looked for and not met at all, each in a sentence.
    pub fn missed(&self) -> impl Iterator<Item = String> {
        let missed = self.counts.iter().filter(|(_, count)| *count == 0);
        missed.map(|(what, _)| format!("this check looked at no {what} at all"))
    }

    /// The same for a part of the book, which need not have some of everything.
    pub fn settle_part(mut self) {
        self.counts.retain(|(_, count)| *count > 0);
        self.settle();
    }

    /// Fails the test on any finding, and when something that should be looked at was not there to
    /// look at; otherwise prints the counts.
    pub fn settle(self) {
        for note in &self.notes {
            println!("\nnot compared with this compiler: {note}");
        }
        let findings: String = self.findings.iter().map(|f| format!("\n{f}")).collect();
        assert!(findings.is_empty(), "{findings}");
        assert!(!self.counts.is_empty(), "this check looked at nothing");
        let missed: Vec<String> = self.missed().collect();
        assert!(missed.is_empty(), "{}", missed.join("\n"));
        for (what, count) in &self.counts {
            println!("{count:>5} {what}");
        }
    }
}

/// A row of a test's table, with the line on which it stands.
pub struct Row<T> {
    pub place: &'static Location<'static>,
    pub is: T,
}

#[track_caller]
pub const fn row<T>(is: T) -> Row<T> {
    Row { place: Location::caller(), is }
}

impl<T> Row<T> {
    /// Where it stands.
    pub fn at(&self) -> (&'static str, usize) {
        (self.place.file(), self.place.line() as usize)
    }
}

/// Looks at every row of a table, input and expected output, and tells of all that are stale. The two
/// outputs are compared as they are shown, so that one may own its text and the other borrow it.
pub fn each_row<I, E: fmt::Debug, A: fmt::Debug>(rows: &[Row<(I, E)>], actual: impl Fn(&I) -> A) {
    let mut report = Report::default();
    for row in rows {
        report.count("rows");
        let (input, expected) = &row.is;
        let (actual, expected) = (format!("{:?}", actual(input)), format!("{expected:?}"));
        report.same(row.at(), actual, expected, "mend the row, or what it is a test of");
    }
    report.settle();
}
