//! Is the prose plain: no word that promises or belittles, no flag outside of backticks?

use super::prelude::*;

/// Words that promise or belittle instead of saying what is so, or stand for what is not written.
const WEASEL: [&str; 10] =
    ["simply", "just", "obviously", "easily", "trivial", "foo", "foobar", "todo", "tbd", "fixme"];

/// Prose is plain, and its flags stand in backticks, since mdBook makes dashes of two hyphens.
pub fn prose_is_plain(context: &Context, report: &mut Report) {
    for (page, prose) in context.book.prose() {
        report.count("lines of prose");
        let (place, text) = (page.at(prose.line), prose.text.trim());
        let expected = "code spans that end on the line they begin on";
        let help = "close the span, or break the line elsewhere";
        report.demand(place, prose.spans_close, text, expected, help);
        for word in prose.plain.split_whitespace() {
            let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
            let is_plain = !WEASEL.contains(&letters.to_lowercase().as_str());
            let expected = format!("the sentence without `{letters}`");
            let help = "say what is so, and let the reader judge";
            report.demand(place, is_plain, text, expected, help);
            let name = word.trim_start_matches(['(', '"', '*']);
            let hyphens = name.len() - name.trim_start_matches('-').len();
            if (1..=2).contains(&hyphens) && name[hyphens..].starts_with(char::is_alphabetic) {
                let expected = format!("`{word}`, in backticks");
                report.add(place, word, expected, "put the flag in backticks");
            }
        }
    }
}
