//! What `check` does when somebody stops reading, as `head` does, and when somebody stops it for a
//! while, as Ctrl-Z does.

use super::prelude::*;
use crate::run::port::one_port;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn who_stops_reading_ends_the_check_without_a_word() {
    says("check/yours", "When nobody reads what it says any more");
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let port = port.to_string();
    let mut check = check(&["--wait", "1", "--port", &port, "server", "sleep", "600"]);
    let mut check = check.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("check");
    // It has begun, and will go on with the first step.
    let mut lines = BufReader::new(check.stdout.take().expect("a pipe"));
    let mut line = String::new();
    lines.read_line(&mut line).expect("a line");
    assert!(line.starts_with("Checking `sleep 600`"), "{line}");
    drop(lines);
    let mut ended = None;
    happens(|| {
        ended = check.try_wait().expect("its state");
        ended.is_some()
    });
    let _ = check.kill();
    let mut complaint = String::new();
    let stderr = check.stderr.as_mut().expect("a pipe");
    stderr.read_to_string(&mut complaint).expect("UTF-8");
    let _ = check.wait();
    nobody_is_left(check.id(), "a closed pipe");
    assert_eq!(ended.and_then(|status| status.code()), Some(1), "{complaint}");
    let others = complaint.lines().filter(|line| !line.contains("… waiting "));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&str>::new(), "it complains");
}

/// How the check ends when its standard output is that one, and what it says on the other.
fn ended_into(stdout: Stdio, words: &[&str]) -> (Option<i32>, String) {
    let output = check(words).stdout(stdout).output().expect("check");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_output_that_takes_nothing_is_an_error_and_no_panic() {
    says("check/yours", "it stops and ends quietly with 1");
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let port = port.to_string();
    for words in [&["--help"][..], &["--list"], &["--port", &port, "server", "true"]] {
        // A pipe whose reader has ended.
        let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().expect("true");
        let pipe = reader.stdin.take().expect("a pipe");
        assert!(reader.wait().expect("its end").success());
        assert_eq!(ended_into(pipe.into(), words), (Some(1), String::new()), "{words:?}");
        // A disk that is full.
        let full = fs::File::options().write(true).open("/dev/full").expect("/dev/full");
        let said = "No space left on device (os error 28)\n".to_string();
        assert_eq!(ended_into(full.into(), words), (Some(1), said), "{words:?}");
    }
}

/// How long the check waits for anything, in seconds, and how long it is stopped.
const WAIT: &str = "3";
const STOPPED: Duration = Duration::from_millis(2500);

/// What the program needs when the check goes on: much less than is left of its time.
const NEEDED: Duration = Duration::from_millis(300);

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn no_time_passes_while_the_check_is_stopped() {
    says("check/how", "A `Bound` is a limit whose clock doesn't run while the check is frozen.");
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let port = port.to_string();
    let folder = TemporaryFolder::new("stopped");
    let flag = folder.0.join("flag");
    // It ends, and all is right so far, as soon as there is that file.
    let script = format!("until [ -e '{}' ]; do sleep 0.05; done", flag.display());
    let words = ["--wait", WAIT, "--port", &port, "server", "sh", "-c", &script];
    let running = started(&mut check(&words));
    let is_waiting = || running.complained().contains("… waiting until your program ends");
    assert!(happens(is_waiting), "{:?}", running.complained());
    // As Ctrl-Z does, which sends TSTP: that does nothing to a group that no shell looks after.
    running.signal("STOP");
    // Time is what this is about: without the stop, not so much has passed.
    thread::sleep(STOPPED);
    running.signal("CONT");
    thread::sleep(NEEDED);
    save(&flag, "");
    let ended = end(running);
    let all = format!("{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("\nAll is right so far.\n"), "the stop has counted:\n{all}");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_check_that_is_stopped_often_finds_what_it_would_have_found() {
    let Some(_port) = PortLock::take() else { return };
    let mut running = started(&mut check(&["server", env!("CARGO_BIN_EXE_server")]));
    // A hundred times a second, so also while it reads: that read ends then with an error.
    let id = running.id();
    let line = format!("while kill -s STOP {id} && kill -s CONT {id}; do sleep 0.002; done 2>&1");
    let stops = started(Command::new("sh").args(["-c", &line]));
    let has_ended = happens(|| running.has_ended());
    assert!(has_ended, "it does not end: {}", running.printed());
    // It ends by itself, when there is nobody to be stopped.
    end(stops);
    let ended = end(running);
    let text = format!("{}{}", ended.stdout, ended.stderr);
    assert!(text.contains("\nAll 6 steps done.\n"), "a stop is taken for something else:\n{text}");
}
