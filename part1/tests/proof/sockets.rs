//! Which sockets does this machine have, and in which state? Linux says
//! so in a file, without anybody having to connect and disturb them.

use std::fs;

/// The addresses of this proof are all on this host.
const HOST: [u8; 4] = [127, 0, 0, 1];

/// Which address of a socket is meant: its columns in /proc/net/tcp.
#[derive(Clone, Copy)]
pub enum End {
    Local = 1,
    Peer = 2,
}

/// The states as /proc/net/tcp writes them (`man 5 proc`,
/// include/net/tcp_states.h of the kernel).
pub const ESTABLISHED: &str = "01";
pub const TIME_WAIT: &str = "06";
const LISTEN: &str = "0A";

/// Whether some program listens at 127.0.0.1 and that port. Only Linux
/// shows it in a file; elsewhere the answer is `None`.
pub fn is_listening(port: u16) -> Option<bool> {
    Some(count(LISTEN, End::Local, port)? > 0)
}

/// Whether a connection to that port is established, seen from the end
/// that connected; `None` where the system does not show it in a file.
pub fn is_connected_to(port: u16) -> Option<bool> {
    Some(count(ESTABLISHED, End::Peer, port)? > 0)
}

/// How many sockets in that state have 127.0.0.1 and that port at that
/// end; `None` where the system does not show it in a file.
pub fn count(state: &str, end: End, port: u16) -> Option<usize> {
    let table = fs::read_to_string("/proc/net/tcp").ok()?;
    // An address is written as the number that its four bytes make in
    // this machine's order.
    let address = format!("{:08X}:{port:04X}", u32::from_ne_bytes(HOST));
    let is_one = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.get(3) == Some(&state) && words[end as usize] == address
    };
    Some(table.lines().filter(is_one).count())
}
