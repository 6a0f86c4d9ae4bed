//! The tools that show what a program asks of its kernel, and what crosses the wire.

use super::prelude::*;

/// A program under strace, which writes the calls that the options name into a file.
pub fn strace(options: &[&str], log: &Path, program: &Path) -> Running {
    started(Command::new("strace").args(options).arg("-o").arg(log).arg(program))
}

/// tcpdump with these arguments, once it sees what crosses.
pub fn tcpdump(arguments: &[&str]) -> Running {
    let tcpdump = started(Command::new("tcpdump").args(arguments));
    let is_ready = || tcpdump.complained().contains("listening on lo");
    assert!(happens(is_ready), "{}", tcpdump.complained());
    tcpdump
}
