//! What may be in a student's folder, and what is said when nothing that talks is.

use super::books;
use super::prelude::*;
use crate::book::report::Row;
use crate::run::readers_package::NAME;

/// What is in `check.txt`, and what is said of it.
const FILES: &[Row<(&str, &str)>] = &[
    row(("", "no server or client: neither a package nor check.txt")),
    row(("# a comment\n\n", "no server or client: neither a package nor check.txt")),
    row(("sever: true\n", "check.txt, line 1: write `server: COMMAND` or `client: COMMAND`, once")),
    row(("client: true\nclient: true\n", "check.txt, line 2: write")),
    row(("server:\n", "check.txt, line 1: write")),
    row(("server: \"\"\n", "check.txt, line 1: write")),
    row(("\u{feff}server: ./none\n", "server alone: 0 of 6 steps done. Expected: it starts.")),
    row((
        "server: ./none\n",
        "server alone: 0 of 6 steps done. Expected: it starts. Came: it cannot",
    )),
    row(("  client : \"./no program\"\n", "client alone: 0 of 4 steps done. Expected: it starts.")),
];

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_folder_without_programs_is_told_what_is_missing() {
    let Some(_port) = PortLock::take() else { return };
    let mut class = Class::new();
    for (place, case) in FILES.iter().enumerate() {
        let (text, _) = case.is;
        let folder = class.student(&format!("s{place}"));
        save(&folder.join("check.txt"), text);
    }
    // From a pipe, one would read without end; and nobody's hand is a file of text.
    for (name, make) in [("pipe", "mkfifo check.txt"), ("bytes", "printf '\\377' > check.txt")] {
        done(Command::new("sh").args(["-c", make]).current_dir(class.student(name)));
    }
    save(&class.student("long").join("check.txt"), &"#\n".repeat(40_000));
    let said = class.check("1");
    let mut report = Report::default();
    for (place, case) in FILES.iter().enumerate() {
        report.count("files");
        let (_, words) = case.is;
        let text = &said.ended.stdout;
        let lines = text.lines().filter(|line| line.starts_with(&format!("s{place}")));
        let is_so = lines.clone().any(|line| line.contains(words));
        report.demand(case.at(), is_so, text, words, "mend the row, or class/student.rs");
    }
    report.settle();
    said.says(&[
        "pipe: check.txt: it is no file of text",
        "bytes: check.txt: ",
        "long: check.txt: it is too long",
    ]);
    assert_eq!(said.ended.code(), "1");
}

