//! What the pages show and say of Python, done by Python. That its two programs talk to each other
//! and to ours is in `languages`.

use super::prelude::*;
use crate::book::steps::python_lines;
use crate::run::checks::checked;
use crate::text::python_calls::PAGE;
use std::io;

fn write(name: &str, lines: &str) -> PathBuf {
    let path = kept(format!("{name}.py"));
    save(&path, lines);
    path
}

fn start(name: &str, lines: &str) -> Running {
    // -u: what is printed comes at once, though nobody types.
    started(Command::new("python3").arg("-u").arg(write(name, lines)))
}

#[test]
#[ignore = "needs python3"]
fn the_python_server_of_the_exercise_passes_its_check() {
    says("exercises/shout", "The Python server passes as well");
    let page = Context::live().book.named("exercises/shout");
    let server = page.fences.iter().find(|fence| fence.is_python()).expect("a python fence");
    let file = write("shout", &server.body.join("\n"));
    let Some(_port) = PortLock::take() else { return };
    let ended = checked(&["shout", "python3", file.to_str().expect("a path in UTF-8")]);
    let help = "mend the fence, or the scenario SHOUT";
    let actual = format!("this Python server does not pass:\n{}", ended.stdout);
    let wrong = Finding::new((&page.path, server.line), actual, "it passes `check shout`", help);
    assert!(ended.status.success(), "{wrong}");
}

#[test]
#[ignore = "needs root, unshare, ip, python3"]
fn without_the_option_a_python_server_does_not_start_again() {
    in_own_network(|| {
        let (context, mut report) = (Context::live(), Report::default());
        let server = python_lines(&context.book, "server");
        // Rust's `bind` sets it by itself.
        let (options, others): (Vec<_>, Vec<_>) =
            server.lines().partition(|line| line.contains("SO_REUSEADDR"));
        assert!(!options.is_empty(), "no line to leave out");
        let without = others.join("\n");
        let waits = python_lines(&context.book, "client")
            .replace("stream.close()", "stream.recv(2048)\nstream.close()");
        let first = when_it_listens(start("server-without-option", &without));
        end_well(start("client-that-waits", &waits));
        end_well(first);
        let said = end(start("server-without-option", &without)).stderr;
        let last = said.lines().last().unwrap_or_default().to_string();
        let fence = context.book.recorded("python").next();
        let (page, fence) = fence.expect("a text,recorded=python fence");
        report.count("errors of Python");
        let help = "show the last line that Python prints";
        Recorded::whole(page, fence).compare(context, &[last], &<[_]>::to_vec, help, &mut report);
        report.settle();
    });
}

/// Each row of the table of errors has Linux's number first, and in that column its name.
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
    proves(
        "python/missing",
        "client's `connect` waits, and nobody refuses it",
        include_str!("python/full_queue.py"),
        "nobody refuses\n",
    );
    proves(
        "python/calls",
        "`create_server` sets `SO_REUSEADDR`, too, on Unix",
        include_str!("python/create_server.py"),
        "1\n",
    );
    proves(
        "python/calls",
        "| `HOST = \"\"` | `\"0.0.0.0\"` |",
        include_str!("python/empty_host.py"),
        "0.0.0.0\n",
    );
    proves(
        "clients/threads",
        "Python calls `serve` without a new thread",
        include_str!("python/no_thread.py"),
        "True\n",
    );
    let page = Context::live().book.page(PAGE).expect("the page of calls");
    let fences = page.fences.iter().filter(|fence| fence.is_python());
    let mut lines: Vec<&str> = fences.flat_map(|fence| &fence.body).map(String::as_str).collect();
    lines.push(include_str!("python/read_exact.py"));
    says("python/calls", "waits until there are `n` bytes, and returns fewer only at the end");
    says("python/calls", "`stream.recv(count, socket.MSG_WAITALL)` waits for all bytes on Linux");
    says(
        "python/calls",
        "But it returns fewer at the end of the stream, or if the stream has a timeout",
    );
    let exact = python(&lines.join("\n"));
    let read = "b'abc' b'd'\nthe peer stopped in the middle\n";
    assert_eq!(exact, format!("{read}b'ab'\nb'abcd'\nb'ab'\n"));
    proves(
        "python/calls",
        "`socket.timeout`, another class",
        include_str!("python/timeout.py"),
        "True\nsocket.timeout\n",
    );
}
