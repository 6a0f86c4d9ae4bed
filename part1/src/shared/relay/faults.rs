//! What a bad wire does to the bytes of one sender.

use std::time::Duration;

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
    /// How long a piece is at most, in bytes. They come 200 ms apart.
    pub cut: Option<u32>,
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

/// How far apart the pieces are, so that a reader that waits sees each alone.
const APART: Duration = Duration::from_millis(200);

impl SenderFaults {
    /// Whether the bytes pass as they came.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let slow = self.glue.or(self.delay).is_some() || self.rate.is_some();
        let changed = self.cut.is_some() || self.flip.is_some();
        !slow && !changed && self.stop.is_none()
    }

    /// How long each piece is at most, and the pause after so many bytes.
    pub(super) fn pieces(&self) -> (usize, impl Fn(usize) -> Duration) {
        let slow = self.rate.map(|rate| rate.div_ceil(PIECES));
        let length = self.cut.into_iter().chain(slow).min();
        let (cut, rate) = (self.cut, self.rate);
        let pause = move |count: usize| {
            let apart = cut.map_or(Duration::ZERO, |_| APART);
            let slow = rate.map_or(0.0, |rate| count as f64 / f64::from(rate));
            apart.max(Duration::from_secs_f64(slow))
        };
        (length.map_or(usize::MAX, |length| length as usize), pause)
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
