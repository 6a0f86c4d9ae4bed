//! One exchange, four views: does the page's table have the lines, the calls and the segments that
//! the other pages show?

use super::prelude::*;
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
        let recorded = book.calls_in_lesson(program).flat_map(|(_, fence)| &fence.body);
        let names = recorded.filter_map(|call| Some(call.split_once('(')?.0.to_string()));
        same_list("calls", calls.collect(), names.collect(), report);
    }
    let segments = rows.iter().flat_map(|row| {
        let cell = row.cells[2].split("<br>").map(str::trim);
        cell.filter(|s| !s.is_empty()).map(|segment| (row.line, segment.to_string()))
    });
    let recorded = book.recorded("segments").take(1).flat_map(|(_, fence)| &fence.body);
    let sender = |port| if port == PORT { "server" } else { "client" };
    let recorded = recorded.filter_map(|line| segment(line));
    let recorded = recorded.map(|(port, what)| format!("{}: {what}", sender(port)));
    same_list("segments", segments.collect(), recorded.collect(), report);
}

/// Tells of the first place at which the table's own entries are not those that are due.
fn same_list(what: &'static str, own: Vec<(usize, String)>, due: Vec<String>, report: &mut Report) {
    report.count_many(what, due.len());
    let no_more = "no more".to_string();
    let end = (own.last().map_or(1, |(line, _)| *line), no_more.clone());
    let mut pairs = own.into_iter().chain([end]).zip(due.into_iter().chain([no_more]));
    if let Some(((line, entry), due)) = pairs.find(|((_, entry), due)| entry != due) {
        let help = "let the table have what the other pages record, in its order";
        report.add((PAGE, line), format!("{what}: {entry}"), due, help);
    }
}

/// The first code span of each row, but for its `…`, is part of a line below the row before's.
fn lines_are_the_programs(context: &Context, program: &str, rows: &[&Row], report: &mut Report) {
    let Some(source) = context.sources.get(&program_path(program)) else { return };
    let mut lines = source.code();
    for row in rows {
        report.count("lines of the four views");
        let span = row.spans(0).into_iter().next().unwrap_or_default();
        let has = |text: &str| span.split('…').all(|part| text.contains(part));
        let is_below = lines.any(|line| !span.is_empty() && has(&line.text));
        let expected = format!("part of a line of {program}.rs, in its order");
        let help = "copy it from the program";
        report.demand((PAGE, row.line), is_below, format!("`{span}`"), expected, help);
    }
}
