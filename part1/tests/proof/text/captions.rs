//! Does the paragraph above a snippet name its file, and the line below which the reader types?

use super::prelude::*;
use std::collections::HashSet;

/// How many characters a caption may have: it stands in a bar.
const LONGEST: usize = 100;

/// What a reader types, or sees of a program again, has a short caption, which names the file and
/// the line to type below.
pub fn captions_name_the_place(context: &Context, report: &mut Report) {
    let mut have: HashMap<&str, Vec<String>> = HashMap::new();
    let mut begun = HashSet::new();
    for (page, fence) in context.book.fences() {
        let place = page.at(fence.line);
        let is_staged = fence.rust().is_some_and(|rust| rust.stage.is_some());
        // The paragraph above a snippet is its caption if it names a source file.
        if fence.rust().is_some() && fence.spans.iter().any(|span| span.ends_with(".rs")) {
            report.count("captions of snippets");
            let length = fence.above.chars().count();
            let actual = format!("the caption, of {length} characters: {}", fence.above);
            let expected = format!("a file's name and the place in it, in {LONGEST} at most");
            let help = "put what else it says into a paragraph of its own";
            report.demand(place, length <= LONGEST, actual, expected, help);
        } else if is_staged || program_of(page).is_some() && !fence.includes.is_empty() {
            let actual = format!("a snippet without a caption: {}", fence.above);
            let help = "name the file, so that it is shown as the snippet's caption";
            report.add(place, actual, "a paragraph above it that names a `….rs`", help);
        }
        // Nobody types a script of the book's own.
        let Some(_) = fence.rust() else { continue };
        let Some((source, first)) = included(context, fence) else { continue };
        report.count("captions");
        let path = &source.path;
        let have = have.entry(path).or_default();
        // A program of the reader's has its path in the reader's own package.
        let named = path.find("src/bin/").map_or(&**path, |at| &path[at..]);
        let mut expected = vec![named.to_string()];
        let adds = fence.adds();
        // An example's first snippet on a page names its file, and those that follow need not.
        let is_example = path.contains(steps::EXAMPLES) || steps::is_quoted(path);
        let is_right = if is_example {
            !begun.insert((&page.path, path)) || fence.spans.contains(&expected[0])
        } else {
            let is_step = !FRAME.contains(&first) && !adds.is_empty();
            let above = source.line_before(first, have).filter(|_| is_step);
            expected.extend(above.map(str::to_string));
            fence.spans == expected
        };
        let actual = format!("caption: {}", in_spans(&fence.spans));
        let help = "name the file above the fence, and the line below which the reader types";
        report.demand(place, is_right, actual, in_spans(&expected), help);
        have.extend(adds.iter().map(|include| include.region.clone()));
    }
}

/// Where the paragraph above a snippet begins with a name in code, it speaks of the snippet, which
/// has that name, or is a part of the function that has it, or follows on a snippet that has it.
pub fn captions_name_what_is_below(context: &Context, report: &mut Report) {
    for page in &context.book.pages {
        let mut before = String::new();
        for fence in &page.fences {
            let Some((source, region)) = included(context, fence) else { continue };
            let Some(region) = source.region(region) else { continue };
            let code = source.shown(fence);
            let above = source.code().filter(|code| code.line <= region.line);
            let function = above.rev().find_map(|code| code.text.strip_prefix("fn "));
            let around = function.unwrap_or_default().split('(').next().unwrap_or_default();
            let name = fence.spans.first().filter(|_| fence.above.starts_with('`'));
            if let Some(name) = name.filter(|name| words(name).eq([name.as_str()])) {
                report.count("snippets whose name stands above");
                let is_near = [&code, &before].iter().any(|code| has_words(code, name));
                let actual = format!("`{name}` …, and below it:\n{code}");
                let expected = format!("a snippet with `{name}`");
                let help = "begin with a name of this snippet, or include another one";
                let place = page.at(fence.line);
                report.demand(place, is_near || around == name, actual, expected, help);
            }
            before = code;
        }
    }
}

/// The source that a fence includes first, and the name of the region.
fn included<'a>(context: &'a Context, fence: &'a Fence) -> Option<(&'a Source, &'a str)> {
    let include = fence.includes.first()?;
    Some((context.sources.get(&include.path)?, &include.region))
}

fn in_spans(spans: &[String]) -> String {
    if spans.is_empty() { "nothing".into() } else { format!("`{}`", spans.join("`, `")) }
}
