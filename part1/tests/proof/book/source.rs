//! A program's source file as the book sees it: regions between `ANCHOR: name` and
//! `ANCHOR_END: name`, and the program they add up to. A page that shows a whole program includes
//! its regions one by one: it was tried to include the file instead, and mdBook 0.5.4 then shows
//! the markers, too, which it takes out of a region alone.

use super::fence::Fence;
use super::page::Page;
use super::report::Report;
use super::tree::resolve;

/// The frame around the steps: a program's first page shows it.
pub const FRAME: [&str; 3] = ["imports", "main", "end"];

/// A named part of a file.
#[derive(Debug)]
pub struct Region {
    pub name: String,
    /// The line of the opening marker, counted from 1.
    pub line: usize,
    /// The lines of code inside, markers left out.
    pub lines: Vec<String>,
}

/// A line of code that is neither blank nor a marker.
#[derive(Debug)]
pub struct CodeLine {
    pub line: usize,
    pub text: String,
    /// The regions around it, outermost first.
    pub regions: Vec<String>,
}

/// A source file, cut into its regions.
#[derive(Debug)]
pub struct Source {
    pub path: String,
    pub regions: Vec<Region>,
    pub code: Vec<CodeLine>,
    /// Each line of the program with the innermost region it is in.
    program: Vec<(Option<String>, String)>,
}

enum Marker<'a> {
    Open(&'a str),
    Close(&'a str),
}

fn marker(line: &str) -> Option<Marker<'_>> {
    if let Some((_, name)) = line.split_once("ANCHOR_END:") {
        return Some(Marker::Close(name.trim()));
    }
    let (_, name) = line.split_once("ANCHOR:")?;
    Some(Marker::Open(name.trim()))
}

fn never_closed(path: &str, region: &Region, report: &mut Report) {
    let name = &region.name;
    report.add(
        (path, region.line),
        format!("region `{name}` is never closed"),
        format!("a line `// ANCHOR_END: {name}` after its last line"),
        "add it; without it the page shows the rest of the file",
    );
}

impl Source {
    /// Cuts `text` at its markers; what is wrong with them goes to
    /// `report`.
    pub fn read(path: &str, text: &str, report: &mut Report) -> Source {
        let mut regions: Vec<Region> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut code = Vec::new();
        let mut program = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let place = (path, index + 1);
            match marker(line) {
                Some(Marker::Open(name)) => {
                    if regions.iter().any(|r| r.name == name) {
                        report.add(
                            place,
                            format!("a second region `{name}`"),
                            "each region once a file",
                            "give one of the two another name",
                        );
                    }
                    open.push(regions.len());
                    regions.push(Region {
                        name: name.to_string(),
                        line: index + 1,
                        lines: Vec::new(),
                    });
                }
                Some(Marker::Close(name)) => {
                    let at = open.iter().rposition(|&i| regions[i].name == name);
                    let Some(at) = at else {
                        let inner = open.last().map(|&i| &regions[i].name);
                        report.add(
                            place,
                            format!("`ANCHOR_END: {name}`"),
                            match inner {
                                Some(n) => format!("`ANCHOR_END: {n}`"),
                                None => "a region that is open".into(),
                            },
                            "close the innermost open region, by its name",
                        );
                        continue;
                    };
                    for unclosed in open.drain(at..).skip(1) {
                        never_closed(path, &regions[unclosed], report);
                    }
                }
                None => {
                    for &i in &open {
                        regions[i].lines.push(line.to_string());
                    }
                    let around: Vec<String> =
                        open.iter().map(|&i| regions[i].name.clone()).collect();
                    program.push((around.last().cloned(), line.to_string()));
                    if !line.trim().is_empty() {
                        code.push(CodeLine {
                            line: index + 1,
                            text: line.to_string(),
                            regions: around,
                        });
                    }
                }
            }
        }
        for unclosed in open {
            never_closed(path, &regions[unclosed], report);
        }
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
        let mut text = String::new();
        let includes = fence.includes();
        for (i, line) in fence.body.iter().enumerate() {
            let include = includes.iter().find(|include| include.line == fence.line_of(i));
            let region = include
                .filter(|include| resolve(&page.path, &include.file) == self.path)
                .and_then(|include| self.region(&include.region));
            text += &region.map_or(line.clone(), |region| region.lines.join("\n"));
            text.push('\n');
        }
        text
    }

    /// The program that has only the regions `named`, blank lines as
    /// rustfmt leaves them: none doubled, none after an opening brace.
    pub fn assemble(&self, named: &[String]) -> String {
        self.assemble_with(named, "", &[])
    }

    /// The same, with other lines in the place of one region's.
    pub fn assemble_with(&self, named: &[String], replaced: &str, lines: &[String]) -> String {
        let mut program = Vec::new();
        let mut is_new = true;
        for (region, line) in &self.program {
            if region.as_deref() == Some(replaced) {
                if is_new {
                    program.extend(lines.iter().map(|line| (region, line)));
                }
                is_new = false;
            } else {
                program.push((region, line));
            }
        }
        let mut text = String::new();
        let mut last = "{";
        for (region, line) in program {
            let blank = line.is_empty();
            let kept = match region.as_deref() {
                None => blank,
                Some(name) => named.iter().any(|n| n == name),
            };
            if !kept || blank && (last.is_empty() || last.ends_with('{')) {
                continue;
            }
            text += line;
            text.push('\n');
            last = line;
        }
        text
    }

    /// The last line of code before `region` in the program that has
    /// only the regions `named`: below it the reader types.
    pub fn line_before(&self, region: &str, named: &[String]) -> Option<&str> {
        let mut before = None;
        for (inside, line) in &self.program {
            match inside.as_deref() {
                Some(name) if name == region => return before,
                Some(name) if !named.iter().any(|n| n == name) => {}
                Some(_) if !line.trim().is_empty() => {
                    before = Some(line.trim());
                }
                _ => {}
            }
        }
        None
    }
}
