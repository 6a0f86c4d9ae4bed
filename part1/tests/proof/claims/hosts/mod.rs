//! The chapter “Two machines”, a file a page. Its hosts are made by `run/two_hosts.rs`.

mod addresses;
mod cut;
mod machine;
mod names;
