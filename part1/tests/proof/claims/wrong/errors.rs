//! Does the index of errors name each error as the system and the standard library do?

use crate::book::markdown::blank_spans;
use crate::claims::prelude::*;
use crate::claims::tables::beside;

#[expect(dead_code, reason = "the example's `main`")]
mod line_server {
    include!("../../../../examples/line_server.rs");
}

const PAGE: &str = "book/src/wrong/errors.md";

/// The rows of one of the page's tables.
fn rows(table: usize) -> &'static [Row] {
    &Context::live().book.named("wrong/errors").tables[table].rows
}

/// The message and the kind of a row: its first two code spans.
fn message_and_kind(row: &Row) -> [String; 2] {
    let spans = blank_spans(&row.cells.join(" ")).1;
    [0, 1].map(|i| spans.get(i).cloned().unwrap_or_default())
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
    for row in rows(0) {
        let [message, kind] = message_and_kind(row);
        let number = row.cell(1);
        let error = io::Error::from_raw_os_error(number.parse().unwrap_or(0));
        compare(row, [format!("{message} (os error {number})"), kind], &error, &mut report);
    }
    report.settle();
}

/// The smallest causes of errors that the standard library words itself, in the order of the page.
const CAUSES: [fn() -> io::Error; 7] = [
    || bind("127.0.0.1"),
    || bind("127.0.0.1:70000"),
    || bind(":50000"),
    || {
        let zero = pair().1.set_read_timeout(Some(Duration::ZERO));
        zero.expect_err("a timeout of zero")
    },
    || io::read_to_string(&[0xff][..]).expect_err("this is not UTF-8"),
    || (&b"abc"[..]).read_exact(&mut [0; 4]).expect_err("three bytes are not four"),
    || line_server::receive(&mut &b"no newline"[..]).expect_err("a line that does not end"),
];

fn bind(address: &str) -> io::Error {
    TcpListener::bind(address).expect_err("an address that is none")
}

#[test]
fn the_index_has_the_words_of_the_standard_library() {
    let mut report = Report::default();
    for (cause, row) in beside(PAGE, rows(1), ("causes of errors", &CAUSES), &mut report) {
        compare(row, message_and_kind(row), &cause(), &mut report);
    }
    report.settle();
}
