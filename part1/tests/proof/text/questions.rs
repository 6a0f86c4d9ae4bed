//! Are the readers' questions answered, each with a page that proves the answer?

use super::links::NEXT;
use super::prelude::*;

/// Each question, a heading of level 3, has an answer of at most two sentences, and a link to the
/// page that proves it.
pub fn questions_are_answered(context: &Context, report: &mut Report) {
    let Some(page) = context.book.page(&path_of("questions")) else { return };
    for heading in page.headings.iter().filter(|heading| heading.level == 3) {
        report.count("questions");
        let below = page.prose.iter().filter(|prose| {
            prose.line > heading.line && page.fragment_above(prose.line) == heading.id
        });
        let answer: Vec<&Prose> = below.filter(|prose| !prose.text.starts_with(NEXT)).collect();
        let leads = page.links.iter().any(|link| {
            !link.target.contains("://") && answer.iter().any(|prose| prose.line == link.line)
        });
        let answer: Vec<&str> = answer.iter().map(|prose| prose.plain.as_str()).collect();
        let words = answer.iter().flat_map(|line| line.split_whitespace());
        let words = words.map(|word| word.trim_end_matches(['"', '”', ')', '*']));
        let sentences = words.filter(|word| word.ends_with(['.', '?', '!'])).count();
        let holds = leads && (1..=2).contains(&sentences);
        let actual = format!("{sentences} sentences: {}", answer.join("\n").trim());
        let expected = "one or two, with a link to a page of the book";
        let help = "say the answer, and let the page prove it";
        report.demand(page.at(heading.line), holds, actual, expected, help);
    }
}
