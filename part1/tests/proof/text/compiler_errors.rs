//! Is each error of the compiler that a page names one that a typed fence really fails with?

use crate::book::excerpts::{is_error_code, words};
use crate::book::prelude::*;

/// Where Rust explains each of them.
const INDEX: &str = "https://doc.rust-lang.org/error_codes/";

/// Where a code such as `E0308` is named, a fence fails with it: one below a heading that the same
/// line links to; if it links to no page of the book, one of the page; in a document besides the
/// pages, any. Of a code that no fence of the book can show, the line links to Rust's index.
pub fn error_codes_are_those_of_fences(context: &Context, report: &mut Report) {
    let book = &context.book;
    for (page, prose) in book.prose() {
        let links = page.links.iter().filter(|link| link.line == prose.line);
        let (away, inside): (Vec<_>, Vec<_>) = links.partition(|l| l.target.contains("://"));
        let mut shown = Vec::new();
        for link in &inside {
            let (path, id) = page.leads_to(link);
            shown.extend(book.page(&path).map_or(vec![], |page| codes(page.fences_below(id))));
        }
        if inside.is_empty() {
            let is_near = |other: &&Page| !page.is_of_book() || other.path == page.path;
            shown = codes(book.pages.iter().filter(is_near).flat_map(|page| &page.fences));
        }
        let place = if inside.is_empty() { "on this page" } else { "where the line links to" };
        for code in words(&prose.text).filter(|word| is_error_code(word)) {
            report.count("codes of errors in sentences and tables");
            let is_explained = away.iter().any(|link| link.target.starts_with(INDEX));
            if !is_explained && !shown.contains(&code) {
                report.add(
                    page.at(prose.line),
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

fn codes<'a>(fences: impl Iterator<Item = &'a Fence>) -> Vec<&'a str> {
    let fails = fences.filter_map(|fence| fence.rust()?.fails.as_deref());
    fails.flat_map(|codes| codes.split('+')).collect()
}
