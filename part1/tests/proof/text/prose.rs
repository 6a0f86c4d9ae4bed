//! Is the prose plain: no word that promises or belittles, no flag outside of backticks?

use crate::book::report::Report;
use crate::book::steps::Context;

/// Words that promise or belittle instead of saying what is so, and the
/// marks of what is not written yet.
const WEASEL: [&str; 10] =
    ["simply", "just", "obviously", "easily", "trivial", "foo", "foobar", "todo", "tbd", "fixme"];

/// Prose is plain, and its flags stand in backticks, since mdBook makes
/// dashes of two hyphens.
pub fn prose_is_plain(context: &Context, report: &mut Report) {
    let book = &context.book;
    for page in book.all() {
        for prose in &page.prose {
            report.count("lines of prose");
            let place = (page.path.as_str(), prose.line);
            if !prose.spans_close {
                report.add(
                    place,
                    prose.text.trim(),
                    "code spans that end on the line they begin on",
                    "close the span, or break the line elsewhere",
                );
            }
            for word in prose.plain.split_whitespace() {
                let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
                if WEASEL.contains(&letters.to_lowercase().as_str()) {
                    report.add(
                        place,
                        prose.text.trim(),
                        format!("the sentence without `{letters}`"),
                        "say what is so, and let the reader judge",
                    );
                }
                if is_flag(word) {
                    report.add(
                        place,
                        word,
                        format!("`{word}`, in backticks"),
                        "put the flag in backticks",
                    );
                }
            }
        }
    }
}

fn is_flag(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '"', '*']);
    let name = word.trim_start_matches('-');
    let hyphens = word.len() - name.len();
    (1..=2).contains(&hyphens) && name.starts_with(char::is_alphabetic)
}
