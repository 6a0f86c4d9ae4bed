//! Running programs, with a bound on every wait and nobody left behind: processes, ports, networks,
//! sockets, the reader's package, the examples, and what a terminal shows. What is run and compared
//! is in `play` and `claims`; the tests here are of these helpers alone.

pub mod compiler;
pub mod counters;
pub mod examples;
pub mod namespace;
pub mod normalize;
pub mod orphans;
pub mod package;
pub mod pair;
pub mod port;
pub mod process;
pub mod programs;
pub mod recorded;
pub mod screen;
pub mod sockets;
pub mod traces;
pub mod two_hosts;

/// What nearly every file needs that runs something.
pub mod prelude {
    pub use super::examples::{example, start};
    pub use super::namespace::in_own_network;
    pub use super::normalize::{normalize, normalized};
    pub use super::pair::{WHILE, listen, pair};
    pub use super::port::{PORT, PortLock};
    pub use super::process::{BOUND, BUILD_BOUND, Ended, Running, done, run, wait_until};
    pub use super::programs::{SERVER, connect, end, start_client, start_server};
    pub use super::programs::{started, when_it_listens};
    pub use super::recorded::Recorded;
    pub use std::process::Command;
}
