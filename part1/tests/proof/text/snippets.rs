//! Is every snippet the program's own text, in its place, and does the book show all of the program?

use crate::book::fence::{Fence, Include};
use crate::book::page::{Page, record};
use crate::book::report::Report;
use crate::book::source::Source;
use crate::book::steps::{self, Context, Sources};
use crate::book::tree::resolve;
use crate::book::{Book, MEASURED};
use std::collections::HashMap;

/// A Rust fence includes regions by name, and nothing else, unless it is typed.
pub fn includes_lead_to_regions(context: &Context, report: &mut Report) {
    report.findings.extend(context.faults.iter().cloned());
    let Context { book, sources, .. } = context;
    for page in book.all() {
        for fence in &page.fences {
            match fence.rust() {
                Some(rust) if rust.typed => report.count("typed Rust fences"),
                Some(_) => included(page, fence, sources, report),
                None => {}
            }
        }
        for prose in page.prose.iter().filter(|prose| prose.text.contains("{{#")) {
            let place = (page.path.as_str(), prose.line);
            match record(&page.path, &prose.text) {
                Some(path) => report.add(
                    place,
                    format!("an include of {path}, which is not there"),
                    format!("a file of {MEASURED}"),
                    "mend the path: it is seen from the page's own folder",
                ),
                None => report.add(
                    place,
                    prose.text.trim(),
                    format!(
                        "directives inside ```rust fences only, but for a whole file of \
                         {MEASURED}, alone on its line"
                    ),
                    "put a fence around it",
                ),
            }
        }
    }
}

fn included(page: &Page, fence: &Fence, sources: &Sources, report: &mut Report) {
    report.count("included Rust fences");
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
        let line = fence.line_of(i);
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
        report.count("includes");
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
        let names: Vec<&str> = source.regions.iter().map(|r| r.name.as_str()).collect();
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
pub fn records_are_all_included(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    for path in tree.paths().filter(|path| path.contains(MEASURED)) {
        report.count("records");
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
}

/// Each region is on some page.
pub fn regions_are_all_included(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let includes = includes_by_file(book);
    for source in sources.values() {
        for region in &source.regions {
            report.count("regions");
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
}

/// Each line of a program that the book shows is in exactly one region; the pages show these once,
/// in the program's order. Of what is quoted, a region is enough.
pub fn lines_are_shown_once_in_order(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let includes = includes_by_file(book);
    for source in sources.values() {
        let whole = steps::is_shown(&source.path);
        for code in source.code.iter().filter(|_| whole) {
            report.count("lines of the programs");
            let regions = &code.regions;
            if regions.len() != 1 {
                report.add(
                    (&source.path, code.line),
                    format!("{}\n(inside: {regions:?})", code.text.trim()),
                    "inside exactly one region",
                    "move the line into a region, or a region's markers",
                );
            }
        }
        let includes = includes.get(&source.path);
        let includes = includes.map_or(&[] as &[Shown], Vec::as_slice);
        order_of_steps(source, includes, report);
    }
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
        if steps::is_frame(name) {
            continue;
        }
        report.count("regions in order");
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
