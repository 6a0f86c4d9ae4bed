//! What the pages say in a sentence and show in no fence: a file a chapter, or a folder where a
//! chapter's pages have a file each. A test quotes its page's words with `says`, and then does what
//! they say; where a page has a table, its rows are played. What a fence shows is in `play`.

mod cases;
mod chat;
mod clients;
mod coming_back;
mod cost;
mod examples;
mod exercises;
mod hosts;
mod kernel;
mod lesson;
mod misbehaving_peers;
mod next_other;
mod next_send;
mod other_peers;
mod places;
mod questions;
mod records;
mod std_net;
mod stranger;
mod stream;
mod tables;
mod two_threads;
mod writes;
mod wrong;

/// What nearly every claim needs: the book, programs, both ends of a connection, its sockets.
mod prelude {
    pub use super::tables::{play_beside, prints_what_was_recorded, recorded};
    pub use super::writes::Writes;
    pub use crate::book::prelude::*;
    pub use crate::run::examples::{
        limited, limited_at_port, start_at_port, with_few_threads_at_port,
    };
    pub use crate::run::prelude::*;
    pub use crate::run::server_and_client::{ANSWER, GREETING, bounded, read_greeting};
    pub use crate::run::sockets::{LISTEN, TIME_WAIT};
    pub use crate::run::two_ends::{
        assert_waits, fill_queue, greeted_and_reset, kind, port_of, read,
    };
    pub use crate::run::two_ends::{refused, reset_by_server, wait_for_bytes, write};
    pub use crate::run::two_hosts::{BOTH_LOCALHOSTS, Host, TwoHosts, at_port, listen_at};
    pub use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
    pub use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
}
