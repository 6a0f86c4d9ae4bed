//! A program's source file as the book sees it: regions between `ANCHOR: name` and
//! `ANCHOR_END: name`, and the program they add up to. A page that shows a whole program includes
//! its regions one by one: it was tried to include the file instead, and mdBook 0.5.4 then shows
//! the markers, too, which it takes out of a region alone.

use super::prelude::*;
use std::mem::take;
use std::slice::from_ref;

/// The frame around the steps: a program's first page shows it.
pub const FRAME: [&str; 3] = ["imports", "main", "end"];

/// A named part of a file.
pub struct Region {
    pub name: String,
    /// The line of the opening marker, counted from 1.
    pub line: usize,
    /// The lines of code inside, markers left out.
    pub lines: Vec<String>,
}

/// A line of code that is neither blank nor a marker.
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
    pub code: Vec<CodeLine>,
    /// Each line of the program with the innermost region it is in.
    program: Vec<(Option<String>, String)>,
}

fn never_closed(path: &str, region: &Region, report: &mut Report) {
    let name = &region.name;
    let expected = format!("a line `// ANCHOR_END: {name}` after its last line");
    let help = "add it; without it the page shows the rest of the file";
    report.add((path, region.line), format!("region `{name}` is never closed"), expected, help);
}

impl Source {
    /// Cuts `text` at its markers; what is wrong with them goes to `report`.
    pub fn read(path: &str, text: &str, report: &mut Report) -> Source {
        let mut regions: Vec<Region> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let (mut code, mut program) = (Vec::new(), Vec::new());
        for (number, line) in (1..).zip(text.lines()) {
            let mut wrong = |actual: String, expected: &str, help: &str| {
                report.add((path, number), actual, expected, help);
            };
            if let Some((_, name)) = line.split_once("ANCHOR_END:") {
                let name = name.trim();
                let Some(at) = open.iter().rposition(|&i| regions[i].name == name) else {
                    let inner = open.last().map(|&i| format!("`ANCHOR_END: {}`", regions[i].name));
                    let expected = inner.as_deref().unwrap_or("a region that is open");
                    let help = "close the innermost open region, by its name";
                    wrong(format!("`ANCHOR_END: {name}`"), expected, help);
                    continue;
                };
                for unclosed in open.drain(at..).skip(1) {
                    never_closed(path, &regions[unclosed], report);
                }
            } else if let Some((_, name)) = line.split_once("ANCHOR:") {
                let name = name.trim().to_string();
                if regions.iter().any(|region| region.name == name) {
                    let help = "give one of the two another name";
                    wrong(format!("a second region `{name}`"), "each region once a file", help);
                }
                open.push(regions.len());
                regions.push(Region { name, line: number, lines: Vec::new() });
            } else {
                open.iter().for_each(|&i| regions[i].lines.push(line.to_string()));
                let around: Vec<String> = open.iter().map(|&i| regions[i].name.clone()).collect();
                program.push((around.last().cloned(), line.to_string()));
                if !line.trim().is_empty() {
                    code.push(CodeLine { line: number, text: line.to_string(), regions: around });
                }
            }
        }
        open.iter().for_each(|&unclosed| never_closed(path, &regions[unclosed], report));
        Source { path: path.to_string(), regions, code, program }
    }

    /// The region of that name.
    pub fn region(&self, name: &str) -> Option<&Region> {
        self.regions.iter().find(|r| r.name == name)
    }

    /// Whether a program is all of this file's, markers left out.
    pub fn is_whole(&self, program: &str) -> bool {
        program.lines().eq(self.program.iter().map(|(_, line)| line.as_str()))
    }

    /// What a fence of includes shows of this file.
    pub fn shown(&self, page: &Page, fence: &Fence) -> String {
        let includes = fence.includes();
        let shown = fence.body.iter().enumerate().map(|(i, line)| {
            let include = includes.iter().find(|include| include.line == fence.line_of(i));
            let own = include.filter(|include| resolve(&page.path, &include.file) == self.path);
            let region = own.and_then(|include| self.region(&include.region));
            region.map_or(line.clone(), |region| region.lines.join("\n")) + "\n"
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
        for (region, line) in &self.program {
            let is_replaced = region.as_deref() == Some(replaced);
            let these = if is_replaced { take(&mut others) } else { from_ref(line) };
            for line in these {
                let is_blank = line.is_empty();
                let is_kept = region.as_ref().map_or(is_blank, |region| named.contains(region));
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
        let begin =
            self.program.iter().position(|(inside, _)| inside.as_deref() == Some(region))?;
        let is_code = |(inside, line): &&(Option<String>, String)| {
            inside.as_ref().is_some_and(|name| named.contains(name)) && !line.trim().is_empty()
        };
        let (_, line) = self.program[..begin].iter().rfind(is_code)?;
        Some(line.trim())
    }
}
