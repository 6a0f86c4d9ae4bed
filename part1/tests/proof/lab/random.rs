//! Numbers that look random and can be had again from their seed.

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::io::{Write, stderr};

/// Where somebody says which numbers it shall be.
pub const SEED: &str = "LAB_SEED";

/// A number that the environment says.
pub fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// A new seed, or the one that somebody says; it is printed.
pub fn seed() -> u64 {
    let seed = number(SEED).unwrap_or_else(|| RandomState::new().hash_one("lab") >> 16);
    // Not captured: whoever runs the tests sees it.
    let _ = writeln!(stderr(), "{SEED}={seed}");
    seed
}

/// SplitMix64, by Sebastiano Vigna (<https://prng.di.unimi.it/splitmix64.c>).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below that one.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("a small number")
    }

    pub fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// True about once in that many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}
