//! Is each error of the compiler that a page names one that a typed fence really fails with?

use crate::book::fence::Fence;
use crate::book::report::Report;
use crate::book::steps::Context;
use crate::book::words::words;

/// Where Rust explains each of them.
const INDEX: &str = "https://doc.rust-lang.org/error_codes/";

/// Where a code such as `E0308` is named, a fence fails with it: one below a heading to which the
/// same line links; one of the page, if it links to no page of the book; any, in a document besides
/// the pages. Of a code that no fence can show, the line links to Rust's index.
pub fn error_codes_are_those_of_fences(context: &Context, report: &mut Report) {
    let book = &context.book;
    for page in book.all() {
        for prose in &page.prose {
            let links = page.links.iter().filter(|link| link.line == prose.line);
            let (away, inside): (Vec<_>, Vec<_>) = links.partition(|l| l.target.contains("://"));
            let mut shown = Vec::new();
            for link in &inside {
                let (path, id) = page.leads_to(link);
                shown.extend(book.page(&path).map_or(vec![], |page| codes(page.fences_below(id))));
            }
            let place = match inside.is_empty() {
                true => "on this page",
                false => "where the line links to",
            };
            if inside.is_empty() {
                let all =
                    book.pages.iter().filter(|other| !page.is_of_book() || other.path == page.path);
                shown = codes(all.flat_map(|page| &page.fences));
            }
            for code in words(&prose.text).filter(|word| is_code(word)) {
                report.count("codes of errors in sentences and tables");
                let is_explained = away.iter().any(|link| link.target.starts_with(INDEX));
                if !is_explained && !shown.contains(&code) {
                    report.add(
                        (&page.path, prose.line),
                        format!("`{code}`, with which no fence fails {place}"),
                        format!("one of: {}", shown.join(", ")),
                        format!(
                            "write the code that the compiler gives there, show the attempt that \
                             fails with it, or link to {INDEX}{code}.html"
                        ),
                    );
                }
            }
        }
    }
}

fn codes<'a>(fences: impl Iterator<Item = &'a Fence>) -> Vec<&'a str> {
    let fails = fences.filter_map(|fence| fence.rust()?.fails.as_deref());
    fails.flat_map(|codes| codes.split('+')).collect()
}

/// Whether a word is `E` and four digits.
fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix('E').unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
