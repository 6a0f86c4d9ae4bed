//! Does every page load in a browser without a complaint, from this machine alone, and does it fit a
//! phone?

use super::prelude::*;

/// What mdBook makes beside the pages and no reader opens: the list of the pages for who has no
/// scripts, which a page has in a frame.
const NO_PAGE: &str = "toc.html";

/// Loads every page of the site into a frame as wide as a phone.
pub fn pages_load_and_fit(site: Site, context: &Context, report: &mut Report) {
    let pages = site.paths().filter(|path| path.ends_with(".html") && *path != NO_PAGE);
    let pages: Vec<String> = pages.map(str::to_string).collect();
    let seen = visit(site, &[("PAGES", &pages)], include_str!("pages.js"));
    let mut complain = |page: &str, actual: String, expected: &str, help: &str| {
        report.add((&source(page), 1), actual, expected, help);
    };
    for (page, message) in &seen.console {
        let actual = format!("in the browser's console of {page}: {message}");
        let help = "mend what it names, a script of ours or the page's own HTML";
        complain(page, actual, "an empty console", help);
    }
    for (page, url) in &seen.elsewhere {
        let actual = format!("{page} asks another machine for {url}");
        let help = "put the file into book/src, or make it a link to follow";
        complain(page, actual, "nothing from elsewhere", help);
    }
    for (page, path) in &seen.missing {
        let actual = format!("{page} asks for {path}, which is not there");
        let help = "mend the path, or add the file to book/src";
        complain(page, actual, "a file of the built book", help);
    }
    let of = |kind: &'static str| {
        seen.lines.iter().filter(move |line| line.len() > 1 && line[1] == kind)
    };
    for page in of("title").filter(|line| line[2] == "none").map(|line| &line[0]) {
        let actual = "a page without a heading in its main part".to_string();
        let help = "begin the page with `# ` and its title";
        complain(page, actual, "an h1 that the browser shows", help);
    }
    for line in of("titles") {
        let actual = format!("{} has {} headings of level one", line[0], line[2]);
        let help = "let book/page.js add contents only to the page that has all pages";
        complain(&line[0], actual, "its title alone", help);
    }
    for line in of("broken") {
        let actual = format!("{}, 1280 px wide: `{}` in two lines", line[0], line[2]);
        let help = "give the table more room, or the word a space";
        complain(&line[0], actual, "a word of code in one line", help);
    }
    for line in of("font") {
        let actual = format!("{} loads {}", line[0], line[2]);
        let help = "name only \"Book\" and \"Book code\" as fonts, in book/book.css";
        complain(&line[0], actual, "the fonts of book/src/fonts alone", help);
    }
    report.count_many("pages in a browser, as wide as a phone", of("title").count());
    of("wide").for_each(|line| does_not_fit(&context.tree, &line[0], &line[2..], report));
}
