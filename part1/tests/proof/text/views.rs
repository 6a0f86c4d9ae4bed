//! One exchange, four views: does the page's table have the lines, the calls and the segments that
//! the other pages show?

use crate::book::Book;
use crate::run::port::PORT;

/// The page with the table: who and line, calls, segments, sockets.
pub const PAGE: &str = "book/src/kernel/views.md";

pub fn rows(book: &Book) -> &[Row] {
    let table = book.page(PAGE).and_then(|page| page.tables.first());
    table.map_or(&[], |table| &table.rows)
}
use crate::book::page::Row;
use crate::book::report::Report;
use crate::book::segments::segment;
use crate::book::steps::{Context, PROGRAMS, program_path};

/// The table's lines are the programs', its calls those that the step
/// pages show, its segments the recorded ones: all of them, in order.
pub fn the_table_has_the_calls_and_segments(context: &Context, report: &mut Report) {
    let book = &context.book;
    let rows = rows(book);
    report.count_many("rows of the four views", rows.len());
    for program in PROGRAMS {
        let own: Vec<&Row> = rows.iter().filter(|row| row.cells[0].starts_with(program)).collect();
        lines_are_the_programs(context, program, &own, report);
        let calls: Vec<(usize, String)> =
            own.iter().flat_map(|row| row.spans(1).into_iter().map(|c| (row.line, c))).collect();
        same_list("calls", &calls, &shown_calls(book, program), report);
    }
    let segments: Vec<(usize, String)> = rows
        .iter()
        .flat_map(|row| {
            let cell = row.cells[2].split("<br>").map(str::trim);
            cell.filter(|s| !s.is_empty()).map(|s| (row.line, s.to_string()))
        })
        .collect();
    same_list("segments", &segments, &recorded_segments(book), report);
}

fn same_list(
    what: &'static str,
    told: &[(usize, String)],
    expected: &[String],
    report: &mut Report,
) {
    report.count_many(what, expected.len());
    let mut told_iter = told.iter();
    for expected in expected.iter().map(Some).chain([None]) {
        let next = told_iter.next();
        if next.map(|(_, text)| text) == expected {
            continue;
        }
        let line = next.or(told.last()).map_or(1, |(line, _)| *line);
        let text = |text: Option<&String>| match text {
            Some(text) => text.clone(),
            None => "no more".to_string(),
        };
        report.add(
            (PAGE, line),
            format!("{what}: {}", text(next.map(|(_, text)| text))),
            text(expected),
            "let the table have what the other pages record, in its order",
        );
        return;
    }
}

/// The first code span of each row is part of a line of the program,
/// but for what `…` stands for, below the line of the row before.
fn lines_are_the_programs(context: &Context, program: &str, rows: &[&Row], report: &mut Report) {
    let Some(source) = context.sources.get(&program_path(program)) else { return };
    let mut lines = source.code.iter();
    for row in rows {
        report.count("lines of the four views");
        let span = row.spans(0).into_iter().next().unwrap_or_default();
        let has = |text: &str| span.split('…').all(|p| text.contains(p));
        if !lines.any(|line| !span.is_empty() && has(&line.text)) {
            report.add(
                (PAGE, row.line),
                format!("`{span}`"),
                format!("part of a line of {program}.rs, in its order"),
                "copy it from the program",
            );
        }
    }
}

/// The names of the recorded system calls of a program.
fn shown_calls(book: &Book, program: &str) -> Vec<String> {
    let calls = book.recorded(calls_of(program)).flat_map(|(_, fence)| &fence.body);
    calls.filter_map(|call| Some(call.split_once('(')?.0.to_string())).collect()
}

/// The recorded segments, each in the table's words.
fn recorded_segments(book: &Book) -> Vec<String> {
    let Some((_, fence)) = book.recorded("segments").next() else { return Vec::new() };
    let words = |line: &String| {
        let (port, what) = segment(line)?;
        let sender = match port {
            PORT => "server",
            _ => "client",
        };
        Some(format!("{sender}: {what}"))
    };
    fence.body.iter().filter_map(words).collect()
}

/// Under which name the system calls of a program are recorded.
pub fn calls_of(program: &str) -> &'static str {
    if program == "server" { "server-calls" } else { "client-calls" }
}
