//! Waiting for something that nobody announces: with a bound, always.

use crate::bound::Bound;
use std::thread;
use std::time::{Duration, Instant};

/// The longest pause between two looks: the later, the less often.
const LONGEST: Duration = Duration::from_millis(100);

/// Looks again and again until `done` says so, or the bound is over; whether
/// it is done.
pub fn wait_until(bound: Duration, mut done: impl FnMut() -> bool) -> bool {
    // ANCHOR: wait
    let (begin, mut bound) = (Instant::now(), Bound::new(bound));
    while !done() {
        if bound.is_over() {
            return false;
        }
        thread::sleep(LONGEST.min(begin.elapsed() / 4));
    }
    true
    // ANCHOR_END: wait
}
