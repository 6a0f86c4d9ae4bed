//! What a class has written: each program alone, and each server with each
//! client.

mod judge;
mod pair;
mod progress;
mod protocol;
mod running;
mod student;
mod table;

use crate::action::Action;
use crate::call;
use crate::display::count;
use crate::json::{self, Json, Target};
use crate::kernel;
use crate::player::{Player, Request, TIMES_TO_COMPILE};
use crate::report;
use crate::steps::{self, Verdict};
use judge::Blame;
use pair::{Place, Seen};
use progress::Progress;
use protocol::scenario;
use running::Running;
use shared::relay::Side;
use std::io::{self, Write};
use std::net::TcpListener;
use student::{Own, Ready, Student};
use table::Class;

/// What came of a program alone.
pub struct Alone {
    request: Request,
    side: Side,
    verdict: Verdict,
}

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
    crate::save(call.json.as_ref(), to_json(call, &class), told)
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

impl Alone {
    fn play(ready: &Ready, side: Side, place: Place) -> Alone {
        let request = Request {
            command: ready.words.clone(),
            folder: Some(ready.folder.display().to_string()),
            place: ready.folder.clone(),
            port: place.port,
            bound: place.bound,
            is_quiet: true,
        };
        let mut player = Player::new(&request);
        let played = steps::play(&mut player, scenario(side), |_, _| Ok(()));
        drop(player);
        let verdict = played.expect("nothing is told, so it can't fail");
        Alone { request, side, verdict }
    }

    pub fn done(&self) -> usize {
        self.verdict.done
    }

    pub fn steps(&self) -> usize {
        scenario(self.side).steps.len()
    }

    /// Whether nothing is wrong with it but that it can't have its address
    /// again at once: that spoils no pair.
    fn misses_its_address(&self) -> bool {
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

fn to_json(call: &call::Class, class: &Class) -> Vec<(&'static str, Json)> {
    let student = |(place, student): (usize, &Student)| {
        let own = |side: Side| {
            // None was tried if something came in between.
            let alone = class.alone.get(place);
            let alone = alone.and_then(|both| both[side as usize].as_ref());
            program_to_json(student, alone, side, call)
        };
        Json::Object(vec![
            ("number", Json::Whole(place + 1)),
            ("name", Json::text(&student.name)),
            ("folder", Json::text(student.folder.to_string_lossy())),
            ("problem", Json::or_null(student.problem.as_deref(), Json::text)),
            ("server", own(Side::Server)),
            ("client", own(Side::Client)),
        ])
    };
    let students = class.students.iter().enumerate().map(student);
    let problem = class.problem.as_deref();
    let pairs = class.pairs.iter().map(pair_to_json);
    vec![
        ("scenario", Json::text("class")),
        ("address", json::address(call.port)),
        ("problem", Json::or_null(problem, Json::text)),
        ("students", Json::List(students.collect())),
        ("pairs", Json::List(pairs.collect())),
    ]
}

fn program_to_json(
    student: &Student,
    alone: Option<&Alone>,
    side: Side,
    call: &call::Class,
) -> Json {
    if let Some(Alone { request, verdict, .. }) = alone {
        let verdict = Some(verdict);
        let object = json::program(scenario(side), request, verdict, None);
        return Json::Object(object);
    }
    let why = match &student.programs[side as usize] {
        Own::Missing => return Json::Null,
        Own::Broken(why) => why,
        Own::InPackage(_) | Own::Ready(_) => "it was not tried alone",
    };
    let request = Request {
        command: Vec::new(),
        folder: Some(student.folder.to_string_lossy().into_owned()),
        place: student.folder.clone(),
        port: call.port,
        bound: call.bound,
        is_quiet: true,
    };
    Json::Object(json::program(scenario(side), &request, None, Some(why)))
}

fn pair_to_json(pair: &Pair) -> Json {
    let passed = pair.seen.record.iter().flatten();
    let record = passed.map(|passed| {
        let words = Json::text(&passed.words);
        Json::List(vec![Json::Seconds(passed.seconds), words])
    });
    let blame = pair.blame.iter().map(|(side, _)| side_name(*side));
    let sentences = pair.blame.iter().map(|(_, sentence)| sentence.as_str());
    Json::Object(vec![
        ("server", Json::Whole(pair.server + 1)),
        ("client", Json::Whole(pair.client + 1)),
        ("talk", Json::Bool(pair.blame.is_empty())),
        ("blame", Json::texts(blame)),
        ("sentences", Json::texts(sentences)),
        ("recorded", Json::Bool(pair.seen.record.is_some())),
        ("record", Json::List(record.collect())),
    ])
}
