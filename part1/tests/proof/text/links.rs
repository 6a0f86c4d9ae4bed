//! Do links lead somewhere?

use crate::book::report::Report;
use crate::book::steps::Context;
use crate::book::tree::resolve;
use std::collections::{HashMap, HashSet};

/// Relative links and their fragments lead somewhere; other links are
/// https.
pub fn links_lead_somewhere(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let mut ids: HashMap<&str, HashSet<&str>> = HashMap::new();
    for page in book.all() {
        let of_page = page.headings.iter().map(|h| h.id.as_str());
        ids.insert(&page.path, of_page.collect());
    }
    for page in book.all() {
        for link in &page.links {
            report.count("links");
            let place = (page.path.as_str(), link.line);
            if link.target.contains("://") {
                if !link.target.starts_with("https://") {
                    report.add(place, &link.target, "https://…", "link to the encrypted page");
                }
                continue;
            }
            let (file, id) = link.target.split_once('#').unwrap_or((&link.target, ""));
            let path = match file {
                "" => page.path.clone(),
                file => resolve(&page.path, file),
            };
            let folder = format!("{path}/");
            if tree.get(&path).is_none() && !tree.paths().any(|p| p.starts_with(&folder)) {
                report.add(
                    place,
                    format!("a link to {path}, which is not there"),
                    "a file of the repository",
                    "mend the path: it is seen from the page's own folder",
                );
            } else if !id.is_empty() && !ids.get(path.as_str()).is_some_and(|i| i.contains(id)) {
                let mut known: Vec<&str> =
                    ids.get(path.as_str()).into_iter().flatten().copied().collect();
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
