//! The book's pairs of a server and a client, with each other and through the wire: what both print,
//! and how they end.

use super::prelude::*;
use crate::book::report::{Row, row};

/// A server and its client: programs of the lesson, or examples; and how many lines the server says,
/// if it goes on for ever.
pub type Pair = (&'static str, &'static str, Option<usize>);

pub const PAIRS: &[Row<Pair>] = &[
    row(("server", "client", None)),
    row(("server", "two_reads", None)),
    row(("server", "patient_client", None)),
    row(("server", "resetting_client", None)),
    row(("until_end_server", "until_end_client", None)),
    row(("line_server", "line_client", None)),
    row(("length_server", "length_client", None)),
    row(("echo_server", "ping", None)),
    row(("shout", "line_client", None)),
    row(("farewell_server", "line_client", None)),
    row(("loop_server", "client", Some(2))),
    row(("threads_server", "client", Some(2))),
    row(("trusting_server", "line_client", Some(3))),
    row(("guarded_server", "line_client", Some(2))),
];

/// What came of a program: what it printed, complained of, and its exit code.
pub type Outcome = [String; 3];

pub const SERVER_AND_CLIENT: [&str; 2] = ["server", "client"];

/// A program of the lesson, or an example.
pub fn program(name: &str) -> PathBuf {
    match name {
        "server" => env!("CARGO_BIN_EXE_server").into(),
        "client" => env!("CARGO_BIN_EXE_client").into(),
        _ => example(name),
    }
}

/// A client with the wire's port instead of the server's: the change that the page shows.
pub fn led_to_the_wire(client: &str) -> PathBuf {
    let folder = if client == "client" { "src/bin" } else { "examples" };
    let path = format!("part1/{folder}/{client}.rs");
    let text = Tree::live().get(&path).unwrap_or_else(|| panic!("no {path}"));
    let [own, wires] = [PORT, WIRE_PORT].map(|port| port.to_string());
    let changed = text.replace(&own, &wires);
    assert_ne!(changed, text, "{path} has no port {own}");
    let package = TemporaryFolder::new("led");
    save(&package.0.join(format!("src/bin/{client}.rs")), &changed);
    let built = readers_package::built(&package.0, &["--bin", client]);
    built.unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Starts the pair's server, then its client.
pub fn start_pair(server: &str, client: &Path) -> [Running; 2] {
    let server = when_it_listens(started(&mut Command::new(program(server))));
    [server, started(&mut Command::new(client))]
}

/// What comes of both, if they end.
fn play((server, _, lines): Pair, client_program: &Path) -> [Outcome; 2] {
    let [server_runs, client_runs] = start_pair(server, client_program);
    let client_ended = end(client_runs);
    let server_outcome = match lines {
        None => outcome(end(server_runs)),
        Some(lines) => {
            let said = || server_runs.printed() + &server_runs.complained();
            let is_so = happens(|| said().lines().count() == lines);
            assert!(is_so, "{server}: {lines} lines, and not {}", said());
            [server_runs.printed(), server_runs.complained(), "goes on".into()]
        }
    };
    let outcomes = [server_outcome, outcome(client_ended)];
    outcomes.map(|outcome| outcome.map(|text| text.lines().map(|l| normalize(l) + "\n").collect()))
}

fn outcome(ended: Ended) -> Outcome {
    [ended.code(), ended.stdout, ended.stderr]
}

#[test]
fn each_pair_prints_through_the_wire_what_it_prints_without() {
    says("wire", "print and end as they do without it");
    let Some(_port) = PortLock::take() else { return };
    let mut report = Report::default();
    for case in PAIRS {
        report.count("pairs");
        let (server, client, _) = case.is;
        let expected = play(case.is, &program(client));
        let wire = wire(&[]);
        let actual = play(case.is, &led_to_the_wire(client));
        let help =
            format!("{server} and {client}: mend the wire, which printed:\n{}", wire.printed());
        report.same(case.at(), format!("{actual:#?}"), format!("{expected:#?}"), &help);
    }
    report.settle();
}
