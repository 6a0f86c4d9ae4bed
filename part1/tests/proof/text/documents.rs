//! Do the documents beside the book hold: is README short, is its picture drawn as the book's are,
//! and does CONTRIBUTING explain every attribute of a fence, with an example that has it?

use super::drawings;
use crate::book::fence::{ATTRIBUTES, Attribute, Values};
use crate::book::page::Table;
use crate::book::prelude::*;
use crate::book::{BESIDES, path_of};
use crate::run::bless::{is_blessed, rewrite};

pub const README: &str = BESIDES[0];
pub const CONTRIBUTING: &str = BESIDES[1];

/// How many lines README may have: it is read by somebody who has a minute.
pub const LONGEST: usize = 110;

/// The heads of the table of attributes.
const HEADS: [&str; 5] = ["language", "name", "values", "what it means", "example"];

/// What would load something into a picture, besides what no drawing may have.
const LOADS: [&str; 3] = ["url(", "@import", "http"];

/// What a picture in a file has to have, since no page gives it a colour, and why.
const OF_A_FILE: [(&str, &str); 2] = [
    (XMLNS, "or a browser takes the file for no picture"),
    ("@media (prefers-color-scheme: dark)", "a colour for a dark screen, in its `<style>`"),
];
const XMLNS: &str = "xmlns=\"http://www.w3.org/2000/svg\"";

/// README is short.
pub fn readme_is_short(context: &Context, report: &mut Report) {
    let count = context.tree.get(README).unwrap_or_default().lines().count();
    report.count_many("lines of README", count);
    if count > LONGEST {
        let (actual, expected) = (format!("{count} lines"), format!("at most {LONGEST}"));
        let help = format!("move what a reader does not need to {CONTRIBUTING}");
        report.add((README, LONGEST + 1), actual, expected, help);
    }
}

/// A picture to which a page or a document links is a drawing, loads nothing, and can be read on a
/// light screen and on a dark one.
pub fn pictures_in_files_are_drawings(context: &Context, report: &mut Report) {
    report.count_many("pictures in files", 0);
    let links = context.book.all().flat_map(|page| page.links.iter().map(move |link| (page, link)));
    for (page, link) in links.filter(|(_, link)| link.target.ends_with(".svg")) {
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
        let loads = svg.replace(XMLNS, "");
        let loads = LOADS.iter().filter(|word| loads.contains(**word));
        faults.extend(loads.map(|word| (format!("`{word}`"), "nothing from elsewhere".into())));
        let lacks = OF_A_FILE.iter().filter(|(has, _)| !svg.contains(has));
        faults.extend(lacks.map(|(has, why)| (format!("no `{has}`"), why.to_string())));
        for (actual, expected) in faults {
            report.add((&path, picture.line), actual, expected, drawings::HELP);
        }
    }
}

/// The table of attributes.
fn table(book: &Book) -> Option<&Table> {
    book.page(CONTRIBUTING)?.tables.iter().find(|table| table.head.cells == HEADS)
}

/// The attribute that a row is about.
fn attribute(row: &Row) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| is_about(row, attribute))
}

fn is_about(row: &Row, attribute: &Attribute) -> bool {
    row.cells.starts_with(&cells(attribute)[..2])
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

/// The table in CONTRIBUTING has a row for each attribute of the model, with its values and with
/// words of what it means, and no other row.
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
        if row.cell(3).is_empty() {
            report.add(place, "no word of it", "what the attribute means", "say it in a sentence");
        }
    }
    for attribute in &ATTRIBUTES {
        let count = table.rows.iter().filter(|row| is_about(row, attribute)).count();
        if count != 1 {
            let row = format!("| {} | … | … |", cells(attribute).join(" | "));
            report.add((CONTRIBUTING, table.head.line), format!("{count} rows"), row, help);
        }
    }
}