/// The reader's package in a folder, with these two programs; an empty one isn't there.
fn package(folder: &Path, server: &str, client: &str) {
    let manifest = format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n"
    );
    save(&folder.join("Cargo.toml"), &manifest);
    for (name, text) in [("server", server), ("client", client)] {
        if !text.is_empty() {
            save(&folder.join(format!("src/bin/{name}.rs")), text);
        }
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn packages_are_built_and_one_that_does_not_compile_stops_no_other() {
    let Some(_port) = PortLock::take() else { return };
    let text = |name: &str| text_of(Tree::live(), name).expect("the program").to_string();
    let mut class = Class::new();
    package(&class.student("whole"), &text("server"), &text("client"));
    let wrong = text("server").replacen("let listener", "let listner", 1);
    let broken = class.student("broken").join(NAME);
    package(&broken, &wrong, &text("client"));
    package(&class.student("only a client"), "", &text("client"));
    // Below another package, whose workspace it isn't in.
    let nested = class.student("outer/nested");
    package(&nested, "", &text("client"));
    fs::rename(nested.join("Cargo.toml"), nested.with_file_name("Cargo.toml")).expect("a manifest");
    let manifest = format!("[package]\nname = \"{NAME}\"\nedition = \"2024\"\n");
    save(&nested.join("Cargo.toml"), &manifest);
    save(&nested.with_file_name("src").join("lib.rs"), "");
    // One folder for all would have one program of each name.
    let mut command = class.command("5");
    let shared = TemporaryFolder::new("target");
    let ended = ended_alone(command.env("CARGO_TARGET_DIR", &shared.0), "packages");
    let said = Said { json: class.json(&ended), ended };
    assert_eq!(said.done(1, "server"), Some([6, 6]), "{said:?}");
    assert_eq!(said.done(2, "server"), None, "{said:?}");
    // The same is said of one program.
    let file = shared.0.join("one.json");
    ended_alone(check(&["server", "--in"]).arg(&broken).arg("--json").arg(&file), "one");
    let one = Json::parse(&fs::read_to_string(&file).expect("a file")).expect("JSON");
    let problem = |of: &Json| of["problem"].text().to_string();
    let of_class = problem(&said.json["students"].list()[1]["server"]);
    assert!(of_class.starts_with("error[E0425]"), "{of_class}");
    assert_eq!((problem(&one), one["done"].number()), (of_class, 0));
    assert_eq!([1, 2, 3].map(|student| said.done(student, "client")), [Some([4, 4]); 3]);
    let talk = [1, 2, 3].map(|client| said.pair(1, client).0.is_empty());
    assert_eq!(talk, [true; 3], "{said:?}");
    said.says(&[
        "\n  1  6/6  ok      ok      ok      —\n  2  !    —       —       —       —\n",
        "nested, client alone: error: current package believes it's in a workspace when it's not: \
         current:  ",
        "\nbroken, server alone: error[E0425]: cannot find value `listener` in this scope (src/bin/",
    ]);
    assert_eq!(said.ended.code(), "1");
}

/// A command of a server or a client that does not talk, with the lesson's other one: whether it is a
/// server, and what is seen.
const SILENT: &[Row<(bool, &str, &str)>] = &[
    row((true, "sleep 600", "server never listened at 127.0.0.1:50000: it keeps running")),
    row((true, "sh -c \"echo oh >&2; exit 3\"", "it ended with exit code 3: oh")),
    row((true, "sh -c \"setsid sleep 600 & sleep 600\"", "server never listened at")),
    row((true, "sh -c \"printf 'oh\\342\\200\\256no' >&2; exit 3\"", "code 3: oh\\u{202e}no")),
    row((true, "pyhton3 server.py", "server cannot be started: ")),
    row((true, "sh -c \"yes & yes\"", "server never listened at 127.0.0.1:50000: it keeps")),
    row((false, "sleep 600", "client never connected to 127.0.0.1:50000: it keeps running")),
    row((false, "true", "client never connected to 127.0.0.1:50000: it ended with exit code 0")),
    row((false, "sh -c \"setsid sleep 600 & exit 0\"", "client never connected to")),
    row((false, "./none", "client cannot be started: ")),
];

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn who_does_not_talk_is_named_and_ended() {
    side_by_side(&["true", "false"], |part| {
        let mut report = Report::default();
        let is_server = part == "true";
        let cases = || SILENT.iter().filter(|case| case.is.0 == is_server);
        let [server, client] = books();
        let mut class = Class::new();
        let partner = if is_server { ["", &client] } else { [&server, ""] };
        class.add("partner", partner[0], partner[1]);
        for case in cases() {
            let (_, command, _) = case.is;
            let [server, client] = if is_server { [command, ""] } else { ["", command] };
            class.add(command.split('/').next().expect("a word"), server, client);
        }
        // It sees that nobody is left.
        let said = class.check("1");
        for (number, case) in (2..).zip(cases()) {
            report.count("commands");
            let (blame, sentences) =
                if is_server { said.pair(number, 1) } else { said.pair(1, number) };
            let (_, _, words) = case.is;
            let side = if is_server { "server" } else { "client" };
            let is_so = blame == [side] && sentences[0].contains(words);
            let actual = format!("{blame:?}, {sentences:?}");
            report.demand(case.at(), is_so, actual, words, "mend the row, or class/pair.rs");
        }
        report.settle_part();
    });
}

/// Who watches over a program that can't be started ends nobody else.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_command_that_does_not_exist_spoils_no_other() {
    let Some(_port) = PortLock::take() else { return };
    let [server, client] = books();
    let mut class = Class::new();
    for name in ["typo", "typo too"] {
        class.add(name, "pyhton3 server.py", "pyhton3 client.py");
    }
    class.add("right", &server, &client);
    class.add("right too", &server, &client);
    let said = class.check("2");
    let of = |server| [1, 2, 3, 4].map(|client| said.pair(server, client).0.join(" and "));
    let right = ["client", "client", "", ""].map(str::to_string);
    let both = [of(1)[2].clone(), of(2)[3].clone()];
    assert_eq!(both, ["server", "server"], "{}", said.ended.stdout);
    assert_eq!([of(3), of(4)], [right.clone(), right], "{}", said.ended.stdout);
    assert_eq!([3, 4].map(|right| said.done(right, "client")), [Some([4, 4]); 2]);
}

