//! `check`, run as a reader runs it, and who is left of those that it has started.

use super::prelude::*;
use super::readers_package::{PACKAGE, no_package};
use crate::book::repository::root;
use shared::processes::{mark_in_environment, marked};

/// A call of `check`, which does not inherit how Python and Rust are set here.
pub fn check(words: &[&str]) -> Command {
    let mut command = interruptible(env!("CARGO_BIN_EXE_check"));
    command.args(words).env_remove("PYTHONUNBUFFERED").env_remove("RUST_BACKTRACE");
    command.current_dir(root()).env(PACKAGE, no_package());
    command
}

/// What comes of a call.
pub fn checked(words: &[&str]) -> Ended {
    ended_alone(&mut check(words), &words.join(" "))
}

/// Runs a `check`, and sees that nobody is left whom it has started.
pub fn ended_alone(check: &mut Command, what: &str) -> Ended {
    let running = started(check);
    let id = running.id();
    let ended = running.finish(BUILD_BOUND).unwrap_or_else(|e| panic!("{e}"));
    nobody_is_left(id, what);
    ended
}

/// The commands of the processes that the check with that number has started, by the mark in their
/// environment; none where Linux's /proc is not.
pub fn left_by(id: u32) -> Vec<String> {
    marked(&mark_in_environment(id)).map(|process| process.command()).collect()
}

/// Panics if somebody is left by it after `what`; who was ended may take a moment to be gone.
pub fn nobody_is_left(id: u32, what: &str) {
    let mut left = Vec::new();
    let is_nobody = happens(|| {
        left = left_by(id);
        left.is_empty()
    });
    assert!(is_nobody, "{what}: `check` has left {left:?} behind");
}
