//! How things are shown: bytes, exit codes, colour.

use std::env;
use std::io::{self, IsTerminal};
use std::process::ExitStatus;

/// How many bytes are shown of many.
const SHOWN: usize = 60;

/// How many characters are shown of a line.
const LONGEST: usize = 300;

/// Bytes in quotes, and how many there are.
pub fn quoted(bytes: &[u8]) -> String {
    format!("{} ({})", shown(bytes), count(bytes.len(), "byte"))
}

/// So many of that name, of which there may be one.
pub fn count(number: usize, name: &str) -> String {
    match number {
        1 => format!("1 {name}"),
        _ => format!("{number} {name}s"),
    }
}

/// Bytes in quotes. What is no text, and what moves a terminal's cursor,
/// stands as in a Rust literal.
pub fn shown(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in bytes[..bytes.len().min(SHOWN)].utf8_chunks() {
        shown += &escaped(chunk.valid());
        for byte in chunk.invalid() {
            shown += &format!("\\x{byte:02x}");
        }
    }
    let more = if bytes.len() > SHOWN { " …" } else { "" };
    format!("\"{shown}\"{more}")
}

/// Text as in a Rust literal, between its quotes.
pub fn escaped(text: &str) -> String {
    plain(&text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text in which what moves a terminal's cursor, or can't be seen, stands as
/// in a literal; its beginning, if it is long.
pub fn plain(text: &str) -> String {
    let mut shown = String::new();
    for (i, c) in text.chars().enumerate() {
        if i == LONGEST {
            shown += " …";
            break;
        }
        match c {
            '\'' | '"' | '\\' => shown.push(c),
            // After a letter, since an accent may be a character of its own.
            _ => shown.extend(format!("a{c}").escape_debug().skip(1)),
        }
    }
    shown
}

pub fn ending(status: &ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("with exit code {code}"),
        None => format!("by {status}"),
    }
}

/// A word in a terminal's colour, where a person reads it who wants that.
pub fn coloured(word: &str, colour: u8) -> String {
    let is_wanted = io::stdout().is_terminal()
        && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    match is_wanted {
        true => format!("\x1b[{colour}m{word}\x1b[0m"),
        false => word.to_string(),
    }
}
