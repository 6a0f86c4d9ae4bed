//! Has the table of an exercise the bytes and the exit code of its scenario?

use crate::book::excerpts::{has_words, lengths, numbers, words};
use crate::book::markdown::blank_spans;
use crate::book::prelude::*;

/// The file with the scenarios of the exercises, each of them one `pub const`. They are the real
/// ones, also where a test has another book.
const SCENARIOS: &str = "part1/src/shared/scenarios/exercises.rs";

/// The exit code of a program that has passed.
const EXIT: &str = "exit code 0";

/// In the tables of an exercise's page, a text in code is one of its scenario, so many bytes are a
/// number or the length of a text in it, and the exit code is 0.
pub fn tables_of_exercises_are_the_scenarios(context: &Context, report: &mut Report) {
    let text = Context::live().tree.get(SCENARIOS).unwrap_or_default();
    let help = format!("write what the scenario in {SCENARIOS} sends and expects");
    for page in &context.book.pages {
        let Some(name) = page.exercise() else { continue };
        let named = format!("\"{name}\"");
        let scenario = text.split("pub const").find(|part| part.contains(&named));
        let scenario = &ends(scenario.unwrap_or_default());
        let lengths: Vec<usize> = lengths(scenario).collect();
        for (row, cell) in page.rows().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)))
        {
            let place = page.at(row.line);
            let (plain, spans, _) = blank_spans(cell);
            for span in spans.iter().filter(|span| span.contains(char::is_alphabetic)) {
                report.count("texts in tables of exercises");
                if !has_words(scenario, &ends(span)) {
                    report.add(place, format!("`{span}`"), "a text of the scenario", &help);
                }
            }
            let counted: Vec<&str> = words(&plain).collect();
            for pair in counted.windows(2).filter(|pair| pair[1] == "bytes") {
                for number in numbers(pair[0]) {
                    report.count("counts of bytes in tables of exercises");
                    if !numbers(scenario).any(|one| one == number) && !lengths.contains(&number) {
                        let expected = "a number, or the length of a text, of the scenario";
                        report.add(place, format!("{number} bytes"), expected, &help);
                    }
                }
            }
            if plain.contains("exit code") && !plain.contains(EXIT) {
                report.add(place, plain, EXIT, "the check expects no other");
            }
        }
    }
}

/// A text in which the ends of lines are no letters.
fn ends(text: &str) -> String {
    text.replace("\\r", "\r").replace("\\n", "\n")
}
