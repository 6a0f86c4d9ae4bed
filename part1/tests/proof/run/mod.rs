//! Running programs, with a bound on every wait and nobody left behind: processes, ports, networks,
//! sockets, the reader's package, the examples, and what a terminal shows. What is run and compared
//! is in `play` and `claims`; the tests here are of these helpers alone.

pub mod compiler;
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
pub mod two_hosts;
