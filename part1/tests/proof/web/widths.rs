//! What does not fit a phone, as a finding of the page that it is in.

use crate::book::prelude::*;

/// The Markdown of a built page, if it has one of its own.
pub fn source(page: &str) -> String {
    match (page, page.strip_suffix(".html")) {
        ("print.html" | "404.html" | "index.html", _) | (_, None) => page.to_string(),
        (_, Some(name)) => format!("book/src/{name}.md"),
    }
}

/// Reports what does not fit into `place`, a built page or a part of it: an element's name, its
/// width, the room for it and its text.
pub fn does_not_fit(tree: &Tree, place: &str, too_wide: &[String], report: &mut Report) {
    let [element, width, room, text] = too_wide else {
        panic!("not what the script says of an element: {too_wide:?}");
    };
    let file = source(place.split(['#', '?']).next().unwrap_or(place));
    let lines = tree.get(&file).unwrap_or_default().lines();
    let begin: String = text.chars().take(20).collect();
    let at = lines.zip(1..).find(|(line, _)| begin.len() > 8 && line.contains(&begin));
    let at = at.map_or(1, |(_, number)| number);
    let actual = format!("{place}: {element} is {width} px wide: `{text}`");
    let expected = format!("at most {room} px, on a phone of 390");
    let help = "let it wrap, in book/book.css or by a shorter line, name or cell";
    report.add((&file, at), actual, expected, help);
}
