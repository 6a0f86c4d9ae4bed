//! Does what is compiled and run notice what no text shows?

use super::prelude::*;
use crate::book::steps::steps;
use crate::play::{Scenes, play_page, step_builds, typed_fences_do_as_shown};
use std::collections::BTreeSet;

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
    let Some(()) = own_network() else { return };
    let fixture = fixture::tree();
    let mut report = Report::default();
    let rows =
        rows("part1/tests/proof/mutations/runs.txt", &CHECKS.map(|(name, _)| name), &mut report);
    for (name, check) in CHECKS {
        let rows = of(name, &rows);
        let mut unedited = Report::default();
        let context = Context::of(fixture.clone(), &format!("mutation-{name}"));
        for page in rows.iter().map(|row| row.text("at:")).collect::<BTreeSet<_>>() {
            check(&context, &page, &mut unedited);
        }
        report.findings.extend(unedited.findings.into_iter().map(fixture::placed));
        for (i, row) in rows.into_iter().enumerate() {
            each_is_found(&fixture, vec![row], &mut report, |tree, said| {
                let context = Context::of(tree, &format!("mutation-{name}-{i}"));
                check(&context, &row.text("at:"), said);
            });
        }
    }
    report.settle();
}
