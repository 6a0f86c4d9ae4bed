//! The programs as the reader has them after each page.

use super::prelude::*;
use super::source::Source;
use super::{PAGES, SUMMARY};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The two programs' names, which are also their pages' folders.
pub const PROGRAMS: [&str; 2] = ["server", "client"];
/// Stands for the two of them.
pub const BOTH: &str = "both";

/// All source files of the lesson, by path.
pub type Sources = BTreeMap<String, Source>;

/// Where the small programs beyond the steps are.
pub const EXAMPLES: &str = "part1/examples/";

/// The name of the example that a file is. One in a folder below is none: it helps examples to draw
/// and to keep records, and teaches nothing.
pub fn example(path: &str) -> Option<&str> {
    let name = path.split_once(EXAMPLES)?.1.strip_suffix(".rs")?;
    (!name.contains('/')).then_some(name)
}

const BIN: &str = "part1/src/bin/";

/// Whether the book shows a source file, line for line.
pub fn is_shown(path: &str) -> bool {
    path.contains(BIN) || example(path).is_some()
}

/// Whether the book may show some lines of a source file: of the checker, and of what it shares
/// with the proof.
pub fn is_quoted(path: &str) -> bool {
    path.contains("part1/src/") && !path.contains(BIN)
}

/// Whether it shows one at all.
pub fn is_read(path: &str) -> bool {
    let is_script = path.starts_with(PAGES) && path.ends_with(".js");
    is_script || path.ends_with(".rs") && (is_shown(path) || is_quoted(path))
}

/// Where the program of that name lies.
pub fn program_path(program: &str) -> String {
    format!("{BIN}{program}.rs")
}

/// Under which name the system calls of a program are recorded.
pub fn calls_of(program: &str) -> &'static str {
    if program == "server" { "server-calls" } else { "client-calls" }
}

/// The program whose step a page is, by the page's folder.
pub fn program_of(page: &Page) -> Option<&'static str> {
    PROGRAMS.into_iter().find(|program| *program == page.folder())
}

/// The regions that a page adds to the program at `source`, in its order.
pub fn adds(page: &Page, source: &str) -> Vec<String> {
    let own = page.fences.iter().flat_map(Fence::adds).filter(|include| include.path == source);
    own.map(|include| include.region.clone()).collect()
}

/// The book and its programs, as what runs them needs them.
pub struct Context {
    pub tree: Tree,
    pub book: Book,
    pub sources: Sources,
    /// What is wrong with the markers of the programs' regions.
    pub faults: Vec<Finding>,
    /// Names the folder to which programs are written.
    pub label: String,
}

/// The label of the book itself, rather than of one that a test has changed.
const LIVE: &str = "book";

impl Context {
    /// The book as it is, read once.
    pub fn live() -> &'static Context {
        static BOOK: OnceLock<Context> = OnceLock::new();
        BOOK.get_or_init(|| Context::of(Tree::live().clone(), LIVE))
    }

    pub fn of(tree: Tree, label: &str) -> Context {
        let mut report = Report::default();
        let mut read = |path| Source::read(path, tree.get(path).unwrap_or_default(), &mut report);
        let paths = tree.paths().filter(|path| is_read(path));
        let sources = paths.map(|path| (path.to_string(), read(path))).collect();
        let book = Book::read(&tree);
        Context { book, sources, tree, label: label.to_string(), faults: report.findings }
    }

    pub fn is_live(&self) -> bool {
        self.label == LIVE
    }

    /// The regions of a program that the reader has after `page`; `None` when it is not begun.
    pub fn regions_after(&self, program: &str, page: &Page) -> Option<Vec<String>> {
        let pages = &self.book.pages;
        let at = pages.iter().position(|other| other.path == page.path)?;
        let own = pages[..=at].iter().filter(|page| program_of(page) == Some(program));
        let path = program_path(program);
        let regions: Vec<String> = own.flat_map(|page| adds(page, &path)).collect();
        (!regions.is_empty()).then_some(regions)
    }

    /// The text of a program as the reader has it after `page`; `None` when it is not begun.
    pub fn program_after(&self, program: &str, page: &Page) -> Option<String> {
        let source = self.sources.get(&program_path(program))?;
        Some(source.assemble(&self.regions_after(program, page)?))
    }
}

/// A page that adds lines to a program.
pub struct Step<'a> {
    pub page: &'a Page,
    pub program: &'static str,
}

/// Every step of both programs, in the book's order.
pub fn steps(book: &Book) -> Vec<Step<'_>> {
    let step = |page| {
        let program = program_of(page)?;
        (!adds(page, &program_path(program)).is_empty()).then_some(Step { page, program })
    };
    book.pages.iter().filter_map(step).collect()
}

/// Whether a path is a page of the book.
pub fn is_page(path: &str) -> bool {
    path.starts_with(PAGES) && path.ends_with(".md") && path != SUMMARY
}

/// The Python lines of a program's pages, in the pages' order.
pub fn python_lines(book: &Book, program: &str) -> String {
    let own = book.pages.iter().filter(|page| program_of(page) == Some(program));
    let fences = own.flat_map(|page| &page.fences).filter(|fence| fence.is_python());
    fences.map(|fence| fence.body.join("\n") + "\n").collect()
}
