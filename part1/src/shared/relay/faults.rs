//! What a bad wire does to the bytes of one sender.

use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

/// The faults of both directions, each named after its sender.
#[derive(Clone, Copy, Default)]
pub struct Faults {
    /// What is done to the client's bytes.
    pub client: SenderFaults,
    /// What is done to the server's bytes.
    pub server: SenderFaults,
}

/// What is done to the bytes of one sender: nothing, if nobody asks for it.
#[derive(Clone, Copy, Default)]
pub struct SenderFaults {
    /// How long a piece is at most, in bytes.
    pub cut: Option<u32>,
    /// What keeps such pieces apart.
    pub apart: Apart,
    /// What arrives within that time is one.
    pub glue: Option<Duration>,
    /// How long each piece is held back.
    pub delay: Option<Duration>,
    /// How many bytes pass in a second.
    pub rate: Option<u32>,
    /// After how many bytes comes the one that is changed.
    pub flip: Option<u64>,
    /// After how many bytes it stops, and how.
    pub stop: Option<(u64, Stop)>,
}

/// Is called after each piece of a cut, and waits until the next one may
/// follow. It is told on which stream the piece went.
#[derive(Clone, Copy)]
pub struct Apart(pub fn(&TcpStream));

impl Default for Apart {
    /// So long that a reader that waits sees each piece alone.
    fn default() -> Apart {
        Apart(|_| thread::sleep(Duration::from_millis(200)))
    }
}

/// How a direction stops before its sender has finished.
#[derive(Clone, Copy)]
pub enum Stop {
    /// Nothing more is passed on, not even the end.
    Pause,
    /// The receiver reads the end.
    Half,
    /// Both connections are reset.
    Reset,
}

/// How many pieces of a slow wire pass in a second, if they are not cut.
const PIECES: u32 = 5;

impl SenderFaults {
    /// Whether the bytes pass as they came.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let slow = self.glue.or(self.delay).is_some() || self.rate.is_some();
        let changed = self.cut.is_some() || self.flip.is_some();
        !slow && !changed && self.stop.is_none()
    }

    /// How long each piece is at most.
    pub(super) fn length(&self) -> usize {
        let slow = self.rate.map(|rate| rate.div_ceil(PIECES));
        let length = self.cut.into_iter().chain(slow).min();
        length.map_or(usize::MAX, |length| length as usize)
    }

    /// Waits after a piece of so many bytes, which went on that stream.
    pub(super) fn pause(&self, count: usize, to: &TcpStream) {
        let begin = Instant::now();
        if self.cut.is_some() {
            self.apart.0(to);
        }
        let slow = self.rate.map_or(0.0, |rate| count as f64 / f64::from(rate));
        let slow = Duration::from_secs_f64(slow);
        thread::sleep(slow.saturating_sub(begin.elapsed()));
    }

    /// Changes the lowest bit of one byte, if it is among these, before which
    /// so many have come.
    pub(super) fn change(&self, bytes: &mut [u8], before: u64) {
        let place = self.flip.and_then(|after| after.checked_sub(before));
        let place = place.and_then(|place| usize::try_from(place).ok());
        if let Some(byte) = place.and_then(|place| bytes.get_mut(place)) {
            *byte ^= 1;
        }
    }

    /// How many of these bytes pass, before which so many have come, and how
    /// it stops behind them.
    pub(super) fn limit(
        &self,
        count: usize,
        before: u64,
    ) -> (usize, Option<Stop>) {
        let Some((after, stop)) = self.stop else { return (count, None) };
        let room = after.saturating_sub(before);
        match usize::try_from(room) {
            Ok(room) if room <= count => (room, Some(stop)),
            _ => (count, None),
        }
    }
}
