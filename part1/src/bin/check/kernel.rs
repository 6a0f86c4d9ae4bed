//! Who listens where? Linux says so in files, to whoever asks, without
//! anybody having to connect. Elsewhere nothing is found.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The number of the state LISTEN in the table (`man 5 proc`).
const LISTEN: &str = "0A";

/// A process, and where one of its listeners is.
pub struct Listener {
    pub process: String,
    pub address: SocketAddr,
}

/// The listeners of all processes whose environment has `mark` in it; of
/// all that this user may look at, if `mark` is empty.
pub fn listeners(mark: &str) -> Vec<Listener> {
    let sockets = sockets();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let process = entry.file_name().to_string_lossy().into_owned();
        if !has_mark(&process, mark) {
            continue;
        }
        let files = fs::read_dir(format!("/proc/{process}/fd"));
        for file in files.into_iter().flatten().flatten() {
            let Ok(target) = fs::read_link(file.path()) else { continue };
            let target = target.to_string_lossy().into_owned();
            let socket = sockets.iter().find(|(name, _)| *name == target);
            if let Some((_, address)) = socket {
                let (process, address) = (named(&process), *address);
                found.push(Listener { process, address });
            }
        }
    }
    found
}

/// Whether anybody listens at that port of 127.0.0.1.
pub fn is_listening(port: u16) -> bool {
    sockets().iter().any(|(_, address)| is_at(address, port))
}

/// Whether a listener there is in the way of one at 127.0.0.1.
fn is_at(address: &SocketAddr, port: u16) -> bool {
    let host = address.ip().to_canonical();
    address.port() == port
        && (host == Ipv4Addr::LOCALHOST || host.is_unspecified())
}

/// The listeners that there are: `socket:[…]`, as the files of a process
/// call it, and its address.
fn sockets() -> Vec<(String, SocketAddr)> {
    let table = |name| fs::read_to_string(format!("/proc/net/{name}"));
    // The second is not there when the system has no IPv6.
    let tables = ["tcp", "tcp6"].map(|name| table(name).unwrap_or_default());
    tables.iter().flat_map(|table| table.lines()).filter_map(socket).collect()
}

/// The programs that listen at that port of 127.0.0.1.
pub fn holders(port: u16) -> Vec<String> {
    let at_port = |listener: &Listener| is_at(&listener.address, port);
    let mut names: Vec<String> = listeners("")
        .into_iter()
        .filter(at_port)
        .map(|listener| listener.process)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A line of the table, if it is a listener's.
fn socket(line: &str) -> Option<(String, SocketAddr)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if *words.get(3)? != LISTEN {
        return None;
    }
    let (host, port) = words[1].split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let inode = words.get(9)?;
    Some((format!("socket:[{inode}]"), SocketAddr::new(address(host)?, port)))
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

fn has_mark(process: &str, mark: &str) -> bool {
    let environment = fs::read(format!("/proc/{process}/environ"));
    let environment = environment.unwrap_or_default();
    String::from_utf8_lossy(&environment).contains(mark)
}

/// Its command, and its number.
fn named(process: &str) -> String {
    let command = fs::read(format!("/proc/{process}/cmdline"));
    let command = command.unwrap_or_default();
    let command = String::from_utf8_lossy(&command).replace('\0', " ");
    format!("`{}` (process {process})", command.trim_end())
}
