//! Are the code and the numbers in a drawing those of the programs, and does its description have
//! the same?

use crate::book::report::Report;
use crate::book::steps::Context;
use crate::book::words::{has_words, literals, numbers};
use crate::run::sockets::STATES;

/// Shorter code is a byte or a letter, not a word of a program.
const SHORTEST: usize = 3;

/// Code in a drawing stands on a page of its chapter, in a program of its page, or among the two
/// programs' system calls and the states of a socket; the drawing and its description have the
/// same code and numbers; so many bytes are as many as a text has that a program of the page sends.
pub fn drawings_show_the_programs(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let book = &context.book;
    let sources = &context.sources;
    let known = format!("{} {}", book.calls(), STATES.join(" "));
    for page in &book.pages {
        let chapter = book.pages.iter().filter(|other| other.folder() == page.folder());
        let mut code = known.clone() + &page.programs(sources);
        let lengths: Vec<usize> = literals(&code).iter().map(String::len).collect();
        code.extend(chapter.map(|page| page.code("", sources) + &page.spans()));
        for picture in &page.pictures {
            // A record's drawing is made by the program that measures.
            let is_by_hand = |text: &str| text.lines().nth(picture.line - 1)?.find("<svg");
            let Some(svg) = &picture.svg else { continue };
            if tree.get(&page.path).and_then(is_by_hand).is_none() {
                continue;
            }
            report.count("drawings");
            let (texts, words) = (texts(svg), picture.alternative.as_deref().unwrap_or_default());
            let mut add = |actual: String, expected: &str| {
                let help = "draw what is so, and say the same in its <desc>";
                report.add((&page.path, picture.line), actual, expected, help);
            };
            for (_, text) in texts.iter().filter(|(is_code, _)| *is_code) {
                if text.len() >= SHORTEST && !has_words(&code, text) {
                    add(format!("`{text}` in the drawing"), "code of this chapter or a program");
                }
                if !words.contains(text) {
                    add(format!("`{text}` in the drawing alone"), "the same in its <desc>");
                }
            }
            let drawn: String = texts.iter().map(|(_, text)| format!("{text} ")).collect();
            for (text, other) in [(drawn.as_str(), words), (words, &drawn)] {
                for number in numbers(text) {
                    let is_length = lengths.contains(&number);
                    if !numbers(other).any(|n| n == number) && !is_length {
                        add(format!("{number} in one alone"), "the same in drawing and <desc>");
                    }
                    if has_words(text, &format!("{number} bytes")) && !is_length {
                        let expected = "as many as a text has that a program here sends";
                        add(format!("{number} bytes"), expected);
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
