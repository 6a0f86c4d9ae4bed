//! Does `check` say of misbehaving peers what becomes of a program, apart from
//! the steps, and whether the book's own does the same?

use crate::book::says;
use crate::book::steps::{PROGRAMS, program_path};
use crate::book::tree::Tree;
use crate::checker::fixtures::{Fixtures, PATIENT, Program};
use shared::scenarios::SCENARIOS;

const AS_THE_BOOK: &str = "So does the book's: ";
const OTHERWISE: &str = "The book's does otherwise: ";
const READY: &str = "It is ready for that.";

/// A program, what of its text is replaced by what, and what is said of it
/// with each of the peers, in their order.
type Row = (&'static str, [&'static str; 2], [&'static str; 6]);

const ROWS: [Row; 4] = [
    ("server", ["", ""], [AS_THE_BOOK; 6]),
    ("client", ["", ""], [AS_THE_BOOK; 6]),
    (
        "server",
        ["client.read(&mut buffer)?", "read(&mut client, &mut buffer)?"],
        [READY, OTHERWISE, READY, AS_THE_BOOK, AS_THE_BOOK, AS_THE_BOOK],
    ),
    (
        "client",
        ["client.read(&mut buffer)?", "read(&mut client, &mut buffer)?"],
        [READY, OTHERWISE, READY, AS_THE_BOOK, AS_THE_BOOK, AS_THE_BOOK],
    ),
];

/// Reads what is one message here: up to `!`, or one whole letter.
const READ: &str = "
fn read(client: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count == 0
        || !buffer[..count].ends_with(b\"!\")
            && std::str::from_utf8(&buffer[..count]) != Ok(\"\\u{e9}\")
    {
        match client.read(&mut buffer[count..count + 1])? {
            0 => break,
            _ => count += 1,
        }
    }
    Ok(count)
}
";

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn what_misbehaving_peers_do_to_a_program_is_told_apart() {
    let tree = Tree::read();
    let program = |(program, [old, new], _): &Row| {
        let text = tree.get(&program_path(program)).expect("the program");
        assert!(text.contains(old), "{program}: no `{old}`");
        let (name, scenario) = (program.to_string(), program.to_string());
        let text = text.replace(old, new);
        let text = if new.is_empty() { text } else { text + READ };
        Program { name, scenario, text }
    };
    let programs: Vec<Program> = ROWS.iter().map(program).collect();
    for (row, verdict) in
        ROWS.iter().zip(Fixtures::new("misbehaving", PATIENT, &programs).check_all())
    {
        let (program, [_, changed], expected) = row;
        let text = verdict.text();
        let (steps, apart) = text
            .split_once("Not asked of you")
            .unwrap_or_else(|| panic!("{program} {changed}: {text}"));
        assert!(steps.contains("You have finished"), "{text}");
        let peers: Vec<&str> = apart.split("\n  … ").skip(1).collect();
        for (peer, said) in peers.iter().zip(expected) {
            assert!(peer.contains(said), "{program} {changed}: no {said}\n{peer}");
        }
        assert_eq!(peers.len(), expected.len(), "{program}: {text}");
        assert_eq!(verdict.ended.status.code(), Some(0), "{program}: {text}");
    }
    says("check/yours", "The second part is not asked of you: peers that do");
    for program in PROGRAMS {
        let scenario = SCENARIOS.iter().find(|s| s.name == program);
        let peers = scenario.map_or(0, |s| s.misbehaving_peers.len());
        assert_eq!(peers, 6, "{program}");
    }
}

#[test]
fn the_page_about_the_check_has_its_numbers() {
    let tree = Tree::read();
    for (words, file, line) in [
        (
            "timeout](../stranger/silent.md) of 5 ms",
            "peer.rs",
            "const LOOK: Duration = Duration::from_millis(5);",
        ),
        (
            "waiting for a while, here 0.3 seconds",
            "player.rs",
            "const WHILE: Duration = Duration::from_millis(300);",
        ),
    ] {
        says("check/how", words);
        let path = format!("part1/src/check/{file}");
        let text = tree.get(&path).unwrap_or_default();
        assert!(text.contains(line), "{path} does not have `{line}`");
    }
}
