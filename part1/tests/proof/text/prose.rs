//! Is the prose plain: no word that promises or belittles, no flag outside of backticks?

use crate::book::prelude::*;

/// Words that promise or belittle instead of saying what is so, and the words of what is not
/// written yet.
const WEASEL: [&str; 10] =
    ["simply", "just", "obviously", "easily", "trivial", "foo", "foobar", "todo", "tbd", "fixme"];

/// Prose is plain, and its flags stand in backticks, since mdBook makes dashes of two hyphens.
pub fn prose_is_plain(context: &Context, report: &mut Report) {
    for (page, prose) in context.book.prose() {
        report.count("lines of prose");
        let (place, text) = (page.at(prose.line), prose.text.trim());
        if !prose.spans_close {
            let expected = "code spans that end on the line they begin on";
            report.add(place, text, expected, "close the span, or break the line elsewhere");
        }
        for word in prose.plain.split_whitespace() {
            let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
            if WEASEL.contains(&letters.to_lowercase().as_str()) {
                let expected = format!("the sentence without `{letters}`");
                report.add(place, text, expected, "say what is so, and let the reader judge");
            }
            if is_flag(word) {
                let expected = format!("`{word}`, in backticks");
                report.add(place, word, expected, "put the flag in backticks");
            }
        }
    }
}

fn is_flag(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '"', '*']);
    let name = word.trim_start_matches('-');
    (1..=2).contains(&(word.len() - name.len())) && name.starts_with(char::is_alphabetic)
}
