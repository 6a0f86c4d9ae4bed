//! The chapter “A stream”: its three framings in memory and over TCP, and its servers.

mod framing;
mod servers;
