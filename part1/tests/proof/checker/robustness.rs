//! What `check` survives: commands that are none, that never end, that leave somebody behind; its own
//! end; a wrong call. And what it says of programs in Python.

use super::prelude::*;
use crate::book::report::Row;
use crate::run::port::{PortBlock, one_port};
use shared::processes;
use std::net::TcpListener;

fn all(ended: &Ended) -> String {
    format!("{}{}exit code {}.", ended.stdout, ended.stderr, ended.code())
}

/// Fails unless it has said all of these words, and has ended with that code.
#[track_caller]
fn assert_says(ended: &Ended, words: &[&str], code: i32) {
    let has_said = words.iter().all(|words| ended.stdout.contains(words));
    let is_so = has_said && ended.status.code() == Some(code);
    assert!(is_so, "expected: {words:?}, exit code {code}\n{:.3000}", all(ended));
}

/// A check of a command as a server at that port, which waits so many seconds.
fn check_at(port: u16, wait: &str, command: &[&str]) -> Command {
    let mut check = check(&["--wait", wait, "--port", &port.to_string(), "server"]);
    check.args(command);
    check
}

fn checked_at(port: u16, wait: &str, command: &[&str]) -> Ended {
    ended_alone(&mut check_at(port, wait, command), &command.join(" "))
}

