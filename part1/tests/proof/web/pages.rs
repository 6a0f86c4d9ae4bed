//! Does every page load in a browser without a complaint, from this
//! machine alone, and does it fit a phone?

use crate::book::report::Report;
use crate::book::tree::Tree;
use crate::web::browser::{Seen, visit};
use crate::web::http_server::Site;
use crate::web::mdbook;
use crate::web::widths::{does_not_fit, source};
use std::sync::OnceLock;

const SCRIPT: &str = include_str!("pages.js");

/// What mdBook makes beside the pages and no reader opens: the list of
/// the pages for who has no scripts, which a page has in a frame.
const NO_PAGE: &str = "toc.html";

fn look(site: Site) -> Seen {
    let pages: Vec<&str> =
        site.paths().filter(|path| path.ends_with(".html") && *path != NO_PAGE).collect();
    let given = format!("const PAGES = {pages:?};");
    visit(site, &given, SCRIPT)
}

/// The book as it is, looked at once for all tests.
fn seen() -> &'static Seen {
    static SEEN: OnceLock<Seen> = OnceLock::new();
    SEEN.get_or_init(|| look(Site::read(mdbook::built())))
}

fn nothing_is_complained_of(seen: &Seen) -> Report {
    let mut report = Report::default();
    report.count_many("pages in a browser", titles(seen).count());
    for (page, title) in titles(seen) {
        if title == "none" {
            report.add(
                (&source(page), 1),
                "a page without a heading in its main part",
                "an h1 that the browser shows",
                "begin the page with `# ` and its title",
            );
        }
    }
    for (page, message) in &seen.console {
        report.add(
            (&source(page), 1),
            format!("in the browser's console of {page}: {message}"),
            "an empty console",
            "mend what it names, a script of ours or the page's own HTML",
        );
    }
    for (page, url) in &seen.elsewhere {
        report.add(
            (&source(page), 1),
            format!("{page} asks another machine for {url}"),
            "nothing from elsewhere",
            "put the file into book/src, or make it a link to follow",
        );
    }
    for missing in &seen.missing {
        let by = missing.by.as_deref().unwrap_or("a page");
        report.add(
            (&source(by), 1),
            format!("{by} asks for {}, which is not there", missing.path),
            "a file of the built book",
            "mend the path, or add the file to book/src",
        );
    }
    report
}

fn titles(seen: &Seen) -> impl Iterator<Item = (&str, &str)> {
    seen.lines.iter().filter_map(|line| match &line[..] {
        [page, what, title] if what == "title" => Some((&**page, &**title)),
        _ => None,
    })
}

fn all_fits_a_phone(seen: &Seen) -> Report {
    let mut report = Report::default();
    let tree = Tree::read();
    report.count_many("pages as wide as a phone", titles(seen).count());
    for line in &seen.lines {
        if let [page, what, too_wide @ ..] = &line[..]
            && what == "wide"
        {
            does_not_fit(&tree, page, too_wide, &mut report);
        }
    }
    report
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_page_loads_without_a_complaint() {
    let book = crate::book::Book::read(&Tree::read());
    let seen = seen();
    for page in &book.pages {
        let name = format!("{}.html", page.name());
        assert!(titles(seen).any(|(page, _)| page == name), "{name}: not seen");
    }
    nothing_is_complained_of(seen).settle();
}

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_page_fits_a_phone() {
    all_fits_a_phone(seen()).settle();
}

/// A page, an edit of it as it is built, and words of the message.
type Rot = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const ROTS: &[Rot] = &[
    ("server/accept.html", "</main>", "<img src=\"https://example.org/x.png\" alt=\"x\"></main>",
        "book/src/server/accept.md:1\n    found:    server/accept.html asks another machine for https://example.org/x.png"),
    ("server/send.html", "</main>", "<script>fetch(\"http://example.net/count\").catch(() => {});</script></main>",
        "server/send.html asks another machine for http://example.net/count"),
    ("server/close.html", "</main>", "<script>nobody();</script></main>",
        "in the browser's console of server/close.html: \"Uncaught ReferenceError: nobody is not defined\""),
    ("client/connect.html", "</main>", "<script>console.warn(\"odd\");</script></main>",
        "in the browser's console of client/connect.html: \"odd\""),
    ("client/close.html", "</main>", "<img src=\"no-picture.png\" alt=\"x\"></main>",
        "client/close.html asks for client/no-picture.png, which is not there"),
    ("set-up.html", "<h1", "<h2",
        "book/src/set-up.md:1\n    found:    a page without a heading"),
    ("glossary.html", "</main>", "<pre><code style=\"white-space: pre\">0123456789 0123456789 0123456789 0123456789 0123456789</code></pre></main>",
        "glossary.html: code.hljs is"),
    ("questions.html", "</main>", "<svg width=\"480\" height=\"9\"></svg></main>",
        "questions.html: svg is"),
    ("run-both.html", "</main>", "<details><summary>x</summary><p style=\"width: 400px\">folded</p></details></main>",
        "run-both.html: p is"),
    ("404.html", "</main>", "<div style=\"margin-left: -40px\">left</div></main>",
        "404.html: div is"),
    ("welcome.html", "</svg>", "<text x=\"470\" y=\"20\">beside the picture</text></svg>",
        "welcome.html: text is"),
];

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_rot_of_a_page_is_found_in_the_browser() {
    let mut site = Site::read(mdbook::built());
    for (page, from, to, _) in ROTS {
        site.edit(page, from, to);
    }
    let pages: Vec<&str> = ROTS.iter().map(|(page, ..)| *page).collect();
    let seen = visit(site, &format!("const PAGES = {pages:?};"), SCRIPT);
    let complaints = nothing_is_complained_of(&seen).findings;
    let wide = all_fits_a_phone(&seen).findings;
    let found: Vec<String> = complaints.iter().chain(&wide).map(ToString::to_string).collect();
    for (page, _, to, message) in ROTS {
        assert!(
            found.iter().any(|said| said.contains(message)),
            "{page}: `{to}` is not found with the words `{message}`. Found:\n\
             {}",
            found.join("\n"),
        );
    }
}
