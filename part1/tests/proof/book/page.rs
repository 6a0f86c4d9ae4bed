//! One Markdown file, taken apart: headings, fences, links, pictures, tables, prose.

use super::markdown::{blank_between, blank_spans, quoted, targets};
use super::prelude::*;
use super::source::Source;
use super::steps::Sources;
use super::{MEASURED, PAGES};
use std::mem::take;

#[derive(Default)]
pub struct Page {
    /// From the repository's root.
    pub path: String,
    /// As SUMMARY.md has it; empty for a document besides the pages.
    pub title: String,
    pub headings: Vec<Heading>,
    pub fences: Vec<Fence>,
    pub links: Vec<Link>,
    pub pictures: Vec<Picture>,
    pub tables: Vec<Table>,
    /// The lines outside fences, pictures and comments.
    pub prose: Vec<Prose>,
    /// What of it could not be parsed.
    pub faults: Vec<Finding>,
}

pub struct Heading {
    pub line: usize,
    pub level: usize,
    pub text: String,
    /// The fragment that mdBook gives it, and what of that its text alone makes.
    pub id: String,
    fragment: String,
    /// Whether it is the summary of a fold.
    pub is_summary: bool,
}

/// A link's or an image's target, as written.
pub struct Link {
    pub line: usize,
    pub target: String,
}

pub struct Picture {
    pub line: usize,
    /// What somebody who does not see it is told; empty if nothing is.
    pub alternative: String,
    /// All its lines, if it is drawn on the page.
    pub svg: Option<String>,
}

/// A table, without the line below its column heads.
pub struct Table {
    pub head: Row,
    /// Whether a line of dashes is below the head: without it, the lines are no table.
    pub has_rule: bool,
    pub rows: Vec<Row>,
}

/// A row of a table.
pub struct Row {
    pub line: usize,
    pub cells: Vec<String>,
}

impl Row {
    /// A cell; empty if the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The code spans of a cell.
    pub fn spans(&self, column: usize) -> Vec<String> {
        blank_spans(self.cell(column)).1
    }
}

/// What closes a block.
pub const BLOCK_END: &str = "</div>";
const SVG_END: &str = "</svg>";

/// A line of prose.
pub struct Prose {
    pub line: usize,
    /// As it stands in the file.
    pub text: String,
    /// With code spans, link targets and tags blanked out.
    pub plain: String,
    /// The code spans on it.
    pub spans: Vec<String>,
    /// Whether every code span that begins on it also ends on it.
    pub spans_close: bool,
}

/// Lines of prose that belong together: a paragraph, an item, a heading, or a row of a table.
pub struct Paragraph {
    pub line: usize,
    /// As it stands in the file, on one line.
    pub text: String,
}

