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
    let found = |search: &Search| {
        let line = seen.lines.iter().find(|line| line[0] == search.words);
        line.map_or(String::new(), |line| line[1..].join(", "))
    };
    let leads = |search: &&Search| {
        let found = found(search);
        search.pages.iter().any(|page| found.contains(&format!("{page}.html")))
    };
    let (leading, missing): (Vec<&Search>, Vec<&Search>) = searches.iter().partition(leads);
    report.count_many("searches", leading.len());
    let may_miss = missing.iter().filter(|search| search.may_miss).count() <= MOST_MISSES;
    let mut named = Vec::new();
    for search in missing {
        if search.may_miss && may_miss {
            named.push(search.words);
            continue;
        }
        let actual = format!("`{}`: {}", search.words, found(search));
        let pages = search.pages.join(".html or ");
        let expected = format!("{pages}.html among the first three finds");
        let help = "let a heading or a question have the word";
        report.add((SEARCHES, search.line), actual, expected, help);
    }
    if !named.is_empty() {
        // They are told with the counts, which are named for good.
        let named: &'static str = format!("that miss: {}", named.join(", ")).leak();
        report.count_many(named, named.split(", ").count());
    }
}
