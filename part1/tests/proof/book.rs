//! The book as every check reads it: pages in the order of SUMMARY.md,
//! each with its headings, fences, links, pictures and prose.

use crate::markdown::{blank_between, blank_spans, quoted, targets};
use crate::tree::{Tree, resolve};
use std::collections::HashMap;

/// Where the pages are.
pub const PAGES: &str = "book/src";
/// The list of the pages.
pub const SUMMARY: &str = "book/src/SUMMARY.md";

/// Where the examples that measure leave what they measured.
pub const MEASURED: &str = "part1/measured/";

/// All pages, and README.md, which is held to the same rules.
pub struct Book {
    /// In SUMMARY's order.
    pub pages: Vec<Page>,
    pub readme: Page,
    by_path: HashMap<String, usize>,
}

/// One Markdown file.
pub struct Page {
    /// From the repository's root.
    pub path: String,
    /// Where SUMMARY.md names it; 0 for README.md.
    pub listed: usize,
    pub headings: Vec<Heading>,
    pub fences: Vec<Fence>,
    pub links: Vec<Link>,
    pub pictures: Vec<Picture>,
    pub tables: Vec<Table>,
    /// The records that it includes, by their paths.
    pub records: Vec<String>,
    /// The lines outside fences, pictures and comments.
    pub prose: Vec<Prose>,
}

pub struct Heading {
    pub line: usize,
    pub level: usize,
    pub text: String,
    /// The fragment that mdBook gives it.
    pub id: String,
}

/// A link's or an image's target, as written.
pub struct Link {
    pub line: usize,
    pub target: String,
}

pub struct Picture {
    pub line: usize,
    /// What somebody who does not see it is told.
    pub alternative: Option<String>,
    /// All its lines, if it is drawn on the page.
    pub svg: Option<String>,
}

/// A table, without the line below its column heads.
pub struct Table {
    pub head: Row,
    pub rows: Vec<Row>,
}

/// A row of a table.
pub struct Row {
    pub line: usize,
    pub cells: Vec<String>,
}

/// What closes a block.
pub const BLOCK_END: &str = "</div>";

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

impl Prose {
    /// Whether it opens a block: `<div …>`.
    pub fn opens_block(&self) -> bool {
        self.text.trim().starts_with("<div")
    }

    /// Whether it closes one.
    pub fn closes_block(&self) -> bool {
        self.text.trim() == BLOCK_END
    }
}

/// A fenced block.
#[derive(Clone)]
pub struct Fence {
    /// The line that opens it, counted from 1.
    pub line: usize,
    /// What stands before the three backticks on their line.
    pub indent: String,
    pub language: String,
    /// The words after the language: `name` or `name=value`.
    pub attributes: Vec<(String, String)>,
    pub body: Vec<String>,
    /// The code spans of the paragraph above it, which is its caption.
    pub caption: Vec<String>,
    /// That paragraph, on one line, without the targets of its links.
    pub above: String,
}

impl Fence {
    /// The value of an attribute, empty if it has none.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name)?;
        Some(&found.1)
    }

    /// The regions that the fence includes, with the line of each.
    pub fn includes(&self) -> Vec<Include> {
        let lines = self.body.iter().enumerate();
        lines
            .filter_map(|(i, text)| {
                let inner = text.trim().strip_prefix("{{#include ")?;
                let inner = inner.strip_suffix("}}")?;
                let (file, region) =
                    inner.split_once(':').unwrap_or((inner, ""));
                Some(Include {
                    line: self.line + 1 + i,
                    file: file.to_string(),
                    region: region.to_string(),
                })
            })
            .collect()
    }

    /// The regions that the fence adds to a program.
    pub fn adds(&self) -> Vec<Include> {
        let again = [SO_FAR, STAGE];
        match again.iter().any(|name| self.attribute(name).is_some()) {
            true => Vec::new(),
            false => self.includes(),
        }
    }
}

/// The attribute of a fence that shows what `check` says of the reader's
/// program.
pub const CHECKED: &str = "checked";

/// The attribute of a fence that shows a program as the reader has it,
/// and adds nothing to it.
pub const SO_FAR: &str = "so-far";

/// The attribute of a fence whose paragraph above is shown as its caption.
pub const CAPTION: &str = "caption";

/// The attribute of a fence with the program that a column of a story's
/// table is about: it shows what other pages show, and adds nothing.
pub const STAGE: &str = "stage";

/// One `{{#include file:region}}`.
pub struct Include {
    pub line: usize,
    pub file: String,
    pub region: String,
}

/// A line of SUMMARY.md that names a page.
pub struct Entry {
    pub line: usize,
    pub path: String,
    pub title: String,
}

