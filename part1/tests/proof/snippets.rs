//! Is every snippet the program's own text, in its place, and does the
//! book show all of the program?

use crate::book::{
    Book, CAPTION, Fence, Include, MEASURED, Page, SO_FAR, STAGE, record,
};
use crate::finding::Report;
use crate::source::{FRAME, Source, WHOLE};
use crate::steps::{self, EXAMPLES, PROGRAMS, Sources};
use crate::tree::{Tree, resolve};
use std::collections::{HashMap, HashSet};

/// A Rust fence includes regions by name, and nothing else; one that is
/// typed says why.
pub fn includes_lead_to_regions(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let sources = steps::sources(tree, &mut report);
    for page in book.all() {
        for fence in page.fences.iter().filter(|f| f.language == "rust") {
            match fence.attribute("typed") {
                None => included(page, fence, &sources, &mut report),
                Some("") => report.add(
                    (&page.path, fence.line),
                    "a typed fence without a reason",
                    "```rust,typed=the-reason",
                    "say why it is typed, words joined by hyphens",
                ),
                Some(_) => report.saw("typed Rust fences"),
            }
        }
        for prose in &page.prose {
            if let Some(path) = record(&page.path, &prose.text) {
                report.add(
                    (&page.path, prose.line),
                    format!("an include of {path}, which is not there"),
                    format!("a file of {MEASURED}"),
                    "mend the path: it is seen from the page's own folder",
                );
            } else if prose.text.contains("{{#") {
                report.add(
                    (&page.path, prose.line),
                    prose.text.trim(),
                    format!(
                        "directives inside ```rust fences only, but for a \
                         whole file of {MEASURED}, alone on its line"
                    ),
                    "put a fence around it",
                );
            }
        }
    }
    report
}

fn included(
    page: &Page,
    fence: &Fence,
    sources: &Sources,
    report: &mut Report,
) {
    report.saw("included Rust fences");
    let place = (page.path.as_str(), fence.line);
    let includes = fence.includes();
    if includes.is_empty() {
        report.add(
            place,
            "a Rust fence that includes nothing",
            "{{#include path/to/file.rs:region}}",
            "include the region, or mark the fence `typed=the-reason`",
        );
    }
    if !fence.indent.is_empty() {
        report.add(
            place,
            format!("`{}` in front of the fence", fence.indent),
            "a fence at the beginning of its line",
            "mdBook breaks an include in a list or a quote: move it out",
        );
    }
    for (i, text) in fence.body.iter().enumerate() {
        let line = fence.line + 1 + i;
        if !text.trim().is_empty() && !includes.iter().any(|i| i.line == line) {
            report.add(
                (&page.path, line),
                text,
                "{{#include path/to/file.rs:region}} or a blank line",
                "put the code into the program and include its region",
            );
        }
    }
    for include in includes {
        report.saw("includes");
        let place = (page.path.as_str(), include.line);
        let path = resolve(&page.path, &include.file);
        let Some(source) = sources.get(&path) else {
            report.add(
                place,
                format!("an include of {path}, which is not there"),
                "a source file of part1",
                "mend the path: it is seen from the page's own folder",
            );
            continue;
        };
        let names: Vec<&str> =
            source.regions.iter().map(|r| r.name.as_str()).collect();
        match source.region(&include.region) {
            None => report.add(
                place,
                format!("region `{}` of {path}", include.region),
                format!("one of its regions: {}", names.join(", ")),
                "mdBook shows nothing for a region that is not there, and \
                 says nothing: name the region",
            ),
            Some(region) if region.lines.is_empty() => report.add(
                (&path, region.line),
                format!("region `{}` holds no line", region.name),
                "the lines that the page shows",
                "move its markers around them",
            ),
            Some(_) => {}
        }
    }
}

/// Each record of what was measured is on some page.
pub fn records_are_all_included(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for path in tree.paths().filter(|path| path.contains(MEASURED)) {
        report.saw("records");
        let mut records = book.pages.iter().flat_map(|page| &page.records);
        if !records.any(|record| record == path) {
            report.add(
                (path, 1),
                "a record that no page shows",
                "a page that includes the whole file, alone on a line",
                "include it, or remove it",
            );
        }
    }
    report
}

/// Each region is on some page.
pub fn regions_are_all_included(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let sources = steps::sources(tree, &mut report);
    let includes = includes_by_file(book);
    for source in sources.values() {
        for region in &source.regions {
            report.saw("regions");
            let mut shown = includes.get(&source.path).into_iter().flatten();
            if !shown.any(|(_, include)| include.region == region.name) {
                report.add(
                    (&source.path, region.line),
                    format!("region `{}` is on no page", region.name),
                    "a page that includes it",
                    "include it, or take its markers away",
                );
            }
        }
    }
    report
}

