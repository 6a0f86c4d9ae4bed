//! What is printed: a line for each event, in their order.

use std::fmt::{self, Display, Write as _};
use std::io::{self, ErrorKind, Write};
use std::process;
use std::time::Instant;

/// How many bytes are shown of a piece of the stream.
const SHOWN: usize = 40;

/// When the wire began.
#[derive(Clone, Copy)]
pub struct Record(Instant);

impl Record {
    pub fn begin() -> Record {
        Record(Instant::now())
    }

    /// Prints a line, with the seconds since the beginning.
    pub fn say(self, what: String) {
        // Whoever has the lock asks for the time: so the lines are in order.
        let mut stdout = io::stdout().lock();
        let seconds = self.0.elapsed().as_secs_f64();
        end_if_failed(writeln!(stdout, "{seconds:.3} {what}"));
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

/// Bytes as text that can't drive a terminal, and how many there are. What is
/// no text stands as in a Rust literal.
pub struct Bytes<'a>(pub &'a [u8]);

impl Display for Bytes<'_> {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        let count = self.0.len();
        let (s, begin) = (if count == 1 { "" } else { "s" }, count.min(SHOWN));
        write!(to, "{count} byte{s} \"")?;
        for chunk in self.0[..begin].utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\'' => to.write_char(c)?,
                    _ => write!(to, "{}", c.escape_debug())?,
                }
            }
            for byte in chunk.invalid() {
                write!(to, "\\x{byte:02x}")?;
            }
        }
        to.write_str(if count > SHOWN { "\" …" } else { "\"" })
    }
}
