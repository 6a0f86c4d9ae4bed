//! What `check` survives: commands that are none, that never end, that leave somebody behind; its own
//! end; a wrong call. And what it says of programs in Python.

use super::prelude::*;
use crate::book::report::Row;
use crate::run::port::{PortBlock, one_port};
use shared::processes;
use shared::scenario::next_port;
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

/// Complains as Node does.
const NODE: &str = "printf 'node:events:502\n      throw er;\n      ^\n\n\
    Error: listen EADDRINUSE: address is taken\n    at one\n    at two\n    at three\n{\n  \
    code: 1,\n  port: 2\n}\n\nNode.js v20\n' >&2; exit 1";

/// A command, how many steps it has done, and words of what is said.
const COMMANDS: &[Row<(&[&str], usize, &str)>] = &[
    row((&["./no-such-program"], 0, "There is no such program")),
    row((&["./README.md"], 0, "The file is not executable")),
    row((&["server.py"], 0, "What runs it is missing")),
    row((&["cargo run --bin server"], 0, "in quotes: take them away")),
    row((&["true"], 1, "All is right so far.")),
    row((&["false"], 0, "It does not compile, or fails by itself")),
    row((
        &["sh", "-c", "echo 'error: could not compile `x`' >&2; exit 101"],
        0,
        "1. It does not compile, and the compiler's first error says why",
    )),
    row((&["sleep", "600"], 1, "It waits for something else first")),
    row((&["sh", "-c", "while echo y; do sleep 0.1; done"], 0, "It prints something of your own")),
    // What `cargo new` has written prints the same, and does nothing else.
    row((&["echo", "Hello, world!"], 0, "This is still the program that `cargo new` wrote.")),
    row((&["sh", "-c", "echo Hello, world!; exit 3"], 0, "not yet  1. An address")),
    row((&["sh", "-c", "echo Hello, world!; echo oh >&2"], 0, "not yet  1. An address")),
    row((&["sh", "-c", "echo Hello, world!; sleep 60"], 0, "not yet  1. An address")),
    row((&["printf", "Hello, world!\n\n"], 0, "not yet  1. An address")),
    row((&["sh", "-c", "echo oh >&2"], 1, "not yet  2. Listen")),
    // What moves the cursor of a terminal does not get there.
    row((&["printf", "\x1b[2Jhi\n"], 0, r#"it printed "\u{1b}[2Jhi" (6 bytes)"#)),
    row((&["sh", "-c", "printf '\x1b[2Joh' >&2; exit 3"], 0, r"\u{1b}[2Joh")),
    // Of a long complaint, what names the error.
    row((&["sh", "-c", NODE], 0, "Error: listen EADDRINUSE: address is taken\n")),
    row((&["sh", "-c", "yes 'a long complaint' | head -5000 >&2; exit 3"], 0, "fails by itself")),
    row((&["sh", "-c", "sleep 600 & exit 0"], 1, "All is right so far.")),
    row((&["sh", "-c", "setsid sleep 600 & exit 0"], 1, "All is right so far.")),
    row((&["sh", "-c", "trap '' TERM INT HUP; sleep 600"], 1, "It waits for")),
];

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn commands_that_are_no_servers_are_told_so_and_ended() {
    says("check/yours", "It never waits forever.");
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
        let finished = format!("\n{done} of 6 steps done. Next: ");
        // On a busy machine, others may take so long, too.
        let has_to_wait = command.concat().contains("600") && !command.concat().contains("exit");
        let waits = "waiting until your program ends, because the check has its address (1 s at";
        for expected in [words, &finished, if has_to_wait { waits } else { "" }, "exit code 1."] {
            report.count("words");
            let is_said = actual.contains(expected);
            report.demand(case.at(), is_said, &actual, expected, "mend the row, or `check`");
        }
    }
    report.settle();
}

/// What a Cargo does, how it is called, and what is waited for.
const CARGOS: &[Row<[&str; 3]>] = &[
    row([
        "sleep 1; echo '     Running `x`' >&2; exec sleep 600",
        "cargo run",
        "for your program to be compiled (60 s at most)\n         … waiting until your program ends, \
         because the check has its address (1 s at most)",
    ]),
    row([
        "echo '     Running `x`' >&2; exec sleep 600",
        "cargo run",
        "until your program ends, because the check has its address (1 s at most)",
    ]),
    row(["exec sleep 600", "cargo run -q", "until your program ends, because"]),
];

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn what_is_waited_for_is_said() {
    says("check/yours", "says what it's waiting for, and for how long at most");
    says("check/yours", "How long `cargo run` compiles your program doesn't count");
    let Some(()) = own_network() else { return };
    let block = PortBlock::take();
    let ask = |case: &Row<[&str; 3]>, port| {
        let [script, call, words] = case.is;
        let folder = TemporaryFolder::new("cargo");
        let cargo = folder.0.join("cargo");
        save(&cargo, &format!("#!/bin/sh\n{script}\n"));
        done(Command::new("chmod").arg("+x").arg(&cargo));
        let path = env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", folder.0.display());
        let call: Vec<&str> = call.split(' ').collect();
        let mut running = started(check_at(port, "1", &call).env("PATH", path));
        // What comes afterwards is nothing to wait for.
        let waiting = format!("… waiting {words}");
        happens(|| running.complained().contains(&waiting) || running.has_ended());
        if !running.has_ended() {
            running.signal("INT");
            assert!(happens(|| running.has_ended()), "{words}: Ctrl-C does not end `check`");
        }
        nobody_is_left(running.id(), words);
        running.complained()
    };
    let mut report = Report::default();
    thread::scope(|scope| {
        let cases = CARGOS.iter().zip(block.ports(CARGOS.len()));
        let asked = cases.map(|(case, port)| (case, scope.spawn(move || ask(case, port))));
        for (case, said) in asked.collect::<Vec<_>>() {
            report.count("calls");
            let (said, words) = (said.join().expect("no panic"), case.is[2]);
            let is_said = said.contains(&format!("… waiting {words}"));
            report.demand(case.at(), is_said, said, words, "mend the row, or `check`");
        }
    });
    report.settle();
}

#[test]
fn a_port_that_somebody_else_has_is_named() {
    says("check/yours", "before it begins. On Linux, it also names that program");
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
    says("check/yours", "and when you press Ctrl-C as well. It also ends what your program");
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
    row((["--verbose server", USAGE, "There is no option `--verbose`"], 2)),
    row((["server --verbose true", USAGE, "There is no option `--verbose`"], 2)),
    row((["--port", USAGE, "--port what?"], 2)),
    row((["--port x server", USAGE, "--port x: a number"], 2)),
    row((["--port 70000 server", USAGE, "--port 70000: a number"], 2)),
    row((["--wait 0 server", USAGE, "--wait 0: a number"], 2)),
    row((["--in no-such-folder server", USAGE, "Name the folder that `cargo new`"], 2)),
    row((["--json", USAGE, "--json what?"], 2)),
    row((["server --json no-such-folder/x", USAGE, "--json no-such-folder/x: there is no"], 2)),
    row((["server --json /", USAGE, "--json /: a file, please."], 2)),
    row((["--all", USAGE, "--all what?"], 2)),
    row((["--all no-such-folder", USAGE, "--all no-such-folder: there is no such folder."], 2)),
    row((["--all README.md", USAGE, "--all README.md: there is no such folder."], 2)),
    row((["server --all book", USAGE, "--all: no scenario, --why"], 2)),
    row((["--all book --peers", USAGE, "--all: no scenario, --why"], 2)),
    row((["--all book --all", USAGE, "--all: once is enough."], 2)),
    row((["--port 65535 relay true", USAGE, "--port 65535: a relay needs the next one"], 2)),
    row((["--help", USAGE, ""], 0)),
    row((["client --help", USAGE, ""], 0)),
    row((["--list", "server ", ""], 0)),
];

#[test]
fn a_wrong_call_prints_the_usage_and_ends_with_2() {
    says("check/yours", "A command line that it doesn't understand ends with exit code 2");
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

/// The columns in which the usage has an option, and what is said of it.
const OPTION: usize = 4;
const SAID: usize = 20;

#[test]
fn the_options_of_the_usage_stand_in_columns() {
    let usage = checked(&["--help"]).stdout;
    let (_, after) = usage.split_once("\nOptions:\n").expect("a list of options");
    let (options, _) = after.split_once("\n\nThe exit code").expect("what follows the list");
    let mut report = Report::default();
    for line in options.lines() {
        report.count("lines");
        let begin = line.len() - line.trim_start().len();
        let is_so = match line.trim_start().starts_with("--") {
            true => begin == OPTION && line.get(SAID - 1..SAID) == Some(" "),
            false => begin == SAID,
        };
        let expected = format!("an option in column {OPTION}, what is said of it in {SAID}");
        let help = "move it, in USAGE of part1/src/check/call.rs";
        report.demand((file!(), line!() as usize), is_so, line, expected, help);
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
        assert!(text.contains("1 of 6 steps done."), "{text}");
        assert_eq!(text.contains("\x1b["), coloured, "{setting:?}: {text:?}");
    }
}

#[test]
#[ignore = "needs python3"]
fn the_same_programs_in_python_pass_in_full() {
    let Some(_port) = PortLock::take() else { return };
    for (program, steps) in [("server", 6), ("client", 4)] {
        let ended = checked(&[program, "python3", &format!("scripts/compare/{program}.py")]);
        assert_says(&ended, &[&format!("\nAll {steps} steps done.")], 0);
    }
}

#[test]
#[ignore = "needs python3"]
fn a_python_server_that_cannot_have_its_address_again_is_told_why() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let command = ["python3", "part1/tests/proof/checker/no_reuse.py", &port.to_string()];
    let first = ["5 of 6 steps done. Next: 6. Close", "1. The kernel remembers a"];
    assert_says(&checked_at(port, "10", &command), &first, 1);
    // Now it remembers the first server from the start.
    let second = ["is taken, and the conversation", "the kernel remembers one"];
    assert_says(&checked_at(port, "10", &command), &second, 1);
}

/// The command of a program beside this file, without its argument.
fn beside(program: &str) -> String {
    format!("part1/tests/proof/checker/{program}")
}

#[test]
#[ignore = "needs python3"]
fn a_python_server_that_holds_back_or_waits_for_more_is_told_why() {
    let Some(()) = own_network() else { return };
    let cases = [
        ("buffered.py", "3 of 6 steps done", "1. It holds its bytes back in its own buffer"),
        ("whole_line.py", "5 of 6 steps done", "1. It waits for a mark that does not come"),
    ];
    for (program, done, reason) in cases {
        let (_block, port) = one_port();
        let (program, at) = (beside(program), port.to_string());
        let command = ["env", "-u", "PYTHONUNBUFFERED", "python3", &program, &at];
        // Python alone takes a while to start.
        assert_says(&checked_at(port, "10", &command), &[done, reason], 1);
    }
}

#[test]
#[ignore = "needs python3"]
fn python_programs_are_right_on_any_wire() {
    let Some(()) = own_network() else { return };
    let cases = [
        ("wire-server", "any_wire_server.py"),
        ("wire-client", "any_wire_client.py"),
        ("relay", "relay.py"),
    ];
    for (scenario, program) in cases {
        let (_block, port) = one_port();
        let at = port.to_string();
        let mut check = check(&["--wait", "30", "--port", &at, scenario]);
        let ended = ended_alone(check.args(["python3", &beside(program), &at]), program);
        assert_says(&ended, &["steps done."], 0);
    }
}

/// The wire of somebody else is not the reader's relay.
#[test]
fn a_relay_needs_the_next_port_too() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let next = next_port(port);
    let _wire = TcpListener::bind(("127.0.0.1", next)).expect("a free port");
    let ended = checked(&["--port", &port.to_string(), "relay", "true"]);
    assert_says(&ended, &[&format!("127.0.0.1:{next} is taken, and the conversation")], 1);
}

