//! Does every page load in a browser without a complaint, from this machine alone, and does it fit a
//! phone?

use crate::book::prelude::*;
use crate::web::browser::{Seen, visit};
use crate::web::http_server::{Missing, Site};
use crate::web::mdbook;
use crate::web::widths::{does_not_fit, source};
use std::sync::OnceLock;

const SCRIPT: &str = include_str!("pages.js");

/// What mdBook makes beside the pages and no reader opens: the list of the pages for who has no
/// scripts, which a page has in a frame.
const NO_PAGE: &str = "toc.html";

fn look(site: Site) -> Seen {
    let pages = site.paths().filter(|path| path.ends_with(".html") && *path != NO_PAGE);
    let given = format!("const PAGES = {:?};", pages.collect::<Vec<_>>());
    visit(site, &given, SCRIPT)
}

/// The book as it is, looked at once for all tests.
fn seen() -> &'static Seen {
    static SEEN: OnceLock<Seen> = OnceLock::new();
    SEEN.get_or_init(|| look(Site::read(mdbook::built())))
}

fn nothing_is_complained_of(seen: &Seen, report: &mut Report) {
    report.count_many("pages in a browser", titles(seen).count());
    let mut wrong = |page: &str, actual: &str, expected: &str, help: &str| {
        report.add((&source(page), 1), actual, expected, help);
    };
    for (page, _) in titles(seen).filter(|(_, title)| *title == "none") {
        let actual = "a page without a heading in its main part";
        let help = "begin the page with `# ` and its title";
        wrong(page, actual, "an h1 that the browser shows", help);
    }
    for (page, message) in &seen.console {
        let actual = format!("in the browser's console of {page}: {message}");
        let help = "mend what it names, a script of ours or the page's own HTML";
        wrong(page, &actual, "an empty console", help);
    }
    for (page, url) in &seen.elsewhere {
        let actual = format!("{page} asks another machine for {url}");
        let help = "put the file into book/src, or make it a link to follow";
        wrong(page, &actual, "nothing from elsewhere", help);
    }
    for Missing { path, by } in &seen.missing {
        let by = by.as_deref().unwrap_or("a page");
        let actual = format!("{by} asks for {path}, which is not there");
        wrong(
            by,
            &actual,
            "a file of the built book",
            "mend the path, or add the file to book/src",
        );
    }
}

fn titles(seen: &Seen) -> impl Iterator<Item = (&str, &str)> {
    seen.lines.iter().filter_map(|line| match &line[..] {
        [page, what, title] if what == "title" => Some((&**page, &**title)),
        _ => None,
    })
}

fn all_fits_a_phone(seen: &Seen, context: &Context, report: &mut Report) {
    report.count_many("pages as wide as a phone", titles(seen).count());
    for line in seen.lines.iter().filter(|line| line.get(1).is_some_and(|what| what == "wide")) {
        does_not_fit(&context.tree, &line[0], &line[2..], report);
    }
}

/// Both at once.
pub fn pages_load_and_fit(site: Site, context: &Context, report: &mut Report) {
    let seen = look(site);
    nothing_is_complained_of(&seen, report);
    all_fits_a_phone(&seen, context, report);
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_page_loads_without_a_complaint() {
    let seen = seen();
    for page in &Context::live().book.pages {
        let name = format!("{}.html", page.name());
        assert!(titles(seen).any(|(page, _)| page == name), "{name}: not seen");
    }
    let mut report = Report::default();
    nothing_is_complained_of(seen, &mut report);
    report.settle();
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_page_fits_a_phone() {
    let mut report = Report::default();
    all_fits_a_phone(seen(), Context::live(), &mut report);
    report.settle();
}
