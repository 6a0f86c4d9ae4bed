//! A student's program alone, through all its steps.

use super::pair::Place;
use super::protocol::scenario;
use super::student::Ready;
use crate::action::Action;
use crate::player::{Player, Request};
use crate::steps::{self, Verdict};
use shared::relay::Side;
use std::ffi::OsString;
use std::path::Path;

/// What came of a program alone.
pub struct Alone {
    pub request: Request,
    side: Side,
    pub verdict: Verdict,
}

/// How a program in that folder is asked for, there.
pub fn request(command: Vec<OsString>, folder: &Path, place: Place) -> Request {
    Request {
        command,
        folder: Some(folder.display().to_string()),
        place: folder.to_path_buf(),
        port: place.port,
        bound: place.bound,
        is_quiet: true,
    }
}

impl Alone {
    /// Plays all its steps, until it fails one, and ends it.
    pub fn play(ready: &Ready, side: Side, place: Place) -> Alone {
        let request = request(ready.words.clone(), &ready.folder, place);
        let mut player = Player::new(&request);
        let played = steps::play(&mut player, scenario(side), |_, _| Ok(()));
        drop(player);
        let verdict = played.expect("nothing is told, so it can't fail");
        Alone { request, side, verdict }
    }

    /// How many of its steps are done.
    pub fn done(&self) -> usize {
        self.verdict.done
    }

    /// How many it has.
    pub fn steps(&self) -> usize {
        scenario(self.side).steps.len()
    }

    /// Whether nothing is wrong with it but that it can't have its address
    /// again at once: that spoils no pair.
    pub fn misses_its_address(&self) -> bool {
        let did = self.verdict.stop.as_ref().map(|stop| &stop.fault.did);
        let again = |did: &Action| matches!(did, Action::StartedAgainAtOnce);
        did.is_some_and(|did| did.iter().any(again))
    }

    /// How far it has come, if it is not done.
    pub fn missing(&self) -> Option<String> {
        self.verdict.stop.as_ref()?;
        Some(format!("{} of {} steps done", self.done(), self.steps()))
    }

    /// What is missing, in a sentence.
    pub fn failure(&self) -> Option<String> {
        let fault = &self.verdict.stop.as_ref()?.fault;
        let missing = self.missing()?;
        let (expected, came) = (&fault.expected, &fault.came);
        Some(format!("{missing}. Expected: {expected}. Came: {came}"))
    }
}
