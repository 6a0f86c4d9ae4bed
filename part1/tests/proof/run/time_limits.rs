//! How long the tests wait: nothing waits without a bound.

use shared::wait::wait_until;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long a test waits for what takes milliseconds when all is well, such as a command of a page.
pub const BOUND: Duration = Duration::from_secs(30);

/// How long a test waits for Cargo to compile.
pub const BUILD_BOUND: Duration = Duration::from_secs(300);

/// How long a test waits after something has not happened within [`BOUND`]. The run has failed then,
/// and need not take as long again for each thing that fails likewise.
const BOUND_AFTER_OVERRUN: Duration = Duration::from_secs(3);

/// Waits until `done` says so, or [`BOUND`] is over; returns whether it has happened.
pub fn happens(done: impl FnMut() -> bool) -> bool {
    static OVERRUN: AtomicBool = AtomicBool::new(false);
    let overrun = OVERRUN.load(Ordering::Relaxed);
    let happened = wait_until(if overrun { BOUND_AFTER_OVERRUN } else { BOUND }, done);
    OVERRUN.fetch_or(!happened, Ordering::Relaxed);
    happened
}