/// Each line of the two programs is in the whole and in exactly one other
/// region, each line of an example in exactly one; the pages show these
/// once, in the program's order. Of what is quoted, a region is enough.
pub fn lines_are_shown_once_in_order(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let sources = steps::sources(tree, &mut report);
    let includes = includes_by_file(book);
    for source in sources.values() {
        let whole = steps::is_shown(&source.path);
        for code in source.code.iter().filter(|_| whole) {
            report.saw("lines of the programs");
            let regions: Vec<&str> =
                code.regions.iter().map(String::as_str).collect();
            let (ok, expected) = match source.path.contains(EXAMPLES) {
                true => {
                    (regions.len() == 1, "inside exactly one region".into())
                }
                false => (
                    matches!(regions[..], [WHOLE, _]),
                    format!("inside `{WHOLE}` and exactly one step's region"),
                ),
            };
            if !ok {
                report.add(
                    (&source.path, code.line),
                    format!("{}\n(inside: {regions:?})", code.text.trim()),
                    expected,
                    "move the line into a region, or a region's markers",
                );
            }
        }
        let includes = includes.get(&source.path);
        let includes = includes.map_or(&[] as &[Shown], Vec::as_slice);
        order_of_steps(source, includes, &mut report);
    }
    report
}

/// A page that includes a region, and where.
type Shown<'a> = (&'a Page, Include);

/// Every include that adds to a program, by the program's file.
fn includes_by_file(book: &Book) -> HashMap<String, Vec<Shown<'_>>> {
    let mut by_file: HashMap<String, Vec<Shown>> = HashMap::new();
    for page in &book.pages {
        for include in page.fences.iter().flat_map(Fence::adds) {
            let file = resolve(&page.path, &include.file);
            by_file.entry(file).or_default().push((page, include));
        }
    }
    by_file
}

fn order_of_steps(source: &Source, includes: &[Shown], report: &mut Report) {
    let mut shown: HashMap<&str, String> = HashMap::new();
    let mut last = (0, "");
    for (page, include) in includes {
        let Some(region) = source.region(&include.region) else { continue };
        let place = (page.path.as_str(), include.line);
        let here = format!("{}:{}", page.path, include.line);
        let name = region.name.as_str();
        if let Some(first) = shown.insert(name, here) {
            report.add(
                place,
                format!("region `{name}` again; {first} has it"),
                "each region on one page",
                "take one of the two includes away",
            );
        }
        if steps::is_frame(name) || name == WHOLE {
            continue;
        }
        report.saw("steps' regions");
        if region.line < last.0 {
            report.add(
                place,
                format!("region `{name}` after `{}`", last.1),
                format!("the order of {}", source.path),
                "swap the pages in SUMMARY.md, the fences on the page, \
                 or the lines of the program",
            );
        }
        last = (region.line, name);
    }
}

/// The words above a snippet name its file and the line to type below.
pub fn captions_name_the_place(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let sources = steps::sources(tree, &mut report);
    let mut have: HashMap<&str, Vec<String>> = HashMap::new();
    let mut begun = HashSet::new();
    for page in &book.pages {
        for fence in &page.fences {
            let includes = fence.includes();
            let Some(first) = includes.first() else { continue };
            let path = resolve(&page.path, &first.file);
            let Some(source) = sources.get(&path) else { continue };
            report.saw("captions");
            let have = have.entry(source.path.as_str()).or_default();
            let mut expected = vec![named(&path).to_string()];
            let framed = FRAME.contains(&first.region.as_str());
            // The first snippet of an example on a page names its file;
            // those that follow are the same file's.
            let is_example = path.contains(EXAMPLES) || steps::is_quoted(&path);
            let begins = begun.insert((&page.path, path.clone()));
            if !is_example
                && !framed
                && first.region != WHOLE
                && !fence.adds().is_empty()
            {
                let above = source.line_before(&first.region, have);
                expected.extend(above.map(str::to_string));
            }
            let ok = match is_example {
                true => !begins || fence.caption.contains(&expected[0]),
                false => fence.caption == expected,
            };
            if !ok {
                report.add(
                    (&page.path, fence.line),
                    format!("caption: {}", in_spans(&fence.caption)),
                    in_spans(&expected),
                    "name the file, then the line below which the reader \
                     types, in the paragraph above the fence",
                );
            }
            have.extend(fence.adds().into_iter().map(|i| i.region));
        }
    }
    report
}

