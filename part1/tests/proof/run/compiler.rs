//! Is this the compiler whose words the book quotes? Another one may put
//! the same warning or error in other words, and is not wrong in that.

use super::process::done;
use crate::book::report::Report;
use std::process::Command;
use std::sync::OnceLock;

/// The version whose messages the pages show.
const BOOK_RUST: &str = "1.95";

/// What `rustc --version` says of itself.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| done(Command::new("rustc").arg("--version")).trim().to_string())
}

/// Whether messages are compared word by word.
fn is_the_books() -> bool {
    version().starts_with(&format!("rustc {BOOK_RUST}."))
}

/// The findings from the `first` on are about a message's words, which
/// are not compared when another compiler says them.
pub fn excuse_words(report: &mut Report, first: usize) {
    if !is_the_books() {
        report.only_note(first);
    }
}

#[test]
#[ignore = "needs Rust 1.95"]
fn the_words_of_the_compiler_are_compared() {
    let help = "use that one, or mend what it words differently and BOOK_RUST with it";
    let this = version();
    assert!(is_the_books(), "this is {this}, and the pages quote Rust {BOOK_RUST}: {help}");
}
