//! Says on standard error what it does, when that takes long.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long nothing is said.
const SILENCE: Duration = Duration::from_secs(5);

/// Tells a thread what is done, which says it. So it's said while that is
/// done, and not only afterwards.
pub struct Progress(Sender<Deed>);

/// What is begun.
struct Deed {
    what: String,
    /// It's known to take long.
    is_long: bool,
}

impl Progress {
    pub fn new() -> Progress {
        let (to, deeds) = channel();
        thread::spawn(move || say_all(&deeds));
        Progress(to)
    }

    /// That is begun. It's said if nothing was for a while, as soon as that is
    /// so.
    pub fn say(&mut self, what: String) {
        self.tell(Deed { what, is_long: false });
    }

    pub fn say_now(&mut self, what: &str) {
        self.tell(Deed { what: what.to_string(), is_long: true });
    }

    fn tell(&mut self, deed: Deed) {
        // The thread ends only when this does.
        let _ = self.0.send(deed);
    }
}

/// Says what is begun, until there is nobody who begins anything.
fn say_all(deeds: &Receiver<Deed>) {
    let mut said = Instant::now();
    let mut now: Option<Deed> = None;
    loop {
        let silence = SILENCE.saturating_sub(said.elapsed());
        let next = match &now {
            Some(deed) if deed.is_long => Err(RecvTimeoutError::Timeout),
            Some(_) => deeds.recv_timeout(silence),
            None => deeds.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match next {
            Ok(deed) => now = Some(deed),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                let what = now.take().map(|deed| deed.what);
                // Nobody may read on.
                let _ =
                    writeln!(io::stderr(), "… {}", what.unwrap_or_default());
                said = Instant::now();
            }
        }
    }
}
