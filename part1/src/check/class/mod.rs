//! What a class has written: each program alone, and each server with each
//! client.

mod alone;
mod json;
mod judge;
mod pair;
mod progress;
mod protocol;
mod running;
mod student;
mod table;

use crate::call;
use crate::display::count;
use crate::json::Target;
use crate::kernel;
use crate::player::TIMES_TO_COMPILE;
use crate::report;
use alone::Alone;
use judge::Blame;
use pair::{Place, Seen};
use progress::Progress;
use running::Running;
use shared::relay::Side;
use std::io::{self, Write};
use std::net::TcpListener;
use student::Student;
use table::Class;

/// What came of a server and a client, which are those of these students.
pub struct Pair {
    pub server: usize,
    pub client: usize,
    /// Without the wire in between.
    pub is_direct: bool,
    pub seen: Seen,
    pub blame: Blame,
}

/// What a side's program is called.
pub fn side_name(side: Side) -> &'static str {
    match side {
        Side::Server => "server",
        Side::Client => "client",
    }
}

/// Checks all, and returns whether all is done. The error is one of telling
/// it.
pub fn check(call: &call::Class) -> io::Result<bool> {
    call.json.as_ref().map_or(Ok(()), Target::forget)?;
    let mut class = Class::default();
    let told = class.check(call);
    if let Err(error) = &told {
        class.problem = class.problem.or_else(|| Some(error.to_string()));
    }
    crate::save(call.json.as_ref(), json::of_class(call, &class), told)
}

impl Class {
    /// Plays all there is to play, and tells it. What was found stays, even if
    /// something comes in between.
    fn check(&mut self, call: &call::Class) -> io::Result<bool> {
        let place = Place { port: call.port, bound: call.bound };
        let mut progress = Progress::new();
        // Nobody has it, but for the kernel's memory.
        if !place.is_free() && !kernel::is_listening(call.port) {
            place.wait_for_address(&mut progress);
        }
        if let Err(error) = TcpListener::bind(place.address()) {
            self.problem = Some(format!("{}: {error}", place.address()));
            return report::cannot_be_had(call.port, &error).map(|()| false);
        }
        self.students = student::all(&call.folders);
        let students = count(self.students.len(), "student");
        let address = place.address();
        writeln!(io::stdout(), "Checking {students}, at {address}\n")?;
        build(&mut self.students, call, &mut progress);
        let mut run = Running::new(&self.students, place, progress);
        let played = run.play();
        let suspects = run.suspects().unwrap_or_default();
        let Running { alone, pairs, .. } = run;
        (self.alone, self.pairs) = (alone, pairs);
        if let Err(error) = played {
            self.problem = Some(format!("{address}: {error}{suspects}"));
            report::cannot_be_had(call.port, &error)?;
            writeln!(io::stdout(), "\nNot all was played{suspects}.\n")?;
        }
        self.tell()
    }

    fn tell(&self) -> io::Result<bool> {
        let mut out = io::stdout();
        let failures = self.failures();
        writeln!(out, "{}", self.matrix())?;
        for failure in &failures {
            writeln!(out, "{failure}")?;
        }
        let space = if failures.is_empty() { "" } else { "\n" };
        writeln!(out, "{space}{}", summary(self))?;
        Ok(failures.is_empty() && self.problem.is_none())
    }
}

/// The last line.
fn summary(class: &Class) -> String {
    let all = class.alone.iter().flatten().flatten();
    let is_done = |alone: &&Alone| alone.verdict.stop.is_none();
    let (programs, done) = (all.clone().count(), all.filter(is_done).count());
    let pairs = class.pairs.len();
    let talk = class.pairs.iter().filter(|pair| pair.blame.is_empty()).count();
    let is_one = |some: usize, all: usize| some == 1 || all == 1;
    format!(
        "{done} of {} {} all steps done. {talk} of {} {}.",
        count(programs, "program"),
        if is_one(done, programs) { "has" } else { "have" },
        count(pairs, "pair"),
        if is_one(talk, pairs) { "talks" } else { "talk" },
    )
}

fn build(
    students: &mut [Student],
    call: &call::Class,
    progress: &mut Progress,
) {
    let bound = call.bound * TIMES_TO_COMPILE;
    for student in students {
        for side in Side::BOTH {
            let who = student.whose(side);
            let most = bound.as_secs();
            progress.say(format!("building {who} ({most} s at most)"));
            student.programs[side as usize].build(side, bound);
        }
    }
}
