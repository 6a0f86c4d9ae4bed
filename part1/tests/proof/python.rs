//! The Python lines that the pages set beside ours make two programs
//! that run, and that talk to ours.

use crate::book::Book;
use crate::claims::says;
use crate::namespace::in_own_network;
use crate::process::{BOUND, Running};
use crate::programs::{end, start_client, start_server, when_it_listens};
use crate::steps::{PROGRAMS, program_of};
use crate::tree::Tree;
use crate::turn::Turn;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The Python lines of a program's pages, in the pages' order.
pub fn lines(book: &Book, program: &str) -> String {
    let pages = book.pages.iter().filter(|p| program_of(p) == Some(program));
    let fences = pages.flat_map(|page| &page.fences);
    let lines = fences.filter(|f| f.language == "python").map(|f| {
        assert!(!f.body.is_empty(), "an empty Python fence");
        f.body.join("\n") + "\n"
    });
    lines.collect()
}

fn start(name: &str, lines: &str) -> Running {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("{name}.py"));
    fs::write(&path, lines).expect("a Python file");
    // -u: what is printed comes at once, though nobody types.
    let mut python = Command::new("python3");
    python.arg("-u").arg(&path);
    Running::start(&mut python).expect("python3 is installed")
}

#[test]
#[ignore = "needs python3"]
fn the_python_lines_talk_to_each_other_and_to_ours() {
    let book = Book::read(&Tree::read());
    let ours: [fn() -> Running; 2] = [start_server, start_client];
    for theirs in [[true, true], [true, false], [false, true]] {
        let _turn = Turn::take();
        let [server, client] = [0, 1].map(|i| {
            when_it_listens(match theirs[i] {
                true => start(PROGRAMS[i], &lines(&book, PROGRAMS[i])),
                false => ours[i](),
            })
        });
        let ends = [server, client].map(|program| {
            program.finish(BOUND).unwrap_or_else(|e| panic!("{e}"))
        });
        for ended in &ends {
            assert!(ended.status.success(), "Python for {theirs:?}: {ended:?}");
        }
        assert!(ends[0].stdout.starts_with("New client joined: "));
        assert!(ends[0].stdout.ends_with("\nClient: Hello Server!\n"));
        assert_eq!(ends[1].stdout, "Server: Hello client!\n");
    }
}

#[test]
#[ignore = "needs python3"]
fn the_python_server_of_the_exercise_passes_its_check() {
    says("exercises/shout", "The Python server passes as well");
    let path = "book/src/exercises/shout.md";
    let book = Book::read(&Tree::read());
    let page = book.pages.iter().find(|p| p.path == path).expect("the page");
    let mut fences = page.fences.iter().filter(|f| f.language == "python");
    let server = fences.next().expect("a python fence");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("shout.py");
    fs::write(&file, server.body.join("\n")).expect("a Python file");
    let _turn = Turn::take();
    let mut check = Command::new(env!("CARGO_BIN_EXE_check"));
    check.args(["shout", "python3"]).arg(&file);
    let check = Running::start(&mut check).expect("check starts");
    let ended = check.finish(BOUND * 4).unwrap_or_else(|e| panic!("{e}"));
    assert!(
        ended.status.success(),
        "{path}:{}\n    found:    this Python server does not pass\n    \
         expected: it passes `check shout`\n    to mend:  the fence, or the \
         scenario SHOUT\n{}",
        server.line,
        ended.stdout,
    );
}

/// Whether a line sets the option that Rust's `bind` sets by itself.
fn sets_option(line: &str) -> bool {
    line.contains("SO_REUSEADDR")
}

#[test]
#[ignore = "needs root, unshare, ip, python3"]
fn without_the_option_a_python_server_does_not_start_again() {
    let test =
        "python::without_the_option_a_python_server_does_not_start_again";
    in_own_network(test, || {
        let book = Book::read(&Tree::read());
        let server = lines(&book, "server");
        assert!(server.lines().any(sets_option), "no line to leave out");
        let without: Vec<&str> =
            server.lines().filter(|line| !sets_option(line)).collect();
        let without = without.join("\n");
        let waits = lines(&book, "client")
            .replace("client.close()", "client.recv(2048)\nclient.close()");
        let first = start("server-without-option", &without);
        let first = when_it_listens(first);
        assert!(end(start("client-that-waits", &waits)).status.success());
        assert!(end(first).status.success(), "the first server");
        let said = end(start("server-without-option", &without)).stderr;
        let fences = book.pages.iter().flat_map(|page| &page.fences);
        let mut told = fences.filter(|f| f.attribute("said") == Some("python"));
        let told = told.next().expect("a text,said=python fence");
        let told = told.body[0].as_str();
        assert_eq!(said.lines().last(), Some(told), "text,said=python");
    });
}
