//! What may differ between a page and this machine in a program's output: the port that a kernel
//! chose, the time before a line of the wire, and, where the system is not the page's, the number and the text of its errors.

use super::port::PORT;
use crate::book::report::{each_row, row};

/// What stands for a port that the kernel chose.
const CHOSEN_PORT: &str = "PORT";

/// Lower than this the kernel chooses no port for a client.
const FIRST_EPHEMERAL_PORT: u16 = 32768;

/// The lines with that normalized, and nothing else.
pub fn normalized(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| normalize(line)).collect()
}

/// One line with that normalized.
pub fn normalize(line: &str) -> String {
    let line = replace_ports(line, |_| CHOSEN_PORT.into());
    let line = mask_time(&line).unwrap_or(line);
    if cfg!(target_os = "linux") { line } else { mask_error(&line) }
}

/// A line of a program that measures: every number, with its decimals, is `N`, and columns are as
/// wide as their words. What is left is the words, and how many numbers stand where.
pub fn normalize_numbers(line: &str) -> String {
    let mut normalized = String::new();
    for c in squeeze(line).chars() {
        match c {
            '0'..='9' if normalized.ends_with('N') => {}
            '0'..='9' if normalized.ends_with("N.") => drop(normalized.pop()),
            '0'..='9' => normalized.push('N'),
            _ => normalized.push(c),
        }
    }
    normalized
}

/// One space for several, none at the ends.
pub fn squeeze(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands before a port: in an address of one of the book's hosts, and in a trace.
const BEFORE_PORT: [&str; 6] =
    ["127.0.0.1:", "127.0.0.1]:", "[::1]:", "192.0.2.1:", "192.0.2.2:", "htons("];

/// The line with another text in the place of each port that the kernel chose.
pub fn replace_ports(line: &str, mut new: impl FnMut(&str) -> String) -> String {
    let mut line = line.to_string();
    for before in BEFORE_PORT {
        let mut parts = line.split(before);
        let mut replaced = parts.next().unwrap_or_default().to_string();
        for after in parts {
            let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            let port = &after[..after.len() - rest.len()];
            let is_chosen = |number: u16| number >= FIRST_EPHEMERAL_PORT && number != PORT;
            let new = if port.parse().is_ok_and(is_chosen) { new(port) } else { port.to_string() };
            replaced.extend([before, &new, rest]);
        }
        line = replaced;
    }
    line
}

/// The wire's line with other words in place of its time, if it is one: `0.012 client 1 connects`.
fn mask_time(line: &str) -> Option<String> {
    let (time, event) = line.split_once(' ')?;
    let (seconds, milliseconds) = time.split_once('.')?;
    let is_number = |text: &str| text.parse::<u32>().is_ok();
    let is_time = is_number(seconds) && is_number(milliseconds) && milliseconds.len() == 3;
    let is_event = ["client ", "server ", "wire "].iter().any(|who| event.starts_with(who));
    (is_time && is_event).then(|| format!("TIME {event}"))
}

/// Leaves the kind of an error, which is the same on every system.
fn mask_error(line: &str) -> String {
    let masked = || {
        let (before, rest) = line.split_once("Os { code: ")?;
        let (_, rest) = rest.split_once(", kind: ")?;
        let (kind, _) = rest.split_once(", message: ")?;
        Some(format!("{before}Os {{ kind: {kind} }}"))
    };
    masked().unwrap_or(line.to_string())
}

#[test]
fn only_what_the_kernel_chose_is_masked() {
    let rows = [
        row(("joined: 127.0.0.1:36812", "joined: 127.0.0.1:PORT")),
        row(("joined: 127.0.0.1:36812!", "joined: 127.0.0.1:PORT!")),
        row(("at 127.0.0.1:50000", "at 127.0.0.1:50000")),
        row(("at 127.0.0.1:7878", "at 127.0.0.1:7878")),
        row(("joined: 127.0.0.2:36812", "joined: 127.0.0.2:36812")),
        row(("127.0.0.1:50000 127.0.0.1:36812", "127.0.0.1:50000 127.0.0.1:PORT")),
        row(("[::ffff:127.0.0.1]:36812", "[::ffff:127.0.0.1]:PORT")),
        row(("htons(36812), htons(50000)", "htons(PORT), htons(50000)")),
        row(("36812 bytes", "36812 bytes")),
    ];
    each_row(&rows, |line| replace_ports(line, |_| CHOSEN_PORT.into()));
}

#[test]
fn only_numbers_and_the_width_of_columns_are_masked() {
    let rows = [
        row(("    2048      5.9   1233.9", "N N N")),
        row(("one write: 0.1 ms, 44 ms.", "one write: N ms, N ms.")),
        row(("1.2.3 of 10", "N of N")),
        row(("| 5.9 | 48.9 % |", "| N | N % |")),
        row(("no number. None.", "no number. None.")),
        row(("1 ms", "N ms")),
        row(("1 s", "N s")),
        row(("1 2", "N N")),
        row(("1", "N")),
        row(("a", "a")),
    ];
    each_row(&rows, |line| normalize_numbers(line));
}

#[test]
fn only_the_time_of_the_wires_lines_is_masked() {
    let rows = [
        row(("0.012 client 1 connects", "TIME client 1 connects")),
        row(("12.345 wire -> server: 1 byte \"H\"", "TIME wire -> server: 1 byte \"H\"")),
        row(("0.012 seconds", "0.012 seconds")),
        row(("0.01 client 1 connects", "0.01 client 1 connects")),
        row(("client 1 connects", "client 1 connects")),
    ];
    each_row(&rows, |line| normalize(line));
}

#[test]
fn only_number_and_text_of_an_error_are_masked() {
    let rows = [
        row((r#"E: Os { code: 111, kind: Refused, message: "none" }"#, "E: Os { kind: Refused }")),
        row((r#"E: Os { code: 10061, kind: Refused, message: "no" }"#, "E: Os { kind: Refused }")),
        row((r#"E: Os { code: 104, kind: Reset, message: "reset" }"#, "E: Os { kind: Reset }")),
        row(("Client: kind", "Client: kind")),
    ];
    each_row(&rows, |line| mask_error(line));
}
