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
