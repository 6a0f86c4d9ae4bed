//! What the pages show of a run, really run and compared: steps that compile, consoles, system calls,
//! segments, stories, the same programs in other languages. What a sentence says and no fence shows
//! is in `claims`.

mod capture;
mod compile;
mod four_views;
mod languages;
mod processes;
mod python;
mod server_and_client;
mod stories;
mod strace;
mod tcpdump;
mod transcripts;

/// What nearly every file needs here: the book, programs, both ends of a connection.
mod prelude {
    pub use crate::book::prelude::*;
    pub use crate::run::prelude::*;
    pub use crate::run::server_and_client::{ANSWER, GREETING, accept, listen_as_server};
    pub use crate::run::server_and_client::{read_greeting, speak_their_parts};
    pub use crate::run::traces::{strace, tcpdump};
    pub use std::io::{Read, Write};
}

pub use compile::{step_builds, typed_fences_do_as_shown};
pub use stories::play as play_story;
pub use transcripts::{Scenes, play_page};
