//! The Python lines that the pages set beside ours make two programs
//! that run, and that talk to ours.

use crate::book::prelude::*;
use crate::book::steps::python_lines;
use crate::run::prelude::*;
use crate::run::programs::when_it_listens;
use crate::text::python_calls::PAGE;
use std::fs;
use std::io;
use std::path::Path;

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
        let _port = PortLock::take();
        let [server, client] = [0, 1].map(|i| {
            when_it_listens(match theirs[i] {
                true => start(PROGRAMS[i], &python_lines(&book, PROGRAMS[i])),
                false => ours[i](),
            })
        });
        let ends =
            [server, client].map(|program| program.finish(BOUND).unwrap_or_else(|e| panic!("{e}")));
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
    let mut fences = page.fences.iter().filter(|fence| fence.is_python());
    let server = fences.next().expect("a python fence");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("shout.py");
    fs::write(&file, server.body.join("\n")).expect("a Python file");
    let _port = PortLock::take();
    let mut check = Command::new(env!("CARGO_BIN_EXE_check"));
    check.args(["shout", "python3"]).arg(&file);
    let check = Running::start(&mut check).expect("check starts");
    let ended = check.finish(BOUND * 4).unwrap_or_else(|e| panic!("{e}"));
    assert!(
        ended.status.success(),
        "{}{}",
        Finding::new(
            (path, server.line),
            "this Python server does not pass",
            "it passes `check shout`",
            "mend the fence, or the scenario SHOUT",
        ),
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
    in_own_network(|| {
        let (context, mut report) = (Context::live(), Report::default());
        let server = python_lines(&context.book, "server");
        assert!(server.lines().any(sets_option), "no line to leave out");
        let without: Vec<&str> = server.lines().filter(|line| !sets_option(line)).collect();
        let without = without.join("\n");
        let waits = python_lines(&context.book, "client")
            .replace("client.close()", "client.recv(2048)\nclient.close()");
        let first = start("server-without-option", &without);
        let first = when_it_listens(first);
        assert!(end(start("client-that-waits", &waits)).status.success());
        assert!(end(first).status.success(), "the first server");
        let said = end(start("server-without-option", &without)).stderr;
        let last: Vec<String> = said.lines().last().map(str::to_string).into_iter().collect();
        let fence = context.book.recorded("python").next();
        let (page, fence) = fence.expect("a text,recorded=python fence");
        report.count("errors of Python");
        let recorded = Recorded { page, fence, exchange: None };
        let help = "show the last line that Python prints";
        recorded.compare(context, &last, &<[_]>::to_vec, help, &mut report);
        report.settle();
    });
}

/// The rows of the table of errors: Linux's number, then Python's name, then Rust's.
fn errors(book: &Book) -> impl Iterator<Item = (i32, &Row)> {
    let rows = book.page(PAGE).into_iter().flat_map(|page| page.rows());
    rows.filter_map(|row| Some((row.cell(0).parse().ok()?, row)))
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux's numbers")]
fn rust_names_the_errors_as_the_table_does() {
    let (book, mut report) = (Book::read(&Tree::read()), Report::default());
    for (number, row) in errors(&book) {
        report.count("errors");
        let kind = format!("{:?}", io::Error::from_raw_os_error(number).kind());
        report.same((PAGE, row.line), kind, row.spans(2).concat(), "name the kind as Rust does");
    }
    report.settle();
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
    let (book, mut report) = (Book::read(&Tree::read()), Report::default());
    for (number, row) in errors(&book) {
        report.count("errors");
        let said = python(&format!("print(type(OSError({number}, '')).__name__)"));
        let help = "name the class as Python does";
        report.same((PAGE, row.line), said.trim(), row.spans(1).concat(), help);
    }
    report.settle();
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
    let page = book.page(PAGE).expect("the page of calls");
    let lines = page.fences.iter().filter(|fence| fence.is_python());
    let lines: Vec<String> = lines.flat_map(|fence| fence.body.clone()).collect();
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
