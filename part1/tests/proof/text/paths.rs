//! Do the documents name files that are there?

use crate::book::report::Report;
use crate::book::steps::Context;

/// The stem of a file that a reader will make.
const PLACEHOLDER: &str = "name";

/// What the name of a file ends with.
const ENDS: [&str; 10] =
    [".md", ".rs", ".css", ".js", ".svg", ".sh", ".toml", ".txt", ".yml", ".py"];

/// In a document besides the pages, a file or folder in backticks is one of the repository; a link
/// whose words are such a path leads to it or into it.
pub fn documents_name_files(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let book = &context.book;
    for page in &book.besides {
        for prose in &page.prose {
            for span in prose.spans.iter().filter(|span| is_path(span)) {
                report.count("files that documents name");
                let end = format!("/{}", span.trim_end_matches('/'));
                let is_it = |path: &str| {
                    let path = format!("/{path}/");
                    path.contains(&format!("{end}/"))
                };
                if !tree.paths().any(is_it) {
                    report.add(
                        (&page.path, prose.line),
                        format!("`{span}`"),
                        "a file or a folder of the repository",
                        "name it as it is called now",
                    );
                }
                let link = prose.text.split_once(&format!("[`{span}`]("));
                let target = link.and_then(|(_, rest)| rest.split(')').next());
                let leads = |target: &str| format!("/{target}/").contains(&format!("{end}/"));
                if let Some(target) = target.filter(|target| !leads(target)) {
                    report.add(
                        (&page.path, prose.line),
                        format!("[`{span}`]({target})"),
                        format!("a link to `{span}`, or to a file in it"),
                        "let the link lead to what its words name",
                    );
                }
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
