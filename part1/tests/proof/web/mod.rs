//! The book as a reader's browser has it: built by mdBook, served from memory, looked at by a script
//! in headless Chromium. All of its tests are ignored unless these two are there.

pub mod blocks;
pub mod browser;
pub mod http_server;
pub mod mdbook;
pub mod pages;
pub mod stage;
pub mod widths;
