//! Does the play of a story notice what no text shows?

use super::prelude::*;
use crate::book::story::{Program, stories};
use crate::play::play_story;

/// The fixture's example that is played, too.
const THREADS: &str = "part1/examples/threads_server.rs";

#[test]
#[ignore = "needs root, unshare, ip, strace, tcpdump"]
fn each_mutation_of_a_story_is_found() {
    let fixture = fixture::tree();
    let mut report = Report::default();
    let rows = rows("part1/tests/proof/mutations/stories.txt", &["play_story"], &mut report);
    report.settle();
    let unedited = Context::of(fixture.clone(), "mutation-programs");
    let last = unedited.book.pages.last().expect("a page");
    let folder = readers_package::write(&unedited, last, None);
    // Once: each play would write what another one compiles.
    if !namespace::is_inside() {
        let source = fixture.get(THREADS).expect("a server with threads");
        save(&folder.join("src/bin/threads_server.rs"), source);
        readers_package::build_ahead(&folder, &["--bins"]).unwrap_or_else(|e| panic!("{e}"));
    }
    let play = |context: &Context, id: &str, name: &str, report: &mut Report| {
        let path_of = |program: &Program| {
            let file = Path::new(&program.path).file_stem();
            folder.join("target/debug").join(file.expect("a program's file"))
        };
        report.count("plays");
        report.findings.extend(play_story(name, &stories(context), id, path_of).err());
    };
    // The last one is the play without an edit.
    let names: Vec<String> = (0..=rows.len()).map(|number| number.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    all_in_own_networks(&names, |name| {
        let mut report = Report::default();
        match rows.get(name.parse::<usize>().expect("a number")) {
            None => play(&unedited, &rows[0].text("at:"), name, &mut report),
            Some(row) => each_is_found(&fixture, vec![row], &mut report, |tree, said| {
                play(&Context::of(tree, name), &row.text("at:"), name, said);
            }),
        }
        report.settle();
    });
}
