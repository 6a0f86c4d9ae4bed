//! Is this the compiler whose words the book quotes? Another one may put the same warning or error
//! in other words, and is not wrong in that.

use super::prelude::*;
use crate::book::report::Report;
use std::sync::LazyLock;

/// The version whose messages the pages show.
const BOOK_RUST: &str = "1.95";

/// The compiler that Cargo calls, too: another one if the environment names it.
pub fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
}

/// What `rustc --version` says of itself.
static VERSION: LazyLock<String> = LazyLock::new(|| done(rustc().arg("--version")));

pub fn version() -> &'static str {
    &VERSION
}

/// Whether messages are compared word by word.
fn is_the_books() -> bool {
    VERSION.starts_with(&format!("rustc {BOOK_RUST}."))
}

/// Only notes the findings from the `first` on, of a message's words, if the compiler is another.
pub fn excuse_words(report: &mut Report, first: usize) {
    if !is_the_books() {
        report.notes.extend(report.findings.drain(first..));
    }
}

#[test]
#[ignore = "needs Rust 1.95"]
fn the_words_of_the_compiler_are_compared() {
    let help = "use that one, or mend what it words differently and BOOK_RUST with it";
    let this = VERSION.trim();
    assert!(is_the_books(), "this is {this}, and the pages quote Rust {BOOK_RUST}: {help}");
}
