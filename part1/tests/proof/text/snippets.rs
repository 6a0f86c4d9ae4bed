//! Is each snippet the program's own text, in its place? Does the book show all of the program, and
//! what the reader has of it so far?

use super::{lines, prelude::*};
use crate::book::MEASURED;
use crate::book::fence::{Include, Kind};
use crate::book::page::record;

/// What to do where an include leads to no file.
const MEND: &str = "mend the path: it is seen from the page's own folder";

/// A fence of Rust or JavaScript includes regions by name, and nothing else, unless it is typed.
pub fn includes_lead_to_regions(context: &Context, report: &mut Report) {
    report.findings.extend(context.faults.iter().cloned());
    for (page, fence) in context.book.fences() {
        let is_script = matches!(fence.kind, Kind::JavaScript);
        if is_script || fence.rust().is_some_and(|rust| !rust.typed) {
            included(context, page, fence, report);
        }
    }
    for (page, prose) in context.book.prose().filter(|(_, prose)| prose.text.contains("{{#")) {
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

/// A fence holds includes alone, and each leads to a region.
fn included(context: &Context, page: &Page, fence: &Fence, report: &mut Report) {
    report.count("fences that include");
    let (place, includes) = (page.at(fence.line), &fence.includes);
    let actual = "a fence of code that includes nothing";
    let expected = "{{#include path/to/file.rs:region}}";
    let help = "include the region, or call the fence `typed=the-reason`";
    report.demand(place, !includes.is_empty(), actual, expected, help);
    let actual = format!("`{}` in front of the fence", fence.indent);
    let expected = "a fence at the beginning of its line";
    let help = "mdBook breaks an include in a list or a quote: move it out";
    report.demand(place, fence.indent.is_empty(), actual, expected, help);
    for (line, text) in fence.lines() {
        if !text.trim().is_empty() && !includes.iter().any(|include| include.line == line) {
            let expected = "{{#include path/to/file.rs:region}} or a blank line";
            let help = "put the code into the program and include its region";
            report.add(page.at(line), text, expected, help);
        }
    }
    for include in includes {
        report.count("includes");
        let (place, path, name) = (page.at(include.line), &include.path, &include.region);
        let Some(source) = context.sources.get(path) else {
            let actual = format!("an include of {path}, which is not there");
            report.add(place, actual, "a source file of part1", MEND);
            continue;
        };
        let help = "name the region: mdBook shows nothing for one that is not there";
        let actual = format!("region `{name}` of {path}");
        report.known(place, (name, &source.region_names()), actual, help);
        if let Some(region) = source.region(name).filter(|region| region.lines.is_empty()) {
            let actual = format!("region `{name}` holds no line");
            let expected = "the lines that the page shows";
            report.add((path, region.line), actual, expected, "move its markers around them");
        }
    }
}

/// Each record of what was measured is on some page.
pub fn records_are_all_included(context: &Context, report: &mut Report) {
    for path in context.tree.paths().filter(|path| path.contains(MEASURED)) {
        report.count("records");
        let is_of = |page: &Page, line| record(&page.path, line).is_some_and(|own| own == path);
        let mut pages = context.book.pages.iter();
        let is_shown =
            pages.any(|page| lines(&context.tree, &page.path).any(|(_, line)| is_of(page, line)));
        let expected = "a page that includes the whole file, alone on a line";
        let (actual, help) = ("a record that no page shows", "include it, or remove it");
        report.demand((path, 1), is_shown, actual, expected, help);
    }
}

/// Each line of a program that the book shows is in exactly one region; the pages show each region,
/// once, in the program's order. Of what is quoted, a region is enough.
pub fn lines_are_shown_once_in_order(context: &Context, report: &mut Report) {
    for source in context.sources.values() {
        for code in source.code().filter(|_| steps::is_shown(&source.path)) {
            report.count("lines of the programs");
            let (place, is_in_one) = ((source.path.as_str(), code.line), code.regions.len() == 1);
            let actual = format!("{}\n(inside: {:?})", code.text.trim(), code.regions);
            let help = "move the line into a region, or a region's markers";
            report.demand(place, is_in_one, actual, "inside exactly one region", help);
        }
        regions_are_shown_in_order(&context.book, source, report);
    }
}

fn regions_are_shown_in_order(book: &Book, source: &Source, report: &mut Report) {
    let mut shown: HashMap<&str, String> = HashMap::new();
    let mut last = (0, "");
    for page in &book.pages {
        for include in page.fences.iter().flat_map(Fence::adds) {
            let region = source.region(&include.region).filter(|_| include.path == source.path);
            let Some(region) = region else { continue };
            let (place, name) = (page.at(include.line), region.name.as_str());
            if let Some(first) = shown.insert(name, format!("{}:{}", page.path, include.line)) {
                let actual = format!("region `{name}` again; {first} has it");
                let help = "take one of the two includes away";
                report.add(place, actual, "each region on one page", help);
            }
            if !FRAME.contains(&name) {
                report.count("regions in order");
                let actual = format!("region `{name}` after `{}`", last.1);
                let expected = format!("the order of {}", source.path);
                let help = "swap the pages, the fences on the page, or the program's lines";
                report.demand(place, region.line >= last.0, actual, expected, help);
                last = (region.line, name);
            }
        }
    }
    for region in &source.regions {
        report.count("regions");
        let (place, name) = ((source.path.as_str(), region.line), region.name.as_str());
        // What the lesson's programs have on the stage, a page has shown before.
        let is_example = steps::example(&source.path).is_some();
        let is_on_stage = || book.fences().any(|(_, fence)| stages(fence, source, name));
        let is_shown = shown.contains_key(name) || is_example && is_on_stage();
        let expected = "a page that includes it";
        let actual = format!("region `{name}` is on no page");
        let help = "include it, or take its markers away";
        report.demand(place, is_shown, actual, expected, help);
    }
}

/// Where a page shows a program so far, it is all that the reader has; and each step shows it, but
/// for the last, behind which a page shows the whole.
pub fn so_far_is_the_program(context: &Context, report: &mut Report) {
    for program in PROGRAMS {
        let Some(source) = context.sources.get(&program_path(program)) else { continue };
        let mut regions = Vec::new();
        for page in context.book.pages.iter().filter(|page| program_of(page) == Some(program)) {
            let added = steps::adds(page, &source.path);
            let is_step = !added.is_empty();
            regions.extend(added);
            let so_far = source.assemble(&regions);
            if let Some(fence) = page.fences.iter().find(|fence| fence.is_so_far()) {
                report.count("programs so far");
                let actual = format!("the program so far:\n{}", source.shown(fence));
                let expected = format!("the program so far:\n{so_far}");
                let help = "include its regions in the program's order, and its blank lines";
                report.same(page.at(fence.line), actual, expected, help);
            } else if is_step && !source.is_whole(&so_far) {
                let actual = "a step that does not show the program so far";
                let expected = format!("a ```rust,so-far fence that shows\n{so_far}");
                report.add(page.at(1), actual, expected, "include all regions that the reader has");
            }
        }
    }
}

/// Whether a fence shows that region on a stage.
fn stages(fence: &Fence, source: &Source, region: &str) -> bool {
    let is_it = |include: &Include| include.path == source.path && include.region == region;
    fence.rust().is_some_and(|rust| rust.stage.is_some()) && fence.includes.iter().any(is_it)
}

/// Both programs say the same address, line for line.
pub fn addresses_agree(context: &Context, report: &mut Report) {
    let address = |program: &str| context.sources.get(&program_path(program))?.region("address");
    let [Some(server), Some(client)] = PROGRAMS.map(address) else { return };
    report.count_many("lines of the address", server.lines.len());
    let help = "make the address in client.rs and server.rs the same";
    let place = (&*program_path("client"), client.line);
    report.same(place, client.lines.join("\n"), server.lines.join("\n"), help);
}
