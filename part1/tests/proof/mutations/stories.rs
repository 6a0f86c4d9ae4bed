//! Does the play of a story notice what no text shows?

use super::row::Rows;
use super::{each_is_found, fixture};
use crate::book::Book;
use crate::book::report::Report;
use crate::book::steps::Context;
use crate::book::story::{Program, stories};
use crate::book::tree::Tree;
use crate::play::play_story as play;
use crate::run::namespace::all_in_own_networks;
use crate::run::package;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const CHECK: &str = "play_story";

/// The name of the play without an edit.
const UNEDITED: &str = "unedited";

/// Where the fixture's two programs are, built.
fn programs(tree: &Tree) -> PathBuf {
    let context = Context::of(tree.clone(), "mutation-programs", &mut Report::default());
    let folder = package::write(&context, context.book.pages.last().expect("a page"), None);
    let built = package::build(&folder, &["--bins"]).unwrap_or_else(|message| panic!("{message}"));
    assert!(built.status.success(), "{}", built.stderr);
    folder.join("target/debug")
}

fn play_story(tree: &Tree, id: &str, name: &str, programs: &Path) {
    let stories = stories(tree, &Book::read(tree));
    let path_of = |program: &Program| {
        let file = Path::new(&program.path);
        programs.join(file.file_stem().expect("a file of a program"))
    };
    play(name, &stories, id, path_of);
}

#[test]
#[ignore = "needs root, unshare, ip, strace, tcpdump"]
fn each_mutation_of_a_story_is_found() {
    let test = "mutations::stories::each_mutation_of_a_story_is_found";
    let fixture = fixture::tree();
    let mut report = Report::default();
    let rows = Rows::read("stories.txt", &mut report);
    rows.have_checks(&[CHECK], &mut report);
    report.settle();
    let programs = programs(&fixture);
    let rows = rows.of(CHECK);
    let names: Vec<String> = (0..rows.len()).map(|number| number.to_string()).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.push(UNEDITED);
    all_in_own_networks(test, &names, |name| {
        let Ok(number) = name.parse::<usize>() else {
            return play_story(&fixture, &rows[0].at, name, &programs);
        };
        let (row, mut report) = (rows[number], Report::default());
        each_is_found(&fixture, &[row], &mut report, |tree| {
            let play = || play_story(tree, &row.at, name, &programs);
            let Err(said) = catch_unwind(AssertUnwindSafe(play)) else { return Vec::new() };
            vec![*said.downcast::<String>().expect("a message")]
        });
        report.settle();
    });
}
