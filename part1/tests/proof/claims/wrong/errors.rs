//! Does the index of errors name each error as the system and the
//! standard library do?

use crate::book::Book;
use crate::book::markdown::blank_spans;
use crate::book::page::{Row, Table};
use crate::book::report::Report;
use crate::book::tree::Tree;
use crate::run::pair::pair;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

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

fn compare(row: &Row, told: &[String], expected: &[String], r: &mut Report) {
    r.count("errors of the index");
    if told != expected {
        r.add((PAGE, row.line), told.join(" · "), expected.join(" · "), "write the error as it is");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_index_has_the_systems_words_and_numbers() {
    let mut report = Report::default();
    for row in &tables()[0].rows {
        let number: i32 = row.cells[1].parse().expect("Linux's number");
        let error = io::Error::from_raw_os_error(number);
        let [message, kind] = message_and_kind(row);
        let told = [format!("{message} (os error {number})"), kind];
        let expected = [error.to_string(), format!("{:?}", error.kind())];
        compare(row, &told, &expected, &mut report);
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
    ("unexpected end of file", || io::ErrorKind::UnexpectedEof.into()),
];

fn bind(address: &str) -> io::Error {
    TcpListener::bind(address).expect_err("an address that is none")
}

#[test]
fn the_index_has_the_words_of_the_standard_library() {
    let mut report = Report::default();
    let tables = tables();
    assert_eq!(tables[1].rows.len(), CAUSES.len(), "rows of the table");
    for (row, (name, cause)) in tables[1].rows.iter().zip(CAUSES) {
        let error = cause();
        let (said, kind) = (error.to_string(), format!("{:?}", error.kind()));
        let told = message_and_kind(row);
        assert_eq!(told[0], name, "{PAGE}:{}: the next cause", row.line);
        // Behind a colon the system adds its own words.
        let said = said.split(':').next().unwrap_or_default();
        compare(row, &told, &[said.to_string(), kind], &mut report);
    }
    report.settle();
}
