//! Does the copy button of a terminal copy its commands and nothing else, and is what a page adds
//! marked in the program so far?

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

/// What the script has to write of a page: what it looks at, what it finds there, and the fence that
/// says so.
fn expected<'a>(page: &'a Page, sources: &Sources) -> Vec<(&'static str, String, &'a Fence)> {
    let mut all = Vec::new();
    for fence in &page.fences {
        let Some(console) = fence.console() else { continue };
        all.push(("copied", listed(console.commands()), fence));
        all.push(("shown", listed(fence.body.iter().map(String::as_str)), fence));
    }
    for fence in page.fences.iter().filter(|fence| fence.is_so_far()) {
        let adds = page.fences.iter().flat_map(Fence::adds);
        let lines = adds.filter(|add| !steps::is_frame(&add.region)).filter_map(|add| {
            let source = sources.get(&resolve(&page.path, &add.file))?;
            Some(&source.region(&add.region)?.lines)
        });
        all.push(("new", listed(lines.flatten().map(String::as_str)), fence));
    }
    all
}

/// What the script makes of the blocks of every page.
pub fn blocks_are_marked(site: Site, context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let pages = book.pages.iter().map(|page| format!("{}.html", page.name()));
    let given = format!("const PAGES = {:?};", pages.collect::<Vec<_>>());
    let seen = visit(site, &given, SCRIPT);
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

#[test]
#[ignore = "needs chromium, mdbook"]
fn commands_are_copied_and_new_lines_are_marked() {
    let mut report = Report::default();
    blocks_are_marked(Site::read(mdbook::built()), Context::live(), &mut report);
    report.settle();
}
