//! Is each snippet the program's own text, in its place, and does the book show all of the program?

use crate::book::MEASURED;
use crate::book::page::record;
use crate::book::prelude::*;
use crate::book::source::Source;
use crate::book::steps::{self, Sources};
use std::collections::HashMap;

/// What to do where an include leads to no file.
const MEND: &str = "mend the path: it is seen from the page's own folder";

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
            let place = page.at(prose.line);
            if let Some(path) = record(&page.path, &prose.text) {
                let actual = format!("an include of {path}, which is not there");
                report.add(place, actual, format!("a file of {MEASURED}"), MEND);
            } else {
                let alone = format!("but for a whole file of {MEASURED}, alone on its line");
                let expected = format!("directives inside ```rust fences only, {alone}");
                report.add(place, prose.text.trim(), expected, "put a fence around it");
            }
        }
    }
}

fn included(page: &Page, fence: &Fence, sources: &Sources, report: &mut Report) {
    report.count("included Rust fences");
    let place = page.at(fence.line);
    let includes = fence.includes();
    if includes.is_empty() {
        let expected = "{{#include path/to/file.rs:region}}";
        let help = "include the region, or call the fence `typed=the-reason`";
        report.add(place, "a Rust fence that includes nothing", expected, help);
    }
    if !fence.indent.is_empty() {
        let actual = format!("`{}` in front of the fence", fence.indent);
        let help = "mdBook breaks an include in a list or a quote: move it out";
        report.add(place, actual, "a fence at the beginning of its line", help);
    }
    for (i, text) in fence.body.iter().enumerate() {
        let line = fence.line_of(i);
        if !text.trim().is_empty() && !includes.iter().any(|include| include.line == line) {
            let expected = "{{#include path/to/file.rs:region}} or a blank line";
            let help = "put the code into the program and include its region";
            report.add(page.at(line), text, expected, help);
        }
    }
    for include in includes {
        report.count("includes");
        let place = page.at(include.line);
        let path = resolve(&page.path, &include.file);
        let Some(source) = sources.get(&path) else {
            let actual = format!("an include of {path}, which is not there");
            report.add(place, actual, "a source file of part1", MEND);
            continue;
        };
        match source.region(&include.region) {
            None => {
                let names: Vec<&str> = source.regions.iter().map(|r| r.name.as_str()).collect();
                let actual = format!("region `{}` of {path}", include.region);
                let expected = format!("one of its regions: {}", names.join(", "));
                let help = "mdBook shows nothing for a region that is not there, and says nothing: \
                            name the region";
                report.add(place, actual, expected, help);
            }
            Some(region) if region.lines.is_empty() => {
                let actual = format!("region `{}` holds no line", region.name);
                let help = "move its markers around them";
                report.add((&path, region.line), actual, "the lines that the page shows", help);
            }
            Some(_) => {}
        }
    }
}

/// Each record of what was measured is on some page.
pub fn records_are_all_included(context: &Context, report: &mut Report) {
    for path in context.tree.paths().filter(|path| path.contains(MEASURED)) {
        report.count("records");
        let mut records = context.book.pages.iter().flat_map(|page| &page.records);
        if !records.any(|record| record == path) {
            let expected = "a page that includes the whole file, alone on a line";
            let help = "include it, or remove it";
            report.add((path, 1), "a record that no page shows", expected, help);
        }
    }
}

/// Each region is on some page.
pub fn regions_are_all_included(context: &Context, report: &mut Report) {
    for source in context.sources.values() {
        let pages = context.book.pages.iter();
        let shown: Vec<String> = pages.flat_map(|page| steps::adds(page, &source.path)).collect();
        for region in &source.regions {
            report.count("regions");
            if !shown.contains(&region.name) {
                let actual = format!("region `{}` is on no page", region.name);
                let help = "include it, or take its markers away";
                report.add((&source.path, region.line), actual, "a page that includes it", help);
            }
        }
    }
}

/// Each line of a program that the book shows is in exactly one region; the pages show these once,
/// in the program's order. Of what is quoted, a region is enough.
pub fn lines_are_shown_once_in_order(context: &Context, report: &mut Report) {
    for source in context.sources.values() {
        let is_shown = steps::is_shown(&source.path);
        for code in source.code.iter().filter(|_| is_shown) {
            report.count("lines of the programs");
            if code.regions.len() != 1 {
                let actual = format!("{}\n(inside: {:?})", code.text.trim(), code.regions);
                let help = "move the line into a region, or a region's markers";
                report.add((&source.path, code.line), actual, "inside exactly one region", help);
            }
        }
        regions_are_in_order(&context.book, source, report);
    }
}

fn regions_are_in_order(book: &Book, source: &Source, report: &mut Report) {
    let mut shown: HashMap<&str, String> = HashMap::new();
    let mut last = (0, "");
    for page in &book.pages {
        for include in page.fences.iter().flat_map(Fence::adds) {
            let is_own = resolve(&page.path, &include.file) == source.path;
            let Some(region) = source.region(&include.region).filter(|_| is_own) else { continue };
            let (place, name) = (page.at(include.line), region.name.as_str());
            if let Some(first) = shown.insert(name, format!("{}:{}", page.path, include.line)) {
                let actual = format!("region `{name}` again; {first} has it");
                let help = "take one of the two includes away";
                report.add(place, actual, "each region on one page", help);
            }
            if steps::is_frame(name) {
                continue;
            }
            report.count("regions in order");
            if region.line < last.0 {
                let actual = format!("region `{name}` after `{}`", last.1);
                let help = "swap the pages in SUMMARY.md, the fences on the page, or the lines of \
                            the program";
                report.add(place, actual, format!("the order of {}", source.path), help);
            }
            last = (region.line, name);
        }
    }
}
