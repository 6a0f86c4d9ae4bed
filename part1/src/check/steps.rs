//! Plays the steps of a scenario up to the first that does not hold.

use crate::begun::SoFar;
use crate::fault::Fault;
use crate::player::{Player, ProbeResult};
use shared::scenario::{Move, Scenario, Step};
use std::io;

/// How far a program has come.
pub struct Verdict {
    pub done: usize,
    /// `None`: all is done.
    pub stop: Option<Stop>,
}

/// The first step that does not hold.
pub struct Stop {
    pub fault: Box<Fault>,
    /// What is there, if that step is not begun.
    pub so_far: Option<SoFar>,
}

/// Plays the steps, and tells each that is done, with what came of the probe
/// if that is its step. The error is one of telling it.
pub fn play(
    player: &mut Player,
    scenario: &Scenario,
    mut tell: impl FnMut(&Step, Option<&ProbeResult>) -> io::Result<()>,
) -> io::Result<Verdict> {
    let steps = scenario.steps;
    let mut told = 0;
    for place in 0..=steps.len() {
        let result = match steps.get(place) {
            Some(step) => player.play(place, step),
            None => player.last_lines(),
        };
        let done = match &result {
            Ok(()) => player.done(steps.len().min(place + 1)),
            Err(fault) => fault.step,
        };
        for step in &steps[told..done] {
            let probed = |at: &Move| matches!(at, Move::ProbeFailed);
            let probed = step.moves.iter().any(probed);
            tell(step, player.probe.as_ref().filter(|_| probed))?;
        }
        told = done;
        if let Err(fault) = result {
            let so_far = player.so_far(place, &steps[told], &fault);
            return Ok(Verdict { done, stop: Some(Stop { fault, so_far }) });
        }
    }
    Ok(Verdict { done: told, stop: None })
}
