//! Python's calls and ours, side by side in tables: is each row a line of both programs, and is no
//! call left out?

use crate::book::markdown::blank_spans;
use crate::book::prelude::*;
use crate::book::steps::python_lines;

pub const PAGE: &str = "book/src/python/calls.md";

/// What stands for the part of a call that a row leaves out.
const LEFT_OUT: char = '…';

/// The first two tables have the two programs' calls: what a row shows stands in the Python lines
/// and in ours, and each call in a row.
pub fn each_call_has_its_twin(context: &Context, report: &mut Report) {
    report.count_many("calls in Python", 0);
    let Some(page) = context.book.page(PAGE) else { return };
    // What both programs do stands once, in the server's table.
    let mut in_rows = String::new();
    for (program, table) in PROGRAMS.iter().zip(&page.tables) {
        let python = python_lines(&context.book, program);
        let ours = context.tree.get(&program_path(program)).unwrap_or_default();
        for Row { line, cells } in &table.rows {
            let sides = [("Python", python.as_str()), (*program, ours)];
            for (cell, (name, text)) in cells.iter().zip(sides) {
                for span in blank_spans(cell).1 {
                    report.count("spans of the rows");
                    if !span.split(LEFT_OUT).all(|part| text.contains(part)) {
                        let expected = format!("a part of the {name} program");
                        let help = "show the line as it is, … for what is left out";
                        report.add((PAGE, *line), format!("`{span}`"), expected, help);
                    }
                }
            }
            in_rows += &cells[0];
        }
        for method in methods(&python) {
            report.count("calls in Python");
            let call = format!(".{method}(");
            if !in_rows.contains(&call) {
                let line = table.rows.first().map_or(1, |row| row.line);
                let expected = "a row for each call of the Python programs";
                report.add((PAGE, line), format!("no row with `{call}…)`"), expected, "add it");
            }
        }
    }
}

/// The names of the methods that are called in Python lines.
fn methods(lines: &str) -> impl Iterator<Item = &str> {
    lines.match_indices('(').filter_map(|(at, _)| {
        let before = &lines[..at];
        let object = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
        let name = &before[object.len()..];
        (object.ends_with('.') && !name.is_empty()).then_some(name)
    })
}
