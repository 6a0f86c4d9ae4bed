//! The words of code, and a page as its paragraphs, sections and the code that is on it.

use super::Book;
use super::fence::Fence;
use super::page::{Heading, Link, Page};
use super::steps::{PROGRAMS, Sources, program_path};
use super::tree::resolve;

/// Lines of prose that belong together: a paragraph, an item, a heading, or a row of a table.
pub struct Paragraph {
    pub line: usize,
    /// As it stands in the file, on one line.
    pub text: String,
}

/// Every name and number in a text of code.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    parts.filter(|word| !word.is_empty())
}

/// Whether the words stand in a text as they are, and not as a part of longer ones.
pub fn has_words(text: &str, sought: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(sought).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + sought.len()..]);
        let joins_before = is_part(sought.chars().next()) && is_part(before.chars().next_back());
        let joins_after = is_part(sought.chars().next_back()) && is_part(after.chars().next());
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

/// The texts between quotes in a program, those with `{…}` and `\…` as they are written.
pub fn literals(code: &str) -> Vec<String> {
    let texts = code.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
    texts.map(str::to_string).collect()
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

    /// Its prose, in paragraphs.
    pub fn paragraphs(&self) -> Vec<Paragraph> {
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut last = 0;
        for prose in &self.prose {
            let text = prose.text.trim();
            let begins = text.starts_with(['|', '#', '<']) || text.starts_with("- ");
            match paragraphs.last_mut() {
                _ if text.is_empty() => {}
                Some(above)
                    if !begins && prose.line == last + 1 && !above.text.starts_with('#') =>
                {
                    above.text += &format!(" {text}");
                }
                _ => paragraphs.push(Paragraph { line: prose.line, text: text.to_string() }),
            }
            last = if text.is_empty() { 0 } else { prose.line };
        }
        paragraphs
    }

    /// The heading above a line.
    pub fn heading_above(&self, line: usize) -> Option<&Heading> {
        self.headings.iter().rfind(|heading| heading.line <= line)
    }

    /// The fences below the heading of that fragment, up to the next one; without a fragment, all.
    pub fn fences_below<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Fence> {
        let is_below = move |fence: &&Fence| {
            id.is_empty() || self.heading_above(fence.line).is_some_and(|h| h.id == id)
        };
        self.fences.iter().filter(is_below)
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
        let mut code = String::new();
        for fence in self.fences_below(id) {
            let included = fence.includes().into_iter().next();
            let source = included.and_then(|i| sources.get(&resolve(&self.path, &i.file)));
            code += &source.map_or(fence.body.join("\n"), |source| source.shown(self, fence));
            code.push('\n');
        }
        code
    }
}

#[test]
fn a_paragraph_ends_where_another_begins() {
    let text = "# A\nb\nc\n\n- d\n  e\n- f\n| g |\n```text\n```\nh\n";
    let page = Page::read(&Default::default(), "a.md", text);
    let texts: Vec<String> = page.paragraphs().into_iter().map(|p| p.text).collect();
    assert_eq!(texts, ["# A", "b c", "- d e", "- f", "| g |", "h"]);
}
