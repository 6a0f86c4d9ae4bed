//! Does the paragraph above a snippet name its file, and the line below which the reader types?

use crate::book::report::Report;
use crate::book::source::FRAME;
use crate::book::steps::{self, Context, EXAMPLES};
use crate::book::tree::resolve;
use crate::book::words::{has_words, words};
use std::collections::{HashMap, HashSet};

/// How many characters a caption may have: it stands in a bar.
const LONGEST: usize = 100;

/// The words above a snippet name its file and the line to type below.
pub fn captions_name_the_place(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let mut have: HashMap<&str, Vec<String>> = HashMap::new();
    let mut begun = HashSet::new();
    for page in &book.pages {
        for fence in &page.fences {
            let includes = fence.includes();
            let Some(first) = includes.first() else { continue };
            let path = resolve(&page.path, &first.file);
            let Some(source) = sources.get(&path) else { continue };
            report.count("captions");
            let have = have.entry(source.path.as_str()).or_default();
            let mut expected = vec![named(&path).to_string()];
            // The first snippet of an example on a page names its file; those that follow are the
            // same file's.
            let is_example = path.contains(EXAMPLES) || steps::is_quoted(&path);
            let begins = begun.insert((&page.path, path.clone()));
            let is_frame = FRAME.contains(&first.region.as_str());
            if !is_example && !is_frame && !fence.adds().is_empty() {
                expected.extend(source.line_before(&first.region, have).map(str::to_string));
            }
            let ok = match is_example {
                true => !begins || fence.spans.contains(&expected[0]),
                false => fence.spans == expected,
            };
            if !ok {
                report.add(
                    (&page.path, fence.line),
                    format!("caption: {}", in_spans(&fence.spans)),
                    in_spans(&expected),
                    "name the file, then the line below which the reader types, in the paragraph \
                     above the fence",
                );
            }
            have.extend(fence.adds().into_iter().map(|include| include.region));
        }
    }
}

/// What a reader types, or sees of a program again, has a caption; and one that names a file, and
/// so is shown as a caption, is short.
pub fn captions_are_captions(context: &Context, report: &mut Report) {
    let book = &context.book;
    for page in &book.pages {
        let is_step = steps::program_of(page).is_some();
        for fence in &page.fences {
            let place = (page.path.as_str(), fence.line);
            let staged = fence.rust().is_some_and(|rust| rust.stage.is_some());
            if !fence.has_caption() && (staged || is_step && !fence.includes().is_empty()) {
                report.add(
                    place,
                    format!("a snippet without a caption: {}", fence.above),
                    "a paragraph above it that names a `….rs`",
                    "name the file, so that it is shown as the snippet's caption",
                );
            }
            if !fence.has_caption() {
                continue;
            }
            report.count("captions of snippets");
            let length = fence.above.chars().count();
            if length > LONGEST {
                report.add(
                    place,
                    format!("the caption, of {length} characters: {}", fence.above),
                    format!("a file's name and the place in it, in {LONGEST} at most"),
                    "put what else it says into a paragraph of its own",
                );
            }
        }
    }
}

/// Where the paragraph above a snippet begins with a name in code, it speaks of the snippet, which
/// has that name, or is a part of the function that has it, or follows on a snippet that has it.
pub fn captions_name_what_is_below(context: &Context, report: &mut Report) {
    let book = &context.book;
    let sources = &context.sources;
    for page in &book.pages {
        let mut before = String::new();
        for fence in page.fences.iter().filter(|fence| !fence.includes().is_empty()) {
            let include = &fence.includes()[0];
            let source = sources.get(&resolve(&page.path, &include.file));
            let Some((source, region)) = source.and_then(|s| Some((s, s.region(&include.region)?)))
            else {
                continue;
            };
            let code = source.shown(page, fence);
            let above = source.code.iter().filter(|code| code.line <= region.line);
            let function = above.rev().find_map(|code| code.text.strip_prefix("fn "));
            let around = function.unwrap_or_default().split('(').next().unwrap_or_default();
            let name = fence.spans.first().filter(|_| fence.above.starts_with('`'));
            if let Some(name) = name.filter(|name| words(name).eq([name.as_str()])) {
                report.count("snippets whose name stands above");
                if around != name && !has_words(&code, name) && !has_words(&before, name) {
                    report.add(
                        (&page.path, fence.line),
                        format!("`{name}` …, and below it:\n{code}"),
                        format!("a snippet with `{name}`"),
                        "begin the paragraph with a name of this snippet, or include another one",
                    );
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
    let quoted: Vec<String> = spans.iter().map(|span| format!("`{span}`")).collect();
    if quoted.is_empty() { "nothing".into() } else { quoted.join(", ") }
}
