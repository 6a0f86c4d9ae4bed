//! Does the copy button of a terminal copy its commands and nothing else,
//! and is what a page adds marked in the program so far?

use crate::book::prelude::*;
use crate::book::steps::{self, Sources};
use crate::run::normalize::squeeze;
use crate::web::browser::visit;
use crate::web::http_server::Site;
use crate::web::mdbook;

const SCRIPT: &str = include_str!("blocks.js");

/// What stands between lines, where the script writes several.
const BETWEEN: &str = " ⏎ ";

fn listed<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    squeeze(&lines.collect::<Vec<_>>().join(BETWEEN))
}

/// What the script has to write of a page: what it looks at, what it finds
/// there, and the fence that says so.
fn expected<'a>(page: &'a Page, sources: &Sources) -> Vec<(&'static str, String, &'a Fence)> {
    let mut all = Vec::new();
    for fence in &page.fences {
        let Some(console) = fence.console() else { continue };
        let commands = console.exchanges.iter().map(|e| e.command.as_str());
        all.push(("copied", listed(commands), fence));
        all.push(("shown", listed(fence.body.iter().map(|l| &**l)), fence));
    }
    for fence in page.fences.iter().filter(|fence| fence.is_so_far()) {
        let adds = page.fences.iter().flat_map(Fence::adds);
        let added = adds.filter(|add| !steps::is_frame(&add.region));
        let lines = added.filter_map(|add| {
            let source = sources.get(&resolve(&page.path, &add.file))?;
            Some(&source.region(&add.region)?.lines)
        });
        let lines = lines.flatten().map(String::as_str);
        all.push(("new", listed(lines), fence));
    }
    all
}

/// What the script makes of the blocks of every page.
pub fn blocks_are_marked(site: Site, context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let pages = book.pages.iter().map(|page| format!("{}.html", page.name()));
    let pages: Vec<String> = pages.collect();
    let seen = visit(site, &format!("const PAGES = {pages:?};"), SCRIPT);
    let mut lines = seen.lines.iter();
    for page in &book.pages {
        for (what, text, fence) in expected(page, sources) {
            report.count(what);
            // A line of the script: the page, what it looked at, the text.
            let line = lines.next().map_or(&[] as &[String], Vec::as_slice);
            let found = line.get(1..).unwrap_or_default().join(": ");
            let expected = format!("{what}: {text}");
            if found != expected {
                report.add(
                    (&page.path, fence.line),
                    found,
                    expected,
                    "mend what book/blocks.js makes of the block",
                );
            }
        }
    }
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn commands_are_copied_and_new_lines_are_marked() {
    let mut report = Report::default();
    blocks_are_marked(Site::read(mdbook::built()), Context::live(), &mut report);
    report.settle();
}
