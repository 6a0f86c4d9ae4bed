//! One exchange, four views: does the page's table say of each line of
//! the programs which calls it makes, what it puts on the wire, and which
//! sockets there are then?

use crate::book::{Book, Row};
use crate::capture::{recorded, segment};
use crate::finding::Report;
use crate::markdown::blank_spans;
use crate::process::{BOUND, wait_until};
use crate::programs::{
    ANSWER, GREETING, accept, connect, end, listen_as_server, read_greeting,
    start_client, start_server,
};
use crate::sockets::{self, ESTABLISHED};
use crate::steps::{self, PROGRAMS, program_path};
use crate::tree::Tree;
use crate::turn::{PORT, Turn};
use std::io::{Read, Write};
use std::net::TcpStream;

/// The page with the table: who and line, calls, segments, sockets.
const PAGE: &str = "book/src/kernel/views.md";

/// Where a cell has what the row above has.
const THE_SAME: &str = "the same";

fn spans(cell: &str) -> Vec<String> {
    blank_spans(cell).1
}

fn rows(book: &Book) -> &[Row] {
    let table = book.page(PAGE).and_then(|page| page.tables.first());
    table.map_or(&[], |table| &table.rows)
}

/// The table's lines are the programs', its calls those that the step
/// pages show, its segments the recorded ones: all of them, in order.
pub fn the_table_has_the_calls_and_segments(
    tree: &Tree,
    book: &Book,
) -> Report {
    let mut report = Report::default();
    let rows = rows(book);
    report.saw_many("rows of the four views", rows.len());
    for program in PROGRAMS {
        let own: Vec<&Row> = rows
            .iter()
            .filter(|row| row.cells[0].starts_with(program))
            .collect();
        lines_are_the_programs(tree, program, &own, &mut report);
        let calls: Vec<(usize, String)> = own
            .iter()
            .flat_map(|row| {
                spans(&row.cells[1]).into_iter().map(|c| (row.line, c))
            })
            .collect();
        same_list("calls", &calls, &shown_calls(book, program), &mut report);
    }
    let segments: Vec<(usize, String)> = rows
        .iter()
        .flat_map(|row| {
            let cell = row.cells[2].split("<br>").map(str::trim);
            cell.filter(|s| !s.is_empty()).map(|s| (row.line, s.to_string()))
        })
        .collect();
    same_list("segments", &segments, &recorded_segments(book), &mut report);
    report
}

fn same_list(
    what: &'static str,
    told: &[(usize, String)],
    expected: &[String],
    report: &mut Report,
) {
    report.saw_many(what, expected.len());
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
fn lines_are_the_programs(
    tree: &Tree,
    program: &str,
    rows: &[&Row],
    report: &mut Report,
) {
    let sources = steps::sources(tree, &mut Report::default());
    let Some(source) = sources.get(&program_path(program)) else { return };
    let mut lines = source.code.iter();
    for row in rows {
        report.saw("lines of the four views");
        let span = spans(&row.cells[0]).into_iter().next().unwrap_or_default();
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

/// The names of the calls in the `text,calls` fences.
fn shown_calls(book: &Book, program: &str) -> Vec<String> {
    let fences = book.pages.iter().flat_map(|page| &page.fences);
    fences
        .filter(|fence| fence.attribute("calls") == Some(program))
        .flat_map(|fence| &fence.body)
        .filter_map(|call| Some(call.split_once('(')?.0.to_string()))
        .collect()
}

/// The recorded segments, each in the table's words.
fn recorded_segments(book: &Book) -> Vec<String> {
    let Some((_, fence)) = recorded(book) else { return Vec::new() };
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

/// Waits until the kernel reports the sockets of the row whose first
/// cell has those words, and no others, for the client at that port.
fn assert_sockets(rows: &[Row], words: &str, client: Option<u16>) {
    let at = rows.iter().position(|row| row.cells[0].contains(words));
    let at = at.unwrap_or_else(|| panic!("{PAGE}: no row `{words}`"));
    let mut cells = rows[..=at].iter().rev().map(|row| &row.cells[3]);
    let cell = cells.find(|cell| *cell != THE_SAME);
    let cell = cell.expect("the first row says more").replace('`', "");
    let told: Vec<&str> = cell.split("<br>").map(str::trim).collect();
    assert!(
        wait_until(BOUND, || seen(client) == told),
        "{PAGE}:{}\n    found:    {told:?}\n    expected: {:?}, as the \
         kernel says while both programs are held there",
        rows[at].line,
        seen(client),
    );
}

/// The sockets that the kernel has, in the table's words.
fn seen(client: Option<u16>) -> Vec<String> {
    let all = sockets::all().expect("Linux's table of sockets");
    let mut parts = Vec::new();
    for (who, local, peer) in [
        ("listener", Some(PORT), Some(0)),
        ("server", Some(PORT), client),
        ("client", client, Some(PORT)),
    ] {
        if local.is_none() || peer.is_none() {
            continue;
        }
        let own = all.iter().filter(|socket| {
            Some(socket.local) == local && Some(socket.peer) == peer
        });
        parts.extend(own.map(|socket| format!("{who}: {}", socket.state)));
    }
    parts
}

fn port_of(client: &TcpStream) -> Option<u16> {
    Some(client.local_addr().expect("an address").port())
}

/// The port of the one client that is connected.
fn connected_port() -> Option<u16> {
    let mut port = None;
    wait_until(BOUND, || {
        let all = sockets::all().expect("Linux's table of sockets");
        let client = all
            .iter()
            .find(|socket| socket.peer == PORT && socket.state == ESTABLISHED);
        port = client.map(|socket| socket.local);
        port.is_some()
    });
    port
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_kernel_has_the_sockets_of_the_table() {
    let book = Book::read(&Tree::read());
    let assert_sockets =
        |words, client| assert_sockets(rows(&book), words, client);
    let turn = Turn::take();
    // The server is in accept; then it is stopped there, and the client
    // waits in read.
    let server = start_server();
    assert_sockets("server `TcpListener::bind", None);
    server.signal("STOP");
    let client = start_client();
    let port = connected_port();
    assert_sockets("client `TcpStream::connect", port);
    server.signal("CONT");
    for program in [client, server] {
        assert!(end(program).status.success());
    }

    // The server is in read, with a client that does not answer yet.
    let server = start_server();
    let mut client = connect();
    read_greeting(&mut client);
    assert_sockets("client `client.read", port_of(&client));
    assert_sockets("server `client.read", port_of(&client));
    client.write_all(ANSWER).expect("the server reads");
    assert_eq!(end(server).status.code(), Some(0));
    drop(client);

    // The client has ended, with a server that does not close yet.
    drop(turn);
    let _turn = Turn::take();
    let listener = listen_as_server();
    let client = start_client();
    let mut stream = accept(&listener);
    let port = Some(stream.peer_addr().expect("an address").port());
    stream.write_all(GREETING).expect("the client reads");
    stream.read_to_end(&mut Vec::new()).expect("the client closes");
    assert_eq!(end(client).status.code(), Some(0));
    assert_sockets("client `drop(client)", port);
    drop(stream);
    assert_sockets("server `drop(client)", port);
    drop(listener);
    assert_sockets("server `drop(server)", port);
}
