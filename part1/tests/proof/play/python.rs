//! The Python lines that the pages set beside ours make two programs that run, and that talk to
//! ours.

use crate::book::prelude::*;
use crate::book::steps::python_lines;
use crate::run::prelude::*;
use crate::text::python_calls::PAGE;
use std::fs;
use std::io;
use std::path::PathBuf;

fn write(name: &str, lines: &str) -> PathBuf {
    let path = kept(format!("{name}.py"));
    fs::write(&path, lines).expect("a Python file");
    path
}

fn start(name: &str, lines: &str) -> Running {
    // -u: what is printed comes at once, though nobody types.
    started(Command::new("python3").arg("-u").arg(write(name, lines)))
}

#[test]
#[ignore = "needs python3"]
fn the_python_lines_talk_to_each_other_and_to_ours() {
    let book = &Context::live().book;
    let ours: [fn() -> Running; 2] = [start_server, start_client];
    for theirs in [[true, true], [true, false], [false, true]] {
        let _port = PortLock::take();
        let ends = [0, 1].map(|i| {
            when_it_listens(match theirs[i] {
                true => start(PROGRAMS[i], &python_lines(book, PROGRAMS[i])),
                false => ours[i](),
            })
        });
        let [server, client] = ends.map(end);
        for ended in [&server, &client] {
            assert!(ended.status.success(), "Python for {theirs:?}: {ended:?}");
        }
        assert!(server.stdout.starts_with("New client joined: "));
        assert!(server.stdout.ends_with("\nClient: Hello Server!\n"));
        assert_eq!(client.stdout, "Server: Hello client!\n");
    }
}

#[test]
#[ignore = "needs python3"]
fn the_python_server_of_the_exercise_passes_its_check() {
    says("exercises/shout", "The Python server passes as well");
    let page = Context::live().book.named("exercises/shout");
    let server = page.fences.iter().find(|fence| fence.is_python()).expect("a python fence");
    let file = write("shout", &server.body.join("\n"));
    let _port = PortLock::take();
    let mut check = Command::new(env!("CARGO_BIN_EXE_check"));
    let ended = run(check.args(["shout", "python3"]).arg(&file), BOUND * 4);
    let ended = ended.unwrap_or_else(|e| panic!("{e}"));
    let help = "mend the fence, or the scenario SHOUT";
    let actual = format!("this Python server does not pass:\n{}", ended.stdout);
    let wrong = Finding::new((&page.path, server.line), actual, "it passes `check shout`", help);
    assert!(ended.status.success(), "{wrong}");
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
        let first = when_it_listens(start("server-without-option", &without));
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

/// The table of errors has Linux's number of each, then Python's name, then Rust's: that column has
/// the names of the numbers.
fn names_are(column: usize, name: impl Fn(i32) -> String, help: &str) {
    let (context, mut report) = (Context::live(), Report::default());
    for row in context.book.page(PAGE).into_iter().flat_map(|page| page.rows()) {
        let Ok(number) = row.cell(0).parse() else { continue };
        report.count("errors");
        report.same((PAGE, row.line), name(number), row.spans(column).concat(), help);
    }
    report.settle();
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux's numbers")]
fn rust_names_the_errors_as_the_table_does() {
    let kind = |number| format!("{:?}", io::Error::from_raw_os_error(number).kind());
    names_are(2, kind, "name the kind as Rust does");
}

fn python(lines: &str) -> String {
    done(Command::new("python3").args(["-c", lines]))
}

/// The page says so, and these lines of Python print what proves it.
#[track_caller]
fn proves(page: &str, words: &str, lines: &str, printed: &str) {
    says(page, words);
    assert_eq!(python(lines), printed, "{page}: {words}");
}

#[test]
#[ignore = "needs python3"]
fn python_does_what_the_pages_say_of_it() {
    let class = |number| python(&format!("print(type(OSError({number}, '')).__name__, end='')"));
    names_are(1, class, "name the class as Python does");
    let words = "client's `connect` waits, and nobody refuses it";
    proves("python/missing", words, include_str!("python/full_queue.py"), "nobody refuses\n");
    let words = "`create_server` sets the option, too, on Unix";
    proves("python/calls", words, include_str!("python/create_server.py"), "1\n");
    let words = "| `HOST = \"\"` | `\"0.0.0.0\"` |";
    proves("python/calls", words, include_str!("python/empty_host.py"), "0.0.0.0\n");
    let words = "makes no thread: it calls `serve` like any";
    proves("clients/threads", words, include_str!("python/no_thread.py"), "True\n");
    let page = Context::live().book.page(PAGE).expect("the page of calls");
    let fences = page.fences.iter().filter(|fence| fence.is_python());
    let mut lines: Vec<&str> = fences.flat_map(|fence| &fence.body).map(String::as_str).collect();
    lines.push(include_str!("python/read_exact.py"));
    let exact = python(&lines.join("\n"));
    assert_eq!(exact, "b'abc' b'd'\nit has finished in the middle\n");
}