/// Names of folders, and how they are shown.
const NAMES: &[Row<[&str; 2]>] = &[
    row(["two words", "two words"]),
    row(["it's \"one\"", "it's \"one\""]),
    row(["line\nand\x1b[2J", "line\\nand\\u{1b}[2J"]),
    row(["right\u{202e}left", "right\\u{202e}left"]),
    row(["x/same", "/x/same"]),
    row(["y/same", "/y/same"]),
];

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn names_cannot_drive_a_terminal_and_those_alike_are_told_apart() {
    let Some(_port) = PortLock::take() else { return };
    let mut class = Class::new();
    let [_, client] = books();
    for case in NAMES {
        class.add(case.is[0], "", &client);
    }
    let said = class.check("5");
    let mut report = Report::default();
    let (_, names) = said.ended.stdout.split_once("can't be built.\n\n").expect("names");
    let students = said.json["students"].list().iter();
    for ((case, line), student) in NAMES.iter().zip(names.lines()).zip(students) {
        report.count("names");
        let [name, shown] = case.is;
        let help = "mend the row, or `one_line` of class/student.rs";
        report.demand(case.at(), line.ends_with(shown), line, shown, help);
        let folder = student["folder"].text();
        report.demand(case.at(), folder.ends_with(name), folder, name, "mend json.rs");
    }
    report.settle();
    assert_eq!(said.ended.code(), "0", "one of the two may be missing: {said:?}");
}

/// A server that doesn't set SO_REUSEADDR can't have its address while the client's connection is
/// there. Nor, for a minute, after it has closed one first.
#[test]
#[ignore = "needs python3"]
fn a_server_that_does_not_reuse_its_address_is_tried_without_the_wire() {
    let Some(_port) = PortLock::take() else { return };
    let [server, client] = books();
    let mut class = Class::new();
    let own = format!("python3 \"{}/checker/no_reuse.py\" {PORT}", env!("CARGO_MANIFEST_DIR"));
    class.add("own", &own.replace("/checker", "/tests/proof/checker"), "");
    class.add("book", &server, &client);
    class.add("reuse", "python3 scripts/compare/server.py", "sh -c \"exit 1\"");
    let python = class.student("python");
    let root = env!("CARGO_MANIFEST_DIR").trim_end_matches("part1");
    let line = |side: &str| format!("{side}: python3 \"{root}scripts/compare/{side}.py\"\n");
    save(&python.join("check.txt"), &(line("server") + &line("client")));
    // Python begins late on a busy machine.
    let said = class.check("15");
    let talk = [2, 4].map(|client| [1, 2, 4].map(|server| said.pair(server, client).0.is_empty()));
    assert_eq!(talk, [[true; 3]; 2], "{said:?}");
    assert_eq!(said.done(1, "server"), Some([5, 6]), "{said:?}");
    said.says(&["\n  1  5/6  —       ok*     client* ok*\n"]);
    assert_eq!(said.pair(1, 3).0, ["client"], "{said:?}");
}
