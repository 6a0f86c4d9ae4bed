//! Can a script build the stage of a story of its own, and build it again?

use super::prelude::*;
use super::stage::{PAGE, PLAY, SOURCE};
use crate::book::story::stories;

/// What is there after each of the script's steps: the event, its sentence, the current line. The
/// story plays when it is replaced, and has gone from its fourth event to the fifth.
const EXPECTED: [&str; 8] = [
    "built | 1 | It begins. | line 0",
    "gone to | 2 | Once more. | line 2",
    "focus | main",
    "scrolled by | 0",
    "later | 2 | Once more. | line 2",
    "the one before | 5",
    "more stages | 0",
    "empty story | story",
];

/// A stage is built in place of another, with lines that are alike, and nothing of that one goes on;
/// and the stage's script may run twice, and leaves an empty story alone.
pub fn a_script_may_build_a_stage_again(site: Site, context: &Context, report: &mut Report) {
    let Some(first) = stories(context).into_iter().find(|story| story.page == SOURCE) else {
        return;
    };
    let given: [Given; 3] = [("PAGE", &PAGE), ("STORY", &first.id), ("PLAY", &PLAY)];
    let seen = visit(site, &given, include_str!("again.js"));
    for (i, expected) in EXPECTED.into_iter().enumerate() {
        report.count("things after a stage was built again");
        let actual = seen.lines.get(i).map_or(String::new(), |line| line.join(" | "));
        let help = "mend `buildStage`, or what calls it at the end of book/src/stage.js";
        report.same(("book/src/stage.js", 1), actual, expected.to_string(), help);
    }
}
