//! Who can reach whom? Every cell of the page's tables is tried, and the
//! two programs of the book talk from one host to another.

use crate::beyond::example;
use crate::book::{Book, Fence, Page};
use crate::claims::says;
use crate::console::exchanges;
use crate::finding::Report;
use crate::hosts::{BOTH_LOCALHOSTS, Host, IPV4_LOCALHOST, SERVER, TwoHosts};
use crate::masks::masked;
use crate::namespace::in_own_network;
use crate::package::{self, Changed};
use crate::process::{BOUND, Ended, Running, run, wait_until};
use crate::programs::end;
use crate::sockets::is_listening_beside;
use crate::steps::{PROGRAMS, Shelf, sources};
use crate::tree::Tree;
use crate::turn::PORT;
use std::fs;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGE: &str = "book/src/hosts/addresses.md";
const MACHINE: &str = "book/src/hosts/machine.md";

/// Who calls, and the addresses that stand above the columns.
const CALLS: [(Host, &str, &[&str]); 2] = [
    (
        Host::Server,
        "| `127.0.0.1` | `[::1]` | `localhost` | `192.0.2.1` |",
        &["127.0.0.1", "[::1]", "localhost", SERVER],
    ),
    (
        Host::Client,
        "| `192.0.2.1` | `[2001:db8::1]` |",
        &[SERVER, "[2001:db8::1]"],
    ),
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
            assert_eq!(
                row.cells.len(),
                columns.len() + 1,
                "{PAGE}:{}",
                row.line
            );
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
    report.saw_many("cells", cells.len());
    cells
}

