//! A program's source file as the book sees it: regions between `ANCHOR: name` and
//! `ANCHOR_END: name`, and the program they add up to. A page that shows a whole program includes
//! its regions one by one: it was tried to include the file instead, and mdBook 0.5.4 then shows
//! the markers, too, which it takes out of a region alone.

use super::prelude::*;
use std::mem::take;
use std::slice::from_ref;

/// The regions around the steps, none of which is one: a program's first page shows them.
pub const FRAME: [&str; 3] = ["imports", "main", "end"];

/// A named part of a file.
pub struct Region {
    pub name: String,
    /// The line of the opening marker, counted from 1.
    pub line: usize,
    /// The lines of code inside, markers left out.
    pub lines: Vec<String>,
}

/// A line that is no marker.
pub struct CodeLine {
    pub line: usize,
    pub text: String,
    /// The regions around it, outermost first.
    pub regions: Vec<String>,
}

/// A source file, cut into its regions.
pub struct Source {
    pub path: String,
    pub regions: Vec<Region>,
    lines: Vec<CodeLine>,
}

impl Source {
    /// Cuts `text` at its markers; what is wrong with them goes to `report`.
    pub fn read(path: &str, text: &str, report: &mut Report) -> Source {
        let mut regions: Vec<Region> = Vec::new();
        let (mut open, mut never_closed): (Vec<usize>, Vec<usize>) = Default::default();
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let place = (path, number);
            if let Some((_, name)) = line.split_once("ANCHOR_END:") {
                let name = name.trim();
                let Some(at) = open.iter().rposition(|&i| regions[i].name == name) else {
                    let inner = open.last().map(|&i| format!("`ANCHOR_END: {}`", regions[i].name));
                    let expected = inner.as_deref().unwrap_or("a region that is open");
                    let help = "close the innermost open region, by its name";
                    report.add(place, format!("`ANCHOR_END: {name}`"), expected, help);
                    continue;
                };
                never_closed.extend(open.drain(at..).skip(1));
            } else if let Some((_, name)) = line.split_once("ANCHOR:") {
                let name = name.trim().to_string();
                if regions.iter().any(|region| region.name == name) {
                    let help = "give one of the two another name";
                    let actual = format!("a second region `{name}`");
                    report.add(place, actual, "each region once a file", help);
                }
                open.push(regions.len());
                regions.push(Region { name, line: number, lines: Vec::new() });
            } else {
                open.iter().for_each(|&i| regions[i].lines.push(line.to_string()));
                let around = open.iter().map(|&i| regions[i].name.clone()).collect();
                lines.push(CodeLine { line: number, text: line.to_string(), regions: around });
            }
        }
        for Region { name, line, .. } in never_closed.iter().chain(&open).map(|&i| &regions[i]) {
            let expected = format!("a line `// ANCHOR_END: {name}` after its last line");
            let help = "add it; without it the page shows the rest of the file";
            report.add((path, *line), format!("region `{name}` is never closed"), expected, help);
        }
        Source { path: path.to_string(), regions, lines }
    }

    /// The region of that name.
    pub fn region(&self, name: &str) -> Option<&Region> {
        self.regions.iter().find(|r| r.name == name)
    }

    /// The names of its regions.
    pub fn region_names(&self) -> Vec<&str> {
        self.regions.iter().map(|region| region.name.as_str()).collect()
    }

    /// Its lines that are not blank.
    pub fn code(&self) -> impl DoubleEndedIterator<Item = &CodeLine> {
        self.lines.iter().filter(|line| !line.text.trim().is_empty())
    }

    /// All of its code.
    pub fn text(&self) -> String {
        self.code().map(|line| line.text.clone() + "\n").collect()
    }

    /// Whether a program is all of this file's, markers left out.
    pub fn is_whole(&self, program: &str) -> bool {
        program.lines().eq(self.lines.iter().map(|line| line.text.as_str()))
    }

    /// What a fence of includes shows of this file.
    pub fn shown(&self, fence: &Fence) -> String {
        let shown = fence.lines().map(|(line, text)| {
            let mut own = fence.includes.iter().filter(|include| include.path == self.path);
            let include = own.find(|include| include.line == line);
            let region = include.and_then(|include| self.region(&include.region));
            region.map_or(text.to_string(), |region| region.lines.join("\n")) + "\n"
        });
        shown.collect()
    }

    /// The program that has only the regions `named`, blank lines as rustfmt leaves them: none
    /// doubled, none after an opening brace.
    pub fn assemble(&self, named: &[String]) -> String {
        self.assemble_with(named, "", &[])
    }

    /// The same, with other lines in the place of one region's.
    pub fn assemble_with(&self, named: &[String], replaced: &str, lines: &[String]) -> String {
        let mut others = lines;
        let mut text = String::new();
        let mut last = "{";
        for line in &self.lines {
            let region = line.regions.last();
            let is_replaced = region.is_some_and(|region| region == replaced);
            let these = if is_replaced { take(&mut others) } else { from_ref(&line.text) };
            for line in these {
                let is_blank = line.is_empty();
                let is_kept = region.map_or(is_blank, |region| named.contains(region));
                if !is_kept || is_blank && (last.is_empty() || last.ends_with('{')) {
                    continue;
                }
                text += line;
                text.push('\n');
                last = line;
            }
        }
        text
    }

    /// The last line of code before `region` in the program that has only the regions `named`:
    /// below it the reader types.
    pub fn line_before(&self, region: &str, named: &[String]) -> Option<&str> {
        let begin = self.region(region)?.line;
        let is_had =
            |line: &&CodeLine| line.regions.last().is_some_and(|name| named.contains(name));
        Some(self.code().filter(is_had).rfind(|line| line.line < begin)?.text.trim())
    }
}
