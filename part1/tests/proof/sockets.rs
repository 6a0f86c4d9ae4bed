//! Which sockets does this machine have, and in which state? Linux says
//! so in a file, without anybody having to connect and disturb them.

use crate::process::{BOUND, wait_until};
use std::fs;
use std::thread;
use std::time::Duration;

/// How long what cannot be seen is given to happen.
const UNSEEN: Duration = Duration::from_millis(500);

/// The addresses of this proof are all on this host.
const HOST: [u8; 4] = [127, 0, 0, 1];

/// The states as /proc/net/tcp writes them (`man 5 proc`,
/// include/net/tcp_states.h of the kernel).
pub const ESTABLISHED: &str = "01";
pub const TIME_WAIT: &str = "06";
const LISTEN: &str = "0A";

/// Whether some program listens at 127.0.0.1 and that port. Only Linux
/// shows it in a file; elsewhere the answer is `None`.
pub fn is_listening(port: u16) -> Option<bool> {
    Some(count(LISTEN, Some(port), None)? > 0)
}

/// Whether a connection to that port is established, seen from the end
/// that connected; `None` where the system does not show it in a file.
pub fn is_connected_to(port: u16) -> Option<bool> {
    Some(count(ESTABLISHED, None, Some(port))? > 0)
}

/// Waits until `state` is so, or a bound is over. Where the system does
/// not say (`None`), waits for as long as it takes when all is well.
pub fn wait_for(mut state: impl FnMut() -> Option<bool>) -> bool {
    if state().is_none() {
        thread::sleep(UNSEEN);
        return true;
    }
    wait_until(BOUND, || state() == Some(true))
}

/// How many sockets are in that state and have 127.0.0.1 and these ports
/// at their own end and at their peer's; `None` for a port stands for any.
/// `None` is returned where the system does not show it in a file.
pub fn count(
    state: &str,
    local: Option<u16>,
    peer: Option<u16>,
) -> Option<usize> {
    let table = fs::read_to_string("/proc/net/tcp").ok()?;
    let is_at = |word: &str, port: Option<u16>| {
        port.is_none_or(|port| word == written(port))
    };
    let is_one = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.get(3) == Some(&state)
            && is_at(words[1], local)
            && is_at(words[2], peer)
    };
    Some(table.lines().filter(is_one).count())
}

/// 127.0.0.1 and the port as the file has them: the address is the
/// number that its four bytes make in this machine's order.
fn written(port: u16) -> String {
    format!("{:08X}:{port:04X}", u32::from_ne_bytes(HOST))
}
