//! Which lines of what a program complains of say most, and what of? Before
//! the line that names the error may stand a long way to it.

/// So many lines are shown of a longer complaint, where none names an error:
/// of the first, and of the last.
const ENDS: usize = 3;

/// How many lines are shown before the line that names the error, and after.
const BEFORE: usize = 1;
const AFTER: usize = 2;

/// What is shown in place of lines that are left out.
const LEFT_OUT: &str = "…";

/// What the system calls errors, in the words of most languages, in small
/// letters.
const OF_THE_SYSTEM: &[&str] = &[
    "in use",
    "refused",
    "reset by peer",
    "broken pipe",
    "timed out",
    "denied",
    "no such file",
    "not connected",
    "not supported",
    "os error",
    "errno",
];

/// How the name of an error ends in most languages, in small letters.
const NAMES: &[&str] =
    &["error", "exception", "panic", "panicked", "fatal", "assertion"];

/// The line that says most: the one that names the error, or the last.
pub fn says_most(complaint: &str) -> Option<String> {
    let lines: Vec<&str> = complaint.lines().collect();
    let last = || lines.iter().rposition(|line| !line.trim().is_empty());
    let at = names_error(&lines).or_else(last)?;
    Some(lines[at].to_string())
}

/// The first line with an error of Cargo's or the compiler's, and where that
/// is.
pub fn first_error(complaint: &str) -> Option<String> {
    let mut lines = complaint.lines();
    let Some(error) = lines.find(|line| line.starts_with("error")) else {
        return says_most(complaint);
    };
    if error.ends_with(':') {
        // What it is about stands below, in one line or two.
        let below = lines.map(str::trim).take_while(|line| !line.is_empty());
        let below: Vec<&str> = below.take(2).collect();
        return Some(format!("{error} {}", below.join(", ")));
    }
    let place = lines.next().and_then(|l| l.trim().strip_prefix("--> "));
    Some(match place {
        Some(place) => format!("{error} ({place})"),
        None => error.to_string(),
    })
}

/// Whether it says that the end came before all bytes did.
pub fn lacks_bytes(complaint: &str) -> bool {
    let words = ["eof", "end of file", "fill whole buffer", "incomplete"];
    says_one_of(complaint, &words)
}

/// Whether one of these words, given in small letters, is in it.
pub fn says_one_of(complaint: &str, words: &[&str]) -> bool {
    let complaint = complaint.to_lowercase();
    words.iter().any(|word| complaint.contains(word))
}

/// The lines to show: all of a short complaint; of a longer one its first,
/// its last, and those around the error.
pub fn excerpt(complaint: &str) -> Vec<String> {
    let lines: Vec<&str> =
        complaint.lines().filter(|line| !line.trim().is_empty()).collect();
    let count = lines.len();
    let is_at_an_end = |at: usize| at < ENDS || at + ENDS >= count;
    // Once: there may be as many lines as a program can print.
    let error = names_error(&lines);
    let is_shown = |at: usize| match error {
        Some(error) if !is_at_an_end(error) => {
            let around = error.saturating_sub(BEFORE)..=error + AFTER;
            at == 0 || at + 1 == count || around.contains(&at)
        }
        _ => is_at_an_end(at),
    };
    let mut shown = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if is_shown(at) {
            shown.push(line.to_string());
        } else if shown.last().is_some_and(|line| line != LEFT_OUT) {
            shown.push(LEFT_OUT.to_string());
        }
    }
    shown
}

/// The place of the line that names the error. Of several that do, it is the
/// first, or the last after the head of a Python traceback, which has the way
/// to the error before it.
fn names_error(lines: &[&str]) -> Option<usize> {
    // The message of a panic in Rust is in the line below.
    let panic = lines.iter().position(|line| line.contains(" panicked at "));
    if let Some(panic) = panic.filter(|at| at + 1 < lines.len()) {
        return Some(panic + 1);
    }
    let weights = lines.iter().map(|line| weight(line)).enumerate();
    let most = weights.clone().map(|(_, weight)| weight).max()?;
    let mut found = weights.filter(|(_, weight)| *weight == most && most > 1);
    let is_traceback = lines.iter().any(|line| line.starts_with("Traceback "));
    let at = if is_traceback { found.next_back() } else { found.next() };
    at.map(|(at, _)| at)
}

/// How much a line says of an error; 1 and 0 are nothing. What is indented
/// is most often a line of a program, or of the way to the error.
fn weight(line: &str) -> u32 {
    let words = || line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let small = line.to_lowercase();
    let is_symbol = |word: &str| {
        let letters = word.strip_prefix('E').unwrap_or_default();
        letters.len() >= 3
            && letters.chars().all(|c| c.is_ascii_uppercase())
            && !["ERROR", "EXCEPTION"].contains(&word)
    };
    let is_of_system = OF_THE_SYSTEM.iter().any(|words| small.contains(words))
        || words().any(is_symbol);
    let is_name = |word: &str| {
        let word = word.to_lowercase();
        NAMES.iter().any(|name| word.ends_with(name))
    };
    let is_code = ["throw ", "raise "].iter().any(|w| line.starts_with(w));
    let is_named = words().any(is_name) && !is_code;
    let is_first_column = !line.starts_with(char::is_whitespace);
    4 * u32::from(is_of_system)
        + 2 * u32::from(is_named)
        + u32::from(is_first_column)
}
