//! Which system calls do the two binaries make? strace says, and the pages show the same.

use super::prelude::*;
use crate::book::PAGES;
use crate::book::steps::{calls_of, program_of};
use crate::run::normalize::squeeze;

/// The calls that belong to the network, and the one that ends them.
const CALLS: &str = "trace=network,close";

/// The calls from the first socket on, behind the loader's own, with addresses as in the book.
fn calls(log: &Path) -> Vec<String> {
    let text = fs::read_to_string(log).expect("strace's log");
    let calls = text.lines().skip_while(|line| !line.starts_with("socket("));
    calls.filter(|line| !line.starts_with("+++")).map(short).collect()
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
    let mut report = Report::default();
    let logs = PROGRAMS.map(|program| kept(format!("{program}.strace")));
    let traced = |program: &str, log| strace(&["-e", CALLS], log, Path::new(program));
    let Some(lock) = PortLock::take() else { return };
    let server = when_it_listens(traced(env!("CARGO_BIN_EXE_server"), &logs[0]));
    let client = traced(env!("CARGO_BIN_EXE_client"), &logs[1]);
    end_well(client);
    end_well(server);
    // Blessing what came needs the port, too.
    drop(lock);
    for (program, log) in PROGRAMS.into_iter().zip(&logs) {
        compare(Context::live(), program, &calls(log), &mut report);
    }
    report.settle();
}

/// The lesson's fences of that program's calls, one after the other, are the calls that it makes;
/// another page may show some of them again.
fn compare(context: &Context, program: &'static str, made: &[String], report: &mut Report) {
    report.count_many("system calls", made.len());
    let help = "show the calls as they are, or mend the program";
    let fences: Vec<_> = context.book.calls_in_lesson(program).collect();
    let shown: Vec<String> = fences.iter().flat_map(|(_, fence)| fence.body.clone()).collect();
    if shown.len() != made.len() {
        let place = fences.last().map_or((PAGES, 1), |(page, fence)| (&page.path, fence.line));
        return report.add(place, made.join("\n"), shown.join("\n"), help);
    }
    let mut rest = made;
    for (page, fence) in fences {
        let (own, others) = rest.split_at(fence.body.len());
        Recorded::whole(page, fence).compare(context, own, &normalized, help, report);
        rest = others;
    }
    let elsewhere = context.book.recorded(calls_of(program));
    for (page, fence) in elsewhere.filter(|(page, _)| program_of(page) != Some(program)) {
        report.count("fences elsewhere");
        // From the first call of that name on, as many as there are.
        let first = fence.body.first().map(|call| name(call));
        let from = made.iter().skip_while(|call| Some(name(call)) != first);
        let own: Vec<String> = from.take(fence.body.len()).cloned().collect();
        Recorded::whole(page, fence).compare(context, &own, &normalized, help, report);
    }
}

fn name(call: &str) -> &str {
    call.split('(').next().unwrap_or_default()
}
