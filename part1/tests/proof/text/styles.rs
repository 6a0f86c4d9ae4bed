//! Does each selector of the style sheet match something: an element, a class or an attribute that
//! a page has, or that mdBook or a script of the book makes?

use crate::book::PAGES;
use crate::book::prelude::*;
use std::collections::BTreeSet;

const SHEET: &str = "book/book.css";

/// What mdBook makes, of Markdown and around it: elements, classes of its themes, its templates and
/// its colours of code, attributes. Then what a script of ours puts together from parts. Only what
/// the style sheet uses stands here.
const MADE: &str = "\
    html main p pre code h1 h2 h3 li a blockquote table thead tbody tr th td button \
    .js .coal .navy .rust .ayu .menu-bar .menu-title .content .buttons .table-wrapper \
    .hljs .hljs-comment .hljs-quote .hljs-variable .hljs-attr .hljs-name [class [href [open \
    .from-server [aria-disabled";

/// Each name in a selector of the style sheet is one that exists.
pub fn selectors_match_something(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let mut made: BTreeSet<String> = MADE.split(' ').map(str::to_string).collect();
    for path in tree.paths().filter(|path| path.starts_with("book/")) {
        let text = tree.get(path).unwrap_or_default();
        match path.rsplit('.').next() {
            Some("md") if path.starts_with(PAGES) => made.extend(of_page(text)),
            Some("js") => made.extend(of_script(text)),
            _ => {}
        }
    }
    for (line, selector) in selectors(tree.get(SHEET).unwrap_or_default()) {
        for name in names(&selector) {
            report.count("names in selectors");
            if !made.contains(&name) {
                let name = name.trim_start_matches('[');
                let actual = format!("`{name}` in the selector `{selector}`");
                let expected =
                    "an element, a class or an attribute that a page, mdBook or a script makes";
                let help = "mend the selector, or remove its rule, which styles nothing";
                report.add((SHEET, line), actual, expected, help);
            }
        }
    }
}

/// The elements, classes and attributes of a page's own tags, and the classes of its fences.
fn of_page(text: &str) -> Vec<String> {
    let mut made = Vec::new();
    for line in text.lines() {
        if let Some((_, info)) = line.split_once("```") {
            let words = info.split(',').filter_map(|word| word.split_inclusive('=').next());
            made.extend(words.map(|word| format!(".{word}")));
            made.extend(info.split(',').next().map(|language| format!(".language-{language}")));
        }
        for tag in line.split('<').skip(1) {
            made.extend(tag.split([' ', '>']).next().map(str::to_string));
            let attributes = tag.split(' ').filter_map(|word| word.split_once("=\""));
            made.extend(attributes.map(|(name, _)| format!("[{name}")));
        }
        for classes in line.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            made.extend(classes.split(' ').map(|class| format!(".{class}")));
        }
    }
    made
}

/// Whatever stands in a text of a script may be an element, a class or an attribute.
fn of_script(script: &str) -> impl Iterator<Item = String> {
    let texts = script.split(['"', '`', '\'']).flat_map(|text| text.split([' ', '<', '>']));
    texts.flat_map(|word| ["", ".", "["].map(|kind| format!("{kind}{word}")))
}

/// What stands before the braces of each rule, on one line, and the line on which that ends.
fn selectors(sheet: &str) -> Vec<(usize, String)> {
    let mut selectors = Vec::new();
    let mut line = 1;
    for part in sheet.split_inclusive('{') {
        line += part.matches('\n').count();
        let part = part.rsplit("*/").next().unwrap_or(part);
        let selector = part.rsplit(['}', ';']).next().unwrap_or(part).trim_end_matches('{');
        let selector = selector.split_whitespace().collect::<Vec<_>>().join(" ");
        // `from` and `to` are the moments of an animation.
        if !selector.starts_with('@') && !["", "from", "to"].contains(&selector.as_str()) {
            selectors.push((line, selector));
        }
    }
    selectors
}

/// The elements, `.classes`, `#ids` and `[attributes` in a selector; `[class*="terminal="]` is the
/// beginning of a class.
fn names(selector: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = selector;
    while let Some(c) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '-';
        let after = rest.trim_start_matches(['.', '#', '[', ':']);
        let (word, behind) = after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len()));
        let name;
        (name, rest) = match c {
            // `:nth-child(2n + 1)`, `::before`, and `:is(…)`, in which more names stand.
            ':' if word.starts_with("nth-") => {
                (None, behind.split_once(')').map_or("", |(_, r)| r))
            }
            ':' => (None, behind),
            '[' => {
                let (value, behind) = behind.split_once(']').unwrap_or((behind, ""));
                let begin = value.split('"').nth(1).filter(|_| word == "class");
                (Some(begin.map_or(format!("[{word}"), |begin| format!(".{begin}"))), behind)
            }
            '.' | '#' => (Some(format!("{c}{word}")), behind),
            _ if is_name(c) => (Some(word.to_string()), behind),
            _ => (None, &rest[c.len_utf8()..]),
        };
        names.extend(name);
    }
    names
}

#[test]
fn names_of_a_selector_are_those_that_match_something() {
    let names =
        names("p:has(+ .a > b:nth-child(2n + 1)[class*=\"t=\"])::before, a[href^=\"h\"] #i");
    assert_eq!(names, ["p", ".a", "b", ".t=", "a", "[href", "#i"]);
}
