//! The words of code, and a page as its paragraphs, sections and the code that is on it.

use super::Book;
use super::fence::Fence;
use super::page::{Link, Page};
use super::repository::resolve;
use super::steps::{PROGRAMS, Sources, program_path};

/// Lines of prose that belong together: a paragraph, an item, a heading, or a row of a table.
pub struct Paragraph {
    pub line: usize,
    /// As it stands in the file, on one line.
    pub text: String,
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every name and number in a text of code.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_part(c)).filter(|word| !word.is_empty())
}

/// Whether the words stand in a text as they are, and not as a part of longer ones.
pub fn has_words(text: &str, sought: &str) -> bool {
    text.match_indices(sought).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + sought.len()..]);
        let joins_before = before.ends_with(is_part) && sought.starts_with(is_part);
        let joins_after = sought.ends_with(is_part) && after.starts_with(is_part);
        !joins_before && !joins_after
    })
}

/// Whether a word is a code of the compiler's: `E` and four digits.
pub fn is_error_code(word: &str) -> bool {
    let digits = word.strip_prefix('E').unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every whole number in a text.
pub fn numbers(text: &str) -> impl Iterator<Item = usize> {
    words(text).filter_map(|word| word.replace('_', "").parse().ok())
}

/// How long the texts between quotes in a program are, with `{…}` and `\…` as they are written.
pub fn lengths(code: &str) -> impl Iterator<Item = usize> {
    code.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::len)
}

impl Book {
    /// The system calls of both programs, as they were recorded.
    pub fn calls(&self) -> String {
        let calls = ["server-calls", "client-calls"].map(|calls| self.recorded(calls));
        let lines = calls.into_iter().flatten().flat_map(|(_, fence)| &fence.body);
        lines.map(|line| line.clone() + "\n").collect()
    }
}

impl Page {
    /// Its code spans, a line each.
    pub fn spans(&self) -> String {
        self.prose.iter().flat_map(|prose| &prose.spans).map(|span| format!("{span}\n")).collect()
    }

    /// The folder of its chapter below `book/src`; empty for a page that is in none.
    pub fn folder(&self) -> &str {
        self.name().split_once('/').map_or("", |(folder, _)| folder)
    }

    /// The name of the exercise that it sets, if it sets one.
    pub fn exercise(&self) -> Option<&str> {
        self.name().strip_prefix("exercises/")
    }

    /// Its prose, in paragraphs.
    pub fn paragraphs(&self) -> Vec<Paragraph> {
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut last = 0;
        for prose in self.prose.iter().filter(|prose| !prose.text.trim().is_empty()) {
            let text = prose.text.trim();
            let begins = text.starts_with(['|', '#', '<']) || text.starts_with("- ");
            let goes_on = !begins && prose.line == last + 1;
            match paragraphs.last_mut().filter(|above| goes_on && !above.text.starts_with('#')) {
                Some(above) => above.text += &format!(" {text}"),
                None => paragraphs.push(Paragraph { line: prose.line, text: text.to_string() }),
            }
            last = prose.line;
        }
        paragraphs
    }

    /// The fragment of the heading above a line; empty if there is none.
    pub fn fragment_above(&self, line: usize) -> &str {
        self.headings.iter().rfind(|heading| heading.line <= line).map_or("", |heading| &heading.id)
    }

    /// The fences below the heading of that fragment, up to the next one; without a fragment, all.
    pub fn fences_below(&self, id: &str) -> impl Iterator<Item = &Fence> {
        self.fences.iter().filter(move |f| id.is_empty() || self.fragment_above(f.line) == id)
    }

    /// The path and the fragment to which a link of this page leads.
    pub fn leads_to<'a>(&self, link: &'a Link) -> (String, &'a str) {
        let (file, id) = link.target.split_once('#').unwrap_or((&link.target, ""));
        let path = if file.is_empty() { self.path.clone() } else { resolve(&self.path, file) };
        (path, id)
    }

    /// The two programs, and all of those of which it shows a part.
    pub fn programs(&self, sources: &Sources) -> String {
        let includes = self.fences.iter().flat_map(|fence| fence.includes());
        let paths = includes.map(|include| resolve(&self.path, &include.file));
        let paths = paths.chain(PROGRAMS.map(program_path));
        let lines = paths.filter_map(|path| sources.get(&path)).flat_map(|source| &source.code);
        lines.map(|line| line.text.clone() + "\n").collect()
    }

    /// All code of its fences, or of those below a heading: what they include, and what is typed or
    /// printed in them.
    pub fn code(&self, id: &str, sources: &Sources) -> String {
        let code = self.fences_below(id).map(|fence| {
            let included = fence.includes().into_iter().next();
            let source = included.and_then(|i| sources.get(&resolve(&self.path, &i.file)));
            source.map_or(fence.body.join("\n"), |source| source.shown(self, fence)) + "\n"
        });
        code.collect()
    }
}

#[test]
fn a_paragraph_ends_where_another_begins() {
    let text = "# A\nb\nc\n\n- d\n  e\n- f\n| g |\n```text\n```\nh\n";
    let page = Page::read(&Default::default(), "a.md", text);
    let texts: Vec<String> = page.paragraphs().into_iter().map(|p| p.text).collect();
    assert_eq!(texts, ["# A", "b c", "- d e", "- f", "| g |", "h"]);
}
