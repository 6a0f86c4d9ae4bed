//! Which TCP sockets are there, and in which state? Linux says so in
//! files, to whoever asks, without anybody having to connect.

use std::collections::HashSet;
use std::fs;
use std::net::IpAddr;

/// The states by their names in RFC 9293, 3.3.2, as the kernel numbers
/// them, from 1 on (include/net/tcp_states.h).
pub const STATES: [&str; 11] = [
    "ESTABLISHED",
    "SYN-SENT",
    "SYN-RECEIVED",
    "FIN-WAIT-1",
    "FIN-WAIT-2",
    "TIME-WAIT",
    "CLOSED",
    "CLOSE-WAIT",
    "LAST-ACK",
    LISTEN,
    "CLOSING",
];
/// The state of a listener.
pub const LISTEN: &str = "LISTEN";

/// The files with the tables: IPv4's, and IPv6's, which is not there when
/// the system has none.
pub const TABLES: [&str; 2] = ["tcp", "tcp6"];

/// One socket, as the kernel reports it.
#[derive(Clone, Copy, Debug)]
pub struct Socket {
    /// One of [`STATES`].
    pub state: &'static str,
    /// The address of its own end.
    pub host: IpAddr,
    /// The port of its own end.
    pub local: u16,
    /// The port of the other end; 0 for a listener.
    pub peer: u16,
    /// Bytes written and not acknowledged yet.
    pub to_send: u64,
    /// Bytes that have come and are unread, the peer's end counted as one;
    /// for a listener, connections that wait to be accepted.
    pub to_read: u64,
    /// Its number in `socket:[…]`, which the files of a process lead to; 0
    /// if no process has it.
    pub inode: u64,
}

impl Socket {
    /// Reads the words of a line of a table (`man 5 proc`).
    fn parse(words: &[&str]) -> Option<Socket> {
        let (host, local) = words.get(1)?.split_once(':')?;
        let (_, peer) = words.get(2)?.split_once(':')?;
        let state = usize::from_str_radix(words.get(3)?, 16).ok()?;
        let (to_send, to_read) = words.get(4)?.split_once(':')?;
        Some(Socket {
            state: STATES.get(state.checked_sub(1)?)?,
            host: address(host)?,
            local: u16::from_str_radix(local, 16).ok()?,
            peer: u16::from_str_radix(peer, 16).ok()?,
            to_send: u64::from_str_radix(to_send, 16).ok()?,
            to_read: u64::from_str_radix(to_read, 16).ok()?,
            inode: words.get(9)?.parse().ok()?,
        })
    }
}

/// The table has four bytes at a time, as the number that they make on
/// this machine.
fn address(host: &str) -> Option<IpAddr> {
    let mut bytes = Vec::new();
    for at in (0..host.len()).step_by(8) {
        let number = u32::from_str_radix(host.get(at..at + 8)?, 16).ok()?;
        bytes.extend(number.to_ne_bytes());
    }
    match bytes.len() {
        4 => Some(IpAddr::from(<[u8; 4]>::try_from(bytes).ok()?)),
        16 => Some(IpAddr::from(<[u8; 16]>::try_from(bytes).ok()?)),
        _ => None,
    }
}

/// The sockets in one of [`TABLES`], on the host of a process: its number,
/// or `self`. `None` where the system has no such file.
pub fn read(process: &str, table: &str) -> Option<Vec<Socket>> {
    let path = format!("/proc/{process}/net/{table}");
    Some(parse(&fs::read_to_string(path).ok()?))
}

/// The same of those alone that have this port, at one end or at the other:
/// a busy host has thousands.
pub fn read_of(port: u16, process: &str, table: &str) -> Option<Vec<Socket>> {
    let path = format!("/proc/{process}/net/{table}");
    let text = fs::read_to_string(path).ok()?;
    let port = format!(":{port:04X} ");
    let own = text.split_inclusive('\n').filter(|line| line.contains(&port));
    Some(parse(&own.collect::<String>()))
}

/// The sockets in the text of a table. The kernel hands it out in pieces,
/// and when others connect between two of them, a socket may come twice: in
/// one table of forty, while somebody connects without a pause. Listeners
/// may share their ends; they differ in their inodes.
pub fn parse(table: &str) -> Vec<Socket> {
    let mut met = HashSet::new();
    let lines = table.lines().map(|line| line.split_ascii_whitespace());
    let sockets = lines.filter_map(|line| {
        let words: Vec<&str> = line.collect();
        // The number of LISTEN.
        let is_listener = words.get(3) == Some(&"0A");
        let inode = words.get(9).filter(|_| is_listener).copied();
        let is_new =
            met.insert((words.get(1).copied(), words.get(2).copied(), inode));
        Socket::parse(&words).filter(|_| is_new)
    });
    sockets.collect()
}
