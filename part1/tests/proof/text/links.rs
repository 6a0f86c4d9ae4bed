//! Do links lead somewhere?

use crate::book::prelude::*;

/// Relative links and their fragments lead somewhere; other links are https.
pub fn links_lead_somewhere(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    for page in book.all() {
        for link in &page.links {
            report.count("links");
            let place = page.at(link.line);
            if link.target.contains("://") {
                if !link.target.starts_with("https://") {
                    report.add(place, &link.target, "https://…", "link to the encrypted page");
                }
                continue;
            }
            let (path, id) = page.leads_to(link);
            let is_there = |file: &str| file == path || file.starts_with(&format!("{path}/"));
            if !tree.paths().any(is_there) {
                report.add(
                    place,
                    format!("a link to {path}, which is not there"),
                    "a file of the repository",
                    "mend the path: it is seen from the page's own folder",
                );
                continue;
            }
            let headings = book.page(&path).map_or(&[][..], |page| &page.headings);
            if !id.is_empty() && headings.iter().all(|heading| heading.id != id) {
                let mut known: Vec<&str> = headings.iter().map(|h| h.id.as_str()).collect();
                known.sort();
                report.add(
                    place,
                    format!("a link to the heading #{id} of {path}"),
                    format!("one of: {}", known.join(", ")),
                    "name the heading as it is now",
                );
            }
        }
    }
}
