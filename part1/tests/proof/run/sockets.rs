//! Which sockets does this machine have, and in which state? Linux says
//! so in a file, without anybody having to connect and disturb them.

use super::process::{BOUND, wait_until};
use std::collections::HashSet;
use std::fs;
use std::net::IpAddr;
use std::thread;
use std::time::Duration;

/// How long what cannot be seen is given to happen.
const UNSEEN: Duration = Duration::from_millis(500);

/// The sockets of this proof are all at this address.
const HOST: &str = "127.0.0.1";

/// The states as /proc/net/tcp numbers them, from 1 on (`man 5 proc`,
/// include/net/tcp_states.h of the kernel), by their names in RFC 9293,
/// 3.3.2.
pub const STATES: [&str; 11] = [
    ESTABLISHED,
    "SYN-SENT",
    "SYN-RECEIVED",
    "FIN-WAIT-1",
    FIN_WAIT_2,
    TIME_WAIT,
    "CLOSED",
    CLOSE_WAIT,
    "LAST-ACK",
    LISTEN,
    "CLOSING",
];
pub const ESTABLISHED: &str = "ESTABLISHED";
pub const FIN_WAIT_2: &str = "FIN-WAIT-2";
pub const TIME_WAIT: &str = "TIME-WAIT";
pub const CLOSE_WAIT: &str = "CLOSE-WAIT";
pub const LISTEN: &str = "LISTEN";

/// One socket at 127.0.0.1, as the kernel reports it.
#[derive(Debug)]
pub struct Socket {
    /// By its name in RFC 9293.
    pub state: &'static str,
    pub local: u16,
    /// 0 for a listener.
    pub peer: u16,
    /// Bytes sent and not acknowledged yet.
    pub to_send: u64,
    /// Bytes that have come and are unread; for a listener, connections
    /// that wait to be accepted.
    pub to_read: u64,
}

impl Socket {
    /// Reads a line of the table, if the socket is at `host`.
    fn read(line: &str, host: &str) -> Option<Socket> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let port = |word: &str| u16::from_str_radix(word.split_once(':')?.1, 16).ok();
        let number = |word: &str| u64::from_str_radix(word, 16).ok();
        if !words.get(1)?.starts_with(host) {
            return None;
        }
        let (to_send, to_read) = words.get(4)?.split_once(':')?;
        Some(Socket {
            state: STATES.get(number(words[3])?.checked_sub(1)? as usize)?,
            local: port(words[1])?,
            peer: port(words[2])?,
            to_send: number(to_send)?,
            to_read: number(to_read)?,
        })
    }
}

/// Every socket at 127.0.0.1; `None` where the system does not show them
/// in a file.
pub fn all() -> Option<Vec<Socket>> {
    let table = fs::read_to_string("/proc/net/tcp").ok()?;
    Some(sockets(&table))
}

/// The sockets in the table. The kernel hands it out in pieces, and when
/// others connect between two of them, a socket may come twice: in one
/// table of forty, while somebody connects without a pause.
fn sockets(table: &str) -> Vec<Socket> {
    let host = in_table(HOST) + ":";
    let mut met = HashSet::new();
    let lines = table.lines().filter(|line| {
        let ends: Vec<_> = line.split_whitespace().skip(1).take(2).collect();
        met.insert(ends)
    });
    lines.filter_map(|line| Socket::read(line, &host)).collect()
}

#[test]
#[cfg_attr(target_endian = "big", ignore = "the table is of the other kind")]
fn a_socket_that_comes_twice_is_one() {
    let line = |row: usize, ends: &str| {
        format!("{row}: {ends} 01 00000000:00000000 00:00000000 0 0 0 1\n")
    };
    let one = "0100007F:8A79 0100007F:C350";
    let other = "0100007F:C350 0100007F:8A79";
    let table = line(0, one) + &line(1, other) + &line(2, one);
    let found = sockets(&table);
    let ports: Vec<_> = found.iter().map(|s| (s.local, s.peer)).collect();
    assert_eq!(ports, [(35449, 50000), (50000, 35449)]);
}

/// Whether some program listens at that port where a client on this
/// machine may find it: at a loopback address or at all addresses. Only
/// Linux shows it in a file; elsewhere the answer is `None`.
pub fn is_listening(port: u16) -> Option<bool> {
    is_listening_beside("self", port)
}

/// The same, on the host of the process with that number.
pub fn is_listening_beside(process: &str, port: u16) -> Option<bool> {
    let table = |name| fs::read_to_string(format!("/proc/{process}/net/{name}"));
    // Not there when the system has no IPv6.
    let tables = table("tcp").ok()? + &table("tcp6").unwrap_or_default();
    let hosts = LISTENERS.map(in_table);
    let listens = tables.lines().any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.get(1).and_then(|local| local.split_once(':'));
        at.is_some_and(|(host, at)| {
            hosts.iter().any(|h| h == host)
                && u16::from_str_radix(at, 16) == Ok(port)
                && words.get(3) == Some(&LISTEN_IN_TABLE)
        })
    });
    Some(listens)
}

/// Where a listener is whom a client on the same machine may find.
const LISTENERS: [&str; 4] = ["127.0.0.1", "0.0.0.0", "::1", "::"];

/// The number of `LISTEN` in the table.
const LISTEN_IN_TABLE: &str = "0A";

/// An address as the table has it: four bytes at a time, as the number
/// that they make in this machine's order.
fn in_table(host: &str) -> String {
    let bytes = match host.parse().expect("an address") {
        IpAddr::V4(host) => host.octets().to_vec(),
        IpAddr::V6(host) => host.octets().to_vec(),
    };
    let numbers = bytes.chunks_exact(4).map(|four| {
        let four = four.try_into().expect("four bytes");
        format!("{:08X}", u32::from_ne_bytes(four))
    });
    numbers.collect()
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
pub fn count(state: &str, local: Option<u16>, peer: Option<u16>) -> Option<usize> {
    let is_at = |at: u16, port: Option<u16>| port.is_none_or(|p| p == at);
    let sockets = all()?;
    let own = sockets.iter().filter(|socket| {
        socket.state == state && is_at(socket.local, local) && is_at(socket.peer, peer)
    });
    Some(own.count())
}
