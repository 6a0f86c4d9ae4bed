//! Does each line of code fit, so that no snippet scrolls?

use crate::book::fence::Kind;
use crate::book::report::Report;
use crate::book::steps;
use crate::book::steps::Context;

/// The widest line of code, in columns: no snippet scrolls.
const WIDTH: usize = 80;

/// No line of code scrolls: programs, snippets, commands.
pub fn code_fits(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let mut line_fits = |path: &str, line: usize, text: &str| {
        report.count("lines of code");
        let width = text.chars().count();
        if width > WIDTH {
            report.add(
                (path, line),
                format!("{width} columns: {text}"),
                format!("at most {WIDTH} columns"),
                "break the line",
            );
        }
    };
    for path in tree.paths().filter(|path| steps::is_read(path)) {
        let lines = tree.get(path).unwrap_or_default().lines();
        lines.enumerate().for_each(|(i, l)| line_fits(path, i + 1, l));
    }
    for page in book.all() {
        for fence in &page.fences {
            for (i, text) in fence.body.iter().enumerate() {
                // What a program prints is as wide as it is.
                let printed = matches!(fence.kind, Kind::Console(_) | Kind::Text(_));
                if !printed || text.starts_with("$ ") {
                    line_fits(&page.path, fence.line_of(i), text);
                }
            }
        }
    }
}
