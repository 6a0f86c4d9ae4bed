//! Do links lead somewhere, each page to the next one, and do documents name files that are there?

use super::prelude::*;
use crate::book::laboratory::{Laboratory, sets_up};

/// Relative links and their fragments lead somewhere; other links are https.
pub fn links_lead_somewhere(context: &Context, report: &mut Report) {
    let book = &context.book;
    for (page, link) in book.links() {
        report.count("links");
        let place = page.at(link.line);
        if link.target.contains("://") {
            let holds = link.target.starts_with("https://");
            report.demand(place, holds, &link.target, "https://…", "link to the encrypted page");
            continue;
        }
        let (path, id) = page.leads_to(&link.target);
        let is_there = |file: &str| file == path || file.starts_with(&format!("{path}/"));
        if !context.tree.paths().any(is_there) {
            let actual = format!("a link to {path}, which is not there");
            let help = "mend the path: it is seen from the page's own folder";
            report.add(place, actual, "a file of the repository", help);
            continue;
        }
        if sets_up(&path, id) {
            let holds = Laboratory::parse(id).is_some();
            let help = "copy the address of the page when it shows what it should";
            let actual = format!("the programs {id}");
            report.demand(place, holds, actual, "programs as the laboratory writes them", help);
            continue;
        }
        let headings = book.page(&path).map_or(&[][..], |page| &page.headings);
        let known: Vec<&str> = headings.iter().map(|heading| &*heading.id).collect();
        if !id.is_empty() {
            let actual = format!("a link to the heading #{id} of {path}");
            report.known(place, (id, &known), actual, "name the heading as it is now");
        }
    }
}

/// What the line that leads to the next page begins with.
pub const NEXT: &str = "Next";

/// The last paragraph of each page begins with `Next`, and has a link to the page that follows.
pub fn pages_lead_on(context: &Context, report: &mut Report) {
    let pages = context.book.pages.iter();
    for (page, next) in pages.clone().zip(pages.skip(1)) {
        report.count("pages that lead on");
        let last = page.paragraphs().into_iter().rfind(|it| !it.text.starts_with('<'));
        let Some(last) = last else { continue };
        let mut links = page.links.iter().filter(|link| link.line >= last.line);
        let leads_on = links.any(|link| page.leads_to(&link.target).0 == next.path);
        let holds = leads_on && last.text.starts_with(NEXT);
        let expected = format!("`{NEXT}: [{}](…)`, with a link to {}", next.title, next.path);
        let help = format!("end the page with the way to the next one of {SUMMARY}");
        report.demand(page.at(last.line), holds, &last.text, expected, help);
    }
}

const ENDS: [&str; 10] =
    [".md", ".rs", ".css", ".js", ".svg", ".sh", ".toml", ".txt", ".yml", ".py"];

/// In a document besides the pages, a file or folder in backticks is one of the repository; a link
/// whose words are such a path leads to it or into it.
pub fn documents_name_files(context: &Context, report: &mut Report) {
    for (page, prose) in context.book.prose().filter(|(page, _)| !page.is_of_book()) {
        for span in prose.spans.iter().filter(|span| is_path(span)) {
            report.count("files that documents name");
            let place = page.at(prose.line);
            let part = format!("/{}/", span.trim_end_matches('/'));
            let leads = |path: &str| format!("/{path}/").contains(&part);
            let is_there = context.tree.paths().any(leads);
            let expected = "a file or a folder of the repository";
            let help = "name it as it is called now";
            report.demand(place, is_there, format!("`{span}`"), expected, help);
            let link = prose.text.split_once(&format!("[`{span}`]("));
            let target = link.and_then(|(_, rest)| rest.split(')').next());
            if let Some(target) = target.filter(|target| !leads(target)) {
                let expected = format!("a link to `{span}`, or to a file in it");
                let help = "let the link lead to what its words name";
                report.add(place, format!("[`{span}`]({target})"), expected, help);
            }
        }
    }
}

fn is_path(span: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let stem = span.rsplit('/').next().and_then(|file| file.split('.').next());
    // `name.rs` is one that a reader will make.
    let is_ours = !span.starts_with("..") && !["", "name"].contains(&stem.unwrap_or_default());
    let has_end = ENDS.iter().any(|end| span.ends_with(end));
    is_ours && span.chars().all(is_plain) && (has_end || span.contains('/'))
}
