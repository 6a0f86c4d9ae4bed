//! One Markdown file, taken apart: headings, fences, links, pictures, tables, prose.

use super::fence::Fence;
use super::markdown::{blank_between, blank_spans, quoted, targets};
use super::report::Finding;
use super::tree::{Tree, resolve};
use super::{MEASURED, PAGES};
use std::collections::HashMap;

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
    /// The records that it includes, by their paths.
    pub records: Vec<String>,
    /// The lines outside fences, pictures and comments.
    pub prose: Vec<Prose>,
    /// What of it could not be parsed.
    pub faults: Vec<Finding>,
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
    fn new(line: usize, text: &str) -> Prose {
        let (mut plain, spans, spans_close) = blank_spans(text);
        for (open, close) in [("](", ")"), ("<", ">")] {
            plain = blank_between(&plain, open, close);
        }
        Prose { line, text: text.to_string(), plain, spans, spans_close }
    }

    /// Whether it opens a block: `<div …>`.
    pub fn opens_block(&self) -> bool {
        self.text.trim().starts_with("<div")
    }

    /// Whether it closes one.
    pub fn closes_block(&self) -> bool {
        self.text.trim() == BLOCK_END
    }
}

/// What the lines that come next belong to.
enum Inside {
    Prose,
    /// A fence: its line, what stands before and behind its backticks, its body.
    Fence(usize, String, String, Vec<String>),
    /// An HTML block in which nothing is prose, such as a drawing: its first line, its closing
    /// tag, its text.
    Html(usize, &'static str, String),
}

impl Page {
    /// Takes a Markdown file apart. What a record holds that it includes is read as if it stood
    /// there, all of it on the include's line.
    pub fn read(tree: &Tree, path: &str, text: &str) -> Page {
        let mut page = Page { path: path.to_string(), ..Page::default() };
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let record = record(path, line).filter(|path| tree.get(path).is_some());
            let inside = record.as_deref().and_then(|path| tree.get(path));
            page.records.extend(record.clone());
            // A blank line has no lines to give.
            let these = inside.unwrap_or(line).lines().chain(line.is_empty().then_some(""));
            lines.extend(these.map(|line| (number, line)));
        }
        let mut inside = Inside::Prose;
        let mut ids = HashMap::new();
        // The last paragraph, which may be a caption, and whether it goes on.
        let (mut above, mut goes_on) = (String::new(), false);
        for (number, line) in lines {
            inside = match inside {
                Inside::Fence(first, indent, info, body) if line.trim() == "```" => {
                    page.fence(first, &indent, &info, body, &std::mem::take(&mut above));
                    Inside::Prose
                }
                Inside::Fence(first, indent, info, mut body) => {
                    body.push(line.to_string());
                    Inside::Fence(first, indent, info, body)
                }
                Inside::Html(first, end, text) => page.html(first, end, text + "\n" + line),
                Inside::Prose => {
                    if let Some((indent, info)) = line.split_once("```")
                        && !info.contains('`')
                    {
                        goes_on = false;
                        Inside::Fence(number, indent.into(), info.into(), Vec::new())
                    } else if let Some(at) = line.find("<svg") {
                        page.html(number, "</svg>", line[at..].to_string())
                    } else if let Some(at) = line.find("<!--") {
                        page.html(number, "-->", line[at..].to_string())
                    } else {
                        let blank = line.trim().is_empty();
                        if !blank && !goes_on {
                            above.clear();
                        }
                        if !blank {
                            above += if above.is_empty() { "" } else { " " };
                            above += line.trim();
                        }
                        goes_on = !blank;
                        page.line(number, line, &mut ids);
                        Inside::Prose
                    }
                }
            };
        }
        // What is never closed is told of where it is looked at.
        match inside {
            Inside::Fence(first, indent, info, mut body) => {
                body.push("```".into());
                page.fence(first, &indent, &info, body, &above);
            }
            Inside::Html(first, "</svg>", text) => page.pictures.push(drawing(first, &text)),
            _ => {}
        }
        page
    }

