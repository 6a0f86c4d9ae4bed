//! Are the code and the numbers in sentences those of the programs: on the page of a step, in the
//! hint and the table of an exercise, in the answer to a question?

use crate::book::page::Page;
use crate::book::path_of;
use crate::book::report::Report;
use crate::book::steps::{Context, PROGRAMS, program_of};
use crate::book::words::{literals, numbers, words};
use std::collections::BTreeSet;

/// What a step's page names besides: methods and types of std to compare with, or in the finished
/// peer; what belongs to the kernel and its tools; Python.
const NOT_YET: &str = "write flush read TcpStream SocketAddr from_utf8 _client \
                       somaxconn SIGPIPE LISTEN TIME_WAIT strace ss fg \
                       import with bytes send UnicodeDecodeError ConnectionRefusedError";

/// The highest port.
const HIGHEST: usize = 65535;

/// The page that names the errors.
const ERRORS: &str = "wrong/errors";
const QUESTIONS: &str = "questions";
const EXERCISES: &str = "exercises/";
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

/// Notes the names of a code span that are not among those of `code`.
fn compare(
    report: &mut Report,
    place: (&str, usize),
    span: &str,
    code: &BTreeSet<&str>,
    expected: &str,
) {
    for name in names(span) {
        report.count("names in sentences");
        if !code.contains(name) {
            report.add(
                place,
                format!("`{name}` in `{span}`"),
                format!("a name that is {expected}"),
                "write it as it is called there, or show in a fence what is meant",
            );
        }
    }
}

/// In the sentences of a step, code is the program's as the reader has it by then, or stands in a
/// fence below the same heading. A number is one of the program or of the page, the length of a
/// text in them, or a difference of two. What links to a source outside of the book has a number
/// from there; a time and an error's number of Windows are no such numbers.
pub fn code_in_steps_is_the_programs(context: &Context, report: &mut Report) {
    let book = &context.book;
    let errors = book.page(&path_of(ERRORS)).map_or(String::new(), Page::spans);
    let kinds = errors.lines().filter(|span| words(span).eq([*span]));
    let allowed: Vec<&str> = words(NOT_YET).chain(kinds).collect();
    for page in book.pages.iter().filter(|page| program_of(page).is_some()) {
        let so_far = PROGRAMS.map(|program| context.program_after(program, page));
        let so_far = book.calls() + &so_far.into_iter().flatten().collect::<String>();
        for prose in page.prose.iter().filter(|prose| !prose.spans.is_empty()) {
            let id = page.heading_above(prose.line).map_or("", |heading| &heading.id);
            let code = so_far.clone() + &page.code(id, &context.sources);
            let known = words(&code).chain(allowed.iter().copied()).collect();
            let place = (page.path.as_str(), prose.line);
            for span in &prose.spans {
                let expected = "in the program so far, or in a fence below this heading";
                compare(report, place, span, &known, expected);
            }
        }
        let code = so_far + &page.code("", &context.sources);
        let mut counts: BTreeSet<usize> = numbers(&code).collect();
        counts.extend(literals(&code).iter().map(String::len).chain([HIGHEST]));
        for paragraph in page.paragraphs() {
            let text = paragraph.text.replace(" seconds", "s");
            if text.starts_with('|') || text.contains("https://") || text.contains("on Windows") {
                continue;
            }
            for number in numbers(&text) {
                report.count("numbers in sentences");
                let has = |number| counts.contains(&number);
                if !has(number) && !counts.iter().any(|more| *more > number && has(more - number)) {
                    report.add(
                        (&page.path, paragraph.line),
                        number.to_string(),
                        "a number of the program so far or of this page, or the length of a text",
                        "write the number that the program has",
                    );
                }
            }
        }
    }
}

/// The code of an answer stands in its question or on a page that it links to, that of a hint in
/// the solution; both may speak of the two programs.
pub fn answers_and_hints_have_the_code(context: &Context, report: &mut Report) {
    let book = &context.book;
    let sources = &context.sources;
    for page in &book.pages {
        let is_hint = page.name().starts_with(EXERCISES);
        if !is_hint && page.name() != QUESTIONS {
            continue;
        }
        let mark = if is_hint { HINT } else { QUESTION };
        let parts = page.prose.chunk_by(|_, next| !next.text.starts_with(mark));
        for part in parts.filter(|part| part[0].text.starts_with(mark)) {
            let end = part.iter().position(|prose| is_hint && prose.text == FOLD_END);
            let part = &part[..end.unwrap_or(part.len())];
            let lines = part[0].line..=part[part.len() - 1].line;
            let links = page.links.iter().filter(|link| lines.contains(&link.line));
            let linked = links.filter_map(|link| book.page(&page.leads_to(link).0));
            let mut code = part[0].spans.join("\n") + "\n";
            for page in if is_hint { vec![page] } else { linked.collect() } {
                code += &page.programs(sources);
                code +=
                    &if is_hint { String::new() } else { page.code("", sources) + &page.spans() };
            }
            let known = words(&code).collect();
            let expected = match is_hint {
                true => "in the solution, or in one of the two programs",
                false => "on a page that the answer links to, or in a program of it",
            };
            for prose in &part[1..] {
                let place = (page.path.as_str(), prose.line);
                for span in &prose.spans {
                    compare(report, place, span, &known, expected);
                }
            }
        }
    }
}
