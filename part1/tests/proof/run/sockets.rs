//! Which sockets of this proof are there, and in which state?

use super::prelude::*;
pub use shared::sockets::{LISTEN, STATES, Socket};
use shared::sockets::{TABLES, parse, read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Some of the states, by their names in [`STATES`].
pub const ESTABLISHED: &str = STATES[0];
pub const FIN_WAIT_2: &str = STATES[4];
pub const TIME_WAIT: &str = STATES[5];
pub const CLOSE_WAIT: &str = STATES[7];

/// How long what cannot be seen is given to happen.
const UNSEEN: Duration = Duration::from_millis(500);

/// The sockets of this proof are all at this address.
const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Every socket at 127.0.0.1; `None` where the system does not show them in a file.
pub fn all() -> Option<Vec<Socket>> {
    let mut sockets = read("self", TABLES[0])?;
    sockets.retain(|socket| socket.host == HOST);
    Some(sockets)
}

#[test]
#[cfg_attr(target_endian = "big", ignore = "the table is of the other kind")]
fn a_socket_that_comes_twice_is_one() {
    let [one, other] = ["0100007F:8A79 0100007F:C350", "0100007F:C350 0100007F:8A79"];
    let line = |ends| format!("0: {ends} 01 00000000:00000000 00:00000000 0 0 0 1\n");
    let table: String = [one, other, one].map(line).concat();
    let ports: Vec<_> = parse(&table).iter().map(|s| (s.local, s.peer)).collect();
    assert_eq!(ports, [(35449, 50000), (50000, 35449)]);
}

/// How many bytes lie unread in a socket: in the kernel's number, the FIN that has come counts as one.
pub fn unread(socket: &Socket) -> u64 {
    socket.to_read.saturating_sub(u64::from(socket.state == CLOSE_WAIT))
}

/// Whether some program listens at that port where a client on this machine may find it: at a
/// loopback address or at all addresses. Only Linux shows it in a file; elsewhere it is `None`.
pub fn is_listening(port: u16) -> Option<bool> {
    is_listening_beside("self", port)
}

/// The same, on the host of the process with that number.
pub fn is_listening_beside(process: &str, port: u16) -> Option<bool> {
    let [v4, v6] = TABLES.map(|table| read(process, table));
    // The second is not there when the system has no IPv6.
    let mut sockets = v4?.into_iter().chain(v6.unwrap_or_default());
    let loopbacks = [HOST, IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let is_found = |host: IpAddr| host.is_unspecified() || loopbacks.contains(&host);
    Some(sockets.any(|s| s.state == LISTEN && s.local == port && is_found(s.host)))
}

/// Whether a connection to that port is established, seen from the end that connected.
pub fn is_connected_to(port: u16) -> Option<bool> {
    Some(count(ESTABLISHED, None, Some(port))? > 0)
}

/// Waits until `state` is so, or a bound is over; where the system does not say, for a while.
pub fn wait_for(mut state: impl FnMut() -> Option<bool>) -> bool {
    if state().is_none() {
        // Who was started before has begun by the time that another program has ended.
        let _ = run(Command::new(env!("CARGO_BIN_EXE_check")).arg("--list"), BOUND);
        thread::sleep(UNSEEN);
        return true;
    }
    happens(|| state() == Some(true))
}

/// How many sockets are in that state and have 127.0.0.1 and these ports at their own end and at
/// their peer's, for which `None` is any; `None` where the system does not show it in a file.
pub fn count(state: &str, local: Option<u16>, peer: Option<u16>) -> Option<usize> {
    let is_at = |at: u16, port: Option<u16>| port.is_none_or(|port| port == at);
    let is_it = |s: &&Socket| s.state == state && is_at(s.local, local) && is_at(s.peer, peer);
    Some(all()?.iter().filter(is_it).count())
}
