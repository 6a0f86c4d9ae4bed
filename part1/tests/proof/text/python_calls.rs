//! Python's calls and ours in tables: is each row a line of both programs, and is no call left
//! out? And have both the same names?

use super::{lines, prelude::*};

pub const PAGE: &str = "book/src/python/calls.md";

/// The first two tables have the two programs' calls: what a row shows stands in the Python lines
/// and in ours, and each call in a row.
pub fn each_call_has_its_twin(context: &Context, report: &mut Report) {
    report.count_many("calls in Python", 0);
    let Some(page) = context.book.page(PAGE) else { return };
    // What both programs do stands once, in the server's table.
    let mut in_rows = String::new();
    for (program, table) in PROGRAMS.iter().zip(&page.tables) {
        let python = steps::python_lines(&context.book, program);
        let ours = context.tree.get(&program_path(program)).unwrap_or_default();
        for Row { line, cells } in &table.rows {
            let sides = [("Python", python.as_str()), (*program, ours)];
            for (cell, (name, text)) in cells.iter().zip(sides) {
                for span in blank_spans(cell).1 {
                    report.count("spans of the rows");
                    let is_there = span.split('…').all(|part| text.contains(part));
                    let expected = format!("a part of the {name} program");
                    let help = "show the line as it is, … for what is left out";
                    report.demand((PAGE, *line), is_there, format!("`{span}`"), expected, help);
                }
            }
            in_rows += &cells[0];
        }
        let methods = python.split('.').skip(1).filter_map(|behind| {
            let (name, _) = behind.split_once('(')?;
            words(name).eq([name]).then_some(name)
        });
        for method in methods {
            report.count("calls in Python");
            let call = format!(".{method}(");
            let (place, actual) = ((PAGE, table.head.line), format!("no row with `{call}…)`"));
            let expected = "a row for each call of the Python programs";
            report.demand(place, in_rows.contains(&call), actual, expected, "add it");
        }
    }
}

/// What Python's lines assign to is called as in our program, on the pages and in the programs that
/// ours are compared with.
pub fn python_has_our_names(context: &Context, report: &mut Report) {
    for program in PROGRAMS {
        let ours = context.tree.get(&program_path(program)).unwrap_or_default();
        let ours: BTreeSet<&str> = words(ours).collect();
        let own = context.book.pages.iter().filter(|page| program_of(page) == Some(program));
        let shown = own.flat_map(|page| {
            let python = page.fences.iter().filter(|fence| fence.is_python());
            python.flat_map(Fence::lines).map(|(line, text)| (page.at(line), text))
        });
        let path = format!("scripts/compare/{program}.py");
        let compared = lines(&context.tree, &path).map(|(line, text)| ((&*path, line), text));
        for (place, text) in shown.chain(compared) {
            let (names, _) = text.split_once(" = ").unwrap_or_default();
            for name in words(names) {
                report.count("names in Python");
                let (actual, expected) = (format!("`{name}`"), format!("a name of {program}.rs"));
                let help = "call it as our program does";
                report.demand(place, ours.contains(name), actual, expected, help);
            }
        }
    }
}
