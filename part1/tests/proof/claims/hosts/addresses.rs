//! Who can reach whom? Every cell of the page's tables is tried, and the
//! two programs of the book talk from one host to another.

use crate::book::prelude::*;
use crate::run::port::PortBlock;
use crate::run::prelude::*;
use crate::run::programs::started;
use crate::run::two_hosts::{
    BOTH_LOCALHOSTS, Host, IPV4_LOCALHOST, SERVER, TwoHosts, at_port, listen_at,
};
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream, ToSocketAddrs};

const PAGE: &str = "book/src/hosts/addresses.md";

/// Who calls, and the addresses that stand above the columns.
const CALLS: [(Host, &str, &[&str]); 2] = [
    (
        Host::Server,
        "| `127.0.0.1` | `[::1]` | `localhost` | `192.0.2.1` |",
        &["127.0.0.1", "[::1]", "localhost", SERVER],
    ),
    (Host::Client, "| `192.0.2.1` | `[2001:db8::1]` |", &[SERVER, "[2001:db8::1]"]),
];

/// How many rows each table has.
const LISTENERS: usize = 6;

const YES: &str = "yes";
/// `ConnectionRefused`.
const NO: &str = "no";

/// One cell: where the server listens, who calls and where, what the page
/// says of it and in which line.
struct Cell {
    listens: String,
    caller: Host,
    calls: &'static str,
    expected: String,
    line: usize,
}

fn cells(report: &mut Report) -> Vec<Cell> {
    let book = Book::read(&Tree::read());
    let tables = &book.named("hosts/addresses").tables;
    let mut cells = Vec::new();
    for (table, (caller, head, columns)) in tables.iter().zip(CALLS) {
        says("hosts/addresses", &format!("| listens at {head}"));
        let help = "let the table have a row for each of them";
        let rows = format!("{} rows", table.rows.len());
        report.same((PAGE, table.head.line), rows, format!("{LISTENERS} rows"), help);
        for row in &table.rows {
            cells.extend(columns.iter().enumerate().map(|(i, calls)| Cell {
                listens: row.cell(0).trim_matches('`').to_string(),
                caller,
                calls,
                expected: row.cell(i + 1).to_string(),
                line: row.line,
            }));
        }
    }
    report.count_many("cells", cells.len());
    cells
}

fn compare(cell: &Cell, actual: &str, report: &mut Report) {
    report.count("cells tried");
    let from = match cell.caller {
        Host::Server => "the same machine",
        Host::Client => "another machine",
    };
    let Cell { listens, calls, expected, line, .. } = cell;
    let call = format!("a server at {listens}, called at {calls} from {from}");
    let [actual, expected] = [actual, expected].map(|cell| format!("{call}: {cell}"));
    report.same((PAGE, *line), actual, expected, "write into the cell what happens");
}

/// What this system says `localhost` is.
fn localhost() -> Vec<String> {
    let addresses = ("localhost", 0).to_socket_addrs();
    let addresses = addresses.into_iter().flatten();
    addresses.map(|address| address.ip().to_string()).collect()
}

/// In this process, as far as every machine has the addresses.
#[test]
#[cfg_attr(windows, ignore = "[::] does not take IPv4 there")]
fn on_one_machine_the_table_is_right() {
    let has_ipv6 = TcpListener::bind("[::1]:0").is_ok();
    let has_localhost = localhost() == ["::1", "127.0.0.1"];
    let here = |host: &str| match host {
        "localhost" => has_localhost,
        "[::1]" | "[::]" => has_ipv6,
        "127.0.0.1" | "0.0.0.0" => true,
        _ => false,
    };
    let mut report = Report::default();
    let mut cells = cells(&mut report);
    cells.retain(|cell| here(&cell.listens) && here(cell.calls));
    // Ports that nobody else has, at whatever address.
    let block = PortBlock::take();
    let ports = block.ports(cells.len());
    for (cell, port) in cells.iter().zip(ports) {
        let listener = TcpListener::bind(format!("{}:{port}", cell.listens));
        let _listener = listener.expect("an address of every machine");
        let actual = match TcpStream::connect(format!("{}:{port}", cell.calls)) {
            Ok(_) => YES.to_string(),
            Err(e) if e.kind() == ErrorKind::ConnectionRefused => NO.to_string(),
            Err(e) => e.to_string(),
        };
        compare(cell, &actual, &mut report);
    }
    report.settle();
}

/// A server and the clients that call it, one after the other, until one
/// has reached it.
struct Calls<'a> {
    hosts: &'a TwoHosts,
    listener: Option<(String, Running)>,
}

impl Calls<'_> {
    fn call(&mut self, listens: &str, caller: Host, calls: &str) -> String {
        if self.listener.as_ref().is_none_or(|(at, _)| at != listens) {
            self.listener = None;
            let server = listen_at(self.hosts, listens);
            self.listener = Some((listens.to_string(), server));
        }
        let mut command = self.hosts.command(caller, &example("call"));
        let called = end(started(command.arg(at_port(calls))));
        if called.stderr.contains("ConnectionRefused") {
            return NO.to_string();
        }
        if called.stdout.is_empty() {
            return called.stderr;
        }
        // The server has the same two addresses, or another program has answered.
        let (_, server) = self.listener.take().expect("a listener");
        let served = end(server);
        let said = served.stdout.lines().last().unwrap_or_default();
        let said = said.replace("::ffff:", "").replace(['[', ']'], "");
        let called = called.stdout.replace(['[', ']'], "");
        assert_eq!(said, called.trim(), "{listens}, called at {calls}");
        YES.to_string()
    }
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn the_tables_say_who_can_reach_whom() {
    in_own_network(|| {
        let mut report = Report::default();
        let cells = cells(&mut report);
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let mut calls = Calls { hosts: &hosts, listener: None };
        for cell in &cells {
            let actual = calls.call(&cell.listens, cell.caller, cell.calls);
            compare(cell, &actual, &mut report);
        }
        let mut yes = |listens: &str, caller: Host, at: &str, words: &str| {
            says("hosts/addresses", words);
            assert_eq!(calls.call(listens, caller, at), YES, "{words}");
        };
        let words = "At `0.0.0.0` and `[::]` itself, Linux";
        yes("127.0.0.1", Host::Server, "0.0.0.0", words);
        yes("[::1]", Host::Server, "[::]", words);
        says("hosts/addresses", "`127.0.0.1` is always the machine");
        for at in ["127.0.0.1", "[::1]", "localhost"] {
            assert_eq!(calls.call("[::]", Host::Client, at), NO, "the other machine calls {at}");
        }
        report.settle();
    });
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn a_localhost_of_one_address_is_that_address() {
    in_own_network(|| {
        says("hosts/addresses", "it is like the row of `127.0.0.1`");
        let hosts = TwoHosts::new(IPV4_LOCALHOST);
        let mut calls = Calls { hosts: &hosts, listener: None };
        let (_, _, columns) = CALLS[0];
        for at in columns {
            let rows = ["localhost", "127.0.0.1"];
            let [name, address] = rows.map(|row| calls.call(row, Host::Server, at));
            assert_eq!(name, address, "called at {at}");
        }
    });
}
