//! Python's calls and ours, side by side in tables: is each row a line of both programs, and is no
//! call left out?

use crate::book::markdown::blank_spans;
use crate::book::page::Row;
use crate::book::report::Report;
use crate::book::steps::{Context, PROGRAMS, program_path, python_lines};

pub const PAGE: &str = "book/src/python/calls.md";

/// What stands for the part of a call that a row leaves out.
const LEFT_OUT: char = '…';

/// The names of the methods that are called in Python lines.
fn methods(lines: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let parts: Vec<&str> = lines.split('(').collect();
    let called = parts.iter().take(parts.len().saturating_sub(1));
    called
        .filter_map(|part| {
            let object = part.trim_end_matches(is_name);
            let name = &part[object.len()..];
            (object.ends_with('.') && !name.is_empty()).then_some(name)
        })
        .collect()
}

/// The first two tables have the two programs' calls: what a row shows
/// stands in the Python lines and in ours, and each call in a row.
pub fn each_call_has_its_twin(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    report.count_many("calls in Python", 0);
    let Some(page) = book.page(PAGE) else { return };
    for (program, table) in PROGRAMS.iter().zip(&page.tables) {
        let python = python_lines(book, program);
        let ours = tree.get(&program_path(program)).unwrap_or_default();
        let mut in_rows = String::new();
        for Row { line, cells } in &table.rows {
            let sides = [("Python", python.as_str()), (*program, ours)];
            for (cell, (name, text)) in cells.iter().zip(sides) {
                for span in blank_spans(cell).1 {
                    report.count("spans of the rows");
                    let mut parts = span.split(LEFT_OUT);
                    if !parts.all(|part| text.contains(part)) {
                        report.add(
                            (PAGE, *line),
                            format!("`{span}`"),
                            format!("a part of the {name} program"),
                            "show the line as it is, … for what is left out",
                        );
                    }
                }
            }
            in_rows += &cells[0];
        }
        for method in methods(&python) {
            report.count("calls in Python");
            let call = format!(".{method}(");
            // What both programs do stands once, in the server's table.
            let above = page.tables[0].rows.iter().map(|row| &row.cells[0]);
            let above: String = above.cloned().collect();
            if !in_rows.contains(&call) && !above.contains(&call) {
                report.add(
                    (PAGE, table.rows.first().map_or(1, |row| row.line)),
                    format!("no row with `{call}…)`"),
                    "a row for each call of the Python programs",
                    "add it",
                );
            }
        }
    }
}
