//! Are the readers' questions answered, each with a page that proves the answer?

use crate::book::report::Report;
use crate::book::steps::Context;
use crate::text::glossary::NEXT;

const QUESTIONS: &str = "book/src/questions.md";

/// Where each heading is a question.
const QUESTION_LEVEL: usize = 3;

/// How many sentences answer a question.
const SENTENCES: usize = 2;

/// Each question has an answer of at most two sentences, and a link to
/// the page that proves it.
pub fn questions_are_answered(context: &Context, report: &mut Report) {
    let book = &context.book;
    let Some(page) = book.page(QUESTIONS) else {
        report.count_many("questions", 0);
        return;
    };
    let mut headings = page.headings.iter().peekable();
    while let Some(heading) = headings.next() {
        if heading.level != QUESTION_LEVEL {
            continue;
        }
        report.count("questions");
        let end = headings.peek().map_or(usize::MAX, |next| next.line);
        let within = |line: usize| heading.line < line && line < end;
        let answer =
            page.prose.iter().filter(|prose| within(prose.line) && !prose.text.starts_with(NEXT));
        let lines: Vec<usize> = answer.clone().map(|prose| prose.line).collect();
        let answer: Vec<&str> = answer.map(|p| p.plain.as_str()).collect();
        let sentences = sentences(&answer.join(" "));
        let links = page.links.iter().filter(|link| lines.contains(&link.line));
        let pages = links.filter(|link| !link.target.contains("://"));
        if !(1..=SENTENCES).contains(&sentences) || pages.count() == 0 {
            report.add(
                (&page.path, heading.line),
                format!("{sentences} sentences: {}", answer.join("\n").trim()),
                "one or two, with a link to a page of the book",
                "say the answer, and let the page prove it",
            );
        }
    }
}

fn sentences(text: &str) -> usize {
    let words = text.split_whitespace();
    words
        .filter(|word| word.trim_end_matches(['"', '”', ')', '*']).ends_with(['.', '?', '!']))
        .count()
}
