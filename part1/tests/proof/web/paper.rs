//! The book as one PDF, which scripts/print.sh makes: its contents, its numbers, its links and its
//! pictures.

use super::prelude::*;
use crate::run::prelude::*;
use std::collections::BTreeSet;

/// How long printing may take; some seconds do, on an idle machine.
const PRINTED: Duration = Duration::from_secs(240);

fn script() -> Command {
    let mut script = Command::new("sh");
    script.arg("scripts/print.sh").current_dir(root());
    script
}

/// A PDF as Chromium writes it: only the streams, which draw the pages, are compressed.
struct Pdf {
    /// Its objects.
    text: String,
    /// What stands on each page, as `pdftotext` reads it.
    pages: Vec<String>,
}

impl Pdf {
    fn read(path: &Path) -> Pdf {
        let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // mdBook sets apostrophes as a printer does.
        let words =
            done(Command::new("pdftotext").arg("-layout").arg(path).arg("-")).replace('’', "'");
        let pages = words.trim_end_matches('\u{c}').split('\u{c}').map(str::to_string).collect();
        Pdf { text, pages }
    }

    /// What follows each of these in an object, up to `end`.
    fn after(&self, begin: &str, end: char) -> BTreeSet<&str> {
        let parts = self.text.split(begin).skip(1);
        parts.map(|part| part.split(end).next().unwrap_or_default()).collect()
    }

    /// On which page, counted from 1, the contents say that a title is.
    fn said(&self, title: &str) -> Option<usize> {
        let lines = self.pages.iter().flat_map(|page| page.lines());
        let after = lines.filter_map(|line| line.trim().strip_prefix(title));
        after.filter(|rest| rest.starts_with("  ")).find_map(|rest| rest.trim().parse().ok())
    }
}

#[test]
#[ignore = "needs chromium, mdbook, pdftotext"]
fn the_printed_book_has_its_contents_numbers_links_and_pictures() {
    let ended = run(&mut script(), PRINTED).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(
        (ended.stdout.lines().last().unwrap_or_default(), ended.code()),
        ("target/book.pdf", "0".into()),
        "{ended:?}"
    );
    let pdf = Pdf::read(&root().join("target/book.pdf"));
    let book = &Context::live().book;
    let mut report = Report::default();
    let script = ("scripts/print.sh", 1);
    let pages = pdf.text.matches("<</Type /Page\n").count();
    report.same(
        script,
        pages.to_string(),
        pdf.pages.len().to_string(),
        "let both count the same pages",
    );
    for page in &book.pages {
        report.count("pages of the book");
        let title = page.headings.first().map_or("", |heading| &heading.text);
        let said = pdf.said(title);
        let there = said.and_then(|number| pdf.pages.get(number - 1)).map_or("", |page| page);
        let number = there.trim_end().lines().last().and_then(|line| line.trim().parse().ok());
        let has_title = there.lines().any(|line| line.trim() == title);
        let is_so = said.is_some() && has_title && number == said;
        let actual = format!("page {said:?}, on which is, at the end {number:?}:\n{there}");
        let expected =
            format!("“{title}” on the page that the contents say, with that number below");
        report.demand(page.at(1), is_so, actual, expected, "mend book/page.js or the script");
    }
    let leads = pdf.after("\n/Dest /", '\n');
    let named = pdf.text.split_once("/Dests ").map_or("", |_| &*pdf.text);
    for name in &leads {
        report.count("places that links lead to");
        let is_there = named.contains(&format!("/{name} ["));
        let help = "let the heading have this id in the printed book";
        report.demand(script, is_there, format!("a link to {name}"), "a place of that name", help);
    }
    let outside = book.pages.iter().flat_map(|page| &page.links).map(|link| &*link.target);
    let outside: BTreeSet<&str> = outside.filter(|target| target.contains("://")).collect();
    let printed = pdf.after("/URI (", ')');
    report.count_many("links to other places", outside.len());
    let differ: Vec<_> = outside.symmetric_difference(&printed).collect();
    report.demand(
        script,
        differ.is_empty(),
        format!("{differ:?}"),
        "the links of the pages",
        "mend it",
    );
    let pictures: usize = book.pages.iter().map(|page| page.pictures.len()).sum();
    let figures = pdf.text.matches("/S /Figure\n/Alt ").count();
    let help = "let each picture have its words on paper, too";
    report.same(script, figures.to_string(), pictures.to_string(), help);
    report.settle();
}

#[test]
#[ignore = "needs mdbook"]
fn without_chromium_the_script_says_what_is_missing() {
    let ended = run(script().env("CHROMIUM", "no-such-browser"), BOUND).expect("sh");
    assert_eq!(ended.code(), "1");
    let said = "None of these is there: no-such-browser. Debian has the package chromium.\n";
    assert_eq!(ended.stderr, said);
}
