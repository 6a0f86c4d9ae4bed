//! Are the code and the numbers in a drawing those of the programs, and does its description have
//! the same?

use crate::book::excerpts::{has_words, lengths, numbers};
use crate::book::prelude::*;
use crate::run::sockets::STATES;

/// Shorter code is a byte or a letter, not a word of a program.
const SHORTEST: usize = 3;

/// Code in a drawing stands on a page of its chapter, in a program of its page, or among the two
/// programs' system calls and the states of a socket; the drawing and its description have the
/// same code and numbers; so many bytes are as many as a text has that a program of the page sends.
pub fn drawings_show_the_programs(context: &Context, report: &mut Report) {
    let Context { tree, book, sources, .. } = context;
    let known = format!("{} {}", book.calls(), STATES.join(" "));
    for page in &book.pages {
        let chapter = book.pages.iter().filter(|other| other.folder() == page.folder());
        let mut code = known.clone() + &page.programs(sources);
        let lengths: Vec<usize> = lengths(&code).collect();
        code.extend(chapter.map(|page| page.code("", sources) + &page.spans()));
        let lines: Vec<&str> = tree.get(&page.path).unwrap_or_default().lines().collect();
        for picture in &page.pictures {
            let Some(svg) = &picture.svg else { continue };
            // A record's drawing is made by the program that measures.
            if !lines[picture.line - 1].contains("<svg") {
                continue;
            }
            report.count("drawings");
            let mut wrong = |actual: String, expected: &str| {
                let help = "draw what is so, and say the same in its <desc>";
                report.add(page.at(picture.line), actual, expected, help);
            };
            let (texts, words) = (texts(svg), picture.alternative.as_deref().unwrap_or_default());
            for (_, text) in texts.iter().filter(|(is_code, _)| *is_code) {
                if text.len() >= SHORTEST && !has_words(&code, text) {
                    wrong(format!("`{text}` in the drawing"), "code of this chapter or a program");
                }
                if !words.contains(text) {
                    wrong(format!("`{text}` in the drawing alone"), "the same in its <desc>");
                }
            }
            let drawn: String = texts.iter().map(|(_, text)| format!("{text} ")).collect();
            for (text, other) in [(drawn.as_str(), words), (words, &drawn)] {
                for number in numbers(text).filter(|number| !lengths.contains(number)) {
                    if !numbers(other).any(|n| n == number) {
                        wrong(format!("{number} in one alone"), "the same in drawing and <desc>");
                    }
                    if has_words(text, &format!("{number} bytes")) {
                        let expected = "as many as a text has that a program here sends";
                        wrong(format!("{number} bytes"), expected);
                    }
                }
            }
        }
    }
}

/// The texts of a drawing, and whether each is in the letters of code.
fn texts(svg: &str) -> Vec<(bool, &str)> {
    let (mut texts, mut in_code) = (Vec::new(), false);
    for (tag, text) in svg.split('<').filter_map(|part| part.split_once('>')) {
        let is_code = tag.contains("class=\"code\"");
        match tag.split(' ').next() {
            Some("g" | "/g") => in_code = is_code,
            Some("text") => texts.push((is_code || in_code, text)),
            _ => {}
        }
    }
    texts
}
