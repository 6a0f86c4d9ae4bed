//! What is printed: a line for each event, in their order.

use shared::relay::Event;
use std::io::{self, ErrorKind, Write};
use std::process;
use std::time::Instant;

/// When the wire began.
pub struct Record(Instant);

impl Record {
    pub fn begin() -> Record {
        Record(Instant::now())
    }

    /// Prints a line, with the seconds since the beginning.
    pub fn say(&self, event: &Event) {
        // Whoever has the lock asks for the time: so the lines are in order.
        let mut stdout = io::stdout().lock();
        let seconds = self.0.elapsed().as_secs_f64();
        end_if_failed(writeln!(stdout, "{seconds:.3} {event}"));
    }
}

/// Prints what is no event.
pub fn print(text: &str) {
    end_if_failed(write!(io::stdout(), "{text}"));
}

/// Without a reader, the program has nothing to do any more.
fn end_if_failed(printed: io::Result<()>) {
    let Err(error) = printed else { return };
    // If the pipe is closed, the reader knows.
    if error.kind() != ErrorKind::BrokenPipe {
        let _ = writeln!(io::stderr(), "{error}");
    }
    process::exit(1);
}
