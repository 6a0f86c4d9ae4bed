//! Are the programs that ours are compared with the same ones in Python and in C, and does the
//! script measure what is there?

use crate::book::prelude::*;
use crate::book::steps::python_lines;
use crate::run::prelude::*;
use crate::run::readers_package;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

/// The folder of the programs in other languages.
const FOLDER: &str = "scripts/compare";

#[test]
fn the_python_programs_are_the_lines_of_the_pages() {
    let (context, mut report) = (Context::live(), Report::default());
    for program in PROGRAMS {
        let path = format!("{FOLDER}/{program}.py");
        let code = context.tree.get(&path).unwrap_or_else(|| panic!("no {path}"));
        let (_, code) = code.split_once('\n').expect("a line of comment");
        let lines = |text: &str| -> Vec<String> {
            text.replace("\n\n", "\n").lines().map(str::to_string).collect()
        };
        let (code, pages) = (lines(code), lines(&python_lines(&context.book, program)));
        report.count_many("lines of Python", code.len());
        let differs = |i: &usize| code.get(*i) != pages.get(*i);
        let first = (0..code.len().max(pages.len())).find(differs).unwrap_or(code.len());
        let from_there = |lines: &[String]| {
            let lines = (1..).zip(lines).skip(first).take(3);
            lines.map(|(number, line)| format!("{number}: {line}\n")).collect::<String>()
        };
        let help = "let the program have the lines of the pages (blank lines are not counted)";
        report.same((&path, 1), from_there(&code), from_there(&pages), help);
    }
    report.settle();
}

/// Our programs, and the same in C and in Python, each server first, by the words that start them.
fn languages() -> [(&'static str, [Vec<String>; 2]); 3] {
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    let source = |name: &str, ext: &str| text(root().join(FOLDER).join(format!("{name}.{ext}")));
    let ours = [env!("CARGO_BIN_EXE_server"), env!("CARGO_BIN_EXE_client")];
    let in_c = PROGRAMS.map(|name| {
        let program = kept(format!("{name}-in-c"));
        let mut cc = Command::new("cc");
        cc.args(["-O2", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&program);
        done(cc.arg(source(name, "c")));
        vec![text(program)]
    });
    let in_python = PROGRAMS.map(|name| vec!["python3".into(), "-u".into(), source(name, "py")]);
    [("Rust", ours.map(|program| vec![program.into()])), ("C", in_c), ("Python", in_python)]
}

fn start(words: &[String]) -> Running {
    started(Command::new(&words[0]).args(&words[1..]))
}

#[test]
#[ignore = "needs root, unshare, ip, python3, cc"]
fn each_server_talks_to_each_client_to_the_byte() {
    in_own_network(|| {
        let (languages, mut report) = (languages(), Report::default());
        for (ours, [server, _]) in &languages {
            for (theirs, [_, client]) in &languages {
                let _port = PortLock::take();
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
    });
}

/// Runs the script, with a single run of each program, and with the tools of that `PATH`.
fn compare(path: &OsStr) -> Ended {
    let mut sh = readers_package::command("sh", &["scripts/compare.sh", "1"], &root());
    let ended = run(sh.env("PATH", path), BUILD_BOUND).expect("sh");
    assert!(ended.status.success(), "{ended:?}");
    ended
}

/// The words that begin the rows of a table, without its heads.
fn languages_in(table: &str) -> Vec<&str> {
    table.lines().skip(1).filter_map(|row| row.split_whitespace().next()).collect()
}

#[test]
#[ignore = "needs root, unshare, ip, python3, cc"]
fn the_script_measures_what_is_there_and_names_what_is_not() {
    in_own_network(|| {
        let path = env::var_os("PATH").expect("a PATH");
        let all = compare(&path);
        assert_eq!(languages_in(&all.stdout), ["Rust", "C", "Python"]);
        assert_eq!(all.stderr, "");

        // A path with what the script needs, and nothing else.
        let tools = kept("tools");
        fs::create_dir_all(&tools).expect("a folder");
        for tool in ["sh", "env", "dirname", "cargo", "rustc", "setpriv"] {
            let mut places = env::split_paths(&path).map(|folder| folder.join(tool));
            let place = places.find(|place| place.is_file()).expect(tool);
            done(Command::new("ln").arg("-sf").args([place, tools.join(tool)]));
        }
        let ours = compare(tools.as_os_str());
        assert_eq!(languages_in(&ours.stdout), ["Rust"]);
        let left_out = "left out: C, since there is no cc\n\
                        left out: Python, since there is no python3\n";
        assert_eq!(ours.stderr, left_out);
    });
}
