//! The tests of `check`, which judges a reader's program: wrong programs and what it has to say of
//! them, right ones, misbehaving peers, what it survives, and what the pages show of it.

mod fixtures;
mod misbehaving;
mod robustness;
mod rows;
mod shown;
mod verdicts;

pub use shown::page_shows_what_is_said;
