//! Is each fence one that some check reads, with attributes and values that exist?

use crate::book::excerpts::is_error_code;
use crate::book::fence::Rust;
use crate::book::prelude::*;
use crate::book::steps::{BOTH, program_of};

/// Where the tools are that an ignored test may need: CI installs them.
const CI: &str = ".ci/run";

/// What a console may need that is no tool: more than a second, a network of its own.
const CONDITIONS: [&str; 2] = ["time", "network"];

/// Fences are parsed without a fault; what they name exists; and one of a page that belongs to
/// neither program says which it is about.
pub fn fences_are_known(context: &Context, report: &mut Report) {
    report.findings.extend(context.book.all().flat_map(|page| page.faults.iter().cloned()));
    let tools = tools(&context.tree);
    for (page, fence) in context.book.fences() {
        report.count("fences");
        let place = page.at(fence.line);
        for need in fence.console().map_or(&[][..], |console| &console.needs) {
            if !tools.contains(need) && !CONDITIONS.contains(&need.as_str()) {
                report.add(
                    place,
                    format!("needs={need}"),
                    format!("one of: {}, {}", CONDITIONS.join(", "), tools.join(", ")),
                    format!("mend it, or add the tool and its package to {CI}"),
                );
            }
        }
        if let Some(rust) = fence.rust() {
            typed_code_says_what_it_is(context, page, place, rust, report);
        }
    }
}

fn typed_code_says_what_it_is(
    context: &Context,
    page: &Page,
    place: (&str, usize),
    Rust { typed, of, instead_of, fails, .. }: &Rust,
    report: &mut Report,
) {
    if !typed {
        if of.is_some() || instead_of.is_some() || fails.is_some() {
            let expected = "these for typed code only: `typed=the-reason`";
            report.add(place, "of=, instead-of= or fails=", expected, "add the reason");
        }
        return;
    }
    let Some(of) = of.or(program_of(page)) else {
        let actual = "typed code on a page that belongs to neither program";
        let expected = format!("of=, and one of: {}, {BOTH}", PROGRAMS.join(", "));
        return report.add(place, actual, expected, "say which program it is about");
    };
    let about = PROGRAMS.iter().filter(|program| [**program, BOTH].contains(&of));
    for source in about.filter_map(|program| context.sources.get(&program_path(program))) {
        if let Some(region) = instead_of.as_ref().filter(|r| source.region(r).is_none()) {
            let names: Vec<&str> = source.regions.iter().map(|r| r.name.as_str()).collect();
            let expected = format!("a region of {}: {}", source.path, names.join(", "));
            let help = "name the region whose lines these replace";
            report.add(place, format!("instead-of={region}"), expected, help);
        }
    }
    let is_lint = |code: &str| code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let fails = fails.as_deref().unwrap_or_default();
    if !fails.split('+').all(|code| is_error_code(code) || is_lint(code)) {
        let expected = "codes such as E0308, joined by +, or a lint's name";
        report.add(place, format!("fails={fails}"), expected, "copy it from the compiler");
    }
}

/// The tools that CI installs: `tool:package` in its list.
fn tools(tree: &Tree) -> Vec<String> {
    let lines = tree.get(CI).unwrap_or_default().lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    let pairs = words.filter_map(|word| word.trim_end_matches(';').split_once(':'));
    let tools = pairs.filter(|(tool, _)| tool.chars().all(|c| c.is_ascii_alphanumeric()));
    tools.map(|(tool, _)| tool.to_string()).collect()
}
