//! Is each fence one that some check reads, with attributes and values that exist?

use crate::book::fence::{Console, Rust};
use crate::book::report::Report;
use crate::book::source::Source;
use crate::book::steps::{self, BOTH, Context, PROGRAMS, program_path};
use crate::book::tree::Tree;

/// Where the tools are that an ignored test may need: CI installs them.
const CI: &str = ".ci/run";

/// What a console may need that is no tool: more than a second, a network of its own.
const CONDITIONS: [&str; 2] = ["time", "network"];

/// Fences are parsed without a fault; what they name exists; and one of a page that belongs to
/// neither program says which it is about.
pub fn fences_are_known(context: &Context, report: &mut Report) {
    let Context { tree, book, sources, .. } = context;
    let tools = tools(tree);
    for page in book.all() {
        report.findings.extend(page.faults.iter().cloned());
        for fence in &page.fences {
            report.count("fences");
            let place = (page.path.as_str(), fence.line);
            if let Some(Console { needs, .. }) = fence.console() {
                for need in needs {
                    if !tools.contains(need) && !CONDITIONS.contains(&need.as_str()) {
                        report.add(
                            place,
                            format!("needs={need}"),
                            format!("one of: {}, {}", CONDITIONS.join(", "), tools.join(", ")),
                            format!("mend it, or add the tool and its package to {CI}"),
                        );
                    }
                }
            }
            let Some(rust) = fence.rust() else { continue };
            let Rust { typed, of, instead_of, fails, .. } = rust;
            if !typed {
                if of.is_some() || instead_of.is_some() || fails.is_some() {
                    let expected = "these for typed code only: `typed=the-reason`";
                    report.add(place, "of=, instead-of= or fails=", expected, "add the reason");
                }
                continue;
            }
            let Some(of) = of.or(steps::program_of(page)) else {
                report.add(
                    place,
                    "typed code on a page that belongs to neither program",
                    format!("of=, and one of: {}, {BOTH}", PROGRAMS.join(", ")),
                    "say which program it is about",
                );
                continue;
            };
            let about = PROGRAMS.iter().filter(|program| [**program, BOTH].contains(&of));
            for source in about.filter_map(|program| sources.get(&program_path(program))) {
                if let Some(region) = instead_of {
                    has_region(source, region, place, report);
                }
            }
            let is_code = |code: &str| {
                let number = code.strip_prefix('E').unwrap_or_default();
                number.len() == 4 && number.chars().all(|c| c.is_ascii_digit())
                    || code.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            };
            if let Some(fails) = fails
                && !fails.split('+').all(is_code)
            {
                let expected = "codes such as E0308, joined by +, or a lint's name";
                report.add(place, format!("fails={fails}"), expected, "copy it from the compiler");
            }
        }
    }
}

fn has_region(source: &Source, region: &str, place: (&str, usize), report: &mut Report) {
    if source.region(region).is_none() {
        let names: Vec<&str> = source.regions.iter().map(|r| r.name.as_str()).collect();
        report.add(
            place,
            format!("instead-of={region}"),
            format!("a region of {}: {}", source.path, names.join(", ")),
            "name the region whose lines these replace",
        );
    }
}

/// The tools that CI installs: `tool:package` in its list.
fn tools(tree: &Tree) -> Vec<String> {
    let words = tree.get(CI).unwrap_or_default().split_whitespace();
    let pairs = words.filter_map(|word| word.trim_end_matches(';').split_once(':'));
    let tools = pairs.filter(|(tool, _)| tool.chars().all(|c| c.is_ascii_alphanumeric()));
    tools.map(|(tool, _)| tool.to_string()).collect()
}
