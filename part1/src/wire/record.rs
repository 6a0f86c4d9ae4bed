//! What is printed: a line for each event, in their order.

use crate::draw::Drawing;
use shared::relay::Event;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process;
use std::time::{Duration, Instant};

/// When the wire began, and what is drawn besides.
pub struct Record<'a> {
    began: Instant,
    drawing: &'a Drawing,
}

impl Record<'_> {
    /// It begins with the names of the files that are drawn.
    pub fn begin(drawing: &Drawing) -> Record<'_> {
        let record = Record { began: Instant::now(), drawing };
        for name in drawing.names() {
            record.line(format!("wire draws {name}"), |_| ());
        }
        record
    }

    /// Prints a line, with the seconds since the beginning, and draws it.
    pub fn say(&self, event: &Event) {
        self.line(event, |at| self.drawing.add(at, event));
    }

    fn line(&self, line: impl Display, then: impl FnOnce(Duration)) {
        // Whoever has the lock asks for the time: so the lines are in order.
        let mut stdout = io::stdout().lock();
        let at = self.began.elapsed();
        let seconds = at.as_secs_f64();
        end_if_failed(writeln!(stdout, "{seconds:.3} {line}"));
        then(at);
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
