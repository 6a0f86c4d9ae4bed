//! Does each check of the texts notice what it is for?

use super::mutation::Rows;
use super::{each_is_found, fixture};
use crate::book::prelude::*;
use crate::text::TEXTS;

#[test]
fn each_mutation_of_a_text_is_found() {
    let fixture = fixture::tree();
    let mut report = Report::default();
    let known: Vec<&str> = TEXTS.iter().map(|(name, _)| *name).collect();
    let rows = Rows::read("texts.txt", &known, &mut report);
    for (name, check) in TEXTS {
        for row in rows.of(name) {
            each_is_found(&fixture, &[row], &mut report, |tree, said| {
                check(&Context::of(tree, name), said);
            });
        }
    }
    report.settle();
}
