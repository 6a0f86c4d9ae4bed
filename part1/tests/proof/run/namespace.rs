//! A network of a test's own: Linux gives a process one in which nobody else listens, connects or
//! sends; and process numbers of its own, so that all that the test has started ends with it.

use super::process::{done, interruptible, run};
use super::time_limits::BUILD_BOUND;
use shared::processes;
use std::any::type_name;
use std::env;
use std::process::Command;
use std::thread;

/// Set for the test that runs inside.
const INSIDE: &str = "TCP_TUTORIAL_IN_OWN_NETWORK";

/// Whether this is the test that runs inside.
pub fn is_inside() -> bool {
    env::var_os(INSIDE).is_some()
}

/// Starts the test in which `inside` is written once more, in a new network namespace (`man 7
/// network_namespaces`); there, does what is to be done in it. It is the first process of a new
/// process namespace, too, at whose end the kernel kills all others in it (`man 7 pid_namespaces`).
pub fn in_own_network<F: Fn()>(inside: F) {
    inside_or(|_| inside(), || again(test_of::<F>(), ""));
}

/// The same for each of some parts of a test, in a network of its own.
pub fn each_in_own_network<F: Fn(&str)>(parts: &[&str], inside: F) {
    inside_or(inside, || parts.iter().for_each(|part| again(test_of::<F>(), part)));
}

/// The same, but side by side: for parts that wait more than they work.
pub fn all_in_own_networks<F: Fn(&str)>(parts: &[&str], inside: F) {
    inside_or(inside, || {
        thread::scope(|all| {
            for part in parts {
                all.spawn(move || again(test_of::<F>(), part));
            }
        });
    });
}

/// The name of the test in which a closure is written, of which the compiler says
/// `proof::room::file::test::{{closure}}`. Were it another one, `again` would find no such test.
fn test_of<F>() -> &'static str {
    let name = type_name::<F>().trim_end_matches("::{{closure}}");
    name.split_once("::").map_or(name, |(_, name)| name)
}

fn inside_or(inside: impl Fn(&str), outside: impl FnOnce()) {
    match env::var(INSIDE) {
        Ok(part) => inside(&part),
        Err(_) => outside(),
    }
}

fn again(test: &str, part: &str) {
    let this = env::current_exe().expect("the path of these tests");
    let mut unshare = Command::new("unshare");
    unshare.args(["--net", "--pid", "--fork", "--kill-child", "--mount-proc"]);
    unshare.args(["sh", "-c", "ip link set lo up && exec \"$@\"", "sh"]).arg(this);
    unshare.args(["--exact", test, "--ignored", "--nocapture"]).env(INSIDE, part);
    let ended = run(&mut unshare, BUILD_BOUND)
        .unwrap_or_else(|e| panic!("a network of its own needs unshare, ip and root: {e}"));
    println!("{}", ended.stdout);
    // A test of another name would be none, and succeed.
    let has_passed = ended.stdout.contains("1 passed") && ended.status.success();
    let needs = "in a network of its own, for which it needs unshare, ip and root";
    assert!(has_passed, "{test} {part} failed {needs}:\n{}\n{}", ended.stdout, ended.stderr);
}

/// A command as an ordinary user would run it: without root's right to the ports below 1024.
pub fn as_user(program: &str) -> Command {
    let mut command = interruptible("setpriv");
    command.args(["--bounding-set=-net_bind_service", program]);
    command
}

/// For how long the test's program sleeps, in seconds: nobody else's sleeps for so long.
const LEFT: &str = "3599.875";

#[test]
#[ignore = "needs root, unshare, ip"]
fn what_a_test_leaves_ends_with_it() {
    in_own_network(|| {
        let sleep = format!("sleep {LEFT} >/dev/null 2>&1 &");
        done(Command::new("sh").args(["-c", &sleep]));
    });
    if is_inside() {
        return;
    }
    let left = processes::all().find(|process| process.command().contains(LEFT));
    let help = "let `again` start tests so that all they have started is killed at their end";
    assert!(left.is_none(), "process {:?} is left: {help}", left.map(|process| process.id));
}
