//! Does the code that readers copy throw no error away, and does it print errors where they belong?

use super::{lines, prelude::*};

/// A line of code, which is printed without a line break inside, and what is wrong with it.
fn wrong(code: &str) -> Option<(&'static str, &'static str)> {
    let prints = code.trim_start().starts_with("println!(");
    if prints && ["{error", "{e}", "{e:"].iter().any(|error| code.contains(error)) {
        Some(("`eprintln!`, for an error", "print errors on standard error"))
    } else if code.contains(".accept() else") {
        Some(("a `match`, which has the error", "print the error of `accept`, then go on"))
    } else {
        None
    }
}

/// In the programs, and in what is typed on the pages.
pub fn errors_are_shown_where_they_belong(context: &Context, report: &mut Report) {
    let is_copied = |path: &&str| {
        ["part1/examples/", "part1/src/bin/"].iter().any(|folder| path.starts_with(folder))
    };
    let programs = context.tree.paths().filter(is_copied);
    let mut code: Vec<(&str, usize, &str)> = Vec::new();
    for path in programs {
        code.extend(lines(&context.tree, path).map(|(number, line)| (path, number, line)));
    }
    for (page, fence) in context.book.fences() {
        if fence.rust().is_some_and(|rust| rust.typed) {
            code.extend(fence.lines().map(|(number, line)| (page.path.as_str(), number, line)));
        }
    }
    for (path, number, line) in code {
        report.count("lines of code");
        if let Some((expected, help)) = wrong(line) {
            report.add((path, number), line.trim(), expected, help);
        }
    }
}
