//! Running programs, with a bound on every wait and nobody left behind: processes, ports, networks,
//! sockets, the reader's package, the examples, and what a terminal shows. What is run and compared
//! is in `play` and `claims`; the tests here are of these helpers alone.

pub mod as_before;
pub mod bless;
pub mod checks;
pub mod compiler;
pub mod crates;
pub mod examples;
pub mod folders;
pub mod json;
pub mod kernel_counters;
pub mod namespace;
pub mod normalize;
pub mod port;
pub mod process;
pub mod readers_package;
pub mod server_and_client;
pub mod sockets;
pub mod terminal_screen;
pub mod time_limits;
pub mod traces;
pub mod two_ends;
pub mod two_hosts;
pub mod wine;

/// What nearly every file needs that runs something.
pub mod prelude {
    pub use super::bless::Recorded;
    pub use super::examples::{example, start};
    pub use super::folders::{TemporaryFolder, kept, save};
    pub use super::namespace::{all_in_own_networks, in_own_network, own_network, side_by_side};
    pub use super::normalize::{normalize, normalized};
    pub use super::port::{PORT, PortLock, WIRE_PORT, give_clients};
    pub use super::process::{Ended, Running, done, done_within, interruptible, place_of, run};
    pub use super::server_and_client::{SERVER, connect, end, start_client, start_server};
    pub use super::server_and_client::{end_well, started, when_it_listens};
    pub use super::sockets::{self, ESTABLISHED, count, is_listening, wait_for};
    pub use super::time_limits::{BOUND, BUILD_BOUND, happens};
    pub use super::two_ends::{WHILE, listen, pair};
    pub use super::{namespace, readers_package};
    pub use shared::wait::wait_until;
    pub use std::path::{Path, PathBuf};
    pub use std::process::Command;
    pub use std::time::Duration;
    pub use std::{env, fs, thread};
}
