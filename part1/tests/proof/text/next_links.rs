//! Does each page end with a link to the next one?

use crate::book::SUMMARY;
use crate::book::prelude::*;

/// What the line that leads to the next page begins with.
pub const NEXT: &str = "Next";

/// The last paragraph of each page but the last one begins with `Next` and has a link to the page
/// that follows.
pub fn pages_lead_on(context: &Context, report: &mut Report) {
    for pair in context.book.pages.windows(2) {
        let [page, next] = pair else { continue };
        report.count("pages that lead on");
        let mut paragraphs = page.paragraphs();
        paragraphs.retain(|paragraph| !paragraph.text.starts_with('<'));
        let Some(last) = paragraphs.last() else { continue };
        let mut links = page.links.iter().filter(|link| link.line >= last.line);
        let leads_on = links.any(|link| page.leads_to(link).0 == next.path);
        if !last.text.starts_with(NEXT) || !leads_on {
            report.add(
                page.at(last.line),
                &last.text,
                format!("`{NEXT}: [{}](…)`, with a link to {}", next.title, next.path),
                format!("end the page with the way to the next one of {SUMMARY}"),
            );
        }
    }
}
