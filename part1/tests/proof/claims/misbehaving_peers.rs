//! What do the two binaries do when their peer misbehaves? The pages of the whole programs say so in
//! a table, row by row.

use super::prelude::*;
use super::tables::beside;
use crate::book::markdown::blank_spans;
use crate::run::server_and_client::{accept, listen_as_server};
use crate::run::sockets::is_connected_to;

/// What a peer does that the programs do not expect.
#[derive(Clone, Copy)]
enum Peer {
    /// Sends these bytes and finishes.
    Sends(&'static [u8]),
    /// Ends the connection by a reset.
    Resets,
}

/// The rows of the two tables in the book, by their first cell.
const PEERS: [(&str, Peer); 4] = [
    ("sends two bytes that are not UTF-8", Peer::Sends(&[0xff, 0xfe])),
    ("sends nothing and closes", Peer::Sends(b"")),
    ("sends 3000 bytes at once", Peer::Sends(&[b'x'; 3000])),
    ("resets the connection", Peer::Resets),
];

/// What the real server does with such a client.
fn server_with(peer: Peer) -> Ended {
    let server = start_server();
    let mut client = connect();
    match peer {
        Peer::Sends(bytes) => {
            read_greeting(&mut client);
            client.write_all(bytes).expect("the server reads");
        }
        // A close with unread data is a reset (RFC 9293, 3.6.1).
        Peer::Resets => {
            happens(|| client.peek(&mut [0; 64]).is_ok());
        }
    }
    drop(client);
    end(server)
}

/// What the real client does with such a server.
fn client_with(peer: Peer) -> Ended {
    let server = listen_as_server();
    let client = start_client();
    match peer {
        Peer::Sends(bytes) => accept(&server).write_all(bytes).expect("the client reads"),
        // A connection that nobody has accepted is reset when the listener goes.
        Peer::Resets => {
            wait_for(|| is_connected_to(PORT));
        }
    }
    drop(server);
    end(client)
}

/// "`Client: ` and 2048 times `x`" stands for a line too long to show.
fn cell_text(cell: &str) -> String {
    let (_, spans, _) = blank_spans(cell);
    let times = cell.split_whitespace().find_map(|word| word.parse().ok());
    match (&spans[..], times) {
        ([text, repeated], Some(times)) => text.clone() + &repeated.repeat(times),
        _ => spans.join(" "),
    }
}

/// Each peer has its row on the program's page, and what the row says is what happens.
fn is_as_its_page_says(program: &str, play: fn(Peer) -> Ended) {
    let page = Context::live().book.named(&format!("{program}/whole"));
    let mut report = Report::default();
    // The peer, the last line that the program prints, its exit code.
    let is_peer = |row: &&Row| row.cells.len() == 3 && row.cell(2).parse::<i32>().is_ok();
    let rows = page.rows().filter(is_peer);
    let outcome = |peer: &str, line: &str, code: &str| {
        let line = normalize(line.trim_end());
        format!("if it {peer}, the last line is {line:?}, the exit code {code}")
    };
    let _port = PortLock::take();
    for ((name, peer), row) in beside(&page.path, rows, ("misbehaving peers", &PEERS), &mut report)
    {
        let ended = play(*peer);
        let all = ended.stdout + &ended.stderr;
        let code = ended.status.code().map_or("none".into(), |code| code.to_string());
        let actual = outcome(name, all.lines().last().unwrap_or(""), &code);
        let expected = outcome(row.cell(0), &cell_text(row.cell(1)), row.cell(2));
        let help = "mend the table's row, or the program, or PEERS in claims/misbehaving_peers.rs";
        report.same((&page.path, row.line), actual, expected, help);
    }
    report.settle();
}

#[test]
fn the_server_bears_misbehaving_clients_as_its_page_says() {
    is_as_its_page_says("server", server_with);
}

#[test]
fn the_client_bears_misbehaving_servers_as_its_page_says() {
    is_as_its_page_says("client", client_with);
}
