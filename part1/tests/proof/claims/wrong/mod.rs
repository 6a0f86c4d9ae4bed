//! The chapter “When it goes wrong”: its index of errors, the sentences of its pages, its table of
//! reasons to wait.

mod errors;
mod others;
mod sentences;
mod systems;
mod waits;
