//! Who can reach whom? Every cell of the page's tables is tried, and the
//! two programs of the book talk from one host to another.

use crate::book::report::Report;
use crate::book::tree::Tree;
use crate::book::{Book, says};
use crate::run::examples::example;
use crate::run::namespace::in_own_network;
use crate::run::process::Running;
use crate::run::programs::end;
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
    told: String,
    line: usize,
}

fn cells(report: &mut Report) -> Vec<Cell> {
    let book = Book::read(&Tree::read());
    let tables = &book.page(PAGE).expect("the page of the tables").tables;
    let mut cells = Vec::new();
    for (table, (caller, head, columns)) in tables.iter().zip(CALLS) {
        says("hosts/addresses", &format!("| listens at {head}"));
        assert_eq!(table.rows.len(), LISTENERS, "{PAGE}: rows of a table");
        for row in &table.rows {
            assert_eq!(row.cells.len(), columns.len() + 1, "{PAGE}:{}", row.line);
            for (calls, told) in columns.iter().zip(&row.cells[1..]) {
                cells.push(Cell {
                    listens: row.cells[0].trim_matches('`').to_string(),
                    caller,
                    calls,
                    told: told.clone(),
                    line: row.line,
                });
            }
        }
    }
    report.count_many("cells", cells.len());
    cells
}

fn compare(cell: &Cell, seen: &str, report: &mut Report) {
    report.count("cells tried");
    if cell.told != seen {
        let from = match cell.caller {
            Host::Server => "the same machine",
            Host::Client => "another machine",
        };
        report.add(
            (PAGE, cell.line),
            format!(
                "a server at {}, called at {} from {from}: {}",
                cell.listens, cell.calls, cell.told,
            ),
            seen,
            "write into the cell what happens",
        );
    }
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
    for cell in cells {
        let called = || {
            let listener = TcpListener::bind(format!("{}:0", cell.listens));
            let listener = listener.expect("an address of every machine");
            let port = listener.local_addr().expect("its address").port();
            match TcpStream::connect(format!("{}:{port}", cell.calls)) {
                Ok(_) => YES.to_string(),
                Err(e) if e.kind() == ErrorKind::ConnectionRefused => NO.to_string(),
                Err(e) => e.to_string(),
            }
        };
        // Another test may have the same port at another address.
        let seen = called();
        let seen = if seen == cell.told { seen } else { called() };
        compare(&cell, &seen, &mut report);
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
        let called = Running::start(command.arg(at_port(calls)));
        let called = end(called.expect("the example starts"));
        if called.stderr.contains("ConnectionRefused") {
            return NO.to_string();
        }
        if called.stdout.is_empty() {
            return called.stderr;
        }
        // The server has seen the same two addresses, or another program
        // has answered.
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
    let test = "claims::hosts::addresses::the_tables_say_who_can_reach_whom";
    in_own_network(test, || {
        let mut report = Report::default();
        let cells = cells(&mut report);
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let mut calls = Calls { hosts: &hosts, listener: None };
        for cell in &cells {
            let seen = calls.call(&cell.listens, cell.caller, cell.calls);
            compare(cell, &seen, &mut report);
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
            let seen = calls.call("[::]", Host::Client, at);
            assert_eq!(seen, NO, "the other machine calls {at}");
        }
        report.settle();
    });
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn a_localhost_of_one_address_is_that_address() {
    let test = "claims::hosts::addresses::a_localhost_of_one_address_is_that_address";
    in_own_network(test, || {
        says("hosts/addresses", "it is like the row of `127.0.0.1`");
        let hosts = TwoHosts::new(IPV4_LOCALHOST);
        let mut calls = Calls { hosts: &hosts, listener: None };
        let (_, _, columns) = CALLS[0];
        for at in columns {
            let rows = ["localhost", "127.0.0.1"];
            let seen = rows.map(|row| calls.call(row, Host::Server, at));
            assert_eq!(seen[0], seen[1], "called at {at}");
        }
    });
}
