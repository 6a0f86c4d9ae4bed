//! Does the file of `--json` say what is said on the terminal? Its form is in the first lines of
//! `part1/src/check/json.rs`.

use super::books;
use super::prelude::*;
use crate::run::port::one_port;
use std::process::Stdio;

/// A check of one program with `--json`: what is said, and the file.
fn checked_to_file(words: &[&str]) -> (Ended, Json) {
    let folder = TemporaryFolder::new("json");
    let file = folder.0.join("said here.json");
    let ended = ended_alone(check(&["--json"]).arg(&file).args(words), &words.join(" "));
    let names = fs::read_dir(&folder.0).expect("the folder").count();
    assert_eq!(names, 1, "all of the file, and no part of it: {ended:?}");
    let text = fs::read_to_string(&file).expect("a file");
    let json = Json::parse(&text).unwrap_or_else(|rest| panic!("no JSON, at {rest}:\n{text}"));
    (ended, json)
}

/// Fails unless the file has what is on the terminal: each line of a step, what came, the reasons.
#[track_caller]
fn assert_same(ended: &Ended, json: &Json, scenario: &str) {
    let text = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(json["format"].number(), 1);
    assert_eq!(json["scenario"].text(), scenario);
    assert_eq!(json["exit"].text(), ended.code());
    let steps = json["steps"].list();
    for (place, step) in steps.iter().enumerate() {
        let is_done = ended.stdout.contains(&format!("   done  {}\n", step["title"].text()));
        assert_eq!(step["done"], Json::Bool(is_done), "{step:?}\n{text}");
        assert_eq!(is_done, place < json["done"].number(), "{step:?}");
    }
    assert_eq!(json["of"].number(), steps.len());
    let next = &json["next"];
    if *next == Json::Null {
        assert!(text.ends_with(&format!("All {} steps done.", steps.len())), "{text}");
        return;
    }
    for (name, words) in [("title", "Next:"), ("expected", "Expected:"), ("came", "Came:")] {
        let said = next[name].text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&format!("{words} {said}")), "{name}: {said}\n{text}");
    }
    let read = next["read"].text();
    assert!(text.contains(&format!("Read again: {read}")), "{read}\n{text}");
    for (number, reason) in (1..).zip(next["reasons"].texts()) {
        assert!(text.contains(&format!("{number}. {reason}")), "{reason}\n{text}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_file_has_what_is_said_of_one_program() {
    let Some(_port) = PortLock::take() else { return };
    let [server, client] = books().map(|path| path.replace('"', ""));
    let cases: &[(&str, &[&str], &str)] = &[
        ("client", &[&client], "0"),
        ("server", &["false"], "1"),
        ("server", &["printf", "\\\"\\033[2J\\n"], "1"),
        ("client", &["sleep", "600"], "1"),
        ("client", &[&server], "1"),
        ("server", &["./none"], "1"),
    ];
    for (scenario, command, code) in cases {
        let call = [&["--wait", "1", "--why", scenario], *command].concat();
        let (ended, json) = checked_to_file(&call);
        assert_eq!((ended.code().as_str(), json["command"].texts()), (*code, command.to_vec()));
        assert_same(&ended, &json, scenario);
    }
}

#[test]
fn the_file_says_that_the_address_is_taken() {
    let Some(()) = own_network() else { return };
    let (_block, port) = one_port();
    let _taken = std::net::TcpListener::bind(("127.0.0.1", port)).expect("a free port");
    let (_, json) = checked_to_file(&["--port", &port.to_string(), "server", "true"]);
    let problem = json["problem"].text();
    assert!(problem.starts_with(&format!("127.0.0.1:{port}: ")), "{problem}");
    assert_eq!((json["steps"].list().len(), json["exit"].number()), (0, 1));
}

/// A check of a program that isn't there, with `--json` to that file.
fn checked_to(file: &Path, stdout: Stdio) -> std::process::Output {
    let (_block, port) = one_port();
    let mut check = check(&["--port", &port.to_string(), "--json"]);
    check.arg(file).args(["server", "./none"]).stdout(stdout);
    check.output().expect("check")
}

/// What is written of such a program, and with which problem.
#[track_caller]
fn assert_written(text: &str, problem: &str) {
    let json = Json::parse(text).unwrap_or_else(|rest| panic!("no JSON, at {rest}:\n{text}"));
    assert_eq!(json["command"].texts(), ["./none"]);
    let said = if json["problem"] == Json::Null { "" } else { json["problem"].text() };
    assert_eq!(said, problem, "{text}");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_link_is_followed_and_a_pipe_is_written_to() {
    let Some(()) = own_network() else { return };
    let folder = TemporaryFolder::new("targets");
    let [link, pipe, out] = ["link", "pipe", "out"].map(|name| folder.0.join(name));
    let target = folder.0.join("in/target");
    save(&target, "old");
    done(Command::new("ln").args(["-s", "in/target"]).arg(&link));
    // With something behind it, and with nothing.
    for _ in 0..2 {
        checked_to(&link, Stdio::null());
        assert!(link.is_symlink(), "the link is replaced");
        assert_written(&fs::read_to_string(&target).expect("what it names"), "");
        fs::remove_file(&target).expect("it is there");
    }
    done(Command::new("mkfifo").arg(&pipe));
    let reader = started(Command::new("cat").arg(&pipe));
    checked_to(&pipe, Stdio::null());
    assert!(!pipe.is_file(), "the pipe is replaced");
    assert_written(&end(reader).stdout, "");
    // What this process has open: a pipe, or a file with what was said before.
    for path in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].map(Path::new) {
        let piped = checked_to(path, Stdio::piped()).stdout;
        checked_to(path, fs::File::create(&out).expect("a file").into());
        for text in [piped, fs::read(&out).expect("a file")] {
            let text = String::from_utf8(text).expect("UTF-8");
            assert!(text.starts_with("Checking `./none`"), "{text}");
            assert_written(&text[text.find("\n{").expect("an object")..], "");
        }
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_old_file_is_never_taken_for_what_is_found() {
    let Some(()) = own_network() else { return };
    let folder = TemporaryFolder::new("old");
    let file = folder.0.join("said.json");
    save(&file, "old");
    // Nobody is told anything on a disk that is full.
    let full = || fs::File::options().write(true).open("/dev/full").expect("/dev/full").into();
    let ended = checked_to(&file, full());
    assert_eq!(ended.status.code(), Some(1));
    let text = fs::read_to_string(&file).expect("a file");
    assert_written(&text, "No space left on device (os error 28)");
    // Of a class, neither.
    save(&file, "old");
    let (_block, port) = one_port();
    let mut class = check(&["--port", &port.to_string(), "--json"]);
    class.arg(&file).arg("--all").arg(&folder.0).stdout(full());
    assert_eq!(class.output().expect("check").status.code(), Some(1));
    let json = Json::parse(&fs::read_to_string(&file).expect("a file")).expect("JSON");
    assert_eq!(json["problem"].text(), "No space left on device (os error 28)");
    assert_eq!(json["exit"].number(), 1);
    // While it checks, there is none.
    save(&file, "old");
    let mut check = check(&["--wait", "60", "--port", &port.to_string(), "--json"]);
    let mut running = started(check.arg(&file).args(["server", "sleep", "600"]));
    assert!(happens(|| running.printed().contains("Checking `sleep 600`")));
    assert!(!file.exists(), "the old one is there while it checks");
    running.signal("INT");
    assert!(happens(|| running.has_ended()), "Ctrl-C does not end `check`");
    assert!(!file.exists(), "there is one, and nothing was found");
}

/// So many students do not fit into columns of words.
const MANY: usize = 11;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_file_has_what_is_said_of_a_class() {
    let Some(_port) = PortLock::take() else { return };
    let [server, client] = books();
    let mut class = Class::new();
    class.add("s1", &server, &client);
    class.add("s2", "", "true");
    for number in 3..=MANY {
        class.add(&format!("s{number}"), "", &client);
    }
    let said = class.check("5");
    let json = &said.json;
    assert_eq!((json["format"].number(), json["scenario"].text()), (1, "class"));
    assert_eq!(json["exit"].text(), said.ended.code());
    let numbers = json["students"].list().iter().map(|student| student["number"].number());
    assert_eq!(numbers.collect::<Vec<_>>(), (1..=MANY).collect::<Vec<_>>());
    let pairs = json["pairs"].list();
    assert_eq!(pairs.len(), MANY);
    let marks = pairs.iter().map(|pair| if pair["talk"] == Json::Bool(true) { "+" } else { "c" });
    let row = format!("\n  1  6/6  {}\n", marks.collect::<Vec<_>>().join(" "));
    said.says(&[
        "                            1 1\n          1 2 3 4 5 6 7 8 9 0 1\n client   4 1 4 4 4",
        &row,
        "\n  2  —    — — — — — — — — — — —\n",
    ]);
    assert_eq!(said.pair(1, 2).0, ["client"]);
    for (number, pair) in (1..).zip(pairs) {
        for sentence in pair["sentences"].texts() {
            said.says(&[&format!("s1 with s{number}: {sentence}\n")]);
        }
        if number == 2 {
            continue;
        }
        let words: Vec<&str> = pair["record"].list().iter().map(|e| e.list()[1].text()).collect();
        assert_eq!(words[..3], RECORD, "{words:?}");
        assert_eq!((words.len(), &pair["recorded"]), (5, &Json::Bool(true)), "{words:?}");
    }
}

/// How the record of a pair begins; then both finish, in either order.
const RECORD: [&str; 3] = [
    "client 1 connects",
    "server -> client 1: 13 bytes \"Hello client!\"",
    "client 1 -> server: 13 bytes \"Hello Server!\"",
];

#[test]
#[ignore = "needs python3"]
fn the_file_is_json_for_python_too() {
    let Some(()) = own_network() else { return };
    let mut class = Class::new();
    class.add("\"quoted\" \\ and\t\u{1}\u{7f}\n", "sh -c \"printf '\\377\\001' >&2; exit 1\"", "");
    let ended = class.check("1").ended;
    let file = class.file();
    let read = "import json, sys; print(json.load(open(sys.argv[1]))['students'][0]['name'])";
    let name = done(Command::new("python3").args(["-c", read]).arg(&file));
    assert!(ended.stdout.contains(name.trim_end()), "{name}\n{ended:?}");
}
