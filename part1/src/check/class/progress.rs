//! Says on standard error how far it has come, when that takes long.

use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How long nothing is said.
const SILENCE: Duration = Duration::from_secs(5);

/// When something was said last.
pub struct Progress(Instant);

impl Progress {
    pub fn new() -> Progress {
        Progress(Instant::now())
    }

    /// Says it, unless something was said a moment before.
    pub fn say(&mut self, what: impl FnOnce() -> String) {
        if self.0.elapsed() > SILENCE {
            self.say_now(&what());
        }
    }

    pub fn say_now(&mut self, what: &str) {
        self.0 = Instant::now();
        // Nobody may read on.
        let _ = writeln!(io::stderr(), "… {what}");
    }
}
