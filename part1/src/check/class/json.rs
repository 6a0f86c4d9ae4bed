//! What came of a class, in the form that `check/json.rs` documents.

use super::alone::{Alone, request};
use super::pair::Place;
use super::protocol::scenario;
use super::student::{Own, Student};
use super::table::Class;
use super::{Pair, side_name};
use crate::call;
use crate::json::{self, Json};
use shared::relay::Side;

/// All of it.
pub fn of_class(
    call: &call::Class,
    class: &Class,
) -> Vec<(&'static str, Json)> {
    let student = |(place, student): (usize, &Student)| {
        let own = |side: Side| {
            // None was tried if something came in between.
            let alone = class.alone.get(place);
            let alone = alone.and_then(|both| both[side as usize].as_ref());
            of_program(student, alone, side, call)
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
    let pairs = class.pairs.iter().map(of_pair);
    vec![
        ("scenario", Json::text("class")),
        ("address", json::address(call.port)),
        ("problem", Json::or_null(problem, Json::text)),
        ("students", Json::List(students.collect())),
        ("pairs", Json::List(pairs.collect())),
    ]
}

fn of_program(
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
    let place = Place { port: call.port, bound: call.bound };
    let request = request(Vec::new(), &student.folder, place);
    Json::Object(json::program(scenario(side), &request, None, Some(why)))
}

fn of_pair(pair: &Pair) -> Json {
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
