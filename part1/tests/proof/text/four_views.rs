//! One exchange, four views: does the page's table have the lines, the calls and the segments that
//! the other pages show?

use crate::book::prelude::*;
use crate::book::tcp_segments::segment;
use crate::run::port::PORT;

/// The page with the table: who and line, calls, segments, sockets.
pub const PAGE: &str = "book/src/kernel/views.md";

pub fn rows(book: &Book) -> &[Row] {
    let table = book.page(PAGE).and_then(|page| page.tables.first());
    table.map_or(&[], |table| &table.rows)
}

/// The table's lines are the programs', its calls those that the step pages show, its segments the
/// recorded ones: all of them, in order.
pub fn the_table_has_the_calls_and_segments(context: &Context, report: &mut Report) {
    let book = &context.book;
    let rows = rows(book);
    report.count_many("rows of the four views", rows.len());
    for program in PROGRAMS {
        let own: Vec<&Row> = rows.iter().filter(|row| row.cells[0].starts_with(program)).collect();
        lines_are_the_programs(context, program, &own, report);
        let calls = own.iter().flat_map(|row| row.spans(1).into_iter().map(|c| (row.line, c)));
        same_list("calls", calls.collect(), &shown_calls(book, program), report);
    }
    let segments = rows.iter().flat_map(|row| {
        let cell = row.cells[2].split("<br>").map(str::trim);
        cell.filter(|s| !s.is_empty()).map(|segment| (row.line, segment.to_string()))
    });
    same_list("segments", segments.collect(), &recorded_segments(book), report);
}

/// Tells of the first place at which the table's entries are not those that are expected.
fn same_list(
    what: &'static str,
    entries: Vec<(usize, String)>,
    expected: &[String],
    report: &mut Report,
) {
    report.count_many(what, expected.len());
    let texts: Vec<&String> = entries.iter().map(|(_, text)| text).collect();
    if texts.iter().copied().eq(expected) {
        return;
    }
    let common = texts.iter().zip(expected).take_while(|(one, other)| **one == *other).count();
    let or_no_more = |text: Option<&String>| text.map_or("no more".to_string(), String::clone);
    let line = entries.get(common).or(entries.last()).map_or(1, |(line, _)| *line);
    report.add(
        (PAGE, line),
        format!("{what}: {}", or_no_more(texts.get(common).copied())),
        or_no_more(expected.get(common)),
        "let the table have what the other pages record, in its order",
    );
}

/// The first code span of each row is part of a line of the program, but for what `…` stands for,
/// below the line of the row before.
fn lines_are_the_programs(context: &Context, program: &str, rows: &[&Row], report: &mut Report) {
    let Some(source) = context.sources.get(&program_path(program)) else { return };
    let mut lines = source.code.iter();
    for row in rows {
        report.count("lines of the four views");
        let span = row.spans(0).into_iter().next().unwrap_or_default();
        let has = |text: &str| span.split('…').all(|part| text.contains(part));
        if !lines.any(|line| !span.is_empty() && has(&line.text)) {
            let expected = format!("part of a line of {program}.rs, in its order");
            report.add((PAGE, row.line), format!("`{span}`"), expected, "copy it from the program");
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
    let lines = book.recorded("segments").take(1).flat_map(|(_, fence)| &fence.body);
    let segments = lines.filter_map(|line| segment(line));
    let sender = |port| if port == PORT { "server" } else { "client" };
    segments.map(|(port, what)| format!("{}: {what}", sender(port))).collect()
}

/// Under which name the system calls of a program are recorded.
pub fn calls_of(program: &str) -> &'static str {
    if program == "server" { "server-calls" } else { "client-calls" }
}
