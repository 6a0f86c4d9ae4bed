//! Does the proof keep its own promises? Nothing waits without a bound,
//! no program outlives its test, a port that is taken is named.

use crate::process::{BOUND, Running, wait_until};
use crate::turn::free;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

/// A program that does not end by itself while a test may look at it.
fn sleeper() -> Running {
    Running::start(Command::new("sleep").arg("600")).expect("sleep")
}

fn is_there(id: u32) -> bool {
    let mut kill = Command::new("kill");
    let kill = kill.args(["-0", &id.to_string()]).output();
    kill.expect("kill").status.success()
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn a_program_that_does_not_end_is_ended_at_its_bound() {
    let running = sleeper();
    let id = running.id();
    assert!(is_there(id));
    let message = running.finish(Duration::from_millis(50));
    let message = message.expect_err("it does not end by itself");
    assert!(message.contains("still running after 0 s"), "{message}");
    assert!(message.contains("\"sleep\" \"600\""), "{message}");
    assert!(!is_there(id), "the program is still there");
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn a_program_ends_when_its_test_is_killed() {
    let mut running = sleeper();
    running.break_pipe_to_watchdog();
    assert!(wait_until(BOUND, || running.has_ended()), "the program lives on");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let foreign = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = foreign.local_addr().expect("its address").port();
    let message = free(port).expect_err("the port is taken");
    let name = format!("port {port} on 127.0.0.1 is taken");
    assert!(message.contains(&name), "{message}");
    drop(foreign);
    assert_eq!(free(port), Ok(()));
}
