//! Does who searches find? People look for what they see or have heard, and seldom in the words of a
//! page.

use super::prelude::*;

/// What people search for, and the page that helps, or pages with `+` between: `word | page+page`.
/// Those above the blank line all find it, and of those below, a few need not.
const SEARCHES: &str = "part1/tests/proof/web/searches.txt";
const ROWS: &str = include_str!("searches.txt");
const MOST_MISSES: usize = 5;

/// A row, with its line, and those of its pages that the book has.
struct Search {
    line: usize,
    words: &'static str,
    pages: Vec<&'static str>,
    may_miss: bool,
}

/// The rows that have a page in this book.
fn searches(context: &Context, report: &mut Report) -> Vec<Search> {
    let is_there = |page: &&str| context.book.page(&format!("book/src/{page}.md")).is_some();
    let mut may_miss = false;
    let mut searches = Vec::new();
    for (line, row) in (1..).zip(ROWS.lines()) {
        may_miss |= row.is_empty();
        if row.is_empty() {
            continue;
        }
        let Some((words, pages)) = row.split_once(" | ") else {
            report.add((SEARCHES, line), row, "words | page", "write it as the other rows");
            continue;
        };
        let pages: Vec<&str> = pages.split('+').filter(is_there).collect();
        if !pages.is_empty() {
            searches.push(Search { line, words, pages, may_miss });
        }
    }
    searches
}

/// Each of these words leads to one of its pages, with one of the first three finds. A book that has
/// not all of the pages is searched for those that it has.
pub fn searches_lead_to_their_pages(site: Site, context: &Context, report: &mut Report) {
    let searches = searches(context, report);
    let words: Vec<&str> = searches.iter().map(|search| search.words).collect();
    let seen = visit(site, &[("WORDS", &words)], include_str!("search.js"));
    judge(&searches, &seen.lines, report);
}

/// The lines have the words of each search, and where its finds lead.
fn judge(searches: &[Search], lines: &[Vec<String>], report: &mut Report) {
    let found = |search: &Search| {
        let line = lines.iter().find(|line| line[0] == search.words);
        line.map_or("nothing".to_string(), |line| line[1..].join(", "))
    };
    let leads = |search: &&Search| {
        let found = found(search);
        search.pages.iter().any(|page| found.contains(&format!("{page}.html")))
    };
    let (leading, missing): (Vec<&Search>, Vec<&Search>) = searches.iter().partition(leads);
    report.count_many("searches", leading.len());
    let (below, above): (Vec<&Search>, Vec<&Search>) = missing.iter().partition(|it| it.may_miss);
    let (wrong, excused) = match below.len() <= MOST_MISSES {
        true => (above, below),
        false => (missing, Vec::new()),
    };
    for search in wrong {
        let actual = format!("`{}`: {}", search.words, found(search));
        let pages = search.pages.join(".html or ");
        let expected = format!("{pages}.html among the first three finds");
        let help = "let a heading or a question have the word";
        report.add((SEARCHES, search.line), actual, expected, help);
    }
    if !excused.is_empty() {
        let words: Vec<&str> = excused.iter().map(|search| search.words).collect();
        // A count's name is there for good.
        let named = format!("that miss their page: {}", words.join(", ")).leak();
        report.count_many(named, words.len());
    }
}

#[test]
fn a_few_of_those_below_the_line_may_miss() {
    let search = |may_miss| Search { line: 1, words: "word", pages: vec!["page"], may_miss };
    let findings = |below: usize, above: usize, path: &str| {
        let searches = [false].repeat(above).into_iter().chain([true].repeat(below)).map(search);
        let mut report = Report::default();
        let line = ["word", path].map(String::from).to_vec();
        judge(&searches.collect::<Vec<_>>(), &[line], &mut report);
        report.findings.len()
    };
    assert_eq!(findings(MOST_MISSES, 0, "another.html"), 0);
    assert_eq!(findings(MOST_MISSES + 1, 0, "another.html"), MOST_MISSES + 1);
    assert_eq!(findings(MOST_MISSES, 1, "another.html"), 1);
    assert_eq!(findings(MOST_MISSES + 1, 1, "page.html"), 0);
}