/// How many characters a caption may have: it stands in a bar.
const LONGEST_CAPTION: usize = 100;

/// What a reader types, or sees of a program again, has a caption: the
/// paragraph above it is short, and names a file.
pub fn captions_are_captions(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    for page in &book.pages {
        let is_step = steps::program_of(page).is_some();
        for fence in &page.fences {
            let place = (page.path.as_str(), fence.line);
            let staged = fence.attribute(STAGE).is_some();
            let shows = is_step && !fence.includes().is_empty();
            if fence.attribute(CAPTION).is_none() {
                if staged || shows {
                    report.add(
                        place,
                        format!("a snippet without `{CAPTION}`"),
                        format!("```rust,…,{CAPTION}"),
                        "so the paragraph above it is shown as its caption",
                    );
                }
                continue;
            }
            report.saw("captions of snippets");
            let above = &fence.above;
            let length = above.chars().count();
            let names = fence.caption.iter().any(|span| span.ends_with(".rs"));
            if !names || length > LONGEST_CAPTION {
                report.add(
                    place,
                    format!("the caption, of {length} characters: {above}"),
                    format!("a file's name, in {LONGEST_CAPTION} at most"),
                    "let it say file and place, and put what else it says \
                     into a paragraph of its own",
                );
            }
        }
    }
    report
}

/// Where a page shows a program so far, it is all that the reader has;
/// and each step shows it, but for the last, behind which the whole is.
pub fn so_far_is_the_program(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let sources = steps::sources(tree, &mut report);
    for step in steps::steps(book) {
        let path = steps::program_path(step.program);
        let Some(source) = sources.get(&path) else { continue };
        let program = source.assemble(&step.regions);
        let fences = &step.page.fences;
        let fence = fences.iter().find(|f| f.attribute(SO_FAR).is_some());
        match fence {
            Some(fence) => {
                report.saw("programs so far");
                let shown = included_text(step.page, fence, source);
                if shown != program {
                    report.add(
                        (&step.page.path, fence.line),
                        format!("the program so far:\n{shown}"),
                        format!("what the pages add up to:\n{program}"),
                        "include its regions in the program's order, with \
                         a blank line where the program has one",
                    );
                }
            }
            None if source.is_whole(&program) => {}
            None => report.add(
                (&step.page.path, 1),
                "a step that does not show the program so far",
                format!("a ```rust,{SO_FAR} fence that shows\n{program}"),
                "include all regions that the reader has",
            ),
        }
    }
    report
}

/// What a fence of includes shows.
pub fn included_text(page: &Page, fence: &Fence, source: &Source) -> String {
    let mut text = String::new();
    let includes = fence.includes();
    for (i, line) in fence.body.iter().enumerate() {
        let include = includes.iter().find(|x| x.line == fence.line + 1 + i);
        let region = include
            .filter(|x| resolve(&page.path, &x.file) == source.path)
            .and_then(|x| source.region(&x.region));
        match region {
            Some(region) => text += &(region.lines.join("\n") + "\n"),
            None => text += &(line.clone() + "\n"),
        }
    }
    text
}

/// How a page names a file: a program of the reader's by its path in the
/// reader's own package.
fn named(path: &str) -> &str {
    match path.find("src/bin/") {
        Some(at) if !steps::is_quoted(path) => &path[at..],
        _ => path,
    }
}

fn in_spans(spans: &[String]) -> String {
    let quoted: Vec<String> =
        spans.iter().map(|span| format!("`{span}`")).collect();
    if quoted.is_empty() { "nothing".into() } else { quoted.join(", ") }
}

/// Both programs say the same address, line for line.
pub fn addresses_agree(tree: &Tree, _: &Book) -> Report {
    let mut report = Report::default();
    let sources = steps::sources(tree, &mut report);
    let [server, client] = PROGRAMS.map(|program| {
        sources.get(&steps::program_path(program))?.region("address")
    });
    let (Some(server), Some(client)) = (server, client) else {
        report.saw_many("lines of the address", 0);
        return report;
    };
    report.saw_many("lines of the address", server.lines.len());
    if server.lines != client.lines {
        report.add(
            (&steps::program_path("client"), client.line),
            client.lines.join("\n"),
            server.lines.join("\n"),
            "make the address in client.rs and server.rs the same",
        );
    }
    report
}