/// A command, how many steps it has done, and words of what is said.
const COMMANDS: &[Row<(&[&str], usize, &str)>] = &[
    row((&["./no-such-program"], 0, "There is no such program")),
    row((&["./README.md"], 0, "The file is not executable")),
    row((&["server.py"], 0, "What runs it is missing")),
    row((&["cargo run --bin server"], 0, "in quotes: take them away")),
    row((&["true"], 1, "It does not come to that call yet")),
    row((&["false"], 0, "It does not compile, or fails by itself")),
    row((&["sleep", "600"], 1, "It waits for something else first")),
    row((&["sh", "-c", "while echo y; do sleep 0.1; done"], 0, "It prints something of your own")),
    // What moves the cursor of a terminal does not get there.
    row((&["printf", "\x1b[2Jhi\n"], 0, r#"it printed "\u{1b}[2Jhi" (6 bytes)"#)),
    row((&["sh", "-c", "printf '\x1b[2Joh' >&2; exit 3"], 0, r"\u{1b}[2Joh")),
    row((&["sh", "-c", "sleep 600 & exit 0"], 1, "It does not come to")),
    row((&["sh", "-c", "setsid sleep 600 & exit 0"], 1, "It does not come to")),
    row((&["sh", "-c", "trap '' TERM INT HUP; sleep 600"], 1, "It waits for")),
];

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn commands_that_are_no_servers_are_told_so_and_ended() {
    says("check/yours", "Everything it waits for has a bound");
    let Some(()) = own_network() else { return };
    let block = PortBlock::take();
    let calls = COMMANDS.iter().zip(block.ports(COMMANDS.len())).map(|(case, port)| {
        let (command, ..) = case.is;
        (case, thread::spawn(move || all(&checked_at(port, "1", command))))
    });
    let calls: Vec<_> = calls.collect();
    let mut report = Report::default();
    for (case, call) in calls {
        let (command, done, words) = case.is;
        let actual = call.join().expect("it ends, and nobody is left");
        let finished = format!("You have finished {done} of 6 steps");
        // On a busy machine, others may take so long, too.
        let has_to_wait = command.concat().contains("600") && !command.concat().contains("exit");
        let waits = "waiting, 1 s at most, until it ends, since it cannot do its work";
        for expected in [words, &finished, if has_to_wait { waits } else { "" }, "exit code 1."] {
            report.count("words");
            let is_said = actual.contains(expected);
            report.demand(case.at(), is_said, &actual, expected, "mend the row, or `check`");
        }
    }
    report.settle();
}

#[test]
fn a_port_that_somebody_else_has_is_named() {
    says("check/yours", "before it begins, on Linux with the other program's");
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let _taken = TcpListener::bind(format!("127.0.0.1:{port}")).expect("a free port");
    let ended = checked_at(port, "10", &["true"]);
    assert_says(&ended, &[&format!("127.0.0.1:{port} is taken")], 1);
    if cfg!(target_os = "linux") {
        let command: Vec<String> = env::args().collect();
        let us = format!("by `{}` (process {})", command.join(" "), std::process::id());
        assert_says(&ended, &[&us], 1);
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn nobody_outlives_a_check_that_is_ended_or_ends() {
    says("check/yours", "and when you press Ctrl-C as well; on Linux it also");
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let command = ["sh", "-c", "setsid sleep 600 & exec sleep 601"];
    for signal in ["INT", "TERM", "HUP", "KILL"] {
        let mut running = started(&mut check_at(port, "60", &command));
        let id = running.id();
        // Not before: a process has no environment, and no mark, while it becomes another.
        let both = || ["sleep 600", "sleep 601"].iter().all(|s| left_by(id).iter().any(|c| c == s));
        assert!(happens(both), "{:?}", left_by(id));
        running.signal(signal);
        assert!(happens(|| running.has_ended()), "{signal} does not end `check`");
        nobody_is_left(id, signal);
    }
    // The group is ended by its number, wherever there is no `/proc` in which to find the mark. No
    // other copy of these tests has this sleep.
    let sleep = format!("sleep 600.{port}");
    let command = format!("env -u TCP_TUTORIAL_CHECK {sleep} & exit 0");
    assert_says(&checked_at(port, "10", &["sh", "-c", &command]), &[], 1);
    let nobody = happens(|| processes::all().all(|p| p.command() != sleep));
    assert!(nobody, "`{sleep}` goes on: end it, and mend the guard");
}

#[test]
#[cfg_attr(not(unix), ignore = "needs bytes in an argument")]
fn what_is_not_text_or_is_long_is_shown_as_far_as_it_can_be() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    // A shell, since what Rust gives to a program here is text.
    let check = env!("CARGO_BIN_EXE_check");
    let complaint = "head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1";
    let call = format!(
        "exec '{check}' --port {port} server sh -c \"{complaint}\" \"$(printf 'a\\377b')\""
    );
    let ended = end(started(Command::new("sh").args(["-c", &call])));
    assert_says(&ended, &["a\u{fffd}b`, at 127.0.0.1", "xxx …\n"], 1);
    assert!(ended.stdout.len() < 3000, "{} bytes", ended.stdout.len());
}

const USAGE: &str = "Usage: check";

/// A call that is wrong or does nothing, with which word what is printed begins, and how the last
/// line of that begins; the exit code.
const CALLS: &[Row<([&str; 3], i32)>] = &[
    row((["", USAGE, "Which scenario?"], 2)),
    row((["sever", USAGE, "There is no scenario `sever`"], 2)),
    row((["--verbose server", USAGE, "There is no scenario `--verbose`"], 2)),
    row((["--port", USAGE, "--port what?"], 2)),
    row((["--port x server", USAGE, "--port x: a number"], 2)),
    row((["--port 70000 server", USAGE, "--port 70000: a number"], 2)),
    row((["--wait 0 server", USAGE, "--wait 0: a number"], 2)),
    row((["--in no-such-folder server", USAGE, "--in no-such-folder: "], 2)),
    row((["--in . server", USAGE, "--in FOLDER, and no COMMAND"], 2)),
    row((["server --in . true", USAGE, "--in stands behind server"], 2)),
    row((["--help", USAGE, ""], 0)),
    row((["--list", "server ", ""], 0)),
];

#[test]
fn a_wrong_call_prints_the_usage_and_ends_with_2() {
    says("check/yours", "A call that it does not understand ends with exit code 2");
    let mut report = Report::default();
    for case in CALLS {
        report.count("calls");
        let ([call, first, last], code) = case.is;
        let ended = checked(&call.split_whitespace().collect::<Vec<_>>());
        // A wrong call complains, and another one does not.
        let (said, not) = match code {
            0 => (&ended.stdout, &ended.stderr),
            _ => (&ended.stderr, &ended.stdout),
        };
        let line = said.lines().next_back().unwrap_or_default();
        let begins = said.starts_with(first) && line.starts_with(last);
        let is_so = begins && not.is_empty() && ended.status.code() == Some(code);
        let expected = format!("{first}…\n{last}…\nexit code {code}.");
        report.demand(case.at(), is_so, all(&ended), expected, "mend the row, or `check`");
    }
    report.settle();
}

#[test]
#[ignore = "needs script"]
fn colour_is_for_terminals_and_not_under_no_color() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let line = format!("{} --port {port} server true", env!("CARGO_BIN_EXE_check"));
    for (setting, coloured) in [(None, true), (Some("1"), false), (Some(""), true)] {
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).env_remove("NO_COLOR");
        script.envs(setting.map(|value| ("NO_COLOR", value)));
        let text = end(started(&mut script)).stdout;
        assert!(text.contains("You have finished 1 of 6"), "{text}");
        assert_eq!(text.contains("\x1b["), coloured, "{setting:?}: {text:?}");
    }
}

#[test]
#[ignore = "needs python3"]
fn the_same_programs_in_python_pass_in_full() {
    let Some(_port) = PortLock::take() else { return };
    for (program, steps) in [("server", 6), ("client", 4)] {
        let ended = checked(&[program, "python3", &format!("scripts/compare/{program}.py")]);
        assert_says(&ended, &[&format!("finished {steps} of {steps} steps.")], 0);
    }
}

#[test]
#[ignore = "needs python3"]
fn a_python_server_that_cannot_have_its_address_again_is_told_why() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let command = ["python3", "part1/tests/proof/checker/no_reuse.py", &port.to_string()];
    let first = ["You have finished 5 of 6 steps", "1. The kernel remembers a"];
    assert_says(&checked_at(port, "10", &command), &first, 1);
    // Now it remembers the first server from the start.
    let second = ["is taken, and the conversation", "the kernel remembers one"];
    assert_says(&checked_at(port, "10", &command), &second, 1);
}
