//! Which system calls do the two binaries make? strace says, and the
//! pages show the same.

use crate::book::{Book, Fence};
use crate::finding::Report;
use crate::masks::masked;
use crate::process::{BOUND, Running};
use crate::programs::when_it_listens;
use crate::steps::PROGRAMS;
use crate::tree::Tree;
use crate::turn::Turn;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The calls that belong to the network, and the one that ends them.
const CALLS: &str = "trace=network,close";

fn traced(program: &str, path: &str) -> (Running, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let log = folder.join(format!("{program}.strace"));
    let mut strace = Command::new("strace");
    strace.args(["-e", CALLS, "-o"]).arg(&log).arg(path);
    let running = Running::start(&mut strace).expect("strace is installed");
    (running, log)
}

/// The calls from the first socket on; the loader's own `close` calls
/// come before it. Addresses are written the short way of the book.
fn calls(log: &Path) -> Vec<String> {
    let text = fs::read_to_string(log).expect("strace's log");
    text.lines()
        .skip_while(|line| !line.starts_with("socket("))
        .filter(|line| !line.starts_with("+++"))
        .map(short)
        .collect()
}

/// `{sa_family=AF_INET, sin_port=htons(P), sin_addr=inet_addr("A")}`
/// becomes `{A:P}`.
fn short(call: &str) -> String {
    let call = call.split_whitespace().collect::<Vec<_>>().join(" ");
    let family = "{sa_family=AF_INET, sin_port=htons(";
    let Some((before, rest)) = call.split_once(family) else { return call };
    let Some((port, rest)) = rest.split_once("), sin_addr=inet_addr(\"") else {
        return before.to_string();
    };
    let Some((address, after)) = rest.split_once("\")}") else {
        return before.to_string();
    };
    format!("{before}{{{address}:{port}}}{after}")
}

#[test]
#[ignore = "needs strace"]
fn the_programs_make_the_system_calls_of_the_book() {
    let book = Book::read(&Tree::read());
    let _turn = Turn::take();
    let (server, server_log) = traced("server", env!("CARGO_BIN_EXE_server"));
    let server = when_it_listens(server);
    let (client, client_log) = traced("client", env!("CARGO_BIN_EXE_client"));
    for program in [client, server] {
        let ended = program.finish(BOUND).unwrap_or_else(|e| panic!("{e}"));
        assert!(ended.status.success(), "{ended:?}");
    }
    let mut report = Report::default();
    for (program, log) in PROGRAMS.into_iter().zip([server_log, client_log]) {
        compare(&book, program, &calls(&log), &mut report);
    }
    report.settle();
}

/// The pages' fences of that program's calls, one after the other, are
/// the calls that it makes.
fn compare(book: &Book, program: &str, made: &[String], report: &mut Report) {
    let mut told = Vec::new();
    let mut place = ("book/src", 1);
    for page in &book.pages {
        let is_told = |f: &&Fence| f.attribute("calls") == Some(program);
        for fence in page.fences.iter().filter(is_told) {
            place = (&page.path, fence.line);
            told.extend(fence.body.iter().cloned());
        }
    }
    report.saw_many("system calls", made.len());
    if masked(&told) != masked(made) {
        report.add(
            place,
            told.join("\n"),
            made.join("\n"),
            "show the calls as they are, or mend the program",
        );
    }
}
