//! The model: the repository's texts, the pages and fences of the book, the programs and their
//! regions, the stories. Each text is parsed once, here, and what cannot be parsed is a finding.
//! What judges a text is in `text`, what runs something in `play`; this room knows of neither.

pub mod console;
pub mod fence;
pub mod markdown;
pub mod page;
pub mod report;
pub mod segments;
pub mod source;
pub mod steps;
pub mod story;
pub mod tree;
pub mod words;

/// What nearly every file here needs of the model.
pub mod prelude {
    pub use super::fence::Fence;
    pub use super::page::{Page, Row};
    pub use super::report::{Finding, Report, each_row, row};
    pub use super::steps::{Context, PROGRAMS, program_path};
    pub use super::tree::{Tree, resolve, root};
    pub use super::{Book, says};
}

use fence::{Fence, Text};
use page::{Page, Prose};
use std::collections::HashMap;
use steps::Context;
use tree::{Tree, resolve};

/// Where the pages are.
pub const PAGES: &str = "book/src";
/// The list of the pages.
pub const SUMMARY: &str = "book/src/SUMMARY.md";
/// What is held to the rules of pages besides them.
pub const BESIDES: [&str; 2] = ["README.md", ".github/CONTRIBUTING.md"];
/// Where the examples that measure leave what they measured.
pub const MEASURED: &str = "part1/measured/";

/// All pages, and the documents that are held to the same rules.
pub struct Book {
    /// In SUMMARY's order.
    pub pages: Vec<Page>,
    /// Those of [`BESIDES`] that are there.
    pub besides: Vec<Page>,
    by_path: HashMap<String, usize>,
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
    for (line, text) in (1..).zip(text.lines()) {
        let (_, rest) = text.split_once('[').unwrap_or_default();
        let title = rest.split_once(']').unwrap_or_default().0;
        for target in markdown::targets(text) {
            let path = resolve(SUMMARY, &target);
            entries.push(Entry { line, path, title: title.to_string() });
        }
    }
    entries
}

/// The path of the page of that name: `server/listen`.
pub fn path_of(name: &str) -> String {
    format!("{PAGES}/{name}.md")
}

impl Book {
    /// Reads every page that SUMMARY.md lists and that exists.
    pub fn read(tree: &Tree) -> Book {
        let mut pages = Vec::new();
        let mut by_path = HashMap::new();
        for Entry { path, title, .. } in summary(tree) {
            if let Some(text) = tree.get(&path) {
                by_path.insert(path.clone(), pages.len());
                let page = Page::read(tree, &path, text);
                pages.push(Page { title, ..page });
            }
        }
        let besides = BESIDES.into_iter();
        let besides = besides.filter_map(|path| Some(Page::read(tree, path, tree.get(path)?)));
        Book { pages, besides: besides.collect(), by_path }
    }

    /// The pages of the book, then the documents besides.
    pub fn all(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().chain(&self.besides)
    }

    /// The fences of all of them, each with its page.
    pub fn fences(&self) -> impl Iterator<Item = (&Page, &Fence)> {
        self.all().flat_map(|page| page.fences.iter().map(move |fence| (page, fence)))
    }

    /// Their lines of prose, each with its page.
    pub fn prose(&self) -> impl Iterator<Item = (&Page, &Prose)> {
        self.all().flat_map(|page| page.prose.iter().map(move |prose| (page, prose)))
    }

    /// The page at that path.
    pub fn page(&self, path: &str) -> Option<&Page> {
        let page = self.by_path.get(path).map(|&i| &self.pages[i]);
        page.or_else(|| self.besides.iter().find(|page| page.path == path))
    }

    /// The fences that show what was recorded under that name, in the book's order.
    pub fn recorded(&self, what: &'static str) -> impl Iterator<Item = (&Page, &Fence)> {
        let fences =
            self.pages.iter().flat_map(|page| page.fences.iter().map(move |fence| (page, fence)));
        fences.filter(move |(_, fence)| fence.is_text(Text::Recorded(what)))
    }

    /// The page of that name, such as `server/listen`, which a test needs.
    pub fn named(&self, name: &str) -> &Page {
        let path = path_of(name);
        self.page(&path).unwrap_or_else(|| panic!("{path} is not there, or not in {SUMMARY}"))
    }
}

/// Fails when the page of that name does not say these words (any more).
#[track_caller]
pub fn says(name: &str, words: &str) {
    let path = path_of(name);
    let text = Context::live().tree.get(&path).unwrap_or_else(|| panic!("no {path}"));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains(words),
        "{path}\n    expected: “{words}”, which the test at {} proves\n    actual:   the page does \
         not say so\n    help:     put the page's new words into the test, and see that it still \
         proves them",
        std::panic::Location::caller(),
    );
}
