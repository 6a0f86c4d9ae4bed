//! What `check` survives: commands that are none, that never end, that leave somebody behind; its own
//! end; a wrong call. And whom it checks in full: the two programs of the Python tutorial.

use super::fixtures::ended_alone;
use crate::book::prelude::*;
use crate::book::report::Row;
use crate::run::orphans::{left_by, nobody_is_left};
use crate::run::port::{PortBlock, one_port};
use crate::run::prelude::*;
use crate::run::process::interruptible;
use crate::run::server_and_client::started;
use shared::processes;
use std::net::TcpListener;
use std::{fs, thread};

/// A call of `check`, which does not inherit how Python is set here.
fn check(words: &[&str]) -> Command {
    let mut command = interruptible(env!("CARGO_BIN_EXE_check"));
    command.args(words).env_remove("PYTHONUNBUFFERED").current_dir(root());
    command
}

fn checked(words: &[&str]) -> Ended {
    ended_alone(&mut check(words), &words.join(" "))
}

/// All that came of it, for a finding.
fn all(ended: &Ended) -> String {
    let code = ended.status.code().map_or("none".to_string(), |code| code.to_string());
    format!("{}{}exit code {code}", ended.stdout, ended.stderr)
}

/// A port of a test's own, in words.
fn own_port() -> (PortBlock, String) {
    let (block, port) = one_port();
    (block, port.to_string())
}

/// A command, how many steps it has done, and words of what is said.
type Case = (&'static [&'static str], usize, &'static str);

const COMMANDS: &[Row<Case>] = &[
    row((&["./no-such-program"], 0, "There is no such program")),
    row((&["./README.md"], 0, "The file is not executable")),
    row((&["server.py"], 0, "What runs it is missing")),
    row((&["cargo run --bin server"], 0, "in quotes: take them away")),
    row((&["true"], 1, "It does not come to that call yet")),
    row((&["false"], 0, "It does not compile, or fails by itself")),
    row((&["sleep", "600"], 1, "It waits for something else first")),
    row((&["yes"], 0, "It prints something of your own")),
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
    let block = PortBlock::take();
    let calls = COMMANDS.iter().zip(block.ports(COMMANDS.len())).map(|(case, port)| {
        thread::spawn(move || {
            let call = ["--wait", "1", "--port", &port.to_string(), "server"];
            checked(&[&call, case.is.0].concat())
        })
    });
    let calls: Vec<_> = calls.collect();
    let mut report = Report::default();
    for (case, call) in COMMANDS.iter().zip(calls) {
        let (command, done, words) = case.is;
        let actual = all(&call.join().expect("it ends, and nobody is left"));
        let finished = format!("You have finished {done} of 6 steps");
        // On a busy machine, others may take so long, too.
        let waits = "waiting, 1 s at most, until it ends, since it cannot do its work";
        let has_to_wait = command.concat().contains("600") && !command.concat().contains("exit");
        let waits = if has_to_wait { waits } else { "" };
        for expected in [words, &finished, waits, "exit code 1"] {
            report.count("words");
            if !actual.contains(expected) {
                report.add(case.at(), &actual, expected, "mend the row, or what `check` says");
            }
        }
    }
    report.settle();
}

#[test]
fn a_port_that_somebody_else_has_is_named() {
    says("check/yours", "before it begins, on Linux with the other program's");
    let (_block, port) = own_port();
    let _taken = TcpListener::bind(format!("127.0.0.1:{port}")).expect("a free port");
    let ended = checked(&["--port", &port, "server", "true"]);
    let words = format!("127.0.0.1:{port} is taken");
    assert!(ended.stdout.contains(&words), "{}", ended.stdout);
    assert_eq!(ended.status.code(), Some(1));
    if cfg!(target_os = "linux") {
        let command: Vec<String> = std::env::args().collect();
        let us = format!("by `{}` (process {})", command.join(" "), std::process::id());
        assert!(ended.stdout.contains(&us), "{}", ended.stdout);
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn nobody_outlives_a_check_that_is_ended() {
    says("check/yours", "and when you press Ctrl-C as well; on Linux it also");
    let (_block, port) = own_port();
    let command = ["sh", "-c", "setsid sleep 600 & exec sleep 601"];
    let call = [&["--wait", "60", "--port", &port, "server"], &command[..]];
    for signal in ["INT", "TERM", "HUP", "KILL"] {
        let mut running = started(&mut check(&call.concat()));
        let id = running.id();
        let both = || left_by(id).iter().filter(|c| c.contains("sleep")).count();
        assert!(happens(|| both() == 2), "{:?}", left_by(id));
        running.signal(signal);
        assert!(happens(|| running.has_ended()), "{signal} does not end `check`");
        nobody_is_left(id, signal);
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "needs bytes in an argument")]
fn what_is_not_text_or_is_long_is_shown_as_far_as_it_can_be() {
    let (_block, port) = own_port();
    // A shell, since what Rust gives to a program here is text.
    let check = env!("CARGO_BIN_EXE_check");
    let complaint = "head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1";
    let call = format!(
        "exec '{check}' --port {port} server sh -c \"{complaint}\" \"$(printf 'a\\377b')\""
    );
    let ended = end(started(Command::new("sh").args(["-c", &call])));
    let text = ended.stdout;
    assert!(text.contains("a\u{fffd}b`, at 127.0.0.1"), "{text:.2000}");
    assert!(text.contains("xxx …\n"), "{text:.2000}");
    assert!(text.len() < 3000, "{} bytes", text.len());
    assert_eq!(ended.status.code(), Some(1), "{}", ended.stderr);
}

/// The group is ended by its number, wherever there is no `/proc` in which to find the mark.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn nobody_in_the_programs_group_outlives_it_without_the_mark() {
    let (_block, port) = own_port();
    // A sleep that no other copy of these tests has.
    let sleep = format!("sleep 600.{port}");
    let command = format!("env -u TCP_TUTORIAL_CHECK {sleep} & exit 0");
    let ended = checked(&["--port", &port, "server", "sh", "-c", &command]);
    assert_eq!(ended.status.code(), Some(1), "{}", ended.stdout);
    let nobody = happens(|| processes::all().all(|p| p.command() != sleep));
    assert!(nobody, "`{sleep}` goes on: end it, and mend the guard");
}

/// A call that is wrong or does nothing, with which word what is printed begins, and how the last
/// line of that begins; the exit code.
type Call = (&'static [&'static str], &'static str, &'static str, i32);

