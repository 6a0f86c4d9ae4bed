//! Does the copy button of a terminal copy its commands and nothing else, and is what a page adds
//! marked in the program so far?

use super::prelude::*;
use crate::book::source::FRAME;
use crate::book::steps::Sources;

/// Several lines, as the script writes them.
fn listed<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    squeeze(&lines.collect::<Vec<_>>().join(" ⏎ "))
}

/// What the script has to write of a page: what it looks at, what is there, the fence that says so.
fn expected<'a>(page: &'a Page, sources: &Sources) -> Vec<(&'static str, String, &'a Fence)> {
    let mut all = Vec::new();
    for fence in &page.fences {
        let Some(console) = fence.console() else { continue };
        all.push(("copied", listed(console.commands()), fence));
        all.push(("shown", listed(fence.body.iter().map(String::as_str)), fence));
    }
    for fence in page.fences.iter().filter(|fence| fence.is_so_far()) {
        let adds = page.fences.iter().flat_map(Fence::adds);
        // Not what the page shows of another program.
        let own = fence.includes.first().map(|include| &include.path);
        let adds = adds.filter(|add| Some(&add.path) == own);
        let lines = adds.filter(|add| !FRAME.contains(&add.region.as_str()));
        let lines =
            lines.filter_map(|add| Some(&sources.get(&add.path)?.region(&add.region)?.lines));
        all.push(("new", listed(lines.flatten().map(String::as_str)), fence));
    }
    all
}

/// What the script makes of the blocks of every page.
pub fn blocks_are_marked(site: Site, context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let pages = book.pages.iter().map(Page::html);
    let seen = visit(site, &[("PAGES", &pages.collect::<Vec<_>>())], include_str!("blocks.js"));
    let mut lines = seen.lines.iter();
    for page in &book.pages {
        for (what, text, fence) in expected(page, sources) {
            report.count(what);
            // A line of the script: the page, what it looked at, the text.
            let actual = lines.next().map_or(String::new(), |line| line[1..].join(": "));
            let help = "mend what book/blocks.js makes of the block";
            report.same((&page.path, fence.line), actual, format!("{what}: {text}"), help);
        }
    }
}
