//! Does what is compiled and run notice what no text shows?

use super::mutation::Rows;
use super::{each_is_found, fixture};
use crate::book::prelude::*;
use crate::book::steps::steps;
use crate::play::{Scenes, play_page, step_builds, typed_fences_do_as_shown};

/// A check that compiles or runs what is on the page of that name.
type Check = fn(&Context, &str, &mut Report);

const CHECKS: [(&str, Check); 3] = [
    ("step_builds", |context, page, report| {
        let own = steps(&context.book).into_iter().filter(|step| step.page.name() == page);
        own.for_each(|step| step_builds(context, &step, report));
    }),
    ("typed_fences_do_as_shown", |context, page, report| {
        typed_fences_do_as_shown(context, context.book.named(page), report);
    }),
    ("play_page", |context, page, report| {
        play_page(context, context.book.named(page), Scenes::Plain, report);
    }),
];

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn each_mutation_of_what_is_run_is_found() {
    let fixture = fixture::tree();
    let mut report = Report::default();
    let rows = Rows::read("runs.txt", &CHECKS.map(|(name, _)| name), &mut report);
    for (name, check) in CHECKS {
        for (i, row) in rows.of(name).into_iter().enumerate() {
            let label = format!("mutation-{name}-{i}");
            let run = |tree: Tree, said: &mut Report| {
                check(&Context::of(tree, &label), &row.at, said);
            };
            let mut unedited = Report::default();
            run(fixture.clone(), &mut unedited);
            report.findings.extend(unedited.findings.into_iter().map(fixture::placed));
            each_is_found(&fixture, &[row], &mut report, run);
        }
    }
    report.settle();
}
