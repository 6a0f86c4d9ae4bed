//! The chapter “When it goes wrong”, a file a page.

mod address;
mod bytes;
mod connection;
mod errors;
mod waits;
