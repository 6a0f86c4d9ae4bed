//! Are the readers' questions answered, each with a page that proves the answer?

use crate::book::prelude::*;
use crate::text::next_links::NEXT;

const QUESTIONS: &str = "book/src/questions.md";

/// Where each heading is a question.
const LEVEL: usize = 3;

/// How many sentences answer a question.
const SENTENCES: usize = 2;

/// Each question has an answer of at most two sentences, and a link to the page that proves it.
pub fn questions_are_answered(context: &Context, report: &mut Report) {
    report.count_many("questions", 0);
    let Some(page) = context.book.page(QUESTIONS) else { return };
    let mut headings = page.headings.iter().peekable();
    while let Some(heading) = headings.next() {
        if heading.level != LEVEL {
            continue;
        }
        report.count("questions");
        let lines = heading.line + 1..headings.peek().map_or(usize::MAX, |next| next.line);
        let is_answer = |line| {
            let prose = page.prose.iter().find(|prose| prose.line == line);
            lines.contains(&line) && prose.is_some_and(|prose| !prose.text.starts_with(NEXT))
        };
        let answer = page.prose.iter().filter(|prose| is_answer(prose.line));
        let answer: Vec<&str> = answer.map(|prose| prose.plain.as_str()).collect();
        let sentences = sentences(&answer.join(" "));
        let leads = page.links.iter().any(|l| is_answer(l.line) && !l.target.contains("://"));
        if !(1..=SENTENCES).contains(&sentences) || !leads {
            report.add(
                page.at(heading.line),
                format!("{sentences} sentences: {}", answer.join("\n").trim()),
                "one or two, with a link to a page of the book",
                "say the answer, and let the page prove it",
            );
        }
    }
}

fn sentences(text: &str) -> usize {
    let ends = |word: &&str| word.trim_end_matches(['"', '”', ')', '*']).ends_with(['.', '?', '!']);
    text.split_whitespace().filter(ends).count()
}
