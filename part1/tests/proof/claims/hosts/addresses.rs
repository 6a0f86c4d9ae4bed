//! Who can reach whom? Every cell of the page's tables is tried, and the two programs of the book
//! talk from one host to another.

use crate::claims::prelude::*;
use crate::run::port::PortBlock;
use crate::run::two_hosts::{IPV4_LOCALHOST, SERVER};

/// Where a server listens: the rows of both tables.
const LISTENERS: [&str; 6] = ["127.0.0.1", "0.0.0.0", "[::1]", "[::]", "localhost", SERVER];

/// Who calls, and what is called: the tables, and the columns of each.
const CALLS: [(Host, &[&str]); 2] = [
    (Host::Server, &["127.0.0.1", "[::1]", "localhost", SERVER]),
    (Host::Client, &[SERVER, "[2001:db8::1]"]),
];

/// Tries each cell of the tables whose two addresses are wanted: where a server listens, who calls,
/// and what is called. What comes of it is what the cell says.
fn tables_are_right(
    is_wanted: impl Fn(&str) -> bool, mut outcome: impl FnMut(&str, Host, &str) -> String,
) {
    let page = Context::live().book.named("hosts/addresses");
    let tables = page.tables.iter().filter(|table| table.head.cell(0) == "listens on");
    for (table, (caller, columns)) in tables.zip(CALLS) {
        says("hosts/addresses", &format!("| listens on | `{}` |", columns.join("` | `")));
        let listeners = ("addresses where a server listens", &LISTENERS[..]);
        let help = "write into the cells what happens";
        play_beside(page, &table.rows, listeners, help, |listens, row| {
            let mut came = vec![format!("`{listens}`")];
            for (column, calls) in (1..).zip(columns) {
                let is_played = is_wanted(listens) && is_wanted(calls);
                came.push(match is_played {
                    true => outcome(listens, caller, calls),
                    false => row.cell(column).to_string(),
                });
            }
            [came.join(" | "), row.cells.join(" | ")]
        });
    }
}

/// In this process, as far as every machine has the addresses.
#[test]
#[cfg_attr(windows, ignore = "[::] does not take IPv4 there")]
fn on_one_machine_the_table_is_right() {
    let has_ipv6 = TcpListener::bind("[::1]:0").is_ok();
    let localhost = ("localhost", 0).to_socket_addrs().into_iter().flatten();
    let has_localhost = localhost.map(|a| a.ip().to_string()).eq(["::1", "127.0.0.1"]);
    let is_here = |host: &str| match host {
        "localhost" => has_localhost,
        "[::1]" | "[::]" => has_ipv6,
        "127.0.0.1" | "0.0.0.0" => true,
        _ => false,
    };
    // Ports that nobody else has, at whatever address.
    let block = PortBlock::take();
    let mut ports = block.ports(CALLS[0].1.len() * LISTENERS.len()).into_iter();
    tables_are_right(is_here, |listens, _, calls| {
        let port = ports.next().expect("a port for each cell");
        let listener = TcpListener::bind(format!("{listens}:{port}"));
        let _listener = listener.expect("an address of every machine");
        match TcpStream::connect(format!("{calls}:{port}")) {
            Ok(_) => "yes".to_string(),
            Err(e) if e.kind() == ErrorKind::ConnectionRefused => "no".to_string(),
            Err(e) => e.to_string(),
        }
    });
}

/// What comes of a call from one of two hosts; “no” if it is refused.
fn call(hosts: &TwoHosts, listens: &str, caller: Host, calls: &str) -> String {
    let server = listen_at(hosts, listens);
    let client = end(started(hosts.command(caller, &example("call")).arg(at_port(calls))));
    if client.stderr.contains("ConnectionRefused") {
        return "no".to_string();
    }
    if client.stdout.is_empty() {
        return client.stderr;
    }
    // The server has the same two addresses, or another program has answered.
    let last = end(server).stdout.lines().last().unwrap_or_default().replace("::ffff:", "");
    let [last, said] = [&last, client.stdout.trim()].map(|text| text.replace(['[', ']'], ""));
    assert_eq!(last, said, "{listens}, called at {calls}");
    "yes".to_string()
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn the_tables_say_who_can_reach_whom() {
    in_own_network(|| {
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let call = |listens: &str, caller, calls: &str| call(&hosts, listens, caller, calls);
        tables_are_right(|_| true, call);
        says(
            "hosts/addresses",
            "A client that connects to `0.0.0.0` or `[::]` reaches its own machine",
        );
        for (listens, calls) in [("127.0.0.1", "0.0.0.0"), ("[::1]", "[::]")] {
            assert_eq!(call(listens, Host::Server, calls), "yes", "{listens}, called at {calls}");
        }
        says("hosts/addresses", "`127.0.0.1` always means the machine that uses it");
        says("hosts/addresses", "this client finds only its own machine");
        for at in ["127.0.0.1", "[::1]", "localhost"] {
            assert_eq!(call("[::]", Host::Client, at), "no", "the other machine calls {at}");
        }
    });
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn a_localhost_of_one_address_is_that_address() {
    in_own_network(|| {
        says("hosts/addresses", "its row and its column are like those of `127.0.0.1`");
        let hosts = TwoHosts::new(IPV4_LOCALHOST);
        let (_, columns) = CALLS[0];
        for at in columns {
            let rows = ["localhost", "127.0.0.1"];
            let [name, address] = rows.map(|row| call(&hosts, row, Host::Server, at));
            assert_eq!(name, address, "called at {at}");
        }
    });
}
