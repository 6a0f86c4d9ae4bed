//! Which sockets does this machine have, and in which state? Linux says
//! so in a file, without anybody having to connect and disturb them.

use std::fs;

/// Whether some program listens at that port. Only Linux shows it in a
/// file; elsewhere the answer is `None`.
pub fn is_listening(port: u16) -> Option<bool> {
    Some(in_state(&socket_table()?, "0A", 1, port))
}

/// Whether a connection to that port is established, seen from the end
/// that connected; `None` where the system does not show it in a file.
pub fn is_connected_to(port: u16) -> Option<bool> {
    Some(in_state(&socket_table()?, "01", 2, port))
}

fn socket_table() -> Option<String> {
    fs::read_to_string("/proc/net/tcp").ok()
}

/// Columns of /proc/net/tcp: 1 is the local address, 2 the peer's, 3
/// the state; all in hexadecimal (`man 5 proc`).
fn in_state(table: &str, state: &str, column: usize, port: u16) -> bool {
    let port = format!(":{port:04X}");
    table.lines().any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.get(3) == Some(&state)
            && words.get(column).is_some_and(|a| a.ends_with(&port))
    })
}
