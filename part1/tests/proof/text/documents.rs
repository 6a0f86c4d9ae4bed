//! Do the documents beside the book hold: is README short, is its picture drawn as the book's are,
//! are the pages as short as CONTRIBUTING says, and does it explain every attribute of a fence, with
//! an example that has it?

use super::drawings;
use super::prelude::*;
use crate::book::fence::{ATTRIBUTES, Attribute, Values};
use crate::run::bless::{is_blessed, rewrite};

pub const README: &str = BESIDES[0];
pub const CONTRIBUTING: &str = BESIDES[1];

/// How many lines README may have: it is read by somebody who has a minute.
pub const LONGEST: usize = 110;

const HEADS: [&str; 5] = ["language", "name", "values", "what it means", "example"];

/// What a picture in a file has to have, since no page gives it a colour, and why.
const OF_A_FILE: [(&str, &str); 2] = [
    ("xmlns=\"http://www.w3.org/2000/svg\"", "or a browser takes the file for no picture"),
    ("@media (prefers-color-scheme: dark)", "a colour for a dark screen, in its `<style>`"),
];

/// README is short.
pub fn readme_is_short(context: &Context, report: &mut Report) {
    let count = context.tree.get(README).unwrap_or_default().lines().count();
    report.count_many("lines of README", count);
    let (actual, expected) = (format!("{count} lines"), format!("at most {LONGEST}"));
    let help = format!("move what a reader does not need to {CONTRIBUTING}");
    report.demand((README, LONGEST + 1), count <= LONGEST, actual, expected, help);
}

/// What CONTRIBUTING says before and after the number of words that the book may have.
const ALLOWED: (&str, &str) = ("at most ", " words");

/// The words of all pages, as `wc -w` counts them (code, folds and pictures, too), are no more than
/// CONTRIBUTING allows.
pub fn the_book_is_short(context: &Context, report: &mut Report) {
    let pages =
        context.tree.paths().filter(|path| path.starts_with(PAGES) && path.ends_with(".md"));
    let count = pages.map(|path| context.tree.get(path).unwrap_or_default());
    let count: usize = count.map(|text| text.split_whitespace().count()).sum();
    report.count_many("words", count);
    let allowed = super::lines(&context.tree, CONTRIBUTING).find_map(|(line, text)| {
        let number = text.split_once(ALLOWED.0)?.1.split_once(ALLOWED.1)?.0;
        Some((line, number.replace(',', "").parse::<usize>().ok()?))
    });
    let Some((line, allowed)) = allowed else {
        let expected = format!("“{}…{}”, in one line", ALLOWED.0, ALLOWED.1);
        return report.add((CONTRIBUTING, 1), "no such number", expected, "say it there");
    };
    let (actual, expected) = (format!("{count} words"), format!("at most {allowed}"));
    let help = "take out what a beginner misses least, before you add";
    report.demand((CONTRIBUTING, line), count <= allowed, actual, expected, help);
}

/// A picture to which a link leads is a drawing, loads nothing, and can be read on a dark screen.
pub fn pictures_in_files_are_drawings(context: &Context, report: &mut Report) {
    for (page, link) in context.book.links().filter(|(_, link)| link.target.ends_with(".svg")) {
        let path = resolve(&page.path, &link.target);
        let Some(text) = context.tree.get(&path) else { continue };
        report.count("pictures in files");
        let drawn = Page::read(&Tree::default(), &path, text);
        let drawn = drawn.pictures.first().and_then(|drawn| Some((drawn, drawn.svg.as_ref()?)));
        let Some((picture, svg)) = drawn else {
            report.add((&path, 1), "no `<svg`", "a drawing", drawings::HELP);
            continue;
        };
        let mut faults = drawings::faults(picture, svg);
        let rest = svg.replace(OF_A_FILE[0].0, "");
        let loads = ["url(", "@import", "http"].into_iter().filter(|word| rest.contains(word));
        faults.extend(loads.map(|word| (format!("`{word}`"), "nothing from elsewhere".into())));
        let lacks = OF_A_FILE.iter().filter(|(has, _)| !svg.contains(has));
        faults.extend(lacks.map(|(has, why)| (format!("no `{has}`"), why.to_string())));
        for (actual, expected) in faults {
            report.add((&path, picture.line), actual, expected, drawings::HELP);
        }
    }
}

fn table(book: &Book) -> Option<&Table> {
    book.page(CONTRIBUTING)?.tables.iter().find(|table| table.head.cells == HEADS)
}

fn attribute(row: &Row) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| row.cells.starts_with(&cells(attribute)[..2]))
}

/// What the model says of an attribute: the first three cells of its row.
fn cells(Attribute(language, name, values): &Attribute) -> [String; 3] {
    let values = match values {
        Values::None => String::new(),
        Values::OneOf(words) => format!("`{}`", words.join("`, `")),
        Values::Named(what) => what.to_string(),
    };
    [format!("`{language}`"), format!("`{name}`"), values]
}

