//! Why is a line that it prints not the one that was expected?

use super::before::ours;
use super::{EMPTY_LINE, OF_YOUR_OWN, OTHER_WORDS, Reasons};
use crate::action::Action;
use crate::fault::Fault;

const PORT_MISSING: &str =
    "The port is missing, or something is before or after it.";

/// What is certain of it.
pub fn seen(fault: &Fault, expected: &str, line: &str) -> Vec<String> {
    if line.is_empty() {
        return vec![EMPTY_LINE.to_string()];
    }
    let message = expected.split_once(": ").map_or(expected, |(_, m)| m);
    let label = &expected[..expected.len() - message.len()];
    if !label.is_empty() && line == message {
        return vec![format!("What comes before it is missing: {label:?}.")];
    }
    let Some(rest) = line.strip_prefix(label) else { return Vec::new() };
    let trims = [str::trim, str::trim_start, str::trim_end];
    if rest != message && trims.iter().any(|trim| rest == trim(message)) {
        return vec![
            "It takes away more than the newline: `trim`, `trim_start` and \
             `trim_end` take spaces, too. Take one newline, and nothing else \
             (`strip_suffix('\\n')`; Python: `removesuffix`)."
                .to_string(),
        ];
    }
    if expected.contains("{peer}") {
        return address(fault, rest);
    }
    if is_in_numbers(message, rest) {
        return vec![
            "It is whole, but printed as numbers: turn the bytes into text, \
             with `String::from_utf8_lossy` (Python: `decode`, Node: \
             `toString`)."
                .to_string(),
        ];
    }
    if is_count_of_characters(fault, line) {
        return vec![
            "It counts characters, not bytes: one character may be two bytes \
             or more. Add up what `read` returns."
                .to_string(),
        ];
    }
    Vec::new()
}

/// Where the address of the other end is expected.
fn address(fault: &Fault, rest: &str) -> Vec<String> {
    let Some(ours) = ours(fault) else { return Vec::new() };
    let mapped = format!("::ffff:{}", ours.ip());
    let port = ours.port().to_string();
    if rest.contains(&mapped) && rest.contains(&port) {
        return vec![format!(
            "It is the address of the other end, but written as IPv6, since \
             the listener is at `::`: let it listen at {}, or print the \
             address without `::ffff:` (Rust: `to_canonical`).",
            ours.ip()
        )];
    }
    if rest.contains(&ours.to_string()) {
        return vec![format!(
            "The address of the other end is in it, with something around it: \
             print `{ours}` and no more (Java puts a `/` before it)."
        )];
    }
    Vec::new()
}

/// Whether it is the bytes of the message as numbers, as most languages show
/// an array of bytes, or the name that two of them have for it.
fn is_in_numbers(message: &str, rest: &str) -> bool {
    let rest = rest.trim();
    if rest.starts_with("[B@") || rest == "System.Byte[]" {
        return true;
    }
    let bytes_in = |radix: u32| -> Vec<u8> {
        let words = rest.split(|c: char| !c.is_digit(radix));
        words.filter_map(|w| u8::from_str_radix(w, radix).ok()).collect()
    };
    let of_pairs = |text: &str| -> Vec<u8> {
        let pairs = (0..text.len() / 2).filter_map(|i| {
            u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()
        });
        pairs.collect()
    };
    // `Buffer` and the like have letters of hexadecimal numbers in them.
    let hex = rest.rsplit_once("Buffer").map_or(rest, |(_, hex)| hex);
    let in_hex: String = hex
        .replace("0x", "")
        .replace("\\x", "")
        .chars()
        .filter(char::is_ascii_hexdigit)
        .collect();
    // Some break a long array into lines, or leave its end out.
    let is_it = |bytes: Vec<u8>| {
        let bytes = bytes.as_slice();
        !bytes.is_empty()
            && bytes.len() >= 4.min(message.len())
            && message.as_bytes().starts_with(bytes)
    };
    let decimal = bytes_in(10);
    // An array's length may be the first number.
    let after_first = decimal.get(1..).unwrap_or_default().to_vec();
    is_it(decimal) || is_it(after_first) || is_it(of_pairs(&in_hex))
}

/// Whether it is the number of characters of what was sent, or of those that
/// are text.
fn is_count_of_characters(fault: &Fault, line: &str) -> bool {
    let sent: Vec<u8> =
        fault.did.iter().filter_map(Action::sent).flatten().copied().collect();
    let text = String::from_utf8_lossy(&sent);
    let all = text.chars().count();
    let whole = text.chars().filter(|c| *c != char::REPLACEMENT_CHARACTER);
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse().unwrap_or(sent.len());
    number != sent.len() && [all, whole.count()].contains(&number)
}

/// What is likely.
#[rustfmt::skip]
pub fn usual(expected: &str, line: &str) -> Reasons {
    let start = expected.split('{').next().unwrap_or(expected);
    let (before_message, message) =
        expected.split_once(": ").unwrap_or((expected, expected));
    let letters = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    let words = |text: &str| text.replace(char::is_whitespace, "");
    if line.contains('\0') {
        &["It prints all of the buffer: only the first `count` bytes have \
             come, `&buffer[..count]`."]
    } else if expected.contains("{peer}") && line.starts_with(start) {
        &[
            "That is not the address of the other end: `accept` returns it, \
             beside the stream.",
            PORT_MISSING]
    } else if expected.contains("{ms}") && line.starts_with(start) {
        &[
            "The number is no round trip: the fastest of all, in whole \
             milliseconds.",
            "It measures something else besides."]
    } else if !expected.contains('{') && letters(expected) == letters(line) {
        &[
            "The number is wrong: it stops before the end has come, or \
             counts only a part.",
            "It counts something else."]
    } else if words(expected) == words(line) {
        &[OTHER_WORDS]
    } else if line.starts_with(before_message) && line.contains(message) {
        &["Something is around the message: quotes (`{:?}`), `b'…'` \
             (Python: `decode`), or words of your own."]
    } else if line.starts_with(before_message) {
        &[
            "The message is not what was sent: it is printed before it was \
             read, or only in part.",
            "Something is before or after the message."]
    } else {
        &[OTHER_WORDS, OF_YOUR_OWN]
    }
}
