//! The tests of `wire`, the relay between the reader's two programs: that it is a faithful one, what
//! each of its options does to the book's pairs, how it is called, what it draws, and what is left
//! after many clients.

mod call;
pub mod draw;
mod draw_files;
mod draw_known;
mod faithful;
pub mod fixtures;
mod many;
mod options;
mod pairs;
mod rate;

/// What nearly every file needs here: the wire, both ends of a connection through it.
mod prelude {
    pub use super::fixtures::{Through, wire};
    pub use crate::book::prelude::*;
    pub use crate::run::prelude::*;
    pub use crate::run::server_and_client::{accept, bounded, listen_as_server};
    pub use crate::run::two_ends::{read, wait_for_bytes, write};
    pub use std::io::{ErrorKind, Read, Write};
    pub use std::net::{Shutdown, TcpListener, TcpStream};
}
