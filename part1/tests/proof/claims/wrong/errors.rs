//! Does the index of errors name each error as the system and the
//! standard library do?

use crate::book::markdown::blank_spans;
use crate::book::page::Table;
use crate::book::prelude::*;
use crate::run::pair::pair;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

#[expect(dead_code, reason = "the example's `main`")]
mod line_server {
    include!("../../../../examples/line_server.rs");
}

const PAGE: &str = "book/src/wrong/errors.md";

/// The message and the kind of a row: its first two code spans.
fn message_and_kind(row: &Row) -> [String; 2] {
    let spans = blank_spans(&row.cells.join(" ")).1;
    [0, 1].map(|i| spans.get(i).cloned().unwrap_or_default())
}

fn tables() -> Vec<Table> {
    let mut book = Book::read(&Tree::read());
    let at = book.pages.iter().position(|page| page.path == PAGE);
    book.pages.swap_remove(at.expect("the page of errors")).tables
}

/// The row has the message and the kind that the error has.
fn compare(row: &Row, [message, kind]: [String; 2], error: &io::Error, report: &mut Report) {
    report.count("errors of the index");
    let said = error.to_string();
    // Behind a colon the system adds its own words.
    let said = said.split(": ").next().unwrap_or_default();
    let actual = format!("{said} · {:?}", error.kind());
    let help = "write the error as it is";
    report.same((PAGE, row.line), actual, format!("{message} · {kind}"), help);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_index_has_the_systems_words_and_numbers() {
    let mut report = Report::default();
    for row in &tables()[0].rows {
        let [message, kind] = message_and_kind(row);
        let number = row.cell(1);
        let error = io::Error::from_raw_os_error(number.parse().unwrap_or(0));
        compare(row, [format!("{message} (os error {number})"), kind], &error, &mut report);
    }
    report.settle();
}

/// The smallest cause of an error that the standard library words itself.
type Cause = (&'static str, fn() -> io::Error);

const CAUSES: [Cause; 7] = [
    ("invalid socket address", || bind("127.0.0.1")),
    ("invalid port value", || bind("127.0.0.1:70000")),
    ("failed to lookup address information", || bind(":50000")),
    ("cannot set a 0 duration timeout", || {
        let (_, client) = pair();
        let zero = client.set_read_timeout(Some(Duration::ZERO));
        zero.expect_err("a timeout of zero")
    }),
    ("stream did not contain valid UTF-8", || {
        let text = io::read_to_string(&[0xff][..]);
        text.expect_err("this is not UTF-8")
    }),
    ("failed to fill whole buffer", || {
        let read = io::Read::read_exact(&mut &b"abc"[..], &mut [0; 4]);
        read.expect_err("three bytes are not four")
    }),
    ("unexpected end of file", || {
        let cut_off = line_server::receive(&mut &b"no newline"[..]);
        cut_off.expect_err("a line that does not end")
    }),
];

fn bind(address: &str) -> io::Error {
    TcpListener::bind(address).expect_err("an address that is none")
}

#[test]
fn the_index_has_the_words_of_the_standard_library() {
    let (mut report, tables) = (Report::default(), tables());
    for (i, (name, cause)) in CAUSES.into_iter().enumerate() {
        let Some(row) = tables[1].rows.get(i) else {
            report.add((PAGE, tables[1].head.line), "no such row", name, "add the error");
            continue;
        };
        compare(row, message_and_kind(row), &cause(), &mut report);
    }
    for row in tables[1].rows.iter().skip(CAUSES.len()) {
        let help = "add the row's cause to CAUSES, at its place";
        report.add((PAGE, row.line), "no test causes it", row.cell(0), help);
    }
    report.settle();
}
