//! Does each line of code fit, so that no snippet scrolls?

use crate::book::console::PROMPT;
use crate::book::fence::Kind;
use crate::book::prelude::*;
use crate::book::steps::is_read;

/// The widest line of code, in columns: no snippet scrolls.
const WIDTH: usize = 80;

/// No line of code scrolls: programs, snippets, commands. What a program prints is as wide as it is.
pub fn code_fits(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let mut line_fits = |(path, line): (&str, usize), text: &str| {
        report.count("lines of code");
        let width = text.chars().count();
        if width > WIDTH {
            let actual = format!("{width} columns: {text}");
            report.add((path, line), actual, format!("at most {WIDTH} columns"), "break the line");
        }
    };
    for path in tree.paths().filter(|path| is_read(path)) {
        for (line, text) in (1..).zip(tree.get(path).unwrap_or_default().lines()) {
            line_fits((path, line), text);
        }
    }
    for (page, fence) in book.fences() {
        let is_printed = matches!(fence.kind, Kind::Console(_) | Kind::Text(_));
        for (i, text) in fence.body.iter().enumerate() {
            if !is_printed || text.starts_with(PROMPT) {
                line_fits(page.at(fence.line_of(i)), text);
            }
        }
    }
}
