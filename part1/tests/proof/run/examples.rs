//! The book's small programs, built where the pages' commands build them.

use super::prelude::*;
use crate::book::repository::root;

/// An example, built.
pub fn example(name: &str) -> PathBuf {
    let built = readers_package::built(&root(), &["--example", name]);
    built.unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The right to the port, as [`PortLock::take`] gives it, and an example that listens there. It is
/// built before the right is waited for, so that others wait only for what is run.
pub fn start_at_port(name: &str) -> Option<(PortLock, Running)> {
    let program = example(name);
    Some((PortLock::take()?, start(&program)))
}

/// Starts a built example, and waits until it listens. Its input stays open, as in a terminal.
pub fn start(program: &Path) -> Running {
    let started = Running::start_with_input(&mut interruptible(program));
    when_it_listens(started.expect("the example starts"))
}

/// The same for one that a shell limits (`ulimit`), such as to so few files that a crowd takes all.
pub fn limited_at_port(name: &str, limit: &str) -> Option<(PortLock, Running)> {
    let program = example(name);
    let port = PortLock::take()?;
    let started = Running::start_with_input(&mut limited(&program, limit));
    Some((port, when_it_listens(started.expect("a shell"))))
}

/// A program that a shell limits.
pub fn limited(program: &Path, limit: &str) -> Command {
    let mut sh = interruptible("sh");
    sh.args(["-c", &format!("ulimit {limit} && exec \"$0\"")]).arg(program);
    sh
}

/// The same with so few threads, as a user who has no other process: root's are not limited. That
/// user can read a copy of the program, wherever this repository is.
pub fn with_few_threads_at_port(name: &str) -> Option<(PortLock, Running)> {
    let program = example(name);
    let port = PortLock::take()?;
    let folder = TemporaryFolder::new(name);
    let copy = folder.0.join(name);
    fs::copy(program, &copy).expect("a copy");
    let mut setpriv = interruptible("setpriv");
    setpriv.args(["--reuid=65534", "--regid=65534", "--clear-groups", "prlimit", "--nproc=20"]);
    let started = Running::start_with_input(setpriv.arg(copy)).expect("setpriv and prlimit");
    Some((port, when_it_listens(started)))
}
