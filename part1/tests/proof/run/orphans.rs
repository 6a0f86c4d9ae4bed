//! Who is left of those that a `check` has started?

use super::process::{BOUND, wait_until};
use std::fs;

/// The commands of the processes that the check with that number has
/// started, by the mark in their environment; none where Linux's /proc is
/// not.
pub fn left_by(id: u32) -> Vec<String> {
    let mark = format!("TCP_TUTORIAL_CHECK=check-{id}.");
    let mut left = Vec::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let path = process.path();
        let environment = fs::read(path.join("environ")).unwrap_or_default();
        if String::from_utf8_lossy(&environment).contains(&mark) {
            let command = fs::read(path.join("cmdline")).unwrap_or_default();
            let command = String::from_utf8_lossy(&command);
            left.push(command.replace('\0', " ").trim_end().to_string());
        }
    }
    left
}

/// Panics if somebody is left by it when it has ended, after `what`: what
/// was ended may take a moment to be gone.
pub fn nobody_is_left(id: u32, what: &str) {
    wait_until(BOUND, || left_by(id).is_empty());
    let left = left_by(id);
    assert!(left.is_empty(), "{what}: `check` has left {left:?} behind");
}
