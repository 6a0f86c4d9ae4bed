//! The tests of `check`, which judges a reader's program: wrong programs and what it has to say of
//! them, right ones, misbehaving peers, how it is called, what it survives, what the pages show of it,
//! and what it says of a class.

mod after_the_steps;
mod begun;
mod call;
mod class;
mod fixtures;
mod interruptions;
mod pages;
mod robustness;
mod verdicts;

/// What nearly every file needs here: the book, programs to be checked, `check`.
mod prelude {
    pub use super::fixtures::{PATIENT, Program, check_all, text_of};
    pub use crate::book::prelude::*;
    pub use crate::run::checks::{check, checked, ended_alone, left_by, nobody_is_left};
    pub use crate::run::prelude::*;
}

pub use pages::page_shows_what_is_said;
