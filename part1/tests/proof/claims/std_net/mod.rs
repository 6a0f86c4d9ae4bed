//! Is what the page says of each call so? Its tables are the files here: a row of a table, without
//! its link, stands beside the case that does what it says.

mod addresses;
mod connect;
mod documentation;
mod end;
mod errors;
mod read;
mod rows;
mod settings;
mod udp;
mod write;

mod prelude {
    pub use super::Case;
    pub use crate::claims::prelude::*;
    pub use std::fmt::Debug;
    pub use std::io::{BufWriter, Cursor, IoSlice, IoSliceMut, Seek};
    pub use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6, UdpSocket};
    pub use std::str::FromStr;
    pub use std::time::Instant;
}

/// What a row says (the calls, what they do, what they are mistaken for), and what shows that.
pub type Case = ([&'static str; 3], fn());
