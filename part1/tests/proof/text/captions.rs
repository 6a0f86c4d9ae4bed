//! Does the paragraph above a snippet name its file, and the line below which the reader types?

use crate::book::excerpts::{has_words, words};
use crate::book::prelude::*;
use crate::book::steps::{self, EXAMPLES};
use std::collections::{HashMap, HashSet};

/// How many characters a caption may have: it stands in a bar.
const LONGEST: usize = 100;

/// The words above a snippet name its file and the line to type below.
pub fn captions_name_the_place(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let mut have: HashMap<String, Vec<String>> = HashMap::new();
    let mut begun = HashSet::new();
    for (page, fence) in book.fences() {
        let includes = fence.includes();
        let Some(first) = includes.first() else { continue };
        let path = resolve(&page.path, &first.file);
        let Some(source) = sources.get(&path) else { continue };
        report.count("captions");
        let have = have.entry(path.clone()).or_default();
        let mut expected = vec![named(&path).to_string()];
        // The first snippet of an example on a page names its file; those that follow are the same
        // file's.
        let is_example = path.contains(EXAMPLES) || steps::is_quoted(&path);
        let begins = begun.insert((&page.path, path));
        let adds = fence.adds();
        if !is_example && !steps::is_frame(&first.region) && !adds.is_empty() {
            expected.extend(source.line_before(&first.region, have).map(str::to_string));
        }
        let is_right = match is_example {
            true => !begins || fence.spans.contains(&expected[0]),
            false => fence.spans == expected,
        };
        if !is_right {
            let actual = format!("caption: {}", in_spans(&fence.spans));
            let help = "name the file, then the line below which the reader types, in the \
                        paragraph above the fence";
            report.add(page.at(fence.line), actual, in_spans(&expected), help);
        }
        have.extend(adds.into_iter().map(|include| include.region));
    }
}

/// What a reader types, or sees of a program again, has a caption; and one that names a file, and
/// so is shown as a caption, is short.
pub fn captions_are_captions(context: &Context, report: &mut Report) {
    for (page, fence) in context.book.fences() {
        let place = page.at(fence.line);
        if fence.has_caption() {
            report.count("captions of snippets");
            let length = fence.above.chars().count();
            if length > LONGEST {
                let actual = format!("the caption, of {length} characters: {}", fence.above);
                let expected = format!("a file's name and the place in it, in {LONGEST} at most");
                let help = "put what else it says into a paragraph of its own";
                report.add(place, actual, expected, help);
            }
            continue;
        }
        let is_staged = fence.rust().is_some_and(|rust| rust.stage.is_some());
        if is_staged || steps::program_of(page).is_some() && !fence.includes().is_empty() {
            let actual = format!("a snippet without a caption: {}", fence.above);
            let help = "name the file, so that it is shown as the snippet's caption";
            report.add(place, actual, "a paragraph above it that names a `….rs`", help);
        }
    }
}

/// Where the paragraph above a snippet begins with a name in code, it speaks of the snippet, which
/// has that name, or is a part of the function that has it, or follows on a snippet that has it.
pub fn captions_name_what_is_below(context: &Context, report: &mut Report) {
    for page in &context.book.pages {
        let mut before = String::new();
        for fence in &page.fences {
            let included = fence.includes().into_iter().next().and_then(|include| {
                let source = context.sources.get(&resolve(&page.path, &include.file))?;
                Some((source, source.region(&include.region)?))
            });
            let Some((source, region)) = included else { continue };
            let code = source.shown(page, fence);
            let above = source.code.iter().filter(|code| code.line <= region.line);
            let function = above.rev().find_map(|code| code.text.strip_prefix("fn "));
            let around = function.unwrap_or_default().split('(').next().unwrap_or_default();
            let name = fence.spans.first().filter(|_| fence.above.starts_with('`'));
            if let Some(name) = name.filter(|name| words(name).eq([name.as_str()])) {
                report.count("snippets whose name stands above");
                if around != name && !has_words(&code, name) && !has_words(&before, name) {
                    let actual = format!("`{name}` …, and below it:\n{code}");
                    let expected = format!("a snippet with `{name}`");
                    let help =
                        "begin the paragraph with a name of this snippet, or include another one";
                    report.add(page.at(fence.line), actual, expected, help);
                }
            }
            before = code;
        }
    }
}

/// How a page names a file: a program of the reader's by its path in the reader's own package.
fn named(path: &str) -> &str {
    path.find("src/bin/").map_or(path, |at| &path[at..])
}

fn in_spans(spans: &[String]) -> String {
    if spans.is_empty() { "nothing".into() } else { format!("`{}`", spans.join("`, `")) }
}
