//! The tests of `check`, which judges a reader's program: wrong programs and what it has to say of
//! them, right ones, misbehaving peers, what it survives, and what the pages show of it.

mod after_the_steps;
mod fixtures;
mod pages;
mod program_rows;
mod robustness;
mod verdicts;

pub use pages::page_shows_what_is_said;
