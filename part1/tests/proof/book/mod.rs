//! The model: the repository's texts, the pages and fences of the book, the programs and their
//! regions, the stories. Each text is parsed once, here, and what cannot be parsed is a finding.
//! What judges a text is in `text`, what runs something in `play`; this room knows of neither.

pub mod console;
pub mod fence;
pub mod laboratory;
pub mod markdown;
pub mod page;
pub mod report;
pub mod repository;
pub mod rows;
pub mod source;
pub mod steps;
pub mod story;
pub mod tcp_segments;

/// What nearly every file here needs of the model.
pub mod prelude {
    pub use super::fence::Fence;
    pub use super::page::{Page, Row};
    pub use super::report::{Finding, Report, each_row, row};
    pub use super::repository::{Tree, resolve, root};
    pub use super::steps::{Context, PROGRAMS, program_path};
    pub use super::{Book, says};
}

use page::{Link, Paragraph, Prose};
use prelude::{Fence, Finding, PROGRAMS, Page, Tree, resolve};
use std::panic::Location;
use steps::{calls_of, program_of};

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
}

/// A line of SUMMARY.md that names a page.
pub struct Entry {
    pub line: usize,
    pub path: String,
    pub title: String,
}

/// The pages that SUMMARY.md lists, in its order. A part that holds some of them, `[The server]()`, is
/// no page.
pub fn summary(tree: &Tree) -> Vec<Entry> {
    let lines = (1..).zip(tree.get(SUMMARY).unwrap_or_default().lines());
    let entries = lines.flat_map(|(line, text)| {
        let (_, rest) = text.split_once('[').unwrap_or_default();
        let title = rest.split_once(']').unwrap_or_default().0.to_string();
        let targets = markdown::targets(text).into_iter().filter(|target| !target.is_empty());
        let paths = targets.map(|target| resolve(SUMMARY, &target));
        paths.map(move |path| Entry { line, path, title: title.clone() })
    });
    entries.collect()
}

/// The path of the page of that name: `server/listen`.
pub fn path_of(name: &str) -> String {
    format!("{PAGES}/{name}.md")
}

impl Book {
    /// Reads every page that SUMMARY.md lists and that exists.
    pub fn read(tree: &Tree) -> Book {
        let read = |path: &str| Some(Page::read(tree, path, tree.get(path)?));
        let listed = summary(tree).into_iter();
        let pages =
            listed.filter_map(|Entry { path, title, .. }| Some(Page { title, ..read(&path)? }));
        Book { pages: pages.collect(), besides: BESIDES.into_iter().filter_map(read).collect() }
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

    /// Their links, each with its page.
    pub fn links(&self) -> impl Iterator<Item = (&Page, &Link)> {
        self.all().flat_map(|page| page.links.iter().map(move |link| (page, link)))
    }

    /// Their prose in paragraphs, each with its page.
    pub fn paragraphs(&self) -> impl Iterator<Item = (&Page, Paragraph)> {
        self.all().flat_map(|page| page.paragraphs().into_iter().map(move |it| (page, it)))
    }

    /// The page at that path.
    pub fn page(&self, path: &str) -> Option<&Page> {
        self.all().find(|page| page.path == path)
    }

    /// The fences that show what was recorded under that name, in the book's order.
    pub fn recorded(&self, what: &str) -> impl Iterator<Item = (&Page, &Fence)> {
        self.fences().filter(move |(_, fence)| fence.is_text(what))
    }

    /// The fences that show a program's system calls in its lesson: together, all that it makes.
    pub fn calls_in_lesson(&self, program: &'static str) -> impl Iterator<Item = (&Page, &Fence)> {
        let own = self.recorded(calls_of(program));
        own.filter(move |(page, _)| program_of(page) == Some(program))
    }

    /// The system calls of both programs, as they were recorded.
    pub fn calls(&self) -> String {
        let fences = PROGRAMS.into_iter().flat_map(|program| self.recorded(calls_of(program)));
        fences.flat_map(|(_, fence)| &fence.body).map(|line| line.clone() + "\n").collect()
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
    let test = Location::caller().to_string();
    if let Some(finding) = unsaid(Tree::live(), name, words, &test) {
        panic!("{finding}");
    }
}

/// What is wrong when the page of that name does not say what a test at a place in the code proves.
pub fn unsaid(tree: &Tree, name: &str, words: &str, test: &str) -> Option<Finding> {
    let path = path_of(name);
    let expected = format!("“{words}”, which the test at {test} proves");
    let Some(text) = tree.get(&path) else {
        let help = "name a page of SUMMARY.md in the test";
        return Some(Finding::new((&path, 1), "no such page", expected, help));
    };
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.contains(words) {
        return None;
    }
    // The line that has most of the words is where they stood.
    let common = |line: &str| words.split(' ').filter(|word| line.contains(word)).count();
    let lines = (1..).zip(text.lines());
    let line = lines.max_by_key(|(_, line)| common(line)).map_or(1, |(line, _)| line);
    let help = "put the page's new words into the test, and see that it still proves them";
    Some(Finding::new((&path, line), "the page does not say so", expected, help))
}