fn compare(cell: &Cell, seen: &str, report: &mut Report) {
    report.saw("cells tried");
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
                Err(e) if e.kind() == ErrorKind::ConnectionRefused => {
                    NO.to_string()
                }
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

/// The example, once it listens at that address of the server's host.
fn listen_at(hosts: &TwoHosts, address: &str) -> Running {
    let mut command = hosts.command(Host::Server, &example("listen_at"));
    let started = Running::start(command.arg(at_port(address)));
    let mut server = started.expect("the example starts");
    wait_until(BOUND, || {
        server.printed().contains("listens at") || server.has_ended()
    });
    assert!(!server.has_ended(), "{address}: {}", server.complained());
    server
}

fn at_port(host: &str) -> String {
    format!("{host}:{PORT}")
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn the_tables_say_who_can_reach_whom() {
    let test = "reach::the_tables_say_who_can_reach_whom";
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
    let test = "reach::a_localhost_of_one_address_is_that_address";
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

fn is_of_two_machines(fence: &Fence) -> bool {
    fence.attribute("not-run") == Some("it-takes-two-machines")
}

/// The two fences of a page that show the two machines.
pub fn two_machines(page: &Page) -> [&Fence; 2] {
    let fence = |number: &str| {
        let is_it = |fence: &&Fence| {
            is_of_two_machines(fence)
                && fence.attribute("terminal") == Some(number)
        };
        let found = page.fences.iter().find(is_it);
        found.unwrap_or_else(|| panic!("{}: no two machines", page.path))
    };
    [fence("1"), fence("2")]
}

/// The reader's package after the page, with both lines changed as it says,
/// and both programs built.
fn package_for_two(book: &Book, tree: &Tree, report: &mut Report) -> PathBuf {
    let sources = sources(tree, report);
    let shelf = Shelf { book, sources: &sources, label: "book" };
    let page = book.page(MACHINE).expect("the page of two machines");
    let folder = package::write(&shelf, page, Changed::Both);
    for program in PROGRAMS {
        let built = package::build(&folder, &["--bin", program]);
        assert!(built.is_ok_and(|e| e.status.success()), "{program}");
    }
    folder
}

/// The programs that the reader has after the page, changed as it says,
/// print what it shows.
#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn the_pair_talks_from_one_host_to_another() {
    let test = "reach::the_pair_talks_from_one_host_to_another";
    in_own_network(test, || {
        let (tree, mut report) = (Tree::read(), Report::default());
        let book = Book::read(&tree);
        let page = book.page(MACHINE).expect("the page of two machines");
        let folder = package_for_two(&book, &tree, &mut report);
        let programs =
            PROGRAMS.map(|name| folder.join("target/debug").join(name));
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let seen = talk(&hosts, &programs[0], &programs[1]);
        for (fence, all) in two_machines(page).iter().zip(seen) {
            let told = &exchanges(page, fence, &mut report)[0].output;
            let all: Vec<String> = all.lines().map(str::to_string).collect();
            report.saw("programs run on two hosts");
            if masked(told) != masked(&all) {
                report.add(
                    (&page.path, fence.line),
                    told.join("\n"),
                    all.join("\n"),
                    "show what the programs print on two machines",
                );
            }
        }
        report.settle();
    });
}

/// The lines of the page's box, for a reader without a second machine, make
/// one on which the client runs. `/run`, where `ip` keeps its names, is one
/// for the test alone.
#[test]
#[ignore = "needs root, unshare, ip, ss"]
fn the_box_makes_a_second_machine() {
    let test = "reach::the_box_makes_a_second_machine";
    in_own_network(test, || {
        let (tree, mut report) = (Tree::read(), Report::default());
        let book = Book::read(&tree);
        let page = book.page(MACHINE).expect("the page of two machines");
        let folder = package_for_two(&book, &tree, &mut report);
        let fences = page.fences.iter().filter(|fence| {
            is_of_two_machines(fence) && fence.attribute("terminal").is_none()
        });
        let boxed: Vec<_> = fences
            .flat_map(|fence| exchanges(page, fence, &mut report))
            .collect();
        // The programs are built, and who plays it is root.
        let lines = boxed.iter().map(|exchange| exchange.command.as_str());
        let mut lines: Vec<&str> = lines
            .filter(|line| !line.starts_with("cargo "))
            .map(|line| line.trim_start_matches("sudo "))
            .collect();
        let client = lines.iter().position(|line| line.contains("client"));
        lines.insert(client.expect("the client is run"), SERVER_LISTENS);
        lines.insert(0, "mount -t tmpfs none /run");
        let mut sh = Command::new("unshare");
        sh.args(["--mount", "sh", "-e", "-c", &lines.join("\n")]);
        let ended = run(sh.current_dir(folder), BOUND).expect("unshare");
        let told = boxed.iter().flat_map(|exchange| &exchange.output);
        let told: Vec<&String> = told.collect();
        assert!(!told.is_empty(), "{MACHINE}: a box that shows no output");
        let prints = |line: &&String| ended.stdout.lines().any(|l| l == *line);
        assert!(
            ended.status.success() && told.iter().all(prints),
            "{MACHINE}, the box\n    found:    {told:?}\n    expected: \
             {ended:?}\n    to mend:  the command that fails, or what it \
             prints"
        );
    });
}

/// The reader's server is started, and listens. It ends with the shell,
/// and if that is killed, a little later.
const SERVER_LISTENS: &str = "timeout 30 target/debug/server &
    trap \"kill $! 2> /dev/null || true\" EXIT
    until ss -tlnH 'sport = :50000' | grep -q .; do sleep 0.05; done";

/// What the two print, server first.
fn talk(hosts: &TwoHosts, server: &Path, client: &Path) -> [String; 2] {
    let server = Running::start(&mut hosts.command(Host::Server, server));
    let mut server = server.expect("the server starts");
    let id = server.id().to_string();
    let listens = || is_listening_beside(&id, PORT) == Some(true);
    wait_until(BOUND, || listens() || server.has_ended());
    let client = Running::start(&mut hosts.command(Host::Client, client));
    let client = end(client.expect("the client starts"));
    // If they have not met, the server waits on.
    let server = match client.status.success() {
        true => all(end(server)),
        false => server.printed() + &server.complained(),
    };
    [server, all(client)]
}

fn all(ended: Ended) -> String {
    ended.stdout + &ended.stderr
}

/// What stands between the two, as the rows of the page's table begin. A
/// rule for all that comes to the port stands in for a firewall: one that
/// drops, and one that tells the sender (`man 8 ip-rule`).
const BETWEEN: [(&str, Option<&str>); 3] = [
    ("nothing, and nobody listens", None),
    ("a firewall that says nothing", Some("blackhole")),
    ("a firewall that says that it does not let you in", Some("prohibit")),
];

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn connect_says_what_is_between_as_the_page_says() {
    let test = "reach::connect_says_what_is_between_as_the_page_says";
    in_own_network(test, || {
        let book = Book::read(&Tree::read());
        let page = book.page(MACHINE).expect("the page of firewalls");
        let rows = page.tables.iter().flat_map(|table| &table.rows);
        let rows: Vec<_> =
            rows.filter(|row| row.cells[1].starts_with("`Os")).collect();
        assert_eq!(rows.len(), BETWEEN.len(), "{MACHINE}: rows");
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        // A host tells senders such things only if it is a router, too. Its
        // own addresses come first otherwise.
        hosts.on_server(
            "echo 1 > /proc/sys/net/ipv4/ip_forward
            ip rule add pref 1 lookup local",
        );
        let tries = "/proc/sys/net/ipv4/tcp_syn_retries";
        fs::write(tries, "1").expect("a kernel that tries once more only");
        let call = || {
            let mut command = hosts.command(Host::Client, &example("call"));
            let called = Running::start(command.arg(at_port(SERVER)));
            end(called.expect("the example starts"))
        };
        let mut listener = None;
        for (row, (between, rule)) in rows.iter().zip(BETWEEN) {
            if let Some(rule) = rule {
                // Without the rule, the call would get through.
                listener.get_or_insert_with(|| listen_at(&hosts, "0.0.0.0"));
                hosts.on_server(&format!(
                    "ip rule del pref 0
                    ip rule add pref 0 ipproto tcp dport {PORT} {rule}"
                ));
            }
            let said = call().stderr;
            let seen = said.trim().trim_start_matches("Error: ");
            let is_so = row.cells[1].starts_with(&format!("`{seen}`"));
            assert!(
                row.cells[0] == between && is_so,
                "{MACHINE}:{}\n    found:    {:?}\n    expected: {between}: \
                 {seen}",
                row.line,
                row.cells,
            );
        }
        hosts.on_server("ip rule del pref 0");
        assert!(call().status.success(), "without a firewall, it is refused");
    });
}
