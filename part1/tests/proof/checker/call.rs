//! Which program does a call check? The reader's, in `../hello-tcp` or where `--in` says, and if there
//! is none, the book's; and is it said whose that is?

use super::prelude::*;
use crate::book::report::Row;
use crate::book::steps::steps;
use crate::run::readers_package::{NAME, PACKAGE, build, command, no_package};

const YOURS: &str = "This is your program.";
const BOOKS: &str = "This is the book's program";

/// Where the check is called; what follows `check` there, in which FOLDER stands for the reader's
/// package; the first line, up to the address; and words of what follows.
type Call = ([&'static str; 3], &'static [&'static str]);

/// Calls with a package in which the reader has done three steps, and begun no exercise.
const WITH_PACKAGE: &[Row<Call>] = &[
    row((
        ["", "server", "Checking `cargo run --bin server` in ../hello-tcp"],
        &[YOURS, "3 of 6 steps done. Next: 4. Send a message"],
    )),
    row((
        ["part1/src", "client --why", "Checking `cargo run --bin client` in ../../../hello-tcp"],
        &[YOURS, "   next  1. The same address", "0 of 4 steps done."],
    )),
    row((
        ["", "--in FOLDER server", "Checking `cargo run --bin server` in FOLDER"],
        &[YOURS, "3 of 6 steps done."],
    )),
    row((
        ["", "server --in FOLDER/src", "Checking `cargo run --bin server` in FOLDER/src"],
        &[YOURS, "3 of 6 steps done."],
    )),
    row((
        [
            "",
            "--in FOLDER server cargo run --bin server",
            "Checking `cargo run --bin server` in FOLDER",
        ],
        &[YOURS, "3 of 6 steps done."],
    )),
    row((
        ["", "server --peers", "Checking `cargo run --bin server` in ../hello-tcp"],
        &[YOURS, "--peers waits until all steps are done.\n\n3 of 6 steps done."],
    )),
    row((["", "server true", "Checking `true`"], &[YOURS, "1 of 6 steps done."])),
];

/// Calls that come to the book's program, since the reader has none.
const WITHOUT: &[Row<Call>] = &[
    row((
        ["book/src", "client", "Checking `cargo run --bin client`"],
        &[BOOKS, "there is no package ../../../hello-tcp.\nIf yours", "All 4 steps done."],
    )),
    row((
        ["", "client cargo run --bin client", "Checking `cargo run --bin client`"],
        &[BOOKS, "All 4 steps done."],
    )),
];

/// The reader has a package, and in it no such program.
const NO_PROGRAM: &[Row<Call>] = &[row((
    ["", "echo", "Checking `cargo run --example echo_server`"],
    &[BOOKS, "../hello-tcp has no src/bin/echo.rs.\n\n", "All 4 steps done."],
))];

/// Calls with the wrong folder, and which one is right.
const WRONG_FOLDERS: &[Row<([&str; 2], bool)>] = &[
    row((
        ["--in EMPTY server", "--in EMPTY: no Cargo.toml is there\nYour package is in ../"],
        true,
    )),
    row((["--in nowhere server", "--in nowhere: "], true)),
    row((["--in EMPTY server", "\nName the folder that `cargo new` has made.\n"], false)),
    row((["--in ABOVE server", "\nYour package is in ABOVE/hello-tcp.\n"], false)),
    row((["--in ABOVE/hello-tcp echo", "\nABOVE/hello-tcp has no src/bin/echo.rs.\n"], true)),
];

/// A call of `check`, with a package of the reader's at that place, and what is built in `target`.
fn called(words: &str, place: &str, package: &Path, built_of: &Path) -> Ended {
    let words: Vec<&str> = words.split(' ').collect();
    let mut check = command(env!("CARGO_BIN_EXE_check"), &words, built_of);
    ended_alone(check.current_dir(root().join(place)).env(PACKAGE, package), &words.join(" "))
}

fn judge(case: &Row<Call>, ended: &Ended, folder: &str, report: &mut Report) {
    let ([.., first], words) = case.is;
    let first = format!("{}, at 127.0.0.1:50000\nThis is", first.replace("FOLDER", folder));
    let text = &ended.stdout;
    let help = "mend the row, or part1/src/check/call.rs and package.rs";
    report.demand(case.at(), text.starts_with(&first), text, &first, help);
    for words in words {
        report.count("words");
        report.demand(case.at(), text.contains(words), text, *words, help);
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_readers_program_is_found_or_else_the_books_is_checked() {
    says(
        "check/yours",
        "If there's no such program, it runs the book's, and the second line says so.",
    );
    let context = Context::live();
    let third = steps(&context.book).into_iter().nth(2).expect("a third step");
    let package = readers_package::write(context, third.page, None);
    for program in ["server", "client"] {
        let built = build(&package, &["--bin", program]).expect("Cargo");
        assert!(built.status.success(), "{}", built.stderr);
    }
    for what in ["--bins", "--examples"] {
        readers_package::build_ahead(&root(), &[what]).expect("it is built");
    }
    let folder = package.to_str().expect("a path in UTF-8");
    let (none, book) = (no_package(), root());
    let with = WITH_PACKAGE.iter().map(|case| (case, &package, &package));
    let without = WITHOUT.iter().map(|case| (case, &none, &book));
    let other = NO_PROGRAM.iter().map(|case| (case, &package, &book));
    let calls: Vec<_> = with.chain(without).chain(other).collect();
    // All of them at the one port, so some at a time, each in a network of its own.
    let parts = ["0", "1", "2"];
    side_by_side(&parts, |part| {
        let mut report = Report::default();
        let first = part.parse().expect("a number");
        for (case, package, built_of) in calls.iter().skip(first).step_by(parts.len()) {
            let ([place, words, _], _) = case.is;
            let ended = called(&words.replace("FOLDER", folder), place, package, built_of);
            judge(case, &ended, folder, &mut report);
        }
        report.settle_part();
    });
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the paths of Unix")]
fn a_wrong_folder_is_told_which_one_is_right() {
    let above = TemporaryFolder::new("above");
    let [empty, package] = ["empty", NAME].map(|name| above.0.join(name));
    fs::create_dir(&empty).expect("an empty folder");
    save(&package.join("Cargo.toml"), "");
    let in_full = |text: &str| {
        let text = text.replace("EMPTY", empty.to_str().expect("UTF-8"));
        text.replace("ABOVE", above.0.to_str().expect("UTF-8"))
    };
    let mut report = Report::default();
    for case in WRONG_FOLDERS {
        report.count("calls");
        let ([words, said], has_package) = case.is;
        let place = if has_package { package.clone() } else { no_package() };
        let ended = called(&in_full(words), "", &place, &root());
        let (text, said) = (&ended.stderr, in_full(said));
        let is_so = text.contains(&said) && ended.code() == "2";
        report.demand(case.at(), is_so, text, &said, "mend the row, or part1/src/check/call.rs");
    }
    report.settle();
}
