//! What the programs and the tests of this repository share: the scenarios,
//! the relay, and what they ask the system and the programs that they start.

#![warn(missing_docs)]

pub mod bound;
pub mod output;
pub mod processes;
pub mod relay;
pub mod replace;
pub mod scenarios;
pub mod sockets;
pub mod wait;

pub use scenarios::scenario;
