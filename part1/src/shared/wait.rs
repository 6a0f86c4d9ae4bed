//! Waiting for something that nobody announces: with a bound, always.

use std::thread;
use std::time::{Duration, Instant};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks again and again until `done` says so, or until the bound is over;
/// returns whether it is done.
pub fn wait_until(bound: Duration, mut done: impl FnMut() -> bool) -> bool {
    // ANCHOR: wait
    let end = Instant::now() + bound;
    while !done() {
        if Instant::now() >= end {
            return false;
        }
        thread::sleep(PAUSE);
    }
    true
    // ANCHOR_END: wait
}
