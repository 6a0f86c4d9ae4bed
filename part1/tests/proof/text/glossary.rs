//! Are the field's terms explained where a reader first meets them?

use crate::book::markdown::{blank_between, blank_spans};
use crate::book::page::Page;
use crate::book::report::Report;
use crate::book::steps::Context;
use crate::book::tree::resolve;

const GLOSSARY: &str = "book/src/glossary.md";

/// Where each heading is a term.
const TERM_LEVEL: usize = 2;

/// What the line that leads to the next page begins with.
pub const NEXT: &str = "Next";

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
        let mut text = String::new();
        let mut lines = Vec::new();
        for prose in &page.prose {
            lines.push((text.len(), prose.line));
            let leads_on = prose.text.starts_with(NEXT);
            if !prose.text.starts_with('#') && !leads_on {
                let line = blank_spans(&prose.text).0;
                let line = blank_between(&line, "<", ">");
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
        let to_it =
            after.find([OPEN, ']', '[']).is_some_and(|end| after[end..].starts_with(&marked(id)));
        Some((at, opened > closed && to_it))
    }
}

fn marked(id: &str) -> String {
    format!("{OPEN}{id}{CLOSE}")
}

fn with_targets(page: &Page, line: &str) -> String {
    let mut parts = line.split("](");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        let (file, id) = target.split_once('#').unwrap_or((target, ""));
        if resolve(&page.path, file) == GLOSSARY {
            text += &marked(id);
        } else {
            // The words of another link are that page's title, mostly.
            text.truncate(text.rfind('[').unwrap_or(0));
        }
        text += rest;
    }
    text
}

/// Each heading of the glossary is a term; where the book first uses the
/// term, it is a link to that heading.
pub fn terms_are_linked_from_their_first_use(context: &Context, report: &mut Report) {
    let book = &context.book;
    let glossary = book.page(GLOSSARY);
    let headings = glossary.map_or(&[] as &[_], |page| &page.headings);
    let mut terms: Vec<_> = headings.iter().filter(|h| h.level == TERM_LEVEL).collect();
    report.count_many("terms of the glossary", terms.len());
    let pages = book.pages.iter().filter(|page| page.path != GLOSSARY);
    let texts: Vec<_> = pages.map(|p| (p, RunningText::read(p))).collect();
    for term in &terms {
        let words = term.text.to_lowercase();
        let first = texts.iter().find_map(|(page, text)| {
            let (at, linked) = text.first(&words, &term.id)?;
            Some((&page.path, text.line_of(at), linked))
        });
        match first {
            Some((_, _, true)) => {}
            Some((path, line, false)) => report.add(
                (path, line),
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
    let listed: Vec<_> = terms.iter().map(|t| t.text.to_lowercase()).collect();
    terms.sort_by_key(|term| term.text.to_lowercase());
    for (term, listed) in terms.iter().zip(listed) {
        if term.text.to_lowercase() != listed {
            report.add(
                (GLOSSARY, term.line),
                format!("`{listed}` where `{}` belongs", term.text),
                "the terms in the order of the alphabet",
                "move it",
            );
            break;
        }
    }
}

/// A link to an entry of the glossary is on that entry's word, be there one or several of it.
pub fn glossary_links_are_on_the_word(context: &Context, report: &mut Report) {
    let book = &context.book;
    let headings = book.page(GLOSSARY).map_or(&[] as &[_], |page| &page.headings);
    for page in book.all() {
        for paragraph in page.paragraphs() {
            let mut parts = paragraph.text.split("](");
            let mut before = parts.next().unwrap_or_default();
            for part in parts {
                let (target, rest) = part.split_once(')').unwrap_or((part, ""));
                let words = before.rsplit('[').next().unwrap_or(before).to_lowercase();
                before = rest;
                let (file, id) = target.split_once('#').unwrap_or((target, ""));
                let Some(entry) = headings.iter().find(|heading| heading.id == id) else {
                    continue;
                };
                if resolve(&page.path, file) != GLOSSARY {
                    continue;
                }
                report.count("links to entries of the glossary");
                let entry = entry.text.to_lowercase();
                if words != entry && words.strip_suffix('s') != Some(&entry) {
                    report.add(
                        (&page.path, paragraph.line),
                        format!("“{words}”, with a link to the entry “{entry}”"),
                        "a link on the entry's own word",
                        format!("link to the entry that explains “{words}”, or change the words"),
                    );
                }
            }
        }
    }
}