/// What SUMMARY.md lists, in its order.
pub fn summary(tree: &Tree) -> Vec<Entry> {
    let text = tree.get(SUMMARY).unwrap_or_default();
    let mut entries = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for target in targets(line) {
            entries.push(Entry {
                line: index + 1,
                path: resolve(SUMMARY, &target),
                title: title(line).to_string(),
            });
        }
    }
    entries
}

/// What stands in the brackets of a line of SUMMARY.md.
fn title(line: &str) -> &str {
    let (_, rest) = line.split_once('[').unwrap_or_default();
    rest.split_once(']').unwrap_or_default().0
}

impl Book {
    /// Reads every page that SUMMARY.md lists and that exists.
    pub fn read(tree: &Tree) -> Book {
        let mut pages = Vec::new();
        let mut by_path = HashMap::new();
        for entry in summary(tree) {
            if let Some(text) = tree.get(&entry.path) {
                by_path.insert(entry.path.clone(), pages.len());
                let mut page = Page::read(tree, &entry.path, text);
                page.listed = entry.line;
                pages.push(page);
            }
        }
        let readme = tree.get("README.md").unwrap_or_default();
        let readme = Page::read(tree, "README.md", readme);
        Book { pages, readme, by_path }
    }

    /// The pages of the book, then README.md.
    pub fn all(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().chain([&self.readme])
    }

    /// The page at that path.
    pub fn page(&self, path: &str) -> Option<&Page> {
        if path == self.readme.path {
            return Some(&self.readme);
        }
        self.by_path.get(path).map(|&i| &self.pages[i])
    }
}

impl Page {
    /// Takes a Markdown file apart. What a record holds that it includes
    /// is read as if it stood there, all of it on the include's line.
    pub fn read(tree: &Tree, path: &str, text: &str) -> Page {
        let mut page = Page {
            path: path.to_string(),
            listed: 0,
            headings: Vec::new(),
            fences: Vec::new(),
            links: Vec::new(),
            pictures: Vec::new(),
            tables: Vec::new(),
            records: Vec::new(),
            prose: Vec::new(),
        };
        let mut ids: HashMap<String, usize> = HashMap::new();
        let mut fence: Option<Fence> = None;
        // An HTML block in which nothing is prose, by its closing tag.
        let mut html: Option<(&str, usize, String)> = None;
        // The code spans of the last paragraph, which may be a caption.
        let mut paragraph: Vec<String> = Vec::new();
        let mut above = String::new();
        let mut in_paragraph = false;
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let record = record(path, line);
            let inside = record.as_deref().and_then(|path| tree.get(path));
            page.records.extend(record.clone().filter(|_| inside.is_some()));
            let these = inside.unwrap_or(line).lines();
            // A blank line has no lines to give.
            let these = these.chain(line.is_empty().then_some(""));
            lines.extend(these.map(|line| (index + 1, line)));
        }
        for (number, line) in lines {
            if let Some(open) = &mut fence {
                if line.trim() == "```" {
                    page.fences.extend(fence.take());
                } else {
                    open.body.push(line.to_string());
                }
                continue;
            }
            if let Some((indent, info)) = line.split_once("```")
                && !info.contains('`')
            {
                let caption = std::mem::take(&mut paragraph);
                in_paragraph = false;
                let above = std::mem::take(&mut above);
                fence = Some(open_fence(number, indent, info, caption, above));
                continue;
            }
            if html.is_none() {
                html = ["svg", "!--"].into_iter().find_map(|tag| {
                    let at = line.find(&format!("<{tag}"))?;
                    let end = if tag == "svg" { "</svg>" } else { "-->" };
                    Some((end, number, line[at..].to_string()))
                });
            } else if let Some((_, _, block)) = &mut html {
                block.push('\n');
                block.push_str(line);
            }
            if let Some((end, start, block)) = &html {
                if block.contains(end) {
                    if *end == "</svg>" {
                        page.pictures.push(drawing(*start, block));
                    }
                    html = None;
                }
                continue;
            }
            let prose = prose(number, line);
            let blank = line.trim().is_empty();
            if !blank && !in_paragraph {
                paragraph.clear();
                above.clear();
            }
            if !blank {
                let space = if above.is_empty() { "" } else { " " };
                above += &format!("{space}{}", line.trim());
            }
            in_paragraph = !blank;
            paragraph.extend(prose.spans.iter().cloned());
            if let Some(heading) = heading(number, line, &mut ids) {
                page.headings.push(heading);
            }
            let (outside_spans, _, _) = blank_spans(line);
            for target in targets(&outside_spans) {
                page.links.push(Link { line: number, target });
            }
            page.pictures.extend(images(number, &outside_spans));
            page.table(number, line);
            page.prose.push(prose);
        }
        page.fences.extend(fence);
        if let Some(("</svg>", start, block)) = &html {
            page.pictures.push(drawing(*start, block));
        }
        page
    }

    /// Adds a line to the page's tables, if it belongs to one.
    fn table(&mut self, line: usize, text: &str) {
        let Some(inner) = text.strip_prefix('|') else { return };
        let inner = inner.trim_end().trim_end_matches('|');
        let cells: Vec<String> =
            inner.split('|').map(|cell| cell.trim().to_string()).collect();
        let before = line.checked_sub(1);
        let goes_on = self.prose.last().is_some_and(|above| {
            let is_above = Some(above.line) == before || above.line == line;
            is_above && above.text.starts_with('|')
        });
        if !goes_on {
            let head = Row { line, cells };
            self.tables.push(Table { head, rows: Vec::new() });
            return;
        }
        let is_rule = cells.iter().all(|c| c.starts_with(['-', ':']));
        if let Some(table) = self.tables.last_mut()
            && !is_rule
        {
            table.rows.push(Row { line, cells });
        }
    }

    /// The path below `book/src`, without `.md`: `server/listen`.
    pub fn name(&self) -> &str {
        let path = self.path.strip_prefix("book/src/").unwrap_or(&self.path);
        path.strip_suffix(".md").unwrap_or(path)
    }
}

