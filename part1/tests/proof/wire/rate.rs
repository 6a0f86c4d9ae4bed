//! How fast the wire is, compared with none.

use super::prelude::*;
use std::time::Instant;

/// How much goes each way, in bytes.
const GIGABYTE: usize = 1_000_000_000;

/// What is sent over and over; its length is no multiple of a buffer's.
const PATTERN: usize = 1_000_003;

fn pattern(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(PATTERN).collect()
}

/// Sends so many bytes of a pattern, then the end.
fn send(mut to: &TcpStream, pattern: &[u8]) {
    let mut left = GIGABYTE;
    while left > 0 {
        let piece = &pattern[..left.min(PATTERN)];
        to.write_all(piece).expect("all are taken");
        left -= piece.len();
    }
    to.shutdown(Shutdown::Write).expect("connected");
}

/// Reads to the end; what `each` says of the bytes is right. How many they were.
fn receive(mut from: &TcpStream, mut each: impl FnMut(usize, &[u8])) -> usize {
    let mut buffer = vec![0; 1 << 18];
    let mut count = 0;
    loop {
        match from.read(&mut buffer).expect("bytes, or an end") {
            0 => return count,
            read => {
                each(count, &buffer[..read]);
                count += read;
            }
        }
    }
}

/// Both send at once, and read what the other one sends. In seconds.
fn both_ways([one, other]: [&TcpStream; 2], is_compared: bool) -> f64 {
    let patterns = [pattern(1), pattern(2)];
    let begin = Instant::now();
    thread::scope(|scope| {
        for (from, to, own) in [(one, other, &patterns[0]), (other, one, &patterns[1])] {
            scope.spawn(move || send(from, own));
            scope.spawn(move || {
                let count = receive(to, |before, bytes| {
                    assert!(!is_compared || is_pattern(own, before, bytes), "other bytes");
                });
                assert_eq!(count, GIGABYTE);
            });
        }
    });
    begin.elapsed().as_secs_f64()
}

/// Whether these are the bytes that follow on so many.
fn is_pattern(pattern: &[u8], before: usize, mut bytes: &[u8]) -> bool {
    let mut at = before % PATTERN;
    while !bytes.is_empty() {
        let length = bytes.len().min(PATTERN - at);
        if bytes[..length] != pattern[at..at + length] {
            return false;
        }
        (bytes, at) = (&bytes[length..], 0);
    }
    true
}

/// What it prints is a measurement, and no test of it. What limits the wire on two cores: the kernel copies
/// each byte four times instead of twice, and the wire's two threads share the cores with the four that
/// send and receive. Each read prints a line, too.
#[test]
#[ignore = "needs root, unshare, ip"]
fn a_gigabyte_each_way_at_once_arrives_whole() {
    in_own_network(|| {
        let Through { wire: _wire, listener, server, client } = Through::new(&[]);
        both_ways([&server, &client], true);
        let direct = pair();
        let alone = both_ways([&direct.0, &direct.1], false);
        let client = super::fixtures::client();
        let through = both_ways([&accept(&listener), &client], false);
        println!("{alone:.2} s alone, {through:.2} s through the wire: {:.2}", alone / through);
    });
}