    fn fence(&mut self, line: usize, indent: &str, info: &str, body: Vec<String>, above: &str) {
        let place = (self.path.as_str(), line);
        let fence = Fence::parse(place, indent, info, body, above, &mut self.faults);
        self.fences.push(fence);
    }

    /// Takes more of an HTML block.
    fn html(&mut self, first: usize, end: &'static str, text: String) -> Inside {
        if !text.contains(end) {
            return Inside::Html(first, end, text);
        }
        if end == "</svg>" {
            self.pictures.push(drawing(first, &text));
        }
        Inside::Prose
    }

    /// Takes a line of prose.
    fn line(&mut self, number: usize, line: &str, ids: &mut HashMap<String, usize>) {
        self.headings.extend(heading(number, line, ids));
        let (outside_spans, _, _) = blank_spans(line);
        let links = targets(&outside_spans);
        self.links.extend(links.into_iter().map(|target| Link { line: number, target }));
        self.pictures.extend(images(number, &outside_spans));
        self.table(number, line);
        self.prose.push(Prose::new(number, line));
    }

    /// Adds a line to the page's tables, if it belongs to one.
    fn table(&mut self, line: usize, text: &str) {
        let Some(inner) = text.strip_prefix('|') else { return };
        let inner = inner.trim_end().trim_end_matches('|');
        let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_string()).collect();
        let goes_on = self.prose.last().is_some_and(|above| {
            above.line + 1 >= line && above.text.starts_with('|') && above.line <= line
        });
        let is_rule = cells.iter().all(|cell| cell.starts_with(['-', ':']));
        let row = Row { line, cells };
        match self.tables.last_mut() {
            Some(table) if goes_on && !is_rule => table.rows.push(row),
            _ if goes_on => {}
            _ => self.tables.push(Table { head: row, rows: Vec::new() }),
        }
    }

    /// The path below `book/src`, without `.md`: `server/listen`.
    pub fn name(&self) -> &str {
        let path = self.path.strip_prefix(PAGES).map_or(&*self.path, |path| &path[1..]);
        path.strip_suffix(".md").unwrap_or(path)
    }

    /// A line of it, as the place of a finding.
    pub fn at(&self, line: usize) -> (&str, usize) {
        (&self.path, line)
    }

    /// Whether it is a page of the book, rather than a document besides.
    pub fn is_of_book(&self) -> bool {
        self.path.starts_with(PAGES)
    }

    /// The rows of all its tables.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.tables.iter().flat_map(|table| &table.rows)
    }
}

/// The record that a line includes: all of a file below [`MEASURED`], by a directive that stands
/// alone on the line.
pub fn record(page: &str, line: &str) -> Option<String> {
    let target = line.strip_prefix("{{#include ")?.strip_suffix("}}")?;
    let path = resolve(page, target);
    (path.contains(MEASURED) && !path.contains(':')).then_some(path)
}

/// A heading's fragment is made as mdBook makes it: letters and digits in lower case, spaces as
/// hyphens, a number when it was there before.
fn heading(line: usize, text: &str, ids: &mut HashMap<String, usize>) -> Option<Heading> {
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
    Some(Heading { line, level, text: title.trim().to_string(), id })
}

/// `![alternative](…)` and `<img alt="…">` on a line.
fn images(line: usize, text: &str) -> Vec<Picture> {
    let inline = text.split("![").skip(1).map(|rest| {
        let end = rest.find("](").unwrap_or(0);
        Some(rest[..end].to_string())
    });
    let tags = text.split("<img").skip(1).map(|rest| {
        let tag = rest.split('>').next().unwrap_or(rest);
        quoted(tag, "alt=\"")
    });
    inline.chain(tags).map(|alternative| Picture { line, alternative, svg: None }).collect()
}

fn drawing(line: usize, svg: &str) -> Picture {
    Picture { line, alternative: svg_alternative(svg), svg: Some(svg.to_string()) }
}

/// A drawing is a picture to a screen reader when it has `role="img"` and an `aria-labelledby`
/// that leads to its own `<title>` or `<desc>`.
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
