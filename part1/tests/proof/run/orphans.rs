//! Who is left of those that a `check` has started?

use super::time_limits::happens;
use shared::processes::{MARK, mark_of, marked};

/// The commands of the processes that the check with that number has started, by the mark in their
/// environment; none where Linux's /proc is not.
pub fn left_by(id: u32) -> Vec<String> {
    let mark = format!("{MARK}={}", mark_of(id));
    marked(&mark).map(|process| process.command()).collect()
}

/// Panics if somebody is left by it when it has ended, after `what`: what
/// was ended may take a moment to be gone.
pub fn nobody_is_left(id: u32, what: &str) {
    happens(|| left_by(id).is_empty());
    let left = left_by(id);
    assert!(left.is_empty(), "{what}: `check` has left {left:?} behind");
}
