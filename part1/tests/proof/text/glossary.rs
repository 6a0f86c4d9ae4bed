//! Are the field's terms explained where a reader first meets them?

use crate::book::markdown::{blank_between, blank_spans};
use crate::book::page::Heading;
use crate::book::prelude::*;
use crate::text::next_links::NEXT;

const GLOSSARY: &str = "book/src/glossary.md";

/// Where each heading is a term.
const TERM_LEVEL: usize = 2;

/// Stand around the fragment of a link to the glossary.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// A page's prose in one piece: in small letters, without code, tags and
/// headings, and with no link target but those into the glossary.
struct RunningText {
    text: String,
    /// Where each line begins in the text, and its number.
    lines: Vec<(usize, usize)>,
}

impl RunningText {
    fn read(page: &Page) -> RunningText {
        let (mut text, mut lines) = (String::new(), Vec::new());
        for prose in &page.prose {
            lines.push((text.len(), prose.line));
            if !prose.text.starts_with('#') && !prose.text.starts_with(NEXT) {
                let line = blank_between(&blank_spans(&prose.text).0, "<", ">");
                text += &with_targets(page, &line).to_lowercase();
            }
            text.push(' ');
        }
        RunningText { text, lines }
    }

    fn line_of(&self, at: usize) -> usize {
        let before = self.lines.iter().rfind(|(start, _)| *start <= at);
        before.map_or(1, |(_, line)| *line)
    }

    /// Where the term stands first, and whether as a link to `id`.
    fn first(&self, term: &str, id: &str) -> Option<(usize, bool)> {
        let is_letter = |c: char| c.is_alphanumeric() || c == '-';
        let (at, _) = self.text.match_indices(term).find(|(at, _)| {
            let rest = &self.text[at + term.len()..];
            let rest = rest.strip_prefix('s').unwrap_or(rest);
            !self.text[..*at].ends_with(is_letter) && !rest.starts_with(is_letter)
        })?;
        let (before, after) = self.text.split_at(at);
        let opened = before.rfind('[');
        let closed = before.rfind([']', CLOSE]);
        let to_it = after
            .find([OPEN, ']', '['])
            .is_some_and(|end| after[end..].starts_with(&bracketed(id)));
        Some((at, opened > closed && to_it))
    }
}

fn bracketed(id: &str) -> String {
    format!("{OPEN}{id}{CLOSE}")
}

fn with_targets(page: &Page, line: &str) -> String {
    let mut parts = line.split("](");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        let (file, id) = target.split_once('#').unwrap_or((target, ""));
        if resolve(&page.path, file) == GLOSSARY {
            text += &bracketed(id);
        } else {
            // The words of another link are that page's title, mostly.
            text.truncate(text.rfind('[').unwrap_or(0));
        }
        text += rest;
    }
    text
}

/// The entries of the glossary, in its order.
fn terms(book: &Book) -> impl Iterator<Item = &Heading> {
    let headings = book.page(GLOSSARY).map_or(&[][..], |page| &page.headings);
    headings.iter().filter(|heading| heading.level == TERM_LEVEL)
}

/// Each heading of the glossary is a term, in the order of the alphabet; where the book first uses
/// the term, it is a link to that heading.
pub fn terms_are_linked_from_their_first_use(context: &Context, report: &mut Report) {
    let book = &context.book;
    report.count_many("terms of the glossary", terms(book).count());
    let pages = book.pages.iter().filter(|page| page.path != GLOSSARY);
    let texts: Vec<_> = pages.map(|page| (page, RunningText::read(page))).collect();
    for term in terms(book) {
        let words = term.text.to_lowercase();
        let first = texts.iter().find_map(|(page, text)| {
            let (at, linked) = text.first(&words, &term.id)?;
            Some((page.at(text.line_of(at)), linked))
        });
        match first {
            Some((_, true)) => {}
            Some((place, false)) => report.add(
                place,
                format!("the first use of “{words}”"),
                format!("[{words}](…glossary.md#{})", term.id),
                "make it a link; readers meet the term here first",
            ),
            None => report.add(
                (GLOSSARY, term.line),
                format!("“{words}”, which no page uses"),
                "a term of the book",
                "take it out, or use the same word on the pages",
            ),
        }
    }
    let listed: Vec<&Heading> = terms(book).collect();
    for pair in listed.windows(2) {
        let [above, below] = [&pair[0], &pair[1]].map(|term| term.text.to_lowercase());
        if above > below {
            let actual = format!("`{below}` below `{above}`");
            let expected = "the terms in the order of the alphabet";
            report.add((GLOSSARY, pair[1].line), actual, expected, "move it");
        }
    }
}

/// A link to an entry of the glossary is on that entry's word, be there one or several of it.
pub fn glossary_links_are_on_the_word(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        for paragraph in page.paragraphs() {
            for (words, target) in links(&paragraph.text) {
                let (file, id) = target.split_once('#').unwrap_or((target, ""));
                let entry = terms(&context.book).find(|entry| entry.id == id);
                let Some(entry) = entry.filter(|_| resolve(&page.path, file) == GLOSSARY) else {
                    continue;
                };
                report.count("links to entries of the glossary");
                let (words, entry) = (words.to_lowercase(), entry.text.to_lowercase());
                if words != entry && words.strip_suffix('s') != Some(&entry) {
                    report.add(
                        page.at(paragraph.line),
                        format!("“{words}”, with a link to the entry “{entry}”"),
                        "a link on the entry's own word",
                        format!("link to the entry that explains “{words}”, or change the words"),
                    );
                }
            }
        }
    }
}

/// The words and the target of each `[words](target)`.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("](").map(|(at, bracket)| {
        let words = text[..at].rsplit('[').next().unwrap_or_default();
        (words, text[at + bracket.len()..].split(')').next().unwrap_or_default())
    })
}
