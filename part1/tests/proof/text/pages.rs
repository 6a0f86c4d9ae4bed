//! Are all pages listed, once, with the titles that they have? Are their headings in order, and their
//! blocks of HTML closed?

use super::prelude::*;
use crate::book::page::BLOCK_END;

pub const SETTINGS: &str = "book/book.toml";

/// SUMMARY.md and the files beside it name each other.
pub fn summary_matches_files(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let listed = summary(tree);
    for (i, entry) in listed.iter().enumerate() {
        report.count("entries of SUMMARY.md");
        let (place, path) = ((SUMMARY, entry.line), &entry.path);
        let actual = format!("{path}, which is not there");
        let is_there = tree.get(path).is_some();
        report.demand(place, is_there, actual, "a page", "write the page or mend the path");
        let (actual, help) = (format!("{path} a second time"), "take one of the two lines away");
        let is_new = listed[..i].iter().all(|above| above.path != *path);
        report.demand(place, is_new, actual, "each page once", help);
        let same = listed[..i].iter().find(|above| above.title == entry.title);
        let actual = format!("`{}`, as line {}", entry.title, same.map_or(0, |above| above.line));
        let help = "give one of the two pages another title: in the sidebar, both stand alone";
        report.demand(place, same.is_none(), actual, "no two pages of one title", help);
    }
    for path in tree.paths().filter(|path| steps::is_page(path)) {
        report.count("files of pages");
        let is_listed = listed.iter().any(|entry| entry.path == path);
        let actual = "a page that SUMMARY.md does not list";
        let help = "list it: mdBook leaves it out without a word";
        report.demand((path, 1), is_listed, actual, format!("a line in {SUMMARY}"), help);
    }
}

/// Each column of a table has a head: who hears a table hears it before each cell.
pub fn tables_name_their_columns(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        for table in &page.tables {
            report.count("tables");
            let is_named = table.head.cells.iter().all(|head| !head.is_empty());
            let actual = table.head.cells.join(" | ");
            let help = "say in a word or two what the column without a head has";
            report.demand(
                page.at(table.head.line),
                is_named,
                actual,
                "a head for each column",
                help,
            );
        }
    }
}

/// A row after an empty line is no row any more, but text with bars.
pub fn tables_are_whole(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        for table in &page.tables {
            report.count("tables");
            let actual = table.head.cells.join(" | ");
            let expected = "a line of dashes, `|---|---|`, below the first row of a table";
            let help = "add it, or take out the empty line that parts this row from its table";
            report.demand(page.at(table.head.line), table.has_rule, actual, expected, help);
        }
    }
}

/// One level-one heading a page, first of all headings; no level left out.
pub fn headings_are_in_order(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        let mut above = 0;
        for heading in &page.headings {
            report.count("headings");
            let (is_first, level) = (above == 0, heading.level);
            let is_right = is_first == (level == 1) && level <= above + 1;
            let actual = format!("level {level} after level {above}");
            let expected = "one level-one heading, then one level deeper at a time";
            let help = "change the number of `#`";
            report.demand(page.at(heading.line), is_right, actual, expected, help);
            above = level;
        }
        report.demand(page.at(1), above > 0, "no heading", "`# Title`", "add it");
    }
}

/// A page's title is SUMMARY.md's. Of a step, there listed below its program's name as `3. Accept`,
/// it is `Server 3: accept`; that of the first page is the book's.
pub fn titles_are_those_of_the_summary(context: &Context, report: &mut Report) {
    let mut settings = context.tree.get(SETTINGS).unwrap_or_default().lines();
    let whole = settings.find_map(|line| line.strip_prefix("title = ")).unwrap_or_default();
    for (index, page) in context.book.pages.iter().enumerate() {
        report.count("titles");
        let step = page.title.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
        let (title, home) = match (step, program_of(page)) {
            _ if index == 0 => (whole.trim_matches('"').to_string(), SETTINGS),
            (Some((number, words)), Some(program)) => {
                let program = first(program, str::to_uppercase);
                (format!("{program} {number}: {}", first(words, str::to_lowercase)), SUMMARY)
            }
            _ => (page.title.clone(), SUMMARY),
        };
        let Some(heading) = page.headings.first() else { continue };
        let (place, actual) = (page.at(heading.line), format!("# {}", heading.text));
        let help = format!("give the page the title that {home} gives it, or change it there");
        report.same(place, actual, format!("# {title}"), help);
    }
}

/// The words with their first letter as it is to be.
fn first(words: &str, case: fn(&str) -> String) -> String {
    case(&words[..1]) + &words[1..]
}

/// Each block is closed, none is in another, and Markdown is read as such between its tags.
pub fn blocks_are_closed(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        let is_full = |prose: &Prose| !prose.text.trim().is_empty();
        let is_blank = |line| !page.prose.iter().any(|prose| prose.line == line && is_full(prose));
        let mut inside: Option<(usize, &str)> = None;
        for (line, text) in page.block_tags() {
            report.count("tags of blocks");
            let (place, opens) = (page.at(line), text != BLOCK_END);
            let is_apart = is_blank(line + 1) && is_blank(line - 1);
            let actual = format!("{text} without a blank line on both sides");
            let expected = "blank lines, or what follows is no Markdown to mdBook";
            report.demand(place, is_apart, actual, expected, "put them there");
            let expected = if opens { BLOCK_END } else { "the block's first tag above" };
            let help = "open and close one block after the other";
            report.demand(place, inside.is_some() != opens, text, expected, help);
            inside = opens.then_some((line, text));
        }
        if let Some((line, text)) = inside {
            let help = "close it behind the last that belongs to it";
            report.add(page.at(line), format!("{text} that is not closed"), BLOCK_END, help);
        }
    }
}

/// Where terminals stand together, there are two or more, each with its name, and nothing else.
pub fn terminals_stand_together(context: &Context, report: &mut Report) {
    let is_scene = |prose: &Prose| prose.text.trim() == "<div class=\"terminals\">";
    for (page, scene) in context.book.prose().filter(|(_, prose)| is_scene(prose)) {
        report.count("scenes");
        let below = page.prose.iter().skip_while(|prose| prose.line <= scene.line);
        let inside = below.take_while(|prose| prose.text.trim() != BLOCK_END && !is_scene(prose));
        let named: Vec<&Prose> = inside.filter(|prose| !prose.text.trim().is_empty()).collect();
        for prose in &named {
            let mut below = page.fences.iter().filter(|fence| fence.line == prose.line + 2);
            let names =
                below.any(|f| f.console().is_some_and(|console| console.terminal.is_some()));
            let expected = "a line that names the terminal below it";
            let help = "move it in front of the scene, or behind it";
            report.demand(page.at(prose.line), names, prose.text.trim(), expected, help);
        }
        let (place, count) = (page.at(scene.line), named.len());
        let actual = format!("{count} terminals that stand together");
        report.demand(place, count >= 2, actual, "two or more", "take the tags away");
    }
}
