//! One exchange, four views: does the page's table say of each line of
//! the programs which calls it makes, what it puts on the wire, and which
//! sockets there are then?

use crate::book::prelude::*;
use crate::run::prelude::*;
use crate::run::programs::{ANSWER, GREETING, accept, listen_as_server, read_greeting};
use crate::run::sockets::{self, ESTABLISHED};
use crate::text::views::{PAGE, rows};
use std::io::{Read, Write};
use std::net::TcpStream;

/// Where a cell has what the row above has.
const THE_SAME: &str = "the same";

/// Waits until the kernel reports the sockets of the row whose first
/// cell has those words, and no others, for the client at that port.
fn assert_sockets(rows: &[Row], words: &str, client: Option<u16>) {
    let at = rows.iter().position(|row| row.cells[0].contains(words));
    let at = at.unwrap_or_else(|| panic!("{PAGE}: no row `{words}`"));
    let mut cells = rows[..=at].iter().rev().map(|row| &row.cells[3]);
    let cell = cells.find(|cell| *cell != THE_SAME);
    let cell = cell.expect("the first row says more").replace('`', "");
    let expected: Vec<&str> = cell.split("<br>").map(str::trim).collect();
    if !wait_until(BOUND, || now(client) == expected) {
        let actual = format!("{:?}, as the kernel says while both are held there", now(client));
        let help = "mend the row, or the program";
        panic!("{}", Finding::new((PAGE, rows[at].line), actual, format!("{expected:?}"), help));
    }
}

/// The sockets that the kernel has, in the table's words.
fn now(client: Option<u16>) -> Vec<String> {
    let all = sockets::all().expect("Linux's table of sockets");
    let mut parts = Vec::new();
    for (who, local, peer) in [
        ("listener", Some(PORT), Some(0)),
        ("server", Some(PORT), client),
        ("client", client, Some(PORT)),
    ] {
        if local.is_none() || peer.is_none() {
            continue;
        }
        let own =
            all.iter().filter(|socket| Some(socket.local) == local && Some(socket.peer) == peer);
        parts.extend(own.map(|socket| format!("{who}: {}", socket.state)));
    }
    parts
}

fn port_of(client: &TcpStream) -> Option<u16> {
    Some(client.local_addr().expect("an address").port())
}

/// The port of the one client that is connected.
fn connected_port() -> Option<u16> {
    let mut port = None;
    wait_until(BOUND, || {
        let all = sockets::all().expect("Linux's table of sockets");
        let client = all.iter().find(|socket| socket.peer == PORT && socket.state == ESTABLISHED);
        port = client.map(|socket| socket.local);
        port.is_some()
    });
    port
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_kernel_has_the_sockets_of_the_table() {
    let book = Book::read(&Tree::read());
    let assert_sockets = |words, client| assert_sockets(rows(&book), words, client);
    let lock = PortLock::take();
    // The server is in accept; then it is stopped there, and the client
    // waits in read.
    let server = start_server();
    assert_sockets("server `TcpListener::bind", None);
    server.signal("STOP");
    let client = start_client();
    let port = connected_port();
    assert_sockets("client `TcpStream::connect", port);
    server.signal("CONT");
    for program in [client, server] {
        assert!(end(program).status.success());
    }

    // The server is in read, with a client that does not answer yet.
    let server = start_server();
    let mut client = connect();
    read_greeting(&mut client);
    assert_sockets("client `client.read", port_of(&client));
    assert_sockets("server `client.read", port_of(&client));
    client.write_all(ANSWER).expect("the server reads");
    assert_eq!(end(server).status.code(), Some(0));
    drop(client);

    // The client has ended, with a server that does not close yet.
    drop(lock);
    let _port = PortLock::take();
    let listener = listen_as_server();
    let client = start_client();
    let mut stream = accept(&listener);
    let port = Some(stream.peer_addr().expect("an address").port());
    stream.write_all(GREETING).expect("the client reads");
    stream.read_to_end(&mut Vec::new()).expect("the client closes");
    assert_eq!(end(client).status.code(), Some(0));
    assert_sockets("client `drop(client)", port);
    drop(stream);
    assert_sockets("server `drop(client)", port);
    drop(listener);
    assert_sockets("server `drop(server)", port);
}
