//! Each option, with the lesson's two programs and with a pair that has framing: the table of the page.

use super::fixtures::{held, record_ends};
use super::pairs::{SERVER_AND_CLIENT, led_to_the_wire, start_pair};
use super::prelude::*;
use crate::run::two_ends::assert_waits;

/// The page's table has a column for each of these pairs.
const PAIRS: [[&str; 2]; 2] = [SERVER_AND_CLIENT, ["line_server", "line_client"]];

/// How long a pair has to be still, so that it waits for ever: longer than any pause of the table's.
const STILL: Duration = Duration::from_secs(1);

/// What both print on that wire, in the words of the table: each of a server and its client that does
/// not print what it prints on a good one.
fn played(pair: [&str; 2], clients: &Path, options: &[&str], good: &[String; 2]) -> String {
    let all = prints(pair, clients, options);
    let differing =
        all.iter().zip(good).zip(["server", "client"]).filter(|((is, was), _)| is != was);
    let cells = differing.map(|((is, _), name)| format!("{name}: {is}"));
    let cells: Vec<String> = cells.collect();
    if cells.is_empty() { "nothing changes".to_string() } else { cells.join(" <br> ") }
}

/// The last line of what each prints, its error, or that it waits.
fn prints([server, _]: [&str; 2], client: &Path, options: &[&str]) -> [String; 2] {
    let wire = wire(options);
    let mut both = start_pair(server, client);
    let mut before = (String::new(), std::time::Instant::now());
    happens(|| {
        if wire.printed() != before.0 {
            before = (wire.printed(), std::time::Instant::now());
        }
        let all_ended = both.iter_mut().all(Running::has_ended);
        all_ended || before.1.elapsed() > STILL
    });
    // Before one of them is ended here, for which the other might wait.
    let have_ended = both.each_mut().map(Running::has_ended);
    let [server, client] = both;
    [(server, have_ended[0]), (client, have_ended[1])].map(|(program, has_ended)| {
        let (printed, last) = if has_ended {
            let ended = end(program);
            (ended.stdout, error(&ended.stderr))
        } else {
            (program.printed(), Some("waits".to_string()))
        };
        let lines = printed.lines().filter(|line| !line.contains("joined"));
        let said = lines.map(|line| format!("`{}`", escaped(line))).chain(last);
        said.collect::<Vec<_>>().join(", ")
    })
}

/// A line in which what moves a terminal's cursor stands as in Rust.
fn escaped(line: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.into() };
    line.trim_end().chars().map(shown).collect()
}

/// The kind of an error, in code.
fn error(complained: &str) -> Option<String> {
    let kind = complained.split_once("kind: ").or(complained.split_once("Kind("))?.1;
    Some(format!("`{}`", kind.split([',', ')']).next()?))
}

