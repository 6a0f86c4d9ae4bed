//! Do the drawings speak one language: the theme's colours, letters that a
//! phone's reader can read, words that say the same?

use crate::book::markdown::quoted;
use crate::book::page::Picture;
use crate::book::report::Report;
use crate::book::steps::Context;
use std::collections::HashMap;

/// How the view of a drawing begins: all are as wide, so that a letter has
/// the same size in each.
const VIEW: &str = "viewBox=\"0 0 480 ";

/// What a drawing may be filled and stroked with.
const COLOURS: [&str; 3] = ["none", "currentColor", "var(--bg)"];

/// The dashes of who waits, of the kernel, and of the lines of a plot.
const DASHES: [&str; 5] = ["6 5", "1 5", "none", "3 6", "12 6"];

/// How strong the one tint is.
const TINT: [&str; 1] = ["0.16"];

/// How much the words say at least, in characters.
const WORDS: usize = 60;

/// What would load something, or set a size or a colour of its own.
const FORBIDDEN: [&str; 5] = ["font-size=", "style=", "href=", "<image", "<script"];

/// Where the rules are.
pub const HELP: &str = "CONTRIBUTING.md, “Draw a picture”, says how the book draws";

/// Each drawing has the one view and class, takes its colours from the
/// theme, has ids that no other drawing has, and says enough in words.
pub fn pictures_speak_one_language(context: &Context, report: &mut Report) {
    let book = &context.book;
    let mut ids: HashMap<String, String> = HashMap::new();
    for page in &book.pages {
        for picture in &page.pictures {
            let Some(svg) = &picture.svg else { continue };
            report.count("drawings");
            let place = format!("{}:{}", page.path, picture.line);
            for id in attribute(svg, " id=\"") {
                let other = ids.insert(id.clone(), place.clone());
                if let Some(other) = other {
                    report.add(
                        (&page.path, picture.line),
                        format!("id `{id}`, which {other} has too"),
                        "an id of its own: the printed book is one page",
                        "rename it, in aria-labelledby as well",
                    );
                }
            }
            for (there, expected) in faults(picture, svg) {
                report.add((&page.path, picture.line), there, expected, HELP);
            }
        }
    }
}

/// The values of an attribute, wherever it stands.
fn attribute(svg: &str, name: &str) -> Vec<String> {
    let rests = svg.split(name).skip(1);
    rests.filter_map(|rest| Some(rest.split_once('"')?.0.to_string())).collect()
}

/// Where a word stands, from the left, if it is a text of its own.
fn place(svg: &str, word: &str) -> Option<u32> {
    let (before, _) = svg.split_once(&format!(">{word}</text>"))?;
    let (_, tag) = before.rsplit_once("<text ")?;
    quoted(tag, "x=\"")?.parse().ok()
}

/// What is wrong with a drawing, and what should be there.
pub fn faults(picture: &Picture, svg: &str) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if !svg.contains(VIEW) {
        let found = quoted(svg, "viewBox=\"").unwrap_or_default();
        faults.push((format!("viewBox=\"{found}\""), format!("{VIEW}…\"")));
    }
    let class = quoted(svg, "class=\"").unwrap_or_default();
    if !class.starts_with("drawing") {
        faults.push((format!("class=\"{class}\""), "class=\"drawing\"".into()));
    }
    let values: [(&str, &[&str]); 4] = [
        (" fill=\"", &COLOURS),
        (" stroke=\"", &COLOURS),
        (" stroke-dasharray=\"", &DASHES),
        (" fill-opacity=\"", &TINT),
    ];
    for (name, known) in values {
        for value in attribute(svg, name) {
            if !known.contains(&value.as_str()) {
                let there = format!("{}{value}\"", name.trim());
                faults.push((there, format!("one of: {}", known.join(", "))));
            }
        }
    }
    for word in FORBIDDEN.iter().filter(|word| svg.contains(**word)) {
        faults.push((format!("`{word}`"), "the style sheet's".into()));
    }
    if let (Some(server), Some(client)) = (place(svg, "server"), place(svg, "client"))
        && server >= client
    {
        let there = format!("`server` at {server}, `client` at {client}");
        faults.push((there, "the server at the left of the client".into()));
    }
    if svg.lines().any(|line| line.trim().is_empty()) {
        let expected = "none: behind one, mdBook reads Markdown again";
        faults.push(("a blank line in it".into(), expected.into()));
    }
    if !svg.ends_with("</svg>") {
        faults.push(("no end of it".into(), "`</svg>` on its last line".into()));
    }
    let words = picture.alternative.as_deref().unwrap_or_default();
    if words.chars().count() < WORDS {
        let expected = format!("what it shows, in {WORDS} characters or more");
        faults.push((format!("words: {words}"), expected));
    }
    faults
}

/// Pictures say in words what they show.
pub fn pictures_have_words(context: &Context, report: &mut Report) {
    let book = &context.book;
    for page in book.all() {
        for picture in &page.pictures {
            report.count("pictures");
            let words = picture.alternative.as_deref().unwrap_or("");
            if words.trim().len() < 10 {
                report.add(
                    (&page.path, picture.line),
                    format!("a picture whose words are `{words}`"),
                    "![what it shows](…), or an svg with role=\"img\" and \
                     aria-labelledby that leads to its title and desc",
                    "say in words what the picture says",
                );
            }
        }
    }
}
