//! Does the index of errors name each error as the system and the standard library do?

use crate::book::markdown::blank_spans;
use crate::claims::examples::line_server;
use crate::claims::prelude::*;

const HELP: &str = "write the error as it is";

/// Message and kind: of an error, and of a row, whose first two code spans they are.
fn compared(error: &io::Error, row: &Row) -> [String; 2] {
    let text = error.to_string();
    // Behind a colon the system adds its own words.
    let message = text.split(": ").next().unwrap_or_default();
    let mut spans = blank_spans(&row.cells.join(" ")).1.into_iter();
    let [said, kind] = [(); 2].map(|()| spans.next().unwrap_or_default());
    let number = error.raw_os_error().map(|number| format!(" (os error {number})"));
    let said = said + &number.unwrap_or_default();
    [format!("{message} · {:?}", error.kind()), format!("{said} · {kind}")]
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_index_has_the_systems_words_and_numbers() {
    let page = Context::live().book.named("wrong/errors");
    let rows = &page.tables[0].rows;
    play_beside(page, rows, ("numbers of errors", rows), HELP, |row, _| {
        let number = row.cell(1).parse().unwrap_or(0);
        compared(&io::Error::from_raw_os_error(number), row)
    });
}

/// The smallest causes of errors that the standard library words itself, in the order of the page.
const CAUSES: [fn() -> io::Error; 7] = [
    || TcpListener::bind("127.0.0.1").expect_err("an address without a port"),
    || TcpListener::bind("127.0.0.1:70000").expect_err("a port that is too high"),
    || TcpListener::bind("http://127.0.0.1:50000").expect_err("no name"),
    || pair().1.set_read_timeout(Some(Duration::ZERO)).expect_err("a timeout of zero"),
    || io::read_to_string(&[0xff][..]).expect_err("this is not UTF-8"),
    || (&b"abc"[..]).read_exact(&mut [0; 4]).expect_err("three bytes are not four"),
    || line_server::receive(&mut &b"no newline"[..]).expect_err("a line that does not end"),
];

#[test]
fn the_index_has_the_words_of_the_standard_library() {
    let page = Context::live().book.named("wrong/errors");
    let rows = &page.tables[1].rows;
    says("wrong/errors", "On Windows, the third one is error 11001");
    if cfg!(windows) {
        says("wrong/errors", "No call on Windows ends with `Interrupted`");
        assert_ne!(io::Error::from_raw_os_error(10004).kind(), ErrorKind::Interrupted);
    }
    play_beside(page, rows, ("causes of errors", &CAUSES), HELP, |cause, row| {
        let error = cause();
        let is_windows_own = cfg!(windows) && error.raw_os_error() == Some(11001);
        let [actual, expected] = compared(&error, row);
        [if is_windows_own { expected.clone() } else { actual }, expected]
    });
}
