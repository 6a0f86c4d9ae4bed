//! Are the code and the numbers in sentences those of the programs: on the page of a step, in the
//! hint of an exercise, in the answer to a question?

use crate::book::excerpts::{lengths, numbers, words};
use crate::book::page::Prose;
use crate::book::path_of;
use crate::book::prelude::*;
use crate::book::steps::program_of;
use std::collections::BTreeSet;

/// What a step's page names besides: methods and types of std to compare with, or in the finished
/// peer; what belongs to the kernel and its tools; Python.
const NOT_YET: &str = "write flush read TcpStream SocketAddr from_utf8 _client \
                       somaxconn SIGPIPE LISTEN TIME_WAIT strace ss fg \
                       import with bytes send UnicodeDecodeError ConnectionRefusedError";

/// The page that names the errors.
const ERRORS: &str = "wrong/errors";
const QUESTIONS: &str = "questions";
const QUESTION: &str = "### ";
const HINT: &str = "<summary>A hint</summary>";
const FOLD_END: &str = "</details>";

/// The names in a code span, if it is code: a name alone, or with what only code has.
fn names(span: &str) -> Vec<&str> {
    let is_command = span.contains(" -");
    let is_code = span.contains(['(', '!', '&']) || span.contains("::") || span.contains("..");
    if is_command || !is_code && !words(span).eq([span]) {
        return Vec::new();
    }
    let is_name = |word: &&str| {
        word.chars().nth(1).is_some() && word.starts_with(|c: char| !c.is_ascii_digit())
    };
    words(span).filter(is_name).collect()
}

/// Notes the names in the code spans of a line that are not among those of `code`.
fn compare(page: &Page, prose: &Prose, code: &BTreeSet<&str>, expected: &str, report: &mut Report) {
    for span in &prose.spans {
        for name in names(span) {
            report.count("names in sentences");
            if !code.contains(name) {
                let actual = format!("`{name}` in `{span}`");
                let help = "write it as it is called there, or show in a fence what is meant";
                report.add(page.at(prose.line), actual, format!("a name that is {expected}"), help);
            }
        }
    }
}

/// In the sentences of a step, code is the program's as the reader has it by then, or stands in a
/// fence below the same heading. A number is one of the program or of the page, the length of a
/// text in them, or a difference of two. What links to a source outside of the book has a number
/// from there; a time and an error's number of Windows are no such numbers.
pub fn code_in_steps_is_the_programs(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let errors = book.page(&path_of(ERRORS)).map_or(String::new(), Page::spans);
    let kinds = errors.lines().filter(|span| words(span).eq([*span]));
    let allowed: Vec<&str> = words(NOT_YET).chain(kinds).collect();
    for page in book.pages.iter().filter(|page| program_of(page).is_some()) {
        let so_far = PROGRAMS.map(|program| context.program_after(program, page));
        let so_far = book.calls() + &so_far.into_iter().flatten().collect::<String>();
        for prose in page.prose.iter().filter(|prose| !prose.spans.is_empty()) {
            let code = so_far.clone() + &page.code(page.fragment_above(prose.line), sources);
            let known = words(&code).chain(allowed.iter().copied()).collect();
            let expected = "in the program so far, or in a fence below this heading";
            compare(page, prose, &known, expected, report);
        }
        let code = so_far + &page.code("", sources);
        let mut counts: BTreeSet<usize> = numbers(&code).collect();
        let highest_port = u16::MAX.into();
        counts.extend(lengths(&code).chain([highest_port]));
        for paragraph in page.paragraphs() {
            let text = paragraph.text.replace(" seconds", "s");
            if text.starts_with('|') || text.contains("https://") || text.contains("on Windows") {
                continue;
            }
            for number in numbers(&text) {
                report.count("numbers in sentences");
                let has = |number| counts.contains(&number);
                if !has(number) && !counts.iter().any(|more| *more > number && has(more - number)) {
                    let expected = "a number of the program so far or of this page, or the length \
                                    of a text";
                    let help = "write the number that the program has";
                    report.add(page.at(paragraph.line), number.to_string(), expected, help);
                }
            }
        }
    }
}

/// The code of an answer stands in its question or on a page that it links to, that of a hint in
/// the solution; both may speak of the two programs.
pub fn answers_and_hints_have_the_code(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    for page in &book.pages {
        let is_hint = page.exercise().is_some();
        if !is_hint && page.name() != QUESTIONS {
            continue;
        }
        let (begins, expected) = match is_hint {
            true => (HINT, "in the solution, or in one of the two programs"),
            false => (QUESTION, "on a page that the answer links to, or in a program of it"),
        };
        let parts = page.prose.chunk_by(|_, next| !next.text.starts_with(begins));
        for part in parts.filter(|part| part[0].text.starts_with(begins)) {
            let end = part.iter().position(|prose| is_hint && prose.text == FOLD_END);
            let part = &part[..end.unwrap_or(part.len())];
            let mut code = part[0].spans.join("\n") + "\n";
            if is_hint {
                code += &page.programs(sources);
            } else {
                let lines = part[0].line..=part[part.len() - 1].line;
                let links = page.links.iter().filter(|link| lines.contains(&link.line));
                for page in links.filter_map(|link| book.page(&page.leads_to(link).0)) {
                    code += &(page.programs(sources) + &page.code("", sources) + &page.spans());
                }
            }
            let known = words(&code).collect();
            for prose in &part[1..] {
                compare(page, prose, &known, expected, report);
            }
        }
    }
}
