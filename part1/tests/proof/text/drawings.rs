//! Do the drawings speak one language: the theme's colours, letters that a
//! phone's reader can read, words that say the same?

use crate::book::markdown::quoted;
use crate::book::page::Picture;
use crate::book::prelude::*;
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

/// Each drawing has the one view and class, takes its colours from the theme, has ids that no other
/// drawing has, and says enough in words.
pub fn pictures_speak_one_language(context: &Context, report: &mut Report) {
    let mut ids: HashMap<&str, String> = HashMap::new();
    for page in &context.book.pages {
        for picture in &page.pictures {
            let Some(svg) = &picture.svg else { continue };
            report.count("drawings");
            let place = page.at(picture.line);
            for id in values(svg, " id=\"") {
                let other = ids.insert(id, format!("{}:{}", page.path, picture.line));
                if let Some(other) = other {
                    let actual = format!("id `{id}`, which {other} has too");
                    let expected = "an id of its own: the printed book is one page";
                    report.add(place, actual, expected, "rename it, in aria-labelledby as well");
                }
            }
            for (actual, expected) in faults(picture, svg) {
                report.add(place, actual, expected, HELP);
            }
        }
    }
}

/// The values of an attribute, wherever it stands.
fn values<'a>(svg: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    svg.split(name).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0))
}

/// Where a word stands, from the left, if it is a text of its own.
fn place(svg: &str, word: &str) -> Option<u32> {
    let (before, _) = svg.split_once(&format!(">{word}</text>"))?;
    let (_, tag) = before.rsplit_once("<text ")?;
    quoted(tag, "x=\"")?.parse().ok()
}

/// What is wrong with a drawing, and what should be there.
pub fn faults(picture: &Picture, svg: &str) -> Vec<(String, String)> {
    let mut faults: Vec<(String, String)> = Vec::new();
    let mut demand = |holds: bool, actual: String, expected: &str| {
        faults.extend((!holds).then(|| (actual, expected.to_string())));
    };
    let view = quoted(svg, "viewBox=\"").unwrap_or_default();
    demand(svg.contains(VIEW), format!("viewBox=\"{view}\""), &format!("{VIEW}…\""));
    let class = quoted(svg, "class=\"").unwrap_or_default();
    demand(class.starts_with("drawing"), format!("class=\"{class}\""), "class=\"drawing\"");
    let known: [(&str, &[&str]); 4] = [
        (" fill=\"", &COLOURS),
        (" stroke=\"", &COLOURS),
        (" stroke-dasharray=\"", &DASHES),
        (" fill-opacity=\"", &TINT),
    ];
    for (name, known) in known {
        for value in values(svg, name) {
            let expected = format!("one of: {}", known.join(", "));
            demand(known.contains(&value), format!("{}{value}\"", name.trim()), &expected);
        }
    }
    for word in FORBIDDEN {
        demand(!svg.contains(word), format!("`{word}`"), "the style sheet's");
    }
    if let (Some(server), Some(client)) = (place(svg, "server"), place(svg, "client")) {
        let actual = format!("`server` at {server}, `client` at {client}");
        demand(server < client, actual, "the server at the left of the client");
    }
    let is_blank = svg.lines().any(|line| line.trim().is_empty());
    let expected = "none: behind one, mdBook reads Markdown again";
    demand(!is_blank, "a blank line in it".into(), expected);
    demand(svg.ends_with("</svg>"), "no end of it".into(), "`</svg>` on its last line");
    let words = picture.alternative.as_deref().unwrap_or_default();
    let expected = format!("what it shows, in {WORDS} characters or more");
    demand(words.chars().count() >= WORDS, format!("words: {words}"), &expected);
    faults
}

/// Pictures say in words what they show.
pub fn pictures_have_words(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        for picture in &page.pictures {
            report.count("pictures");
            let words = picture.alternative.as_deref().unwrap_or_default();
            if words.trim().len() < 10 {
                report.add(
                    page.at(picture.line),
                    format!("a picture whose words are `{words}`"),
                    "![what it shows](…), or an svg with role=\"img\" and aria-labelledby that \
                     leads to its title and desc",
                    "say in words what the picture says",
                );
            }
        }
    }
}