/// The options of each row of the page's table, with the row.
fn rows() -> Vec<(String, &'static Row)> {
    let page = Context::live().book.named("wire");
    let table = page.tables.last().expect("a table of options");
    table.rows.iter().map(|row| (row.spans(0).concat(), row)).collect()
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn each_option_does_to_the_pairs_what_the_page_says() {
    let page = Context::live().book.named("wire");
    let rows = rows();
    let all: Vec<&str> = rows.iter().map(|(options, _)| options.as_str()).collect();
    // Each takes seconds, and has a network of its own.
    all_in_own_networks(&all, |part| {
        let Some(_port) = PortLock::take() else { return };
        let (options, row) = rows.iter().find(|(options, _)| options == part).expect("a row");
        let options: Vec<&str> = options.split(' ').collect();
        let mut report = Report::default();
        for (column, pair) in PAIRS.iter().enumerate() {
            report.count("pairs on a bad wire");
            let client = led_to_the_wire(pair[1]);
            let good = prints(*pair, &client, &[]);
            let actual = played(*pair, &client, &options, &good);
            let help = "say what they print, but for what is the same on a good wire";
            report.same(page.at(row.line), actual, row.cell(column + 2), help);
        }
        report.settle();
    });
}

#[test]
fn what_is_glued_is_read_at_once() {
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    let through = Through::new(&["--glue", "client:2000"]);
    let Through { wire, listener: _listener, mut server, mut client } = through;
    write(&mut client, b"one");
    record_ends(&wire, "client 1 -> server: 3 bytes \"one\"\n");
    write(&mut client, b"two");
    assert_eq!(read(&mut server).as_deref(), Ok(b"onetwo".as_slice()));
}

#[test]
fn what_is_delayed_comes_later_and_so_does_the_end() {
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    let through = Through::new(&["--delay", "server:1500"]);
    let Through { wire, listener: _listener, mut server, mut client } = through;
    write(&mut server, b"one");
    record_ends(&wire, "server -> client 1: 3 bytes \"one\"\n");
    assert_waits(&mut client);
    server.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(read(&mut client).as_deref(), Ok(b"one".as_slice()));
    assert_waits(&mut client);
    assert_eq!(read(&mut client).as_deref(), Ok(b"".as_slice()));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn after_a_stop_the_rest_is_lost_and_nothing_is_left() {
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    for (option, has_end) in [("--pause", false), ("--half", true)] {
        let through = Through::new(&[option, "client:3"]);
        let Through { wire, listener: _listener, mut server, mut client } = through;
        write(&mut client, b"onetwo");
        assert_eq!(read(&mut server).as_deref(), Ok(b"one".as_slice()));
        write(&mut client, b"three");
        record_ends(&wire, "client 1 -> server: 5 bytes \"three\"\n");
        client.shutdown(Shutdown::Write).expect("connected");
        match has_end {
            true => assert_eq!(read(&mut server).as_deref(), Ok(b"".as_slice())),
            false => assert_waits(&mut server),
        }
        write(&mut server, b"the other direction goes on");
        assert_eq!(read(&mut client).map(|bytes| bytes.len()), Ok(27));
        drop((server, client));
        let is_free = happens(|| held(&wire)[1] == 1);
        assert!(is_free, "{option}: threads are left");
    }
}

#[test]
fn a_stop_comes_behind_the_last_byte_that_passes() {
    let Some(_port) = PortLock::take() else { return };
    let through = Through::new(&["--half", "client:3"]);
    let Through { wire, listener: _listener, mut server, mut client } = through;
    write(&mut client, b"one");
    let mut all = String::new();
    server.read_to_string(&mut all).expect("an end, though the client goes on");
    assert_eq!(all, "one");
    // What resets a stopped direction is no end of it.
    write(&mut server, b"unread");
    wait_for_bytes(&client, 6);
    drop(client);
    record_ends(&wire, "client 1 has reset\n");
    let errors = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
    let fails = || server.write(b"more").is_err_and(|error| errors.contains(&error.kind()));
    assert!(happens(fails), "the server is not told of the reset");
}

#[test]
fn the_table_has_every_option() {
    let usage = end_well(started(Command::new(env!("CARGO_BIN_EXE_wire")).arg("--help")));
    let lines = usage.lines().filter_map(|line| line.strip_prefix("    --"));
    let options: Vec<&str> = lines.filter_map(|line| line.split(' ').next()).collect();
    let page = Context::live().book.named("wire");
    let table = page.tables.last().expect("a table of options");
    let shown: Vec<String> = table.rows.iter().map(|row| row.spans(0).concat()).collect();
    let mut report = Report::default();
    for option in options.iter().filter(|option| !["help", "draw"].contains(option)) {
        report.count("options");
        let is_shown = shown.iter().any(|cell| cell.starts_with(&format!("--{option} ")));
        let help = "add a row to the table of the page";
        report.demand(page.at(table.head.line), is_shown, shown.join(", "), *option, help);
    }
    report.settle();
}
