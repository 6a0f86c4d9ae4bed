//! Is each version written in one place, or the same wherever it is named?

use super::{lines, prelude::*};

/// What has a version, the file that says which one, and what stands before it there.
type Home = (&'static str, &'static str, &'static str);

const RUST_AT_LEAST: Home = ("Rust at least", "Cargo.toml", "rust-version = \"");
const RUST: Home = ("Rust", "part1/tests/proof/run/compiler.rs", "BOOK_RUST: &str = \"");
const MDBOOK: Home = ("mdBook", "scripts/serve.sh", "\nversion=");

fn at<'a>(tree: &'a Tree, (_, path, before): &Home) -> Option<&'a str> {
    let (_, rest) = tree.get(path)?.split_once(before)?;
    rest.split(['"', '\n']).next()
}

/// The version of mdBook that the book is made for.
pub fn of_mdbook(tree: &Tree) -> &str {
    at(tree, &MDBOOK).expect("the version of mdBook")
}

/// Where a page, a document or a script names a version of Rust or mdBook, it is that of its home.
pub fn versions_agree(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let is_read = |path: &&str| {
        let mut folders = ["scripts/", ".ci/", ".github/"].iter();
        BESIDES.contains(path) || steps::is_page(path) || folders.any(|f| path.starts_with(f))
    };
    let read = tree.paths().filter(is_read);
    for (path, (number, line)) in read.flat_map(|path| lines(tree, path).map(move |l| (path, l))) {
        let names = |what: &str| line.to_lowercase().contains(what);
        let next = lines(tree, path).nth(number).map_or("", |(_, next)| next);
        let parts = line.split(|c: char| c != '.' && !c.is_ascii_digit());
        for version in parts.map(|part| part.trim_matches('.')) {
            let minor = version.split('.').nth(1).unwrap_or_default();
            let home = match version.split('.').count() {
                3 if names("mdbook") => MDBOOK,
                // A ratio has one decimal.
                _ if minor.len() < 2 || !names("rust") => continue,
                _ if format!("{line} {next}").contains("or newer") => RUST_AT_LEAST,
                _ => RUST,
            };
            report.count("versions");
            let (what, file, _) = home;
            let expected = at(tree, &home).unwrap_or("none");
            let is_same = version == expected || version.starts_with(&format!("{expected}."));
            let (actual, place) = (format!("{what} {version}"), (path, number));
            let expected = format!("{what} {expected}, as {file} says");
            let help = format!("name the same version everywhere, or change it in {file}");
            report.demand(place, is_same, actual, expected, help);
        }
    }
}
