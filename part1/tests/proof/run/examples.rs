//! The book's small programs, built where the pages' commands build them.

use super::port::PortLock;
use super::process::{Running, interruptible};
use super::readers_package;
use super::server_and_client::when_it_listens;
use super::time_limits::kept;
use crate::book::repository::root;
use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

/// An example, built where the pages' commands build it.
pub fn example(name: &str) -> PathBuf {
    let built = readers_package::build_ahead(&root(), &["--example", name]);
    built.unwrap_or_else(|e| panic!("{name}: {e}"));
    let folder = kept("tutorial/debug/examples");
    folder.join(format!("{name}{EXE_SUFFIX}"))
}

/// The right to the port, and an example that listens there. It is built before the right is waited
/// for, so that others wait only for what is run.
pub fn start_at_port(name: &str) -> (PortLock, Running) {
    let program = example(name);
    (PortLock::take(), start(&program))
}

/// Starts a built example that listens, and waits until it does. Its input
/// stays open, as a terminal's does.
pub fn start(program: &Path) -> Running {
    let started = Running::start_with_input(&mut interruptible(program));
    when_it_listens(started.expect("the example starts"))
}
