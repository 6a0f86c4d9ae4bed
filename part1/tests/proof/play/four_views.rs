//! One exchange, four views: are the table's sockets there at each line of the programs?

use super::prelude::*;
use crate::run::two_ends::port_of;
use crate::text::four_views::{PAGE, rows};

/// Waits until the kernel reports the sockets of the row whose first cell has those words, and no
/// others, for the client at that port.
fn assert_sockets(rows: &[Row], words: &str, client: Option<u16>) {
    let at = rows.iter().position(|row| row.cells[0].contains(words));
    let at = at.unwrap_or_else(|| panic!("{PAGE}: no row `{words}`"));
    let mut cells = rows[..=at].iter().rev().map(|row| row.cells[3].replace('`', ""));
    let cell = cells.find(|cell| cell != "the same").expect("the first row says more");
    let expected: Vec<&str> = cell.split("<br>").map(str::trim).collect();
    if !happens(|| now(client) == expected) {
        let actual = format!("{:?}, as the kernel says while both are held there", now(client));
        let help = "mend the row, or the program";
        panic!("{}", Finding::new((PAGE, rows[at].line), actual, format!("{expected:?}"), help));
    }
}

/// The sockets that the kernel has, in the table's words.
fn now(client: Option<u16>) -> Vec<String> {
    let all = sockets::all().expect("Linux's table of sockets");
    let named = |who: &str, local: Option<u16>, peer: Option<u16>| -> Vec<String> {
        let own = all.iter().filter(|s| Some(s.local) == local && Some(s.peer) == peer);
        own.map(|socket| format!("{who}: {}", socket.state)).collect()
    };
    let listener = named("listener", Some(PORT), Some(0));
    [listener, named("server", Some(PORT), client), named("client", client, Some(PORT))].concat()
}

fn connected_port() -> Option<u16> {
    wait_for(|| sockets::is_connected_to(PORT));
    let all = sockets::all().expect("Linux's table of sockets");
    let client = all.iter().find(|socket| socket.peer == PORT && socket.state == ESTABLISHED);
    client.map(|socket| socket.local)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_kernel_has_the_sockets_of_the_table() {
    let rows = rows(&Context::live().book);
    let assert_sockets = |words, client| assert_sockets(rows, words, client);
    let Some(lock) = PortLock::take() else { return };
    // The server is in accept; then it is stopped there, and the client waits in read.
    let server = start_server();
    assert_sockets("server `TcpListener::bind", None);
    server.signal("STOP");
    let client = start_client();
    let port = connected_port();
    assert_sockets("client `TcpStream::connect", port);
    server.signal("CONT");
    end_well(client);
    end_well(server);

    // The server is in read, with a client that does not answer yet.
    let server = start_server();
    let mut client = connect();
    read_greeting(&mut client);
    let port = Some(port_of(&client));
    assert_sockets("client `stream.read", port);
    assert_sockets("server `stream.read", port);
    client.write_all(ANSWER).expect("the server reads");
    end_well(server);
    drop(client);

    // The client has ended, with a server that does not close yet.
    drop(lock);
    let Some(_port) = PortLock::take() else { return };
    let listener = listen_as_server();
    let client = start_client();
    let mut stream = accept(&listener);
    let port = Some(stream.peer_addr().expect("an address").port());
    stream.write_all(GREETING).expect("the client reads");
    stream.read_to_end(&mut Vec::new()).expect("the client closes");
    end_well(client);
    assert_sockets("client `drop(stream)", port);
    drop(stream);
    assert_sockets("server `drop(stream)", port);
    drop(listener);
    assert_sockets("server `drop(listener)", port);
}