impl Page {
    /// Takes a Markdown file apart. What a record holds that it includes is read as if it stood
    /// there, all of it on the include's line.
    pub fn read(tree: &Tree, path: &str, text: &str) -> Page {
        let mut page = Page { path: path.to_string(), ..Page::default() };
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let inside = record(path, line).and_then(|path| tree.get(&path));
            // A blank line has no lines to give.
            let these = inside.unwrap_or(line).lines().chain(line.is_empty().then_some(""));
            lines.extend(these.map(|line| (number, line)));
        }
        let mut lines = &lines[..];
        // The last paragraph, which may be a caption, and whether it goes on.
        let (mut above, mut goes_on) = (Vec::new(), false);
        while let [(number, line), rest @ ..] = lines {
            lines = rest;
            let opens = line.split_once("```").filter(|(_, info)| !info.contains('`'));
            if let Some((indent, info)) = opens {
                let end = rest.iter().position(|(_, line)| line.trim() == "```");
                let body = rest[..end.unwrap_or(rest.len())].iter().map(|(_, line)| *line);
                // What is never closed is told of where it is looked at.
                let body = body.chain(end.is_none().then_some("```")).map(str::to_string).collect();
                lines = end.map_or(&[], |end| &rest[end + 1..]);
                let (place, above) = ((path, *number), take(&mut above).join(" "));
                let fence = Fence::parse(place, (indent, info), body, &above, &mut page.faults);
                page.fences.push(fence);
                goes_on = false;
            } else if let Some((at, end)) = html(line) {
                let mut block = line[at..].to_string();
                while let (false, [(_, line), rest @ ..]) = (block.contains(end), lines) {
                    block = block + "\n" + line;
                    lines = rest;
                }
                let alternative = svg_alternative(&block).unwrap_or_default();
                let drawing = Picture { line: *number, alternative, svg: Some(block) };
                page.pictures.extend((end == SVG_END).then_some(drawing));
            } else {
                let is_blank = line.trim().is_empty();
                if !is_blank && !goes_on {
                    above.clear();
                }
                above.extend((!is_blank).then(|| line.trim()));
                goes_on = !is_blank;
                page.line(*number, line);
            }
        }
        page
    }

    fn line(&mut self, number: usize, line: &str) {
        self.headings.extend(heading(number, line, &self.headings));
        let (outside_spans, spans, spans_close) = blank_spans(line);
        let targets = targets(&outside_spans).into_iter();
        self.links.extend(targets.map(|target| Link { line: number, target }));
        self.pictures.extend(images(number, &outside_spans));
        self.table(number, line);
        let plain = blank_between(&blank_between(&outside_spans, "](", ")"), "<", ">");
        self.prose.push(Prose { line: number, text: line.to_string(), plain, spans, spans_close });
    }

    /// Adds a line to the page's tables, if it belongs to one.
    fn table(&mut self, line: usize, text: &str) {
        let Some(inner) = text.strip_prefix('|') else { return };
        let cells = inner.trim_end().trim_end_matches('|').split('|');
        let cells: Vec<String> = cells.map(|cell| cell.trim().to_string()).collect();
        let is_above = |it: &Prose| it.text.starts_with('|') && it.line + 1 >= line;
        let goes_on = self.prose.last().is_some_and(is_above);
        let is_rule = cells.iter().all(|cell| cell.starts_with(['-', ':']));
        let row = Row { line, cells };
        match self.tables.last_mut() {
            Some(table) if goes_on && !is_rule => table.rows.push(row),
            Some(table) if goes_on => table.has_rule = true,
            _ => self.tables.push(Table { head: row, has_rule: false, rows: Vec::new() }),
        }
    }

    /// The path below `book/src`, without `.md`: `server/listen`.
    pub fn name(&self) -> &str {
        let path = self.path.strip_prefix(PAGES).map_or(&*self.path, |path| &path[1..]);
        path.strip_suffix(".md").unwrap_or(path)
    }

    /// Where mdBook puts it, below the built book's folder: `server/listen.html`.
    pub fn html(&self) -> String {
        format!("{}.html", self.name())
    }

    /// A line of it, as the place of a finding.
    pub fn at(&self, line: usize) -> (&str, usize) {
        (&self.path, line)
    }

    /// Whether it is a page of the book, rather than a document besides.
    pub fn is_of_book(&self) -> bool {
        self.path.starts_with(PAGES)
    }

    /// The tags that open and close its blocks, `<div …>` and [`BLOCK_END`], each with its line.
    pub fn block_tags(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.prose.iter().map(|prose| (prose.line, prose.text.trim()));
        lines.filter(|(_, text)| text.starts_with("<div") || *text == BLOCK_END)
    }

    /// Whether two of its lines are in the same block.
    pub fn is_one_block(&self, first: usize, second: usize) -> bool {
        let above = self.block_tags().filter(|(line, _)| *line < second).last();
        above.is_some_and(|(line, tag)| tag != BLOCK_END && line < first)
    }

    /// The rows of all its tables.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.tables.iter().flat_map(|table| &table.rows)
    }

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
    pub fn leads_to<'a>(&self, target: &'a str) -> (String, &'a str) {
        let (file, id) = target.split_once('#').unwrap_or((target, ""));
        let path = if file.is_empty() { self.path.clone() } else { resolve(&self.path, file) };
        (path, id)
    }

    /// The two programs, and all of those of which it shows a part.
    pub fn programs(&self, sources: &Sources) -> String {
        let includes = self.fences.iter().flat_map(|fence| &fence.includes);
        let paths = includes.map(|include| include.path.clone()).chain(PROGRAMS.map(program_path));
        paths.filter_map(|path| sources.get(&path)).map(Source::text).collect()
    }

    /// All code of its fences.
    pub fn code(&self, sources: &Sources) -> String {
        self.fences.iter().map(|fence| fence.code(sources)).collect()
    }
}

