//! Are code and numbers those of the programs in the sentences of a step, a hint and an answer, and
//! those of the scenario in the tables of an exercise?

use super::prelude::*;

/// What a step's page names besides: methods and types of std to compare with, or in the finished
/// peer; what belongs to the kernel and its tools; Python.
const NOT_YET: &str = "write flush read TcpStream SocketAddr from_utf8 _stream \
                       somaxconn SIGPIPE LISTEN ESTABLISHED TIME_WAIT strace ss fg \
                       import with bytes send UnicodeDecodeError ConnectionRefusedError";

/// The names in a code span, if it is code: a name alone, or with what only code has.
fn names(span: &str) -> Vec<&str> {
    let is_code = span.contains(['(', '!', '&']) || span.contains("::") || span.contains("..");
    // A command has ` -`.
    if span.contains(" -") || !is_code && !words(span).eq([span]) {
        return Vec::new();
    }
    let names = words(span).filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    names.filter(|word| word.chars().count() > 1).collect()
}

/// Notes the names in the code spans of a line that are not among those of `code`.
fn compare(page: &Page, prose: &Prose, code: &BTreeSet<&str>, expected: &str, report: &mut Report) {
    for span in &prose.spans {
        for name in names(span) {
            report.count("names in sentences");
            let actual = format!("`{name}` in `{span}`");
            let expected = format!("a name that is {expected}");
            let help = "write it as it is called there, or show in a fence what is meant";
            report.demand(page.at(prose.line), code.contains(name), actual, expected, help);
        }
    }
}

/// In the sentences of a step, code is the program's as the reader has it by then, or stands in a
/// fence below the same heading. A number is one of the program or of the page, the length of a
/// text in them, or a difference of two. What links to a source outside of the book has a number
/// from there; a time and an error's number of Windows are no such numbers.
pub fn code_in_steps_is_the_programs(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let errors = book.page(&path_of("wrong/errors")).map_or(String::new(), Page::spans);
    let kinds = errors.lines().filter(|span| words(span).eq([*span]));
    let allowed: Vec<&str> = words(NOT_YET).chain(kinds).collect();
    for page in book.pages.iter().filter(|page| program_of(page).is_some()) {
        let so_far = PROGRAMS.map(|program| context.program_after(program, page));
        let so_far = book.calls() + &so_far.into_iter().flatten().collect::<String>();
        for prose in page.prose.iter().filter(|prose| !prose.spans.is_empty()) {
            // Python's lines speak for the sentences below them alone.
            let fences = page.fences_below(page.fragment_above(prose.line));
            let fences = fences.filter(|fence| !fence.is_python() || fence.line < prose.line);
            let code =
                so_far.clone() + &fences.map(|fence| fence.code(sources)).collect::<String>();
            let known = words(&code).chain(allowed.iter().copied()).collect();
            let expected = "in the program so far, or in a fence below this heading";
            compare(page, prose, &known, expected, report);
        }
        let code = so_far + &page.code(sources);
        let highest_port = u16::MAX.into();
        let counts = numbers(&code).chain(lengths(&code)).chain([highest_port]);
        let counts: BTreeSet<usize> = counts.collect();
        let is_other = |text: &str| text.contains("https://") || text.contains("on Windows");
        let mut paragraphs = page.paragraphs();
        paragraphs.retain(|it| !it.text.starts_with('|') && !is_other(&it.text));
        for paragraph in paragraphs {
            for number in numbers(&paragraph.text.replace(" seconds", "s")) {
                report.count("numbers in sentences");
                let has = |number| counts.contains(&number);
                let is_difference = |more: &usize| *more > number && has(more - number);
                let is_known = has(number) || counts.iter().any(is_difference);
                let expected = "one of the program or the page, or the length of a text";
                let help = "write the number that the program has";
                let place = page.at(paragraph.line);
                report.demand(place, is_known, number.to_string(), expected, help);
            }
        }
    }
}

