//! Is each fence one that some check reads, with attributes and values that exist? And does each
//! line of code fit, so that no snippet scrolls?

use super::{lines, prelude::*};
use crate::book::console::PROMPT;
use crate::book::fence::{Kind, Rust};
use crate::book::steps::BOTH;

/// Where the tools are that an ignored test may need: CI installs them.
const CI: &str = ".ci/run";

/// What a console may need that is no tool: more than a second, a network of its own.
const CONDITIONS: [&str; 2] = ["time", "network"];

/// Fences are parsed without a fault; what they name exists; and one of a page that belongs to
/// neither program says which it is about.
pub fn fences_are_known(context: &Context, report: &mut Report) {
    report.findings.extend(context.book.all().flat_map(|page| page.faults.iter().cloned()));
    let needs: Vec<&str> = CONDITIONS.into_iter().chain(tools(&context.tree)).collect();
    for (page, fence) in context.book.fences() {
        report.count("fences");
        let place = page.at(fence.line);
        for need in fence.console().map_or(&[][..], |console| &console.needs) {
            let help = format!("mend it, or add the tool and its package to {CI}");
            report.known(place, (need, &needs), format!("needs={need}"), help);
        }
        let Some(Rust { typed, of, instead_of, without, whole, fails, .. }) = fence.rust() else {
            continue;
        };
        if !typed {
            if *whole || [of, instead_of, without, fails].iter().any(|it| it.is_some()) {
                let expected = "these for typed code only: `typed=the-reason`";
                report.add(
                    place,
                    "of=, instead-of=, without=, whole or fails=",
                    expected,
                    "add the reason",
                );
            }
            continue;
        }
        let Some(of) = of.as_deref().or(program_of(page)) else {
            let actual = "typed code on a page that belongs to neither program";
            let expected = format!("of=, and one of: {}, {BOTH}", PROGRAMS.join(", "));
            report.add(place, actual, expected, "say which program it is about");
            continue;
        };
        let about = PROGRAMS.iter().filter(|program| [**program, BOTH].contains(&of));
        for source in about.filter_map(|program| context.sources.get(&program_path(program))) {
            let names = source.region_names();
            for (word, region) in [("instead-of", instead_of), ("without", without)] {
                let Some(region) = region else { continue };
                let expected = format!("a region of {}: {}", source.path, names.join(", "));
                let help = "name the region whose lines the reader replaces or takes out";
                let actual = format!("{word}={region}");
                report.demand(place, names.contains(&&**region), actual, expected, help);
            }
        }
    }
}

/// The tools that CI installs: `tool:package` in its list.
fn tools(tree: &Tree) -> impl Iterator<Item = &str> {
    let lines = tree.get(CI).unwrap_or_default().lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    let pairs = words.filter_map(|word| word.trim_end_matches(';').split_once(':'));
    pairs.map(|(tool, _)| tool).filter(|tool| tool.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// The widest line of code, in columns.
const WIDTH: usize = 80;

/// No line scrolls of programs, snippets, commands. What a program prints is as wide as it is.
pub fn code_fits(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let paths = tree.paths().filter(|path| steps::is_read(path));
    let programs = paths.flat_map(|path| lines(tree, path).map(move |(n, text)| ((path, n), text)));
    let snippets = book.fences().flat_map(|(page, fence)| {
        let is_printed = matches!(fence.kind, Kind::Console(_) | Kind::Text(_));
        let shown = fence.lines().filter(move |(_, text)| !is_printed || text.starts_with(PROMPT));
        shown.map(|(line, text)| (page.at(line), text))
    });
    for (place, text) in programs.chain(snippets) {
        report.count("lines of code");
        let width = text.chars().count();
        let actual = format!("{width} columns: {text}");
        let expected = format!("at most {WIDTH} columns");
        report.demand(place, width <= WIDTH, actual, expected, "break the line");
    }
}
