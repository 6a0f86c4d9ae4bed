//! Are the readers' questions answered, each with a page that proves the answer? And are they found:
//! each in a fold, each fold in a group, each group in the list on top?

use super::links::NEXT;
use super::{lines, prelude::*};

/// How many sentences an answer may have.
const LONGEST: usize = 2;

/// Where each question was asked, a row a question: its id, and the address of a public thread.
const ASKED: &str = "part1/tests/proof/text/questions_asked.txt";

/// What stands there for a question that we ask ourselves, and how many of those there may be.
const OWN: &str = "own";
const MOST_OWN: usize = 20;

/// What a fold begins and ends with.
const FOLD: [&str; 2] = ["<details>", "</details>"];

fn questions(page: &Page) -> impl Iterator<Item = &Heading> {
    page.headings.iter().filter(|heading| heading.level == 3)
}

/// Each question, a heading of level 3, has an answer of at most [`LONGEST`] sentences, with a link to
/// the page that proves it.
pub fn questions_are_answered(context: &Context, report: &mut Report) {
    let Some(page) = context.book.page(&path_of("questions")) else { return };
    for question in questions(page) {
        report.count("questions");
        let below = page.prose.iter().filter(|prose| prose.line > question.line);
        let answer: Vec<&Prose> = below.take_while(|prose| prose.text != FOLD[1]).collect();
        let leads = page.links.iter().any(|link| {
            !link.target.contains("://") && answer.iter().any(|prose| prose.line == link.line)
        });
        let answer: Vec<&str> = answer.iter().map(|prose| prose.plain.as_str()).collect();
        let words = answer.iter().flat_map(|line| line.split_whitespace());
        let words = words.map(|word| word.trim_end_matches(['"', '”', ')', '*']));
        let sentences = words.filter(|word| word.ends_with(['.', '?', '!'])).count();
        let holds = leads && (1..=LONGEST).contains(&sentences);
        let actual = format!("{sentences} sentences: {}", answer.join("\n").trim());
        let expected = format!("one to {LONGEST}, with a link to a page of the book");
        let help = "say the answer, and let the page prove it";
        report.demand(page.at(question.line), holds, actual, expected, help);
    }
}

/// The list on top has each group, a heading of level 2, in the page's order. Below them is nothing but
/// folds: each begins with a question, and each group has one.
pub fn questions_are_folded_in_groups(context: &Context, report: &mut Report) {
    let Some(page) = context.book.page(&path_of("questions")) else { return };
    let headings = &page.headings;
    let groups: Vec<&Heading> = headings.iter().filter(|heading| heading.level == 2).collect();
    let first = groups.first().map_or(usize::MAX, |group| group.line);
    let above = page.prose.iter().filter(|prose| prose.line < first);
    let listed: Vec<&str> =
        above.map(|prose| &*prose.text).filter(|t| t.starts_with('-')).collect();
    let list = groups.iter().map(|group| format!("- [{}](#{})", group.text, group.id));
    let help = "let the list on top be the headings of the groups, each with a link to it";
    report.same(page.at(1), listed.join("\n"), list.collect::<Vec<_>>().join("\n"), help);
    for group in &groups {
        report.count("groups of questions");
        let mut below = headings.iter().skip_while(|heading| heading.line <= group.line);
        let holds = below.next().is_some_and(|heading| heading.level == 3);
        let help = "put a question there, or take the group away";
        report.demand(page.at(group.line), holds, &group.text, "a group with a question", help);
    }
    let is_heading = |line, level| headings.iter().any(|it| (it.line, it.level) == (line, level));
    let mut is_inside = false;
    for prose in page.prose.iter().filter(|prose| prose.line >= first && !prose.text.is_empty()) {
        let (line, text) = (prose.line, prose.text.as_str());
        let expected = match text {
            _ if text == FOLD[0] => {
                report.count("folds of questions");
                let holds = !is_inside && is_heading(line + 1, 3);
                is_inside = true;
                (!holds).then_some("a fold that begins with a question, in no other")
            }
            _ if text == FOLD[1] => {
                let holds = is_inside;
                is_inside = false;
                (!holds).then_some("the end of a fold that has begun")
            }
            _ if is_heading(line, 2) || text.starts_with(NEXT) => {
                is_inside.then_some("the end of the fold above")
            }
            _ => (!is_inside).then_some("nothing but folds in a group"),
        };
        if let Some(expected) = expected {
            report.add(page.at(line), text, expected, "fold each question with its answer");
        }
    }
}

/// Each question was asked by somebody, in a thread that [`ASKED`] names, or is one of a few of our own.
pub fn questions_were_asked(context: &Context, report: &mut Report) {
    let Some(page) = context.book.page(&path_of("questions")) else { return };
    let rows = lines(&context.tree, ASKED);
    let rows: Vec<(usize, (&str, &str))> =
        rows.map(|(line, row)| (line, row.split_once(" | ").unwrap_or((row, "")))).collect();
    for question in questions(page) {
        report.count("questions and threads");
        let of_it: Vec<&str> = rows
            .iter()
            .filter(|(_, (id, _))| *id == question.id)
            .map(|(_, (_, url))| *url)
            .collect();
        let is_asked = of_it.len() == 1 && (of_it[0] == OWN || of_it[0].starts_with("https://"));
        let (actual, expected) = (of_it.join(", "), format!("{} | https://…", question.id));
        let help = format!("put one such row into {ASKED}");
        report.demand(page.at(question.line), is_asked, actual, expected, &help);
    }
    for (line, (id, _)) in &rows {
        let is_there = questions(page).any(|question| question.id == *id);
        let help = "take the row away";
        report.demand((ASKED, *line), is_there, *id, "the id of a question", help);
    }
    let own = rows.iter().filter(|(_, (_, thread))| *thread == OWN).count();
    let actual = format!("{own} of our own");
    let help = "look for a thread in which it is asked";
    report.demand((ASKED, 1), own <= MOST_OWN, actual, format!("at most {MOST_OWN}"), help);
}