/// The record that a line includes: all of a file below [`MEASURED`], by
/// a directive that stands alone on the line.
pub fn record(page: &str, line: &str) -> Option<String> {
    let target = line.strip_prefix("{{#include ")?.strip_suffix("}}")?;
    let path = resolve(page, target);
    (path.contains(MEASURED) && !path.contains(':')).then_some(path)
}

fn open_fence(
    line: usize,
    indent: &str,
    info: &str,
    caption: Vec<String>,
    above: String,
) -> Fence {
    let mut words = info
        .split([',', ' '])
        .filter(|word| !word.is_empty())
        .map(str::to_string);
    let language = words.next().unwrap_or_default();
    let attributes = words
        .map(|word| match word.split_once('=') {
            Some((name, value)) => (name.to_string(), value.to_string()),
            None => (word, String::new()),
        })
        .collect();
    Fence {
        line,
        indent: indent.to_string(),
        language,
        attributes,
        body: Vec::new(),
        caption,
        above: blank_between(&above, "](", ")"),
    }
}

/// A heading's fragment is made as mdBook makes it: letters and digits
/// in lower case, spaces as hyphens, a number when it was there before.
fn heading(
    line: usize,
    text: &str,
    ids: &mut HashMap<String, usize>,
) -> Option<Heading> {
    let title = text.trim_start_matches('#');
    let level = text.len() - title.len();
    if level == 0 || level > 6 || !title.starts_with(' ') {
        return None;
    }
    let mut id = String::new();
    for c in title.trim().chars() {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            id.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            id.push('-');
        }
    }
    let before = ids.entry(id.clone()).or_insert(0);
    if *before > 0 {
        id = format!("{id}-{before}");
    }
    *before += 1;
    let text = title.trim().to_string();
    Some(Heading { line, level, text, id })
}

fn prose(line: usize, text: &str) -> Prose {
    let (mut plain, spans, spans_close) = blank_spans(text);
    for (open, close) in [("](", ")"), ("<", ">")] {
        plain = blank_between(&plain, open, close);
    }
    Prose { line, text: text.to_string(), plain, spans, spans_close }
}

/// `![alternative](…)` and `<img alt="…">` on a line.
fn images(line: usize, text: &str) -> Vec<Picture> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("![") {
        rest = &rest[at + 2..];
        let end = rest.find("](").unwrap_or(0);
        let alternative = Some(rest[..end].to_string());
        found.push(Picture { line, alternative, svg: None });
    }
    rest = text;
    while let Some(at) = rest.find("<img") {
        rest = &rest[at + 4..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        let alternative = quoted(tag, "alt=\"");
        found.push(Picture { line, alternative, svg: None });
    }
    found
}

fn drawing(line: usize, svg: &str) -> Picture {
    let alternative = svg_alternative(svg);
    Picture { line, alternative, svg: Some(svg.to_string()) }
}

/// A drawing is a picture to a screen reader when it has `role="img"`
/// and an `aria-labelledby` that leads to its own `<title>` or `<desc>`.
fn svg_alternative(svg: &str) -> Option<String> {
    let ids = quoted(svg, "aria-labelledby=\"")?;
    if !svg.contains("role=\"img\"") {
        return None;
    }
    let mut text = String::new();
    for id in ids.split_whitespace() {
        let (_, after) = svg.split_once(&format!("id=\"{id}\">"))?;
        text += after.split('<').next()?.trim();
    }
    Some(text)
}
