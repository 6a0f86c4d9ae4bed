//! Are the programs that ours are compared with the same ones in Python and in C, and does the
//! script measure what is there?

use super::prelude::*;
use crate::book::steps::python_lines;
use crate::run::folders::for_compilers;
use std::ffi::{OsStr, OsString};

/// The folder of the programs in other languages.
const FOLDER: &str = "scripts/compare";

#[test]
fn the_python_programs_are_the_lines_of_the_pages() {
    let (context, mut report) = (Context::live(), Report::default());
    for program in PROGRAMS {
        let path = format!("{FOLDER}/{program}.py");
        let code = context.tree.get(&path).unwrap_or_else(|| panic!("no {path}"));
        // The first line is a comment, and blank lines are not counted.
        let code = (1..).zip(code.lines()).skip(1).filter(|(_, line)| !line.is_empty());
        let code: Vec<(usize, &str)> = code.collect();
        let pages = python_lines(&context.book, program);
        let pages: Vec<&str> = pages.lines().filter(|line| !line.is_empty()).collect();
        report.count_many("lines of Python", code.len());
        let same = code.iter().zip(&pages).take_while(|((_, code), page)| code == *page).count();
        let (line, actual) = code.get(same).copied().unwrap_or((1, "no more lines"));
        let expected = pages.get(same).copied().unwrap_or("no more lines");
        report.same((&path, line), actual, expected, "let the program have the lines of the pages");
    }
    report.settle();
}

/// The words that start the server in C, in Python or in Rust, and those that start the client.
fn programs_in(language: &str) -> [Vec<OsString>; 2] {
    let source = |name: &str, ext: &str| root().join(FOLDER).join(format!("{name}.{ext}"));
    let in_c = |name| {
        // Not where `scripts/compare.sh` has its own, which another test may run at the same time.
        let program = for_compilers().join(format!("{name}-in-c"));
        let mut cc = Command::new("cc");
        cc.args(["-O2", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&program);
        done(cc.arg(source(name, "c")));
        vec![program.into()]
    };
    // -u: what is printed comes at once, though nobody types.
    let in_python = |name| vec!["python3".into(), "-u".into(), source(name, "py").into()];
    match language {
        "C" => PROGRAMS.map(in_c),
        "Python" => PROGRAMS.map(in_python),
        _ => [vec![env!("CARGO_BIN_EXE_server").into()], vec![env!("CARGO_BIN_EXE_client").into()]],
    }
}

/// The server in each of these languages talks to each client, to the byte.
fn each_talks_to_each(languages: &[&str]) {
    let mut report = Report::default();
    let start = |words: &[OsString]| started(Command::new(&words[0]).args(&words[1..]));
    let programs: Vec<_> = languages.iter().map(|name| (name, programs_in(name))).collect();
    for (ours, [server, _]) in &programs {
        for (theirs, [_, client]) in &programs {
            let Some(_port) = PortLock::take() else { return };
            let server = when_it_listens(start(server));
            let (client, server) = (end(start(client)), end(server));
            let who = format!("{ours}'s server, {theirs}'s client");
            report.count("pairs of languages");
            let mut prints = |Ended { status, stdout, stderr }: Ended, lines: &str| {
                let actual = format!("{who}, {status}\n{}{stderr}", normalize(&stdout));
                let expected = format!("{who}, exit status: 0\n{lines}");
                report.same((FOLDER, 1), actual, expected, "mend that language's program");
            };
            prints(client, "Server: Hello client!\n");
            prints(server, "New client joined: 127.0.0.1:PORT\nClient: Hello Server!\n");
        }
    }
    report.settle();
}

#[test]
#[ignore = "needs python3"]
fn the_python_lines_talk_to_each_other_and_to_ours() {
    each_talks_to_each(&["Rust", "Python"]);
}

#[test]
#[ignore = "needs root, unshare, ip, python3, cc"]
fn each_server_talks_to_each_client_to_the_byte() {
    in_own_network(|| each_talks_to_each(&["Rust", "C", "Python"]));
}

/// The languages that the script measures, with a single run of each program and with the tools of
/// that `PATH`, and what it complains of.
fn measured(path: &OsStr) -> (Vec<String>, String) {
    let mut sh = readers_package::command("sh", &["scripts/compare.sh", "1"], &root());
    let ended = run(sh.env("PATH", path), BUILD_BOUND).expect("sh");
    assert!(ended.status.success(), "{ended:?}");
    // The first row has the heads.
    let first_words = ended.stdout.lines().skip(1).filter_map(|row| row.split_whitespace().next());
    (first_words.map(str::to_string).collect(), ended.stderr)
}

#[test]
#[ignore = "needs root, unshare, ip, python3, cc"]
fn the_script_measures_what_is_there_and_names_what_is_not() {
    in_own_network(|| {
        let path = env::var_os("PATH").expect("a PATH");
        let (languages, complaints) = measured(&path);
        assert_eq!(languages, ["Rust", "C", "Python"]);
        assert_eq!(complaints, "");

        // A path with what the script needs, and nothing else.
        let tools = TemporaryFolder::new("tools");
        for tool in ["sh", "env", "dirname", "cargo", "rustc", "setpriv"] {
            let place = place_of(tool).expect(tool);
            done(Command::new("ln").arg("-sf").args([place, tools.0.join(tool)]));
        }
        let (languages, complaints) = measured(tools.0.as_os_str());
        assert_eq!(languages, ["Rust"]);
        let left_out = "left out: C, since there is no cc\n\
                        left out: Python, since there is no python3\n";
        assert_eq!(complaints, left_out);
    });
}
