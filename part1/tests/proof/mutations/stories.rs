//! Does the play of a story notice what no text shows?

use super::mutation::Rows;
use super::{each_is_found, fixture};
use crate::book::prelude::*;
use crate::book::story::{Program, stories};
use crate::play::play_story;
use crate::run::namespace::all_in_own_networks;
use crate::run::readers_package;
use std::path::{Path, PathBuf};

const CHECK: &str = "play_story";

/// The name of the play without an edit.
const UNEDITED: &str = "unedited";

/// Where the fixture's two programs are, built.
fn programs(context: &Context) -> PathBuf {
    let last = context.book.pages.last().expect("a page");
    let folder = readers_package::write(context, last, None);
    let built =
        readers_package::build(&folder, &["--bins"]).unwrap_or_else(|message| panic!("{message}"));
    assert!(built.status.success(), "{}", built.stderr);
    folder.join("target/debug")
}

#[test]
#[ignore = "needs root, unshare, ip, strace, tcpdump"]
fn each_mutation_of_a_story_is_found() {
    let fixture = fixture::tree();
    let mut report = Report::default();
    let rows = Rows::read("stories.txt", &[CHECK], &mut report);
    report.settle();
    let unedited = Context::of(fixture.clone(), "mutation-programs");
    let programs = programs(&unedited);
    let play = |context: &Context, id: &str, name: &str, report: &mut Report| {
        let path_of = |program: &Program| {
            let file = Path::new(&program.path).file_stem();
            programs.join(file.expect("a program's file"))
        };
        report.count("plays");
        report.findings.extend(play_story(name, &stories(context), id, path_of).err());
    };
    let rows = rows.of(CHECK);
    let names: Vec<String> = (0..rows.len()).map(|number| number.to_string()).collect();
    let names = names.iter().map(String::as_str).chain([UNEDITED]);
    all_in_own_networks(&names.collect::<Vec<_>>(), |name| {
        let mut report = Report::default();
        match name.parse().map(|number: usize| rows[number]) {
            Err(_) => play(&unedited, &rows[0].at, name, &mut report),
            Ok(row) => each_is_found(&fixture, &[row], &mut report, |tree, said| {
                play(&Context::of(tree, name), &row.at, name, said);
            }),
        }
        report.settle();
    });
}
