//! Does a page still say what a test proves of it? The test itself asks, too, but one that needs a
//! tool is ignored where that is not: a sentence that has changed would be found only in CI.

use super::prelude::*;
use crate::book::unsaid;

/// A call of `says`, or of `proves`, whose page and words are there to be read.
struct Quote {
    /// How many bytes stand before it in its file.
    at: usize,
    page: String,
    words: String,
}

/// The calls of a file that name a page and quote it. What is put together while a test runs is
/// left to that test.
fn quotes(code: &str) -> Vec<Quote> {
    let is_call = |at: usize| {
        let before = code[..at].chars().next_back();
        before.is_some_and(|c| c.is_whitespace() || "{}(;|".contains(c))
            && !code[..at].ends_with("fn ")
    };
    let calls = ["says(", "proves("].into_iter().flat_map(|name| code.match_indices(name));
    let calls = calls.filter(|(at, _)| is_call(*at));
    let quote = |(at, call): (usize, &str)| {
        let (page, rest) = words(code, &code[at + call.len()..])?;
        let (words, rest) = words(code, rest.trim_start().strip_prefix(',')?)?;
        rest.starts_with([',', ')']).then_some(Quote { at, page, words })
    };
    calls.filter_map(quote).collect()
}

/// The text that an argument stands for, a literal or a constant of the same file, and what follows.
fn words<'a>(code: &'a str, argument: &'a str) -> Option<(String, &'a str)> {
    let argument = argument.trim_start();
    if argument.starts_with('"') {
        return literal(argument);
    }
    let is_of_name = |c: char| c.is_ascii_uppercase() || c == '_';
    let end = argument.find(|c| !is_of_name(c)).filter(|end| *end > 0)?;
    let (name, rest) = argument.split_at(end);
    let (_, value) = code.split_once(&format!("const {name}: &str ="))?;
    Some((literal(value.trim_start())?.0, rest))
}

/// What a literal of text says, and what follows it.
fn literal(code: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = code.strip_prefix('"')?.chars();
    loop {
        match rest.next()? {
            '"' => return Some((text, rest.as_str())),
            '\\' => match rest.next()? {
                // The literal goes on in the next line.
                '\n' => rest = rest.as_str().trim_start().chars(),
                'n' => text.push('\n'),
                c @ ('"' | '\\') => text.push(c),
                _ => return None,
            },
            c => text.push(c),
        }
    }
}

/// In each file of the proof.
pub fn pages_say_what_is_proved(context: &Context, report: &mut Report) {
    let is_code = |path: &&str| path.starts_with("part1/tests/proof/") && path.ends_with(".rs");
    for path in context.tree.paths().filter(is_code) {
        let code = context.tree.get(path).unwrap_or_default();
        for Quote { at, page, words } in quotes(code) {
            report.count("sentences that a test proves");
            let line = code[..at].lines().count().max(1);
            report.findings.extend(unsaid(&context.tree, &page, &words, &format!("{path}:{line}")));
        }
    }
}
