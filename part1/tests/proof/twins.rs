//! Python's calls and ours, side by side in tables: is each row a line of
//! both programs, is no call left out, and do both name an error alike?

use crate::book::{Book, Page, Row};
use crate::claims::says;
use crate::finding::Report;
use crate::markdown::blank_spans;
use crate::process::{BOUND, run};
use crate::python;
use crate::steps::{PROGRAMS, program_path};
use crate::tree::Tree;
use std::io;
use std::process::Command;

const PAGE: &str = "book/src/python/calls.md";

/// What stands for the part of a call that a row leaves out.
const LEFT_OUT: char = '…';

fn page(book: &Book) -> &Page {
    book.page(PAGE).unwrap_or_else(|| panic!("no {PAGE}"))
}

fn spans(cell: &str) -> Vec<String> {
    blank_spans(cell).1
}

/// The names of the methods that are called in Python lines.
fn methods(lines: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let parts: Vec<&str> = lines.split('(').collect();
    let called = parts.iter().take(parts.len().saturating_sub(1));
    called
        .filter_map(|part| {
            let object = part.trim_end_matches(is_name);
            let name = &part[object.len()..];
            (object.ends_with('.') && !name.is_empty()).then_some(name)
        })
        .collect()
}

/// The first two tables have the two programs' calls: what a row shows
/// stands in the Python lines and in ours, and each call in a row.
pub fn each_call_has_its_twin(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    report.saw_many("calls in Python", 0);
    let Some(page) = book.page(PAGE) else { return report };
    for (program, table) in PROGRAMS.iter().zip(&page.tables) {
        let python = python::lines(book, program);
        let ours = tree.get(&program_path(program)).unwrap_or_default();
        let mut in_rows = String::new();
        for Row { line, cells } in &table.rows {
            let sides = [("Python", python.as_str()), (*program, ours)];
            for (cell, (name, text)) in cells.iter().zip(sides) {
                for span in spans(cell) {
                    report.saw("spans of the rows");
                    let mut parts = span.split(LEFT_OUT);
                    if !parts.all(|part| text.contains(part)) {
                        report.add(
                            (PAGE, *line),
                            format!("`{span}`"),
                            format!("a part of the {name} program"),
                            "show the line as it is, … for what is left out",
                        );
                    }
                }
            }
            in_rows += &cells[0];
        }
        for method in methods(&python) {
            report.saw("calls in Python");
            let call = format!(".{method}(");
            // What both programs do stands once, in the server's table.
            let above = page.tables[0].rows.iter().map(|row| &row.cells[0]);
            let above: String = above.cloned().collect();
            if !in_rows.contains(&call) && !above.contains(&call) {
                report.add(
                    (PAGE, table.rows.first().map_or(1, |row| row.line)),
                    format!("no row with `{call}…)`"),
                    "a row for each call of the Python programs",
                    "add it",
                );
            }
        }
    }
    report
}

/// The rows of the table of errors: number, Python, Rust.
fn errors(page: &Page) -> Vec<(i32, String, String)> {
    let rows = page.tables.iter().flat_map(|table| &table.rows);
    let rows = rows.filter_map(|Row { cells, .. }| {
        let number = cells[0].parse().ok()?;
        let name = |cell: &str| spans(cell).concat();
        Some((number, name(&cells[1]), name(&cells[2])))
    });
    let rows: Vec<_> = rows.collect();
    assert!(rows.len() > 5, "{PAGE}: no table of errors");
    rows
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux's numbers")]
fn rust_names_the_errors_as_the_table_does() {
    let book = Book::read(&Tree::read());
    for (number, _, name) in errors(page(&book)) {
        let kind = io::Error::from_raw_os_error(number).kind();
        assert_eq!(format!("{kind:?}"), name, "{PAGE}: number {number}");
    }
}

fn python(lines: &str) -> String {
    let mut python = Command::new("python3");
    let ended = run(python.args(["-c", lines]), BOUND).expect("python3");
    assert!(ended.status.success(), "{lines}: {ended:?}");
    ended.stdout
}

#[test]
#[ignore = "needs python3"]
fn python_does_what_the_pages_say_of_it() {
    let book = Book::read(&Tree::read());
    for (number, name, _) in errors(page(&book)) {
        let said = python(&format!("print(type(OSError({number}, '')))"));
        let told = format!("<class '{name}'>\n");
        assert_eq!(said, told, "{PAGE}: number {number}");
    }
    says("python/missing", "client's `connect` waits, and nobody refuses it");
    let third = python(
        "import socket\n\
         server = socket.create_server(('127.0.0.1', 0), backlog=1)\n\
         call = lambda: socket.create_connection(server.getsockname(), 0.5)\n\
         queue = [call(), call()]\n\
         try: call()\n\
         except TimeoutError: print('nobody refuses')\n",
    );
    assert_eq!(third, "nobody refuses\n");
    says("python/calls", "`create_server` sets the option, too, on Unix");
    let option = python(
        "import socket\n\
         server = socket.create_server(('127.0.0.1', 0))\n\
         print(server.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))\n",
    );
    assert_eq!(option, "1\n");
    says("python/calls", "| `HOST = \"\"` | `\"0.0.0.0\"` |");
    let host = python(
        "import socket\n\
         server = socket.socket()\n\
         server.bind(('', 0))\n\
         print(server.getsockname()[0])\n",
    );
    assert_eq!(host, "0.0.0.0\n");
    let page = page(&book);
    let lines = page.fences.iter().filter(|f| f.language == "python");
    let lines: Vec<String> = lines.flat_map(|f| f.body.clone()).collect();
    let exact = python(
        &(lines.join("\n")
            + "\nimport socket\n\
               one, two = socket.socketpair()\n\
               for part in (b'ab', b'cd', b'e'): two.sendall(part)\n\
               two.close()\n\
               print(read_exact(one, 3), read_exact(one, 1))\n\
               try: read_exact(one, 2)\n\
               except EOFError as error: print(error)\n"),
    );
    assert_eq!(exact, "b'abc' b'd'\nit has finished in the middle\n");
    says("clients/threads", "makes no thread: it calls `serve` like any");
    let thread = python(
        "import threading\n\
         here = threading.get_ident\n\
         one = []\n\
         threading.Thread(target=lambda: one.append(here())).run()\n\
         print(one == [here()])\n",
    );
    assert_eq!(thread, "True\n");
}
