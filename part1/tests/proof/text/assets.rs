//! Are the book's own scripts and style small, and do they keep to themselves: nothing from
//! elsewhere, nothing remembered?

use crate::book::PAGES;
use crate::book::prelude::*;

/// The file that says what is loaded.
const SETTINGS: &str = "book/book.toml";

/// What a kind of file may take, in bytes: the most that one script is, and the most that the one
/// style sheet is.
const LIMITS: [(&str, usize); 2] = [(".js", 10_000), (".css", 16_000)];

/// Words with which a script or a style sheet would load something from elsewhere, keep something
/// on the reader's machine, or hand it on.
#[rustfmt::skip]
const FORBIDDEN: [&str; 14] = [
    "http:", "https:", "//www.", "@import", "url(", "import ", "import(", "fetch(",
    "XMLHttpRequest", "WebSocket", "sendBeacon", "localStorage", "sessionStorage", "cookie",
];

/// Each script and style sheet of the book is small, is loaded by every page or by one, and has no
/// word of [`FORBIDDEN`].
pub fn scripts_and_style_keep_to_themselves(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let settings = tree.get(SETTINGS).unwrap_or_default();
    for path in tree.paths().filter(|path| path.starts_with("book/")) {
        let limit = LIMITS.iter().find(|(end, _)| path.ends_with(end));
        let Some((_, limit)) = limit else { continue };
        report.count("scripts and style sheets");
        let text = tree.get(path).unwrap_or_default();
        if text.len() > *limit {
            let help = "a reader has to wait for it: make it smaller";
            let (actual, expected) = (format!("{} bytes", text.len()), format!("at most {limit}"));
            report.add((path, 1), actual, expected, help);
        }
        let quoted = format!("\"{}\"", path.rsplit('/').next().unwrap_or(path));
        let loaded = match path.starts_with(PAGES) {
            true => book.prose().any(|(_, prose)| prose.text.contains(&quoted)),
            false => settings.contains(&quoted),
        };
        if !loaded {
            report.add(
                (path, 1),
                "a file that no page loads",
                format!("its name in {SETTINGS}, or in a page's `<script>`"),
                "name it in additional-css or additional-js, or remove it",
            );
        }
        for (number, line) in (1..).zip(text.lines()) {
            for word in FORBIDDEN.iter().filter(|word| line.contains(**word)) {
                let help =
                    "a page loads nothing from elsewhere, and remembers nothing of its reader";
                report.add((path, number), line.trim(), format!("no `{word}`"), help);
            }
        }
    }
}
