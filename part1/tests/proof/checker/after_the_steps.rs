//! Does `check` say what becomes of a program when peers misbehave, apart from the steps, and whether
//! the book's own does the same?

use super::prelude::*;
use crate::book::report::Row;

const AS_THE_BOOK: &str = "The book's program does the same, see: ";
const OTHERWISE: &str = "The book's program does something else, see: ";
const READY: &str = "It is ready for that.";

/// A program, whether it reads with [`READ`], and what is said of it with each peer, in their order.
const CASES: [Row<(&str, bool, [&str; 6])>; 4] = [
    row(("server", false, [AS_THE_BOOK; 6])),
    row(("client", false, [AS_THE_BOOK; 6])),
    row(("server", true, [READY, OTHERWISE, READY, AS_THE_BOOK, AS_THE_BOOK, AS_THE_BOOK])),
    row(("client", true, [READY, OTHERWISE, READY, AS_THE_BOOK, AS_THE_BOOK, AS_THE_BOOK])),
];

/// What is replaced in a program that reads with `read`.
const READS: [&str; 2] = ["stream.read(&mut buffer)?", "read(&mut stream, &mut buffer)?"];

/// Reads what is one message here: up to `!`, or one whole letter.
const READ: &str = "
fn read(client: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count == 0
        || !buffer[..count].ends_with(b\"!\")
            && std::str::from_utf8(&buffer[..count]) != Ok(\"\\u{e9}\")
    {
        match client.read(&mut buffer[count..count + 1])? {
            0 => break,
            _ => count += 1,
        }
    }
    Ok(count)
}
";

fn program(program: &str, is_changed: bool) -> Program {
    let mut text = text_of(Tree::live(), program).expect("the program").to_string();
    if is_changed {
        assert!(text.contains(READS[0]), "{program}: no `{}`", READS[0]);
        text = text.replace(READS[0], READS[1]) + READ;
    }
    let [name, scenario] = [program; 2].map(str::to_string);
    Program { name, scenario, options: vec!["--peers".into()], text }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn what_becomes_of_a_program_with_misbehaving_peers_is_said_apart() {
    let Some(()) = own_network() else { return };
    says("check/yours", "isn't ready for every peer");
    let programs = CASES.map(|case| program(case.is.0, case.is.1));
    let verdicts = check_all("misbehaving", PATIENT, &programs);
    let mut report = Report::default();
    for (case, verdict) in CASES.iter().zip(&verdicts) {
        let text = &verdict.stdout;
        let (steps, apart) = text.split_once("Optional: what if").unwrap_or((text, ""));
        let help = "mend the row, or what `check` says";
        let last = text.lines().next_back().unwrap_or_default();
        let is_all = last.starts_with("All ") && last.ends_with(" steps done.");
        let is_finished = is_all && verdict.status.success() && !steps.contains("--peers");
        report.demand(case.at(), is_finished, text, "all steps are finished, exit code 0", help);
        report.count_many("misbehaving peers", case.is.2.len());
        let mut peers = apart.split("\n  … ").skip(1);
        for words in case.is.2 {
            let peer = peers.next().unwrap_or("no further peer");
            report.demand(case.at(), peer.contains(words), peer, words, help);
        }
        report.demand(case.at(), peers.next().is_none(), text, "no peers but those", help);
    }
    report.settle();
}
