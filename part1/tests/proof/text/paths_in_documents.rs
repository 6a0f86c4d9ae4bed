//! Do the documents name files that are there?

use crate::book::prelude::*;

/// The stem of a file that a reader will make.
const PLACEHOLDER: &str = "name";

/// What the name of a file ends with.
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
            if !context.tree.paths().any(leads) {
                let expected = "a file or a folder of the repository";
                report.add(place, format!("`{span}`"), expected, "name it as it is called now");
            }
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

/// Whether a span is the path of a file or a folder of this repository.
fn is_path(span: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let stem = span.rsplit('/').next().and_then(|file| file.split('.').next());
    let is_ours = !span.starts_with("..") && !["", PLACEHOLDER].contains(&stem.unwrap_or_default());
    let has_end = ENDS.iter().any(|end| span.ends_with(end));
    is_ours && span.chars().all(is_plain) && (has_end || span.contains('/'))
}
