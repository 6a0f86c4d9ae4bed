//! How the wire is called.

use super::prelude::*;
use crate::book::report::{Row, row};

const USAGE: &str = "Usage: wire";

/// A call, how the last line of what is printed begins, and the exit code.
const CALLS: &[Row<([&str; 2], i32)>] = &[
    row((["50001", "There is no option `50001`."], 2)),
    row((["--cat 1", "There is no option `--cat`."], 2)),
    row((["--cut", "--cut what?"], 2)),
    row((["--cut x", "--cut: a number from 1 to 4294967295, please."], 2)),
    row((["--cut 0", "--cut: a number from 1"], 2)),
    row((["--rate server:0", "--rate: a number from 1"], 2)),
    row((["--flip client:-1", "--flip: a number from 0"], 2)),
    row((["--pause server:", "--pause: a number from 0"], 2)),
    row((["--reset 4294967296", "--reset: a number from 0"], 2)),
    row((["--cut peer:1", "--cut: who is `peer`?"], 2)),
    row((["--cut 1 --cut client:2", "--cut client:2: once is enough."], 2)),
    row((["--half 1 --reset server:2", "--reset server:2: once is enough."], 2)),
    row((["--draw", "--draw what?"], 2)),
    row((["--draw run.png", "--draw: a file whose name ends in .html or .svg, please."], 2)),
    row((["--draw run", "--draw: a file whose name ends in .html or .svg, please."], 2)),
    row((["--draw a.html --draw b.HTML", "--draw b.HTML: one of a kind is enough."], 2)),
    row((["--help", "it prints any more, it ends with 1."], 0)),
    row((["--cut 1 --help", "it prints any more, it ends with 1."], 0)),
];

#[test]
fn a_wrong_call_prints_the_usage_and_ends_with_2() {
    let mut report = Report::default();
    for case in CALLS {
        report.count("calls");
        let ([call, last], code) = case.is;
        let mut wire = Command::new(env!("CARGO_BIN_EXE_wire"));
        let ended = end(started(wire.args(call.split(' '))));
        let (said, not) = match code {
            0 => (&ended.stdout, &ended.stderr),
            _ => (&ended.stderr, &ended.stdout),
        };
        let line = said.lines().next_back().unwrap_or_default();
        let begins = said.starts_with(USAGE) && line.starts_with(last);
        let is_so = begins && not.is_empty() && ended.status.code() == Some(code);
        let expected = format!("{USAGE}…\n{last}…\nexit code {code}.");
        report.demand(case.at(), is_so, format!("{ended:?}"), expected, "mend the row, or `wire`");
    }
    report.settle();
}

#[test]
fn a_port_that_is_taken_is_named() {
    let Some(_port) = PortLock::take() else { return };
    let _taken = TcpListener::bind(("127.0.0.1", WIRE_PORT)).expect("a free port");
    let ended = end(started(&mut Command::new(env!("CARGO_BIN_EXE_wire"))));
    assert_eq!(ended.code(), "1");
    assert!(ended.stderr.starts_with("127.0.0.1:50001: "), "{}", ended.stderr);
}
