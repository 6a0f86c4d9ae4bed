//! Which system calls do the two binaries make? strace says, and the pages show the same.

use crate::book::PAGES;
use crate::book::prelude::*;
use crate::run::normalize::squeeze;
use crate::run::prelude::*;
use crate::run::programs::when_it_listens;
use crate::run::traces::strace;
use crate::text::views::calls_of;
use std::fs;
use std::path::{Path, PathBuf};

/// The calls that belong to the network, and the one that ends them.
const CALLS: &str = "trace=network,close";

fn traced(program: &str, path: &str) -> (Running, PathBuf) {
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{program}.strace"));
    (strace(&["-e", CALLS], &log, path.as_ref()), log)
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

/// `{sa_family=AF_INET, sin_port=htons(P), sin_addr=inet_addr("A")}` becomes `{A:P}`.
fn short(call: &str) -> String {
    let call = squeeze(call);
    let shortened = || {
        let (before, rest) = call.split_once("{sa_family=AF_INET, sin_port=htons(")?;
        let (port, rest) = rest.split_once("), sin_addr=inet_addr(\"")?;
        let (address, after) = rest.split_once("\")}")?;
        Some(format!("{before}{{{address}:{port}}}{after}"))
    };
    shortened().unwrap_or(call)
}

#[test]
#[ignore = "needs strace"]
fn the_programs_make_the_system_calls_of_the_book() {
    let context = Context::live();
    let lock = PortLock::take();
    let (server, server_log) = traced("server", env!("CARGO_BIN_EXE_server"));
    let server = when_it_listens(server);
    let (client, client_log) = traced("client", env!("CARGO_BIN_EXE_client"));
    for program in [client, server] {
        let ended = end(program);
        assert!(ended.status.success(), "{ended:?}");
    }
    drop(lock);
    let mut report = Report::default();
    for (program, log) in PROGRAMS.into_iter().zip([server_log, client_log]) {
        compare(context, program, &calls(&log), &mut report);
    }
    report.settle();
}

/// The pages' fences of that program's calls, one after the other, are the calls that it makes.
fn compare(context: &Context, program: &str, made: &[String], report: &mut Report) {
    report.count_many("system calls", made.len());
    let help = "show the calls as they are, or mend the program";
    let fences: Vec<_> = context.book.recorded(calls_of(program)).collect();
    let shown: Vec<String> = fences.iter().flat_map(|(_, fence)| fence.body.clone()).collect();
    if shown.len() != made.len() {
        let place = fences.last().map_or((PAGES, 1), |(page, fence)| (&page.path, fence.line));
        report.add(place, made.join("\n"), shown.join("\n"), help);
        return;
    }
    let mut rest = made;
    for (page, fence) in fences {
        let (own, others) = rest.split_at(fence.body.len());
        let recorded = Recorded { page, fence, exchange: None };
        recorded.compare(context, own, &normalized, help, report);
        rest = others;
    }
}
