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
            let draws = format!("wire draws {name}");
            let at = record.began.elapsed();
            end_if_failed(line(&mut io::stdout(), at, draws));
        }
        record
    }

    /// Prints a line, with the seconds since the beginning, and draws it.
    pub fn say(&self, event: &Event) {
        // Whoever has the lock asks for the time: so the lines are in order.
        let mut stdout = io::stdout().lock();
        let at = self.began.elapsed();
        if event.what.is_said() {
            end_if_failed(line(&mut stdout, at, event));
        }
        self.drawing.add(at, event);
    }
}

fn line(
    to: &mut impl Write,
    at: Duration,
    line: impl Display,
) -> io::Result<()> {
    writeln!(to, "{:.3} {line}", at.as_secs_f64())
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
