//! What the checker and the tests of this repository share: the scenarios,
//! and what both have to ask the system and the programs that they start.

#![warn(missing_docs)]

pub mod bound;
pub mod output;
pub mod processes;
pub mod scenarios;
pub mod sockets;
pub mod wait;

pub use scenarios::scenario;
