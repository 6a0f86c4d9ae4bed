//! A bound for waiting that stands still while this process is stopped, as
//! Ctrl-Z stops it.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// The clock sleeps for so long, again and again.
const TICK: Duration = Duration::from_millis(100);

/// A sleep that takes so much longer is no mere delay.
const STOP: Duration = Duration::from_secs(1);

/// For how many milliseconds this process was stopped since the clock began.
static STOPPED: AtomicU64 = AtomicU64::new(0);

/// The end of a wait.
pub struct Bound {
    end: Instant,
    looked: Instant,
    stopped: u64,
}

impl Bound {
    /// So much later than now.
    pub fn new(time: Duration) -> Bound {
        static CLOCK: Once = Once::new();
        CLOCK.call_once(|| drop(thread::spawn(clock)));
        let looked = Instant::now();
        Bound { end: looked + time, looked, stopped: STOPPED.load(Relaxed) }
    }

    /// Whether it is over.
    pub fn is_over(&mut self) -> bool {
        // Was this process stopped since the last look, or has it done
        // something for so long? The clock knows after its tick.
        if self.looked.elapsed() > STOP {
            thread::sleep(2 * TICK);
        }
        let stopped = STOPPED.load(Relaxed);
        self.end += Duration::from_millis(stopped - self.stopped);
        self.stopped = stopped;
        self.looked = Instant::now();
        self.looked >= self.end
    }
}

/// Measures what a sleep takes: only a stop makes it much longer.
fn clock() {
    loop {
        let begin = Instant::now();
        thread::sleep(TICK);
        let over = begin.elapsed().saturating_sub(TICK);
        if over > STOP {
            let ms = over.as_millis().try_into().unwrap_or(u64::MAX);
            STOPPED.fetch_add(ms, Relaxed);
        }
    }
}