/// The record that a line includes: all of a file below [`MEASURED`], by a directive that stands
/// alone on the line.
pub fn record(page: &str, line: &str) -> Option<String> {
    let path = resolve(page, line.strip_prefix("{{#include ")?.strip_suffix("}}")?);
    (path.contains(MEASURED) && !path.contains(':')).then_some(path)
}

/// The heading that a line is, if it is one. Its fragment is made as mdBook makes it, with a number
/// if it was there above.
fn heading(line: usize, text: &str, above: &[Heading]) -> Option<Heading> {
    if let Some(heading) = heading_of_fold(line, text) {
        return Some(heading);
    }
    let title = text.trim_start_matches('#');
    let level = text.len() - title.len();
    if !(1..=6).contains(&level) || !title.starts_with(' ') {
        return None;
    }
    let (text, fragment) = (title.trim().to_string(), fragment(title));
    let before = above.iter().filter(|heading| heading.fragment == fragment).count();
    let id = if before == 0 { fragment.clone() } else { format!("{fragment}-{before}") };
    Some(Heading { line, level, text, id, fragment, is_summary: false })
}

/// The heading that is the summary of a fold, as HTML, with an id that it is given there: mdBook's
/// search knows such a heading, and makes no link of it, which a click could not unfold.
fn heading_of_fold(line: usize, text: &str) -> Option<Heading> {
    let heading = text.strip_prefix("<summary><h")?.strip_suffix("</summary>")?;
    let level = heading.chars().next()?.to_digit(10)?;
    let id = quoted(heading, "id=\"")?;
    let (_, text) = heading.strip_suffix(&format!("</h{level}>"))?.split_once('>')?;
    let text = text.replace("<code>", "`").replace("</code>", "`");
    let (level, fragment) = (level as usize, id.clone());
    Some(Heading { line, level, text, id, fragment, is_summary: true })
}

/// Letters and digits in lower case, spaces as hyphens.
fn fragment(title: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || c.is_whitespace() || "_-".contains(*c);
    let kept = title.trim().chars().filter(is_kept);
    kept.map(|c| if c.is_whitespace() { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

/// `![alternative](…)` and `<img alt="…">` on a line.
fn images(line: usize, text: &str) -> Vec<Picture> {
    let inline = text.split("![").skip(1).map(|rest| Some(rest.split_once("](")?.0.to_string()));
    let tags = text.split("<img").skip(1).map(|rest| quoted(rest.split('>').next()?, "alt=\""));
    let alternatives = inline.chain(tags).map(Option::unwrap_or_default);
    alternatives.map(|alternative| Picture { line, alternative, svg: None }).collect()
}

/// Where an HTML block begins on a line in which nothing is prose, and what ends it.
fn html(line: &str) -> Option<(usize, &'static str)> {
    let drawing = line.find("<svg").map(|at| (at, SVG_END));
    drawing.or_else(|| Some((line.find("<!--")?, "-->")))
}

/// A drawing is a picture to a screen reader when it has `role="img"` and an `aria-labelledby`
/// that leads to its own `<title>` or `<desc>`.
fn svg_alternative(svg: &str) -> Option<String> {
    let ids = quoted(svg, "aria-labelledby=\"").filter(|_| svg.contains("role=\"img\""))?;
    let text = |id: &str| {
        let (_, after) = svg.split_once(&format!("id=\"{id}\">"))?;
        Some(after.split('<').next()?.trim())
    };
    ids.split_whitespace().map(text).collect()
}

#[test]
fn a_paragraph_ends_where_another_begins() {
    let text = "# A\nb\nc\n\n- d\n  e\n- f\n| g |\n```text\n```\nh\n";
    let page = Page::read(&Default::default(), "a.md", text);
    let texts: Vec<String> = page.paragraphs().into_iter().map(|p| p.text).collect();
    assert_eq!(texts, ["# A", "b c", "- d e", "- f", "| g |", "h"]);
}

#[test]
fn a_summary_may_be_a_heading() {
    let text = "# A\n<details>\n<summary><h3 id=\"b\">Why <code>c</code>?</h3></summary>\n";
    let page = Page::read(&Default::default(), "a.md", text);
    let headings = page.headings.iter().map(|h| (h.line, h.level, &*h.text, &*h.id));
    assert_eq!(headings.collect::<Vec<_>>(), [(1, 1, "A", "a"), (3, 3, "Why `c`?", "b")]);
}