const USAGE: &str = "Usage: check";

const CALLS: &[Row<Call>] = &[
    row((&[], USAGE, "Which scenario?", 2)),
    row((&["sever"], USAGE, "There is no scenario `sever`", 2)),
    row((&["--verbose", "server"], USAGE, "There is no scenario `--verbose`", 2)),
    row((&["--port"], USAGE, "--port what?", 2)),
    row((&["--port", "x", "server"], USAGE, "--port x: a number", 2)),
    row((&["--port", "70000", "server"], USAGE, "--port 70000: a number", 2)),
    row((&["--wait", "0", "server"], USAGE, "--wait 0: a number", 2)),
    row((&["--in", "no-such-folder", "server"], USAGE, "--in no-such-folder: ", 2)),
    row((&["--in", ".", "server"], USAGE, "--in FOLDER, and no COMMAND", 2)),
    row((&["server", "--in", ".", "true"], USAGE, "--in stands behind server", 2)),
    row((&["--help"], USAGE, "", 0)),
    row((&["--list"], "server ", "", 0)),
];

#[test]
fn a_wrong_call_prints_the_usage_and_ends_with_2() {
    says("check/yours", "A call that it does not understand ends with exit code 2");
    let mut report = Report::default();
    for case in CALLS {
        report.count("calls");
        let (call, first, last, code) = case.is;
        let ended = checked(call);
        // A wrong call complains, and another one does not.
        let (said, not) = match code {
            0 => (&ended.stdout, &ended.stderr),
            _ => (&ended.stderr, &ended.stdout),
        };
        let line = said.lines().next_back().unwrap_or_default();
        let begins = said.starts_with(first) && line.starts_with(last);
        if !begins || !not.is_empty() || ended.status.code() != Some(code) {
            let expected = format!("{first}…\n{last}…\nexit code {code}");
            report.add(case.at(), all(&ended), expected, "mend the row, or `check`");
        }
    }
    report.settle();
}

#[test]
#[ignore = "needs script"]
fn colour_is_for_terminals_and_not_under_no_color() {
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

/// The Python tutorial whose successor this is lies beside the repository where these tests run in
/// full.
const SEED: &str = "../shared/seed-part1.md";

/// The code below a heading of the tutorial, up to the next one of its level, without the indentation
/// of the list that it is in.
fn seed(text: &str, heading: &str) -> String {
    let (_, rest) = text.split_once(heading).expect("the heading");
    let part = rest.split("\n### ").next().unwrap_or(rest);
    let fences = Page::read(&Tree::default(), SEED, part).fences;
    let lines = fences.iter().filter(|fence| fence.is_python()).flat_map(|fence| {
        fence.body.iter().map(|line| line.strip_prefix(&fence.indent).unwrap_or_default())
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// The path of a Python program, once it is written.
fn python_file(name: &str, program: &str) -> String {
    let path = kept(name);
    fs::write(&path, program).expect("the program's file");
    path.display().to_string()
}

#[test]
#[ignore = "needs python3, and that tutorial"]
fn the_python_tutorials_programs_pass_in_full() {
    let Ok(text) = fs::read_to_string(root().join(SEED)) else {
        return println!("{SEED} is not there: nothing compared");
    };
    let _port = PortLock::take();
    for (scenario, heading, words) in [
        ("server", "### Server side", "You have finished 6 of 6 steps."),
        ("client", "### Client side", "You have finished 4 of 4 steps."),
    ] {
        let path = python_file(&format!("seed_{scenario}.py"), &seed(&text, heading));
        let ended = checked(&[scenario, "python3", &path]);
        assert!(ended.stdout.contains(words), "{}", ended.stdout);
        assert_eq!(ended.status.code(), Some(0));
    }
}

#[test]
#[ignore = "needs python3"]
fn a_python_server_that_cannot_have_its_address_again_is_told_why() {
    let (_block, port) = own_port();
    let program = include_str!("no_reuse.py").replace(&PORT.to_string(), &port);
    let path = python_file("no_reuse.py", &program);
    // The second time, the kernel remembers the first from the start.
    for words in [
        ["You have finished 5 of 6 steps", "1. The kernel remembers a"],
        ["is taken, and the conversation", "the kernel remembers one"],
    ] {
        let ended = checked(&["--port", &port, "server", "python3", &path]);
        let says_so = words.iter().all(|words| ended.stdout.contains(words));
        assert!(says_so, "{words:?}\n{}", ended.stdout);
    }
}
