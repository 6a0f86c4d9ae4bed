//! Do the drawings speak one language: the theme's colours, letters that a phone's reader can read,
//! words that say the same? And are their code and numbers those of the programs?

use super::prelude::*;

/// How the view of a drawing begins: all are as wide, so that a letter has the same size in each.
const VIEW: &str = "viewBox=\"0 0 480 ";

/// What a drawing may be filled and stroked with.
const COLOURS: &[&str] = &["none", "currentColor", "var(--bg)"];

/// What attributes may say. Dashes are of who waits, of the kernel, and of the lines of a plot.
const KNOWN: [(&str, &[&str]); 4] = [
    (" fill=\"", COLOURS),
    (" stroke=\"", COLOURS),
    (" stroke-dasharray=\"", &["6 5", "1 5", "none", "3 6", "12 6"]),
    (" fill-opacity=\"", &["0.16"]),
];

/// How much the words say at least, in characters.
const WORDS: usize = 60;

/// What would load something, or set a size or a colour of its own.
const FORBIDDEN: [&str; 5] = ["font-size=", "style=", "href=", "<image", "<script"];

/// Where the rules are.
pub const HELP: &str = "CONTRIBUTING.md, “Draw a picture”, says how the book draws";

/// Pictures say in words what they show. Each drawing has no [`faults`], and ids of its own.
pub fn pictures_speak_one_language(context: &Context, report: &mut Report) {
    let mut ids: HashMap<&str, String> = HashMap::new();
    let pages = context.book.all();
    for (page, picture) in pages.flat_map(|page| page.pictures.iter().map(move |it| (page, it))) {
        report.count("pictures");
        let place = page.at(picture.line);
        let has_words = picture.alternative.trim().len() >= 10;
        let actual = format!("a picture whose words are `{}`", picture.alternative);
        let expected = "![what it shows](…), or an svg with role=\"img\" and aria-labelledby";
        let help = "say in words what the picture says";
        report.demand(place, has_words, actual, expected, help);
        let Some(svg) = &picture.svg else { continue };
        report.count("drawings");
        for id in values(svg, " id=\"") {
            if let Some(other) = ids.insert(id, format!("{}:{}", page.path, picture.line)) {
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
    for (name, known) in KNOWN {
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
    let is_full = svg.lines().all(|line| !line.trim().is_empty());
    demand(is_full, "a blank line in it".into(), "none: behind one, mdBook reads Markdown again");
    demand(svg.ends_with("</svg>"), "no end of it".into(), "`</svg>` on its last line");
    let words = &picture.alternative;
    let expected = format!("what it shows, in {WORDS} characters or more");
    demand(words.chars().count() >= WORDS, format!("words: {words}"), &expected);
    faults
}

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
        code.extend(chapter.map(|page| page.code(sources) + &page.spans()));
        let lines: Vec<&str> = tree.get(&page.path).unwrap_or_default().lines().collect();
        for picture in &page.pictures {
            let Some(svg) = &picture.svg else { continue };
            // A record's drawing is made by the program that measures.
            if !lines[picture.line - 1].contains("<svg") {
                continue;
            }
            report.count("drawings");
            let mut demand = |holds: bool, actual: String, expected: &str| {
                let help = "draw what is so, and say the same in its <desc>";
                report.demand(page.at(picture.line), holds, actual, expected, help);
            };
            let (texts, words) = (texts(svg), picture.alternative.as_str());
            for (_, text) in texts.iter().filter(|(is_code, _)| *is_code) {
                // Shorter code is a byte or a letter, not a word of a program.
                let is_known = text.len() < 3 || has_words(&code, text);
                let actual = format!("`{text}` in the drawing");
                demand(is_known, actual, "code of this chapter or a program");
                let actual = format!("`{text}` in the drawing alone");
                demand(words.contains(text), actual, "the same in its <desc>");
            }
            let drawn: String = texts.iter().map(|(_, text)| format!("{text} ")).collect();
            for (text, other) in [(drawn.as_str(), words), (words, &drawn)] {
                for number in numbers(text).filter(|number| !lengths.contains(number)) {
                    let is_in_both = numbers(other).any(|n| n == number);
                    let actual = format!("{number} in one alone");
                    demand(is_in_both, actual, "the same in drawing and <desc>");
                    let bytes = format!("{number} bytes");
                    let is_other = !has_words(text, &bytes);
                    demand(is_other, bytes, "as many as a text has that a program here sends");
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