/// A statement in a sentence is a line of a program or of a fence, whole: so what the reader types
/// is compiled.
pub fn statements_in_sentences_are_compiled(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    let code = book.all().map(|page| page.code(sources));
    let code = code.chain(sources.values().map(Source::text)).collect::<String>();
    for (page, prose) in book.prose().filter(|(page, _)| page.is_of_book()) {
        for span in prose.spans.iter().filter(|span| span.ends_with(';')) {
            report.count("statements in sentences");
            let is_there = span.split('…').all(|part| code.contains(part));
            let expected = "a line of a program, or of a fence";
            let help = "put what the reader types into a fence, `rust,typed=the-reason`";
            report.demand(page.at(prose.line), is_there, format!("`{span}`"), expected, help);
        }
    }
}

/// The code of an answer stands in its question or on a page that it links to, that of a hint in
/// the solution; both may speak of the two programs.
pub fn answers_and_hints_have_the_code(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    for page in &book.pages {
        let is_hint = page.exercise().is_some();
        let (begins, expected) = match is_hint {
            true => ("<summary>A hint</summary>", "in the solution, or in one of the two programs"),
            _ if page.name() != "questions" => continue,
            _ => ("<summary>", "on a page that the answer links to, or in a program of it"),
        };
        let parts = page.prose.chunk_by(|_, next| !next.text.starts_with(begins));
        for part in parts.filter(|part| part[0].text.starts_with(begins)) {
            let end = part.iter().position(|prose| is_hint && prose.text == "</details>");
            let part = &part[..end.unwrap_or(part.len())];
            let mut code = String::new();
            if is_hint {
                code += &page.programs(sources);
            } else {
                // The question's own words, in HTML.
                code += &part[0].text;
                let lines = part[0].line..=part[part.len() - 1].line;
                let links = page.links.iter().filter(|link| lines.contains(&link.line));
                for page in links.filter_map(|link| book.page(&page.leads_to(&link.target).0)) {
                    code += &(page.programs(sources) + &page.code(sources) + &page.spans());
                }
            }
            let known = words(&code).collect();
            for prose in &part[1..] {
                compare(page, prose, &known, expected, report);
            }
        }
    }
}

/// The scenarios, each one `pub const`: the real ones, also where a test has another book.
const SCENARIOS: &str = "part1/src/shared/scenarios/exercises.rs";

const EXIT: &str = "exit code 0";

/// In the tables of an exercise's page, a text in code is one of its scenario, so many bytes are a
/// number or the length of a text in it, and the exit code is 0.
pub fn tables_of_exercises_are_the_scenarios(context: &Context, report: &mut Report) {
    let text = Tree::live().get(SCENARIOS).unwrap_or_default();
    let help = format!("write what the scenario in {SCENARIOS} sends and expects");
    for page in &context.book.pages {
        let Some(name) = page.exercise() else { continue };
        let named = format!("\"{name}\"");
        let scenario = text.split("pub const").find(|part| part.contains(&named));
        let scenario = &ends(scenario.unwrap_or_default());
        let known: Vec<usize> = lengths(scenario).chain(numbers(scenario)).collect();
        let cells = page.rows().flat_map(|row| row.cells.iter().map(move |cell| (row.line, cell)));
        for (line, cell) in cells {
            let place = page.at(line);
            let (plain, spans, _) = blank_spans(cell);
            for span in spans.iter().filter(|span| span.contains(char::is_alphabetic)) {
                report.count("texts in tables of exercises");
                let is_known = has_words(scenario, &ends(span));
                let expected = "a text of the scenario";
                report.demand(place, is_known, format!("`{span}`"), expected, &help);
            }
            let counted: Vec<&str> = words(&plain).collect();
            let counted = counted.windows(2).filter(|pair| pair[1] == "bytes");
            for number in counted.flat_map(|pair| numbers(pair[0])) {
                report.count("counts of bytes in tables of exercises");
                let actual = format!("{number} bytes");
                let expected = "a number, or the length of a text, of the scenario";
                report.demand(place, known.contains(&number), actual, expected, &help);
            }
            let is_right = !plain.contains("exit code") || plain.contains(EXIT);
            report.demand(place, is_right, plain, EXIT, "the check expects no other");
        }
    }
}

/// A text in which the ends of lines are no letters.
fn ends(text: &str) -> String {
    text.replace("\\r", "\r").replace("\\n", "\n")
}
