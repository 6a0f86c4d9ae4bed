//! What the checks of the texts cost on the book, and on the book ten
//! and a hundred times over. `cargo bench` prints the table; the last
//! column is the time for a page, which should not grow.

#![allow(dead_code, reason = "the proof's modules, of which this needs some")]

#[path = "../tests/proof/book.rs"]
mod book;
#[path = "../tests/proof/finding.rs"]
mod finding;
#[path = "../tests/proof/markdown.rs"]
mod markdown;
#[path = "../tests/proof/pages.rs"]
mod pages;
#[path = "../tests/proof/snippets.rs"]
mod snippets;
#[path = "../tests/proof/source.rs"]
mod source;
#[path = "../tests/proof/steps.rs"]
mod steps;
#[path = "../tests/proof/tree.rs"]
mod tree;
#[path = "../tests/proof/words.rs"]
mod words;

use book::{Book, MEASURED, PAGES, SUMMARY};
use finding::Report;
use std::time::{Duration, Instant};
use steps::EXAMPLES;
use tree::Tree;

/// A check of the texts alone.
type Check = fn(&Tree, &Book) -> Report;

const CHECKS: &[(&str, &[Check])] = &[
    (
        "includes and regions",
        &[
            snippets::includes_lead_to_regions,
            snippets::regions_are_all_included,
        ],
    ),
    (
        "lines, order, captions",
        &[
            snippets::lines_are_shown_once_in_order,
            snippets::captions_name_the_place,
            snippets::so_far_is_the_program,
            snippets::addresses_agree,
        ],
    ),
    (
        "pages, links, words",
        &[
            pages::summary_matches_files,
            pages::headings_are_in_order,
            pages::links_lead_somewhere,
            pages::pictures_have_words,
            pages::fences_are_known,
            pages::code_fits,
            pages::prose_is_plain,
            words::terms_are_linked_from_their_first_use,
            words::questions_are_answered,
        ],
    ),
];

/// The tree with the book and its programs `times` over: each copy is a
/// folder of pages that include programs of their own.
fn repeated(tree: &Tree, times: usize) -> Tree {
    let mut big = tree.clone();
    let summary = tree.get(SUMMARY).unwrap_or_default();
    let mut list = summary.to_string();
    for copy in 1..times {
        list += &summary.replace("](", &format!("](copy{copy}/"));
        for path in tree.paths() {
            let text = tree.get(path).unwrap_or_default();
            if let Some(page) = path.strip_prefix(PAGES) {
                if path != SUMMARY {
                    let to = format!("{PAGES}/copy{copy}{page}");
                    let include = format!("../copy{copy}/part1/");
                    let caption = format!("`book/copy{copy}/{EXAMPLES}");
                    let text = text
                        .replace("../part1/", &include)
                        .replace(&format!("`{EXAMPLES}"), &caption);
                    big.put(&to, &text);
                }
            } else if steps::is_shown(path) || path.contains(MEASURED) {
                // Seen from one folder deeper, the includes lead here.
                big.put(&format!("book/copy{copy}/{path}"), text);
            }
        }
    }
    big.put(SUMMARY, &list);
    big
}

fn time(check: &dyn Fn()) -> Duration {
    let runs = 5;
    let fastest = (0..runs).map(|_| {
        let start = Instant::now();
        check();
        start.elapsed()
    });
    fastest.min().expect("a run")
}

fn main() {
    let tree = Tree::read();
    println!("{:<24}{:>7}{:>12}{:>14}", "", "pages", "ms", "µs a page");
    let row = |name: &str, pages: usize, took: Duration| {
        let ms = took.as_secs_f64() * 1e3;
        let each = ms * 1e3 / pages as f64;
        println!("{name:<24}{pages:>7}{ms:>12.2}{each:>14.1}");
    };
    for times in [1, 10, 100] {
        let big = repeated(&tree, times);
        let book = Book::read(&big);
        let pages = book.pages.len();
        assert!(pages > times, "the book {times} times over has its pages");
        row("reading the pages", pages, time(&|| drop(Book::read(&big))));
        for (name, checks) in CHECKS {
            for check in *checks {
                let found = check(&big, &book).findings;
                let first = found.first().map(ToString::to_string);
                assert!(
                    found.is_empty(),
                    "{name}: {}",
                    first.unwrap_or_default()
                );
            }
            let all =
                || checks.iter().for_each(|check| drop(check(&big, &book)));
            row(name, pages, time(&all));
        }
    }
}
