//! The kernel's counters of what happens to all connections of this network: what a clock could only
//! guess, Linux has counted (`man 8 nstat`).

use std::fs;

/// How many acknowledgments were held back until the timer sent them.
pub const DELAYED_ACKS: &str = "DelayedACKs";

/// How many segments were sent, but for those that were sent again.
pub const SEGMENTS_SENT: &str = "OutSegs";

/// How often an end that had no more room has said that there is some again.
pub const WINDOWS_OPENED: &str = "TCPFromZeroWindowAdv";

/// A counter of TCP, by its name.
pub fn counter(name: &str) -> u64 {
    let text = |file| fs::read_to_string(file).expect("Linux's counters");
    let text = ["/proc/self/net/snmp", "/proc/self/net/netstat"].map(text).concat();
    // For each protocol a line of names, then one of numbers.
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("Tcp")).collect();
    let counters = lines.chunks(2).flat_map(|pair| pair[0].split(' ').zip(pair[1].split(' ')));
    let counter = counters.filter(|(n, _)| *n == name).find_map(|(_, number)| number.parse().ok());
    counter.unwrap_or_else(|| panic!("no counter {name}"))
}
