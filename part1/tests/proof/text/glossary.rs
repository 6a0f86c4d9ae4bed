//! Are the field's terms explained where a reader first meets them?

use super::links::NEXT;
use super::prelude::*;

const GLOSSARY: &str = "book/src/glossary.md";

/// The entries of the glossary, in its order: its headings of level 2.
fn terms(book: &Book) -> impl Iterator<Item = &Heading> + Clone {
    let headings = book.page(GLOSSARY).map_or(&[][..], |page| &page.headings);
    headings.iter().filter(|heading| heading.level == 2)
}

/// The fragment of a link's target, if that is in the glossary.
fn entry_of<'a>(page: &Page, target: &'a str) -> Option<&'a str> {
    let (path, id) = page.leads_to(target);
    (path == GLOSSARY).then_some(id)
}

/// A paragraph in small letters, without code, tags and links but those into the glossary,
/// `[words](#id)`. A heading and the way to the next page have no use of a term.
fn running_text(page: &Page, text: &str) -> String {
    if text.starts_with('#') || text.starts_with(NEXT) {
        return String::new();
    }
    let plain = blank_between(&blank_spans(text).0, "<", ">");
    without_other_links(page, &plain).to_lowercase()
}

fn without_other_links(page: &Page, line: &str) -> String {
    let mut parts = line.split("](");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        match entry_of(page, target) {
            Some(id) => text += &format!("](#{id})"),
            // The words of another link are that page's title, mostly.
            None => text.truncate(text.rfind('[').unwrap_or(0)),
        }
        text += rest;
    }
    text
}

/// Whether a term is linked to its entry where a text first has it; `None` if it has it nowhere.
fn first_is_linked(text: &str, words: &str, id: &str) -> Option<bool> {
    let is_part = |c: char| c.is_alphanumeric() || "-#".contains(c);
    text.match_indices(words).find_map(|(at, _)| {
        let (before, rest) = (&text[..at], &text[at + words.len()..]);
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let is_linked = before.ends_with('[') && rest.starts_with(&format!("](#{id})"));
        (!before.ends_with(is_part) && !rest.starts_with(is_part)).then_some(is_linked)
    })
}

/// Each heading of the glossary is a term, in the order of the alphabet; where the book first uses
/// the term, it is a link to that heading.
pub fn terms_are_linked_from_their_first_use(context: &Context, report: &mut Report) {
    let terms = terms(&context.book);
    report.count_many("terms of the glossary", terms.clone().count());
    let pages = context.book.pages.iter().filter(|page| page.path != GLOSSARY);
    let texts = pages.flat_map(|page| {
        let paragraphs = page.paragraphs().into_iter();
        paragraphs.map(|it| (page.at(it.line), running_text(page, &it.text)))
    });
    let texts: Vec<_> = texts.collect();
    for term in terms.clone() {
        let words = term.text.to_lowercase();
        let first = texts
            .iter()
            .find_map(|(place, text)| Some((*place, first_is_linked(text, &words, &term.id)?)));
        if let Some((place, false)) = first {
            let actual = format!("the first use of “{words}”");
            let expected = format!("[{words}](…glossary.md#{})", term.id);
            report.add(place, actual, expected, "make it a link; readers meet the term here first");
        } else if first.is_none() {
            let actual = format!("“{words}”, which no page uses");
            let help = "take it out, or use the same word on the pages";
            report.add((GLOSSARY, term.line), actual, "a term of the book", help);
        }
    }
    for (above, term) in terms.clone().zip(terms.skip(1)) {
        let [above, below] = [above, term].map(|term| term.text.to_lowercase());
        let actual = format!("`{below}` below `{above}`");
        let expected = "the terms in the order of the alphabet";
        report.demand((GLOSSARY, term.line), above <= below, actual, expected, "move it");
    }
}

/// How many sentences an entry may have.
const LONGEST: usize = 2;

/// Below each term is one paragraph of at most [`LONGEST`] sentences, which ends with a link.
pub fn terms_are_explained_briefly(context: &Context, report: &mut Report) {
    let Some(page) = context.book.page(GLOSSARY) else { return };
    let paragraphs = page.paragraphs();
    for term in terms(&context.book) {
        report.count("entries of the glossary");
        let below = paragraphs
            .iter()
            .filter(|it| it.line > term.line && page.fragment_above(it.line) == term.id);
        let below: Vec<&str> = below.map(|it| &*it.text).filter(|t| !t.starts_with(NEXT)).collect();
        let (entry, link) = match below[..] {
            [text] if text.ends_with(')') => text.rsplit_once(" [").unwrap_or_default(),
            _ => ("", ""),
        };
        let sentences = entry.split_whitespace().filter(|word| word.ends_with('.')).count();
        let holds = link.contains("](") && (1..=LONGEST).contains(&sentences);
        let actual = format!("{sentences} sentences: {}", below.join("\n"));
        let expected = format!("one to {LONGEST}, and then the link to a page");
        let help = "say what it is, and let the page say more";
        report.demand(page.at(term.line), holds, actual, expected, help);
    }
}

/// A link to an entry of the glossary is on that entry's word, be there one or several of it.
pub fn glossary_links_are_on_the_word(context: &Context, report: &mut Report) {
    for (page, paragraph) in context.book.paragraphs() {
        let parts: Vec<&str> = paragraph.text.split("](").collect();
        for link in parts.windows(2) {
            let id = entry_of(page, link[1].split(')').next().unwrap_or_default());
            let entry = terms(&context.book).find(|entry| id == Some(&entry.id));
            let Some(entry) = entry else { continue };
            report.count("links to entries of the glossary");
            let words = link[0].rsplit('[').next().unwrap_or_default().to_lowercase();
            let entry = entry.text.to_lowercase();
            let is_own = words == entry || words.strip_suffix('s') == Some(&entry);
            let actual = format!("“{words}”, with a link to the entry “{entry}”");
            let expected = "a link on the entry's own word";
            let help = format!("link to the entry of “{words}”, or change the words");
            report.demand(page.at(paragraph.line), is_own, actual, expected, help);
        }
    }
}
