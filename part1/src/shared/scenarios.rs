//! All scenarios, in the order of `--list`: the lesson, and then the
//! exercises, the easiest first.

use crate::scenario::Scenario;
use crate::{exercises, lesson};

/// What can be checked.
pub const SCENARIOS: &[Scenario] = &[
    lesson::SERVER,
    lesson::CLIENT,
    exercises::DOWNLOAD,
    exercises::ECHO,
    exercises::FAREWELL,
    exercises::SHOUT,
    exercises::FILE,
    exercises::PATIENT,
    exercises::PING,
    exercises::WHOAMI,
    exercises::GREETER,
    exercises::LINES,
    exercises::GUARDED,
];