/// The table has a row for each attribute of the model, with its values and meaning, and no other.
pub fn attributes_are_explained(context: &Context, report: &mut Report) {
    let Some(table) = table(&context.book) else {
        let expected = format!("a table with the heads {}", HEADS.join(", "));
        return report.add((CONTRIBUTING, 1), "no table of attributes", expected, "write it");
    };
    let help = "write the row as the model has it: ATTRIBUTES in part1/tests/proof/book/fence.rs";
    for row in &table.rows {
        report.count("rows of attributes");
        let place = (CONTRIBUTING, row.line);
        let Some(attribute) = attribute(row) else {
            let actual = format!("{} of {}", row.cell(1), row.cell(0));
            report.add(place, actual, "an attribute of the model", "take the row out, or mend it");
            continue;
        };
        report.same(place, row.cell(2), &cells(attribute)[2], help);
        let (is_said, expected) = (!row.cell(3).is_empty(), "what the attribute means");
        report.demand(place, is_said, "no word of it", expected, "say it in a sentence");
    }
    for cells in ATTRIBUTES.iter().map(cells) {
        let count = table.rows.iter().filter(|row| row.cells.starts_with(&cells[..2])).count();
        let (actual, row) = (format!("{count} rows"), format!("| {} | … | … |", cells.join(" | ")));
        report.demand((CONTRIBUTING, table.head.line), count == 1, actual, row, help);
    }
}

/// The nearest fence to an example that has the attribute: itself, or one of the same page, or else
/// of the first page of the book that has any.
fn nearest(book: &Book, name: &str, example: &str) -> Option<String> {
    let (page, line) = example.split_once(':').unwrap_or_default();
    let line: usize = line.parse().unwrap_or_default();
    book.page(&path_of(page)).into_iter().chain(&book.pages).find_map(|page| {
        let fences = page.fences.iter().filter(|fence| fence.attributes.contains(&name));
        let line = fences.map(|fence| fence.line).min_by_key(|own| own.abs_diff(line))?;
        Some(format!("{}:{line}", page.name()))
    })
}

/// Each example is a fence that has the attribute. `BLESS=1` writes the nearest into the table.
#[test]
fn examples_of_attributes_have_them() {
    let (book, mut report) = (&Context::live().book, Report::default());
    for row in table(book).map_or(&[][..], |table| &table.rows) {
        let Some(Attribute(_, name, _)) = attribute(row) else { continue };
        report.count("examples of attributes");
        let nearest = nearest(book, name, row.cell(4).trim_matches('`'));
        let cell = nearest.as_ref().map_or("none".to_string(), |nearest| format!("`{nearest}`"));
        if nearest.is_some() && row.cell(4) != cell && is_blessed() {
            let old = format!("| {} |", row.cells.join(" | "));
            let new = format!("| {} | {cell} |", row.cells[..4].join(" | "));
            // It is found by its cells: other tests may have written, too.
            rewrite(CONTRIBUTING, |text| {
                let at = text.lines().position(|line| line == old).expect("the row");
                (at + 1, text.replacen(&old, &new, 1))
            });
            continue;
        }
        let actual = format!("{}, where no fence has {}", row.cell(4), row.cell(1));
        let expected = format!("a `page:line` with such a fence; the nearest is {cell}");
        let help = "mend the line, or let BLESS=1 write it";
        let has_it = nearest.is_some() && row.cell(4) == cell;
        report.demand((CONTRIBUTING, row.line), has_it, actual, expected, help);
    }
    report.settle();
}

/// The table as short as it may be, without an example.
pub fn short_table() -> String {
    let mut table = format!("| {} |\n|---|---|---|---|---|\n", HEADS.join(" | "));
    let rows = ATTRIBUTES.iter().map(|own| format!("| {} | … | none |\n", cells(own).join(" | ")));
    table.extend(rows);
    table
}

#[test]
fn the_nearest_example_is_proposed() {
    let mut tree = Tree::default();
    tree.put("book/src/SUMMARY.md", "[A](a.md)\n[B](b.md)\n");
    tree.put("book/src/a.md", "```console,waits\n$ a\n```\n");
    tree.put("book/src/b.md", "# B\n```console,or\n```\n```console,waits\n```\n");
    let book = Book::read(&tree);
    let rows = [
        row((("waits", "b:4"), Some("b:4"))),
        row((("waits", "b:2"), Some("b:4"))),
        row((("waits", "c:1"), Some("a:1"))),
        row((("or", "none"), Some("b:2"))),
        row((("checked", "a:1"), None)),
    ];
    each_row(&rows, |(name, example)| nearest(&book, name, example));
}
