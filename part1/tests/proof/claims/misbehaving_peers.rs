//! What do the two binaries do when their peer misbehaves? The pages of the whole programs say so in
//! a table, row by row.

use super::prelude::*;
use crate::run::server_and_client::{accept, listen_as_server};
use crate::run::sockets::is_connected_to;

/// What a peer sends before it closes; `None` if it ends the connection by a reset instead.
pub type Sends = Option<&'static [u8]>;

/// What becomes of a program with such a peer.
pub type Play = fn(Sends) -> Ended;

/// The rows of the two tables in the book, by their first cell.
pub const PEERS: [(&str, Sends); 4] = [
    ("sends the bytes `ff fe`, which are not UTF-8", Some(&[0xff, 0xfe])),
    ("sends nothing and closes", Some(b"")),
    ("sends 3000 times `x` in one piece", Some(&[b'x'; 3000])),
    ("resets the connection", None),
];

/// What the real server does with such a client.
pub fn server_with(sends: Sends) -> Ended {
    let server = start_server();
    let mut client = connect();
    if let Some(bytes) = sends {
        read_greeting(&mut client);
        write(&mut client, bytes);
    } else {
        // A close with unread data is a reset (RFC 9293, 3.6.1).
        wait_for_bytes(&client, GREETING.len());
    }
    drop(client);
    end(server)
}

/// What the real client does with such a server.
pub fn client_with(sends: Sends) -> Ended {
    let server = listen_as_server();
    let client = start_client();
    if let Some(bytes) = sends {
        write(&mut accept(&server), bytes);
    } else {
        // A connection that nobody has accepted is reset when the listener goes.
        wait_for(|| is_connected_to(PORT));
    }
    drop(server);
    end(client)
}

/// A line as a cell has it, where "`Client: ` and 2048 times `x`" stands for one too long to show.
fn as_cell(line: &str) -> String {
    let text = line.trim_end_matches('x');
    match line.len() - text.len() {
        0 => format!("`{line}`"),
        times => format!("`{text}` and {times} times `x`"),
    }
}

/// The last line that a program has printed, as a cell has it, and its exit code.
pub fn last_line_and_code(ended: Ended) -> (String, String) {
    let code = ended.code();
    let all = ended.stdout + &ended.stderr;
    (normalize(&as_cell(all.lines().last().unwrap_or_default())), code)
}

/// Each peer has its row on the program's page, and what the row says is what happens.
fn is_as_its_page_says(page: &str, play: Play) {
    let page = Context::live().book.named(page);
    // The peer, the last line that the program prints, its exit code.
    let is_peer = |row: &&Row| row.cells.len() == 3 && row.cell(2).parse::<i32>().is_ok();
    let Some(_port) = PortLock::take() else { return };
    let help = "mend the table's row, or the program, or PEERS in claims/misbehaving_peers.rs";
    let peers = ("misbehaving peers", &PEERS[..]);
    play_beside(page, page.rows().filter(is_peer), peers, help, |(name, sends), row| {
        let (last, code) = last_line_and_code(play(*sends));
        let actual = [name, &*last, &code];
        let expected = [row.cell(0), &normalize(row.cell(1)), row.cell(2)];
        [actual, expected].map(|cells| cells.join(" | "))
    });
}

#[test]
fn the_server_bears_misbehaving_clients_as_its_page_says() {
    is_as_its_page_says("server/whole", server_with);
}

#[test]
fn the_client_bears_misbehaving_servers_as_its_page_says() {
    is_as_its_page_says("client/whole", client_with);
}
