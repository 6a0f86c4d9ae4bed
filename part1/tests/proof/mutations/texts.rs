//! Does each check of the texts notice what it is for?

use super::prelude::*;
use crate::text::TEXTS;

#[test]
fn each_mutation_of_a_text_is_found() {
    let fixture = fixture::tree();
    let mut report = Report::default();
    let known: Vec<&str> = TEXTS.iter().map(|(name, _)| *name).collect();
    let rows = rows("part1/tests/proof/mutations/texts.txt", &known, &mut report);
    for (name, check) in TEXTS {
        for row in of(name, &rows) {
            each_is_found(&fixture, vec![row], &mut report, |tree, said| {
                check(&Context::of(tree, name), said);
            });
        }
    }
    report.settle();
}
