//! All scenarios, in the order of `--list`: the lesson, and then the
//! exercises, the easiest first.

mod exercises;
mod lesson;
mod pages;
pub mod scenario;

use scenario::Scenario;

/// What can be checked.
pub const SCENARIOS: &[Scenario] = &[
    lesson::SERVER,
    lesson::CLIENT,
    exercises::DOWNLOAD,
    exercises::ECHO,
    exercises::FAREWELL,
    exercises::SHOUT,
    exercises::FILE,
    exercises::WIRE_SERVER,
    exercises::WIRE_CLIENT,
    exercises::PATIENT,
    exercises::PING,
    exercises::WHOAMI,
    exercises::GREETER,
    exercises::RELAY,
    exercises::LINES,
    exercises::GUARDED,
];
