//! Has each stable call of `std::net`, and of the reading and writing that go with it, its row on the
//! page, and each row its calls? The list of them is kept in a file, which an ignored test compares
//! with the documentation that comes with Rust.

use super::{lines, prelude::*};

pub const PAGE: &str = "book/src/std-net.md";
pub const LIST: &str = "part1/tests/proof/text/std_net.txt";

/// How many words a row may have: what the calls do, and what they are mistaken for.
const LONGEST: usize = 25;

/// A call: a method, a function, a constant, or a variant that is the argument of one.
pub struct Call<'a> {
    /// Where it stands in the list.
    pub line: usize,
    /// The type, trait or module.
    pub of: &'a str,
    pub method: &'a str,
    /// The Rust that has it first.
    pub since: &'a str,
}

impl Call<'_> {
    pub fn place(&self) -> (&'static str, usize) {
        (LIST, self.line)
    }

    /// The minor version of that Rust.
    pub fn minor(&self) -> u32 {
        minor(self.since).unwrap_or(0)
    }

    pub fn name(&self) -> String {
        format!("{}::{}", self.of, self.method)
    }
}

/// The second number of a Rust's version.
pub fn minor(version: &str) -> Option<u32> {
    version.split('.').nth(1)?.parse().ok()
}

/// The list of the calls.
pub fn list<'a>(tree: &'a Tree, report: &mut Report) -> Vec<Call<'a>> {
    let mut calls = Vec::new();
    let full = lines(tree, LIST).filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
    for (line, text) in full {
        match text.split(' ').collect::<Vec<_>>()[..] {
            [of, method, since] => calls.push(Call { line, of, method, since }),
            _ => report.add((LIST, line), text, "a type, a call, a version", "write all three"),
        }
    }
    calls
}

/// The tables of calls.
pub fn tables(page: &Page) -> impl Iterator<Item = &Table> {
    page.tables.iter().filter(|table| table.head.cell(0) == "call")
}

/// Each call of the list stands in one row, which names it as “`call` of `Type`”; each name in such a
/// cell is one of the list; and a row is short and leads to a page.
pub fn calls_have_rows(context: &Context, report: &mut Report) {
    let Some(page) = context.book.page(PAGE) else { return };
    let calls = list(&context.tree, report);
    let mut in_rows = vec![0; calls.len()];
    for row in tables(page).flat_map(|table| &table.rows) {
        report.count("rows of calls");
        let (place, cell) = (page.at(row.line), row.cell(0));
        let (methods, types) = cell.split_once(" of ").unwrap_or((cell, ""));
        let [methods, types] = [methods, types].map(|names| blank_spans(names).1);
        let mut used = BTreeSet::new();
        for (call, count) in calls.iter().zip(&mut in_rows) {
            let has = |names: &[String], name: &str| names.iter().any(|it| it == name);
            if has(&methods, call.method) && has(&types, call.of) {
                *count += 1;
                used.extend([call.method, call.of]);
            }
        }
        for name in methods.iter().chain(&types) {
            let actual = format!("`{name}`, in no line of {LIST} with the others");
            let help = "write it as it is called, or take it out";
            report.demand(place, used.contains(&**name), actual, "a stable call", help);
        }
        let words = [1, 2].map(|column| row.cell(column).split_whitespace().count());
        let count: usize = words.iter().sum();
        let expected = format!("1 to {LONGEST} words: what it does, and what it is mistaken for");
        let is_short = words[0] > 0 && words[1] > 0 && count <= LONGEST;
        report.demand(place, is_short, format!("{count} words"), expected, "say it in fewer");
        let leads = !targets(row.cell(3)).is_empty();
        report.demand(place, leads, row.cell(3), "a link to a page", "name the page that uses it");
    }
    for (call, count) in calls.iter().zip(in_rows) {
        report.count("calls of the list");
        let actual = format!("`{}` in {count} rows of {PAGE}", call.name());
        let help = "give it a row, or put it into the row of its kind";
        report.demand(call.place(), count == 1, actual, "one row for each call", help);
    }
}
