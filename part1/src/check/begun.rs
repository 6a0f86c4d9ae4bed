//! Is a step that does not hold begun and wrong, or not begun at all? The
//! program did then what a right one does up to the step before: it ended
//! with exit code 0, without another line or byte.

use crate::action::Action;
use crate::fault::{Came, Fault, Then};
use crate::player::Player;
use shared::scenario::{Move, Step};

/// What the program that `cargo new` has written prints.
const NEW: &str = "Hello, world!";

/// What is there before a step that is not begun.
pub enum SoFar {
    /// The program that `cargo new` has written.
    New,
    /// One that ends at once.
    Nothing,
    /// The steps before.
    Right,
}

/// What is known of a step while it is played.
#[derive(Default)]
pub struct Meeting {
    /// The program was still there when something was done to it.
    had_to_answer: bool,
    /// It had ended well, or closed, before anything was done to it.
    had_left: bool,
}

impl Player<'_> {
    /// To be called before each move of a step.
    pub fn before_move(&mut self) {
        if !self.meeting.had_to_answer {
            self.meeting.had_left = self.has_left();
        }
    }

    /// To be called after it: so many things were done before.
    pub fn after_move(&mut self, before: usize) {
        // A start begins anew.
        let mut did = self.did.get(before..).unwrap_or(&self.did).iter();
        let is_asked = |action: &Action| {
            !action.is_start() && !matches!(action, Action::Read(_))
        };
        let was_asked = did.any(is_asked);
        self.meeting.had_to_answer |= was_asked && !self.meeting.had_left;
    }

    /// Whether it has printed what a new program prints, which then ends.
    pub fn prints_as_new(&self) -> bool {
        self.lines() == [NEW]
    }

    /// Whether it has ended well, or has closed.
    fn has_left(&mut self) -> bool {
        let has_ended = self.ended().is_some_and(|status| status.success());
        let has_closed = !self.peers.is_empty()
            && self.peers.values_mut().all(|peer| peer.look() != Then::Open);
        has_ended || has_closed
    }

    /// What is there so far, if the step in that place is not begun.
    pub fn so_far(
        &mut self,
        place: usize,
        step: &Step,
        fault: &Fault,
    ) -> Option<SoFar> {
        // An exercise is begun with its first step; and the end of a program
        // does by itself what a last step adds.
        let adds_end = step.moves.iter().any(|m| matches!(m, Move::Closes(_)));
        let may_be = fault.step == place
            && (place == 0 || step.page.is_some() && !adds_end);
        let is_new = place == 0 && self.prints_as_new();
        let is_end = match &fault.came {
            Came::Ended(_) => true,
            Came::Bytes(bytes, then) => bytes.is_empty() && *then != Then::Open,
            Came::Line(_) => is_new,
            _ => false,
        };
        // One that has closed may take a moment to end.
        if !may_be || !is_end || !self.watch().is_some_and(|s| s.success()) {
            return None;
        }
        let lines = self.lines();
        let probed = place == 0 || matches!(fault.at, Move::ProbeFailed);
        let same_in_probe = self.probe.as_ref().is_none_or(|probe| {
            let ended_well =
                matches!(probe.came, Came::Ended(status) if status.success());
            ended_well && probe.complaint.is_empty() && probe.lines == lines
        });
        let has_printed = !is_new && lines.len() > self.compared;
        let has_complained = !self.complaint().is_empty();
        if probed && !same_in_probe || has_printed || has_complained {
            return None;
        }
        let is_silent = self.peers.values().all(|peer| peer.unread.is_empty());
        let has_connected = self.has_connected();
        let was_asked = self.meeting.had_to_answer && !self.has_not_heard();
        if !is_silent || has_connected || was_asked {
            return None;
        }
        Some(match place {
            _ if is_new => SoFar::New,
            0 => SoFar::Nothing,
            _ => SoFar::Right,
        })
    }

    /// Whether it ended before it accepted us, or read what we sent: that is
    /// a reset.
    fn has_not_heard(&mut self) -> bool {
        use Action::{Connected, Sent};
        matches!(self.did.last(), Some(Connected(_) | Sent(_)))
            && self.peers.values_mut().all(|peer| peer.look() == Then::Reset)
    }
}
