//! Who listens where, and what is read, by what the kernel says; on Linux
//! alone it says so.

use shared::processes::{Process, marked};
use shared::sockets::{LISTEN, Socket, TABLES, read, read_of};
use std::collections::{BTreeSet, HashSet};
use std::net::{Ipv4Addr, SocketAddr};

/// Where the processes with `mark` in their environment listen.
pub fn addresses(mark: &str) -> Vec<String> {
    let address = |(_, socket): (_, Socket)| {
        SocketAddr::new(socket.host, socket.local).to_string()
    };
    sorted(listeners(mark).into_iter().map(address))
}

/// Whether the kernel says so here.
pub fn has_table() -> bool {
    TABLES.iter().any(|table| read("self", table).is_some())
}

/// Whether anybody listens at that port of 127.0.0.1.
pub fn is_listening(port: u16) -> bool {
    sockets().iter().any(|socket| is_at(socket, port))
}

/// Whether what was sent from that port of ours has been read, or there is
/// nobody left to read it; `None` where no file says so.
pub fn is_read(ours: u16) -> Option<bool> {
    // Our own is in it, where there is a table. To read one may take
    // milliseconds of the processor: where the first has both ends, the
    // second is not read.
    let sockets = || {
        let mut found: Vec<Socket> = Vec::new();
        for table in TABLES {
            found.extend(read_of(ours, "self", table).into_iter().flatten());
            let has_ours = found.iter().any(|s| s.local == ours);
            if has_ours && found.iter().any(|s| s.peer == ours) {
                break;
            }
        }
        found
    };
    let first = Some(sockets()).filter(|sockets| !sockets.is_empty())?;
    let sent = first.iter().all(|s| s.local != ours || s.to_send == 0);
    // Read once more: a byte may move from our row to the program's while
    // a table is written.
    Some(sent && sockets().iter().all(|s| s.peer != ours || s.to_read == 0))
}

/// The programs that listen at that port of 127.0.0.1.
pub fn holders(port: u16) -> Vec<String> {
    let mut listeners = listeners("");
    listeners.retain(|(_, socket)| is_at(socket, port));
    sorted(listeners.into_iter().map(|(process, _)| {
        format!("`{}` (process {})", process.command(), process.id)
    }))
}

/// Whether the processes with `mark` in their environment have a socket of
/// UDP, at this port if it is given, and none of TCP.
pub fn has_udp(mark: &str, port: Option<u16>) -> bool {
    let of = |tables: [&str; 2]| -> HashSet<String> {
        let all = tables.iter().filter_map(|table| read("self", table));
        let is_at = |s: &Socket| port.is_none_or(|port| port == s.local);
        all.flatten().filter(is_at).map(|s| name(&s)).collect()
    };
    let udp = of(UDP_TABLES);
    if udp.is_empty() {
        return false;
    }
    let tcp: HashSet<String> = sockets().iter().map(name).collect();
    let files: Vec<String> =
        marked(mark).flat_map(|process| process.files()).collect();
    files.iter().any(|file| udp.contains(file))
        && !files.iter().any(|file| tcp.contains(file))
}

/// What the files of a process call a socket.
fn name(socket: &Socket) -> String {
    format!("socket:[{}]", socket.inode)
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The listeners of all processes with `mark` in their environment; of all
/// that this user may look at, if `mark` is empty.
fn listeners(mark: &str) -> Vec<(Process, Socket)> {
    let mut sockets = sockets();
    sockets.retain(|socket| socket.state == LISTEN);
    if sockets.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for process in marked(mark) {
        let files = process.files();
        let own = sockets.iter().filter(|s| files.contains(&name(s)));
        found.extend(own.map(|socket| (process, *socket)));
    }
    found
}

/// Whether it is a listener in the way of one at that port of 127.0.0.1.
fn is_at(socket: &Socket, port: u16) -> bool {
    let host = socket.host.to_canonical();
    socket.state == LISTEN
        && socket.local == port
        && (host == Ipv4Addr::LOCALHOST || host.is_unspecified())
}

/// As [`TABLES`], of UDP.
const UDP_TABLES: [&str; 2] = ["udp", "udp6"];

fn sockets() -> Vec<Socket> {
    TABLES.iter().filter_map(|table| read("self", table)).flatten().collect()
}
