//! Each way to leave the protocol: who is named, and what is said to have been seen.

use super::prelude::*;
use crate::book::report::Row;
use crate::checker::fixtures::{PROGRAM, compile};

/// What is replaced in the server, by what; the same of the client; and what is seen of whom.
type Case = ([&'static str; 2], [&'static str; 2], &'static [&'static str]);

const SAME: [&str; 2] = ["", ""];

const CASES: &[Row<Case>] = &[
    row((
        ["Hello client", "hello client"],
        ["Hello Server", "hello Server"],
        &[
            r#"server sent 13 bytes "hello client!" where "Hello client!" was expected"#,
            r#"client sent 13 bytes "hello Server!" where "Hello Server!" was expected"#,
        ],
    )),
    row((
        SAME,
        ["let mut buffer", "stream.write_all(b\"Hello Server!\")?; return Ok(()); let mut buffer"],
        &[r#"client sent 13 bytes "Hello Server!" before it had "Hello client!""#],
    )),
    row((
        [
            "stream.write_all(msg_out.as_bytes())?;",
            "stream.write_all(b\"Hello \")?; HEARS; stream.write_all(b\"client!\")?;",
        ],
        SAME,
        &[r#"client sent 13 bytes "Hello Server!" when only 6 bytes of "Hello client!" had come"#],
    )),
    row((
        [
            "stream.write_all(msg_out.as_bytes())?;",
            "stream.write_all(b\"H\")?; HEARS; stream.write_all(b\"ello client!\")?;",
        ],
        SAME,
        &[r#"client sent 13 bytes "Hello Server!" when only 1 byte of "Hello client!" had come"#],
    )),
    row((
        ["msg_out.as_bytes()", "&msg_out.as_bytes()[..6]"],
        SAME,
        &[r#"server sent 6 bytes "Hello " and finished, where "Hello client!" was expected"#],
    )),
    row((
        ["let msg_out", "panic!(\"oh\"); let msg_out"],
        SAME,
        &[
            r#"server sent nothing and finished, where "Hello client!" was expected; it ended with exit code 101: oh"#,
        ],
    )),
    row((
        ["let mut buffer", "HEARS; return Ok(()); let mut buffer"],
        SAME,
        &["server reset the connection"],
    )),
    row((
        SAME,
        ["let msg_out", "SLEEP; let msg_out"],
        &[r#"client sent nothing, for 2 s, where "Hello Server!" was expected"#],
    )),
    row((
        ["stream.write_all(msg_out.as_bytes())?;", "stream.write_all(b\"Hello \")?; SLEEP;"],
        SAME,
        &[
            r#"server sent 6 bytes "Hello ", and no more, for 2 s, where "Hello client!" was expected"#,
        ],
    )),
    row((SAME, ["drop(stream);", "SLEEP;"], &["client did not close the connection"])),
    row((["drop(listener);", "SLEEP;"], SAME, &["server keeps running"])),
    row((
        SAME,
        ["Server: {", "Srv: {"],
        &[r#"client printed "Srv: Hello client!" where "Server: Hello client!" was expected"#],
    )),
    row((
        ["drop(listener);", "println!(\"bye\");"],
        ["Ok(())", "Err(io::Error::other(\"oh\"))"],
        &[
            r#"server printed "bye", too"#,
            r#"client ended with exit code 1: Error: Custom { kind: Other, error: "oh" }"#,
        ],
    )),
    row((
        ["println!(\"Client", "print!(\"\"); format!(\"Client"],
        SAME,
        &[r#"server did not print "Client: Hello Server!""#],
    )),
];

/// The two programs of a case.
fn programs(case: &Row<Case>) -> [Program; 2] {
    let [server, client] = [case.is.0, case.is.1];
    [("server", server), ("client", client)].map(|(side, [old, new])| {
        let text = text_of(Tree::live(), side).expect("the program");
        assert!(text.contains(old), "{side}: no {old}");
        let sleep = "std::thread::sleep(std::time::Duration::from_secs(60))";
        let new = new.replace("HEARS", "stream.peek(&mut [0])?").replace("SLEEP", sleep);
        let [name, scenario] = [side; 2].map(str::to_string);
        Program { name, scenario, options: Vec::new(), text: text.replacen(old, &new, 1) }
    })
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn whoever_leaves_the_protocol_is_named_with_what_was_seen() {
    let programs: Vec<Program> = CASES.iter().flat_map(programs).collect();
    let file = compile("blame", &programs, &vec![PORT; programs.len()]);
    let parts: Vec<String> = (0..CASES.len()).map(|place| place.to_string()).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    side_by_side(&parts, |part| {
        let mut report = Report::default();
        let place: usize = part.parse().expect("a number");
        let command = |place| format!("env {PROGRAM}=m{place} \"{}\"", file.display());
        let mut class = Class::new();
        class.add("pair", &command(2 * place), &command(2 * place + 1));
        let said = class.check("2");
        said.says(&["Checking 1 student, at", " of 2 programs ", "0 of 1 pair talks."]);
        let (blame, sentences) = said.pair(1, 1);
        let case = &CASES[place];
        let (.., expected) = case.is;
        let named = expected.iter().map(|words| words.split(' ').next().expect("a side"));
        let is_so = sentences == expected && blame == named.collect::<Vec<_>>();
        let record = &said.json["pairs"].list()[0]["record"];
        let actual = format!("{sentences:#?}\n{record:?}");
        report.count("pairs");
        let help = "mend the row, or class/judge.rs";
        report.demand(case.at(), is_so, actual, format!("{expected:#?}"), help);
        report.settle_part();
    });
}
