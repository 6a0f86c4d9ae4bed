//! The kernel's counters of what happens to all connections of this network: what a clock could only
//! guess, Linux has counted (`man 8 nstat`).

use std::fs;

/// How many acknowledgements were held back until the timer sent them.
pub const DELAYED_ACKS: &str = "DelayedACKs";

/// A counter of TCP, by its name.
pub fn counter(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/net/netstat").expect("Linux's counters");
    // A line of names, then one of numbers.
    let mut lines = text.lines().filter(|line| line.starts_with("TcpExt:"));
    let [names, numbers] = [(); 2].map(|()| lines.next().unwrap_or_default().split(' '));
    let mut counters = names.zip(numbers);
    let counter = counters.find(|(n, _)| *n == name).and_then(|(_, number)| number.parse().ok());
    counter.unwrap_or_else(|| panic!("no counter {name}"))
}
