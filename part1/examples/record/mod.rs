//! What the programs that measure have in common: a line that says what is
//! being measured, and a record of it that a page of the book includes.

use std::io::{self, IsTerminal, Write, stderr};
use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

/// Says on a terminal what is being measured, on one line, over what it said
/// last; nothing at the end. Elsewhere it would be in the way of the output.
pub fn progress(what: &str) {
    if stderr().is_terminal() {
        // The sequence clears the rest of the line.
        eprint!("\r{what}\x1b[K");
        let _ = stderr().flush();
    }
}

/// When and on what it was measured, in general terms.
pub fn date_and_machine() -> String {
    let date = said_by("date", &["+%F"]);
    let rust = said_by("rustc", &["--version"]).unwrap_or_default();
    let rust = rust.split([' ', '.']).skip(1).take(2).collect::<Vec<_>>();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let plural = if cores == 1 { "" } else { "s" };
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let kind = if cpu.contains("hypervisor") { "virtual " } else { "" };
    format!(
        "Measured: {}, {}, {cores} {kind}core{plural}, Rust {}, loopback.",
        date.unwrap_or_default(),
        system(),
        rust.join("."),
    )
}

/// The system and, of Linux, the version.
fn system() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease");
    match release {
        Ok(release) => {
            let version: Vec<&str> = release.split('.').take(2).collect();
            format!("Linux {}", version.join("."))
        }
        Err(_) => env::consts::OS.to_string(),
    }
}

/// What a program prints in one line, if it is there.
fn said_by(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_string())
}

/// A table in Markdown, its numbers at the right.
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let heads: Vec<String> = heads.iter().map(|h| h.to_string()).collect();
    let mut text = row(&heads);
    text += &format!("|{}\n", "--:|".repeat(heads.len()));
    text.extend(rows.iter().map(|cells| row(cells)));
    text
}

/// The cells of the table in a record, without its heads.
pub fn cells(record: &str) -> Vec<Vec<String>> {
    let rows = record.lines().filter_map(|line| line.strip_prefix("| "));
    let rows = rows.skip(1).map(|row| {
        let cells = row.trim_end_matches(" |").split(" | ");
        cells.map(str::to_string).collect()
    });
    rows.collect()
}

/// Writes a record into the folder, below its date and machine.
pub fn write(folder: &str, name: &str, text: &str) -> io::Result<()> {
    fs::write(Path::new(folder).join(name), text)
}
