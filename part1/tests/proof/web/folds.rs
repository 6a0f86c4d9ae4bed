//! Does a link to a question open its fold, and no other?

use super::prelude::*;

/// Visits each page with headings in folds by a link to the first of them, and then follows a link of
/// the page itself to each of the others.
pub fn a_link_opens_the_fold(site: Site, context: &Context, report: &mut Report) {
    let headings = context.book.pages.iter().flat_map(|page| {
        let in_folds = page.headings.iter().filter(|heading| heading.is_summary);
        in_folds.map(move |heading| (page.at(heading.line), page.html(), &heading.id))
    });
    let headings: Vec<_> = headings.collect();
    let links: Vec<String> = headings.iter().map(|(_, page, id)| format!("{page}#{id}")).collect();
    let seen = visit(site, &[("LINKS", &links)], include_str!("folds.js"));
    let mut lines = seen.lines.iter();
    for ((place, _, id), link) in headings.iter().zip(&links) {
        report.count("links to folds");
        let actual = lines.next().map_or(String::new(), |line| line.join(" opens "));
        let help = "mend what book/blocks.js does for a link to a fold";
        report.same(*place, actual, format!("{link} opens {id}"), help);
    }
}