#[test]
#[ignore = "needs cc"]
fn a_server_in_c_that_goes_on_after_a_failed_bind_is_told_so() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let folder = TemporaryFolder::new("c");
    let program = folder.0.join("server").display().to_string();
    let mut cc = Command::new("cc");
    cc.current_dir(root()).args(["-o", &program, &beside("unchecked_bind.c")]);
    let built = run(&mut cc, BUILD_BOUND).expect("cc");
    assert!(built.status.success(), "{built:?}");
    let words = ["it listens on 0.0.0.0:", "1. It continues after a failed `bind`"];
    assert_says(&checked_at(port, "5", &[&program, &port.to_string()]), &words, 1);
}

/// Without a table of sockets, `check` cannot see when a byte is read, as on macOS and Windows. Yet
/// what it sends one byte at a time must not come in one piece, or it calls a program ready for that.
#[test]
#[ignore = "needs root, unshare, mount, python3"]
fn a_server_that_is_late_gets_one_byte_at_a_time() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let late = beside("late.py");
    let check = env!("CARGO_BIN_EXE_check");
    let line = format!(
        "mount -t tmpfs none /proc && exec '{check}' --port {port} server --peers \
                        python3 {late} {port}"
    );
    let mut unshare = Command::new("unshare");
    unshare.current_dir(root()).args(["-m", "sh", "-c", &line]);
    let words = ["Yours printed \"Client: H\"", "Yours printed \"Client: \u{fffd}\""];
    let ended = run(&mut unshare, BUILD_BOUND).unwrap_or_else(|e| panic!("{e}"));
    assert_says(&ended, &words, 0);
}