/// The rows whose example is no fence that has the attribute, each with the nearest that has it: of
/// the same page, or else the first of the book.
fn stale_examples<'a>(book: &'a Book, report: &mut Report) -> Vec<(&'a Row, Option<String>)> {
    let mut stale = Vec::new();
    for row in table(book).map_or(&[][..], |table| &table.rows) {
        let Some(Attribute(_, name, _)) = attribute(row) else { continue };
        report.count("examples of attributes");
        let (page, line) = row.cell(4).trim_matches('`').split_once(':').unwrap_or_default();
        let line: usize = line.parse().unwrap_or_default();
        let lines_of = |page: &Page| -> Vec<usize> {
            let fences = page.fences.iter().filter(|fence| fence.attributes.contains(name));
            fences.map(|fence| fence.line).collect()
        };
        let own = book.page(&path_of(page)).map_or(vec![], lines_of);
        if !own.contains(&line) {
            let nearest = own.iter().min_by_key(|own| own.abs_diff(line));
            let nearest = nearest.map(|line| format!("{page}:{line}")).or_else(|| {
                let mut pages = book.pages.iter();
                pages.find_map(|page| Some(format!("{}:{}", page.name(), lines_of(page).first()?)))
            });
            stale.push((row, nearest));
        }
    }
    stale
}

/// Each example leads to a fence that has the attribute. With `BLESS=1`, the lines of the nearest
/// ones are written into the table.
#[test]
fn examples_of_attributes_have_them() {
    let mut report = Report::default();
    for (row, nearest) in stale_examples(&Context::live().book, &mut report) {
        let expected = match nearest {
            Some(nearest) if is_blessed() => {
                write_example(row, &nearest);
                continue;
            }
            Some(nearest) => format!("a `page:line` with such a fence; the nearest is {nearest}"),
            None => "a fence that has it: the book has none".to_string(),
        };
        let actual = format!("{}, where no fence has {}", row.cell(4), row.cell(1));
        let help = "mend the line, or let BLESS=1 write it";
        report.add((CONTRIBUTING, row.line), actual, expected, help);
    }
    report.settle();
}

/// Writes an example into a row, which is found by its cells: other tests may have written, too.
fn write_example(row: &Row, example: &str) {
    let begins = format!("| {} | {} |", row.cell(0), row.cell(1));
    let old = format!("| {} |", row.cell(4));
    rewrite(CONTRIBUTING, |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        let is_it = |line: &String| line.starts_with(&begins) && line.ends_with(&old);
        let at = lines.iter().position(is_it).expect("the row");
        let kept = lines[at].len() - old.len();
        lines[at].replace_range(kept.., &format!("| `{example}` |"));
        (at + 1, lines.join("\n") + "\n")
    });
}

/// The table as short as it may be, each row with that example.
pub fn short_table(example: &str) -> String {
    let mut table = format!("| {} |\n|---|---|---|---|---|\n", HEADS.join(" | "));
    for attribute in &ATTRIBUTES {
        table += &format!("| {} | … | `{example}` |\n", cells(attribute).join(" | "));
    }
    table
}

#[test]
fn the_nearest_example_is_proposed() {
    let mut tree = Tree::default();
    tree.put("book/src/SUMMARY.md", "[A](a.md)\n[B](b.md)\n");
    tree.put("book/src/a.md", "```console,waits\n$ a\n```\n");
    tree.put("book/src/b.md", "# B\n```console,or\n```\n```console,waits\n```\n");
    let rows = [
        row((("waits", "b:4"), None)),
        row((("waits", "b:2"), Some(Some("b:4")))),
        row((("waits", "c:1"), Some(Some("a:1")))),
        row((("or", "none"), Some(Some("b:2")))),
        row((("checked", "a:1"), Some(None))),
    ];
    each_row(&rows, |(name, example)| {
        let mut tree = tree.clone();
        tree.put(CONTRIBUTING, &short_table(example));
        let book = Book::read(&tree);
        let mut stale = stale_examples(&book, &mut Report::default()).into_iter();
        let stale = stale.find(|(row, _)| row.cell(1) == format!("`{name}`"));
        stale.map(|(_, nearest)| nearest)
    });
}
