//! What do the two binaries do when their peer is rude? The pages of
//! the whole programs say so in a table, row by row.

use crate::book::Book;
use crate::book::markdown::blank_spans;
use crate::book::page::Row;
use crate::book::report::Report;
use crate::book::tree::Tree;
use crate::run::normalize::normalize;
use crate::run::port::{PORT, PortLock};
use crate::run::process::{BOUND, Ended, wait_until};
use crate::run::programs::{
    accept, connect, end, listen_as_server, read_greeting, start_client, start_server,
};
use crate::run::sockets::{is_connected_to, wait_for};
use std::io::Write;

/// What a peer does that the programs do not expect.
#[derive(Clone, Copy)]
enum Rude {
    /// Sends these bytes and finishes.
    Sends(&'static [u8]),
    /// Ends the connection by a reset.
    Resets,
}

/// The rows of the two tables in the book, by their first cell.
const RUDE: [(&str, Rude); 4] = [
    ("sends two bytes that are not UTF-8", Rude::Sends(&[0xff, 0xfe])),
    ("sends nothing and closes", Rude::Sends(b"")),
    ("sends 3000 bytes at once", Rude::Sends(&[b'x'; 3000])),
    ("resets the connection", Rude::Resets),
];

/// Plays a rude client to the real server.
fn rude_to_server(rude: Rude) -> Ended {
    let server = start_server();
    let mut client = connect();
    match rude {
        Rude::Sends(bytes) => {
            read_greeting(&mut client);
            client.write_all(bytes).expect("the server reads");
        }
        // A close with unread data is a reset (RFC 9293, 3.6.1).
        Rude::Resets => {
            wait_until(BOUND, || client.peek(&mut [0; 64]).is_ok());
        }
    }
    drop(client);
    end(server)
}

/// Plays a rude server to the real client.
fn rude_to_client(rude: Rude) -> Ended {
    let server = listen_as_server();
    let client = start_client();
    match rude {
        Rude::Sends(bytes) => {
            let mut stream = accept(&server);
            stream.write_all(bytes).expect("the client reads");
        }
        // A connection that nobody has accepted is reset when the
        // listener goes.
        Rude::Resets => {
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

/// Each rude peer has its row on the program's page, and what the row
/// says is what happens.
fn rude_peers_get(program: &str, play: fn(Rude) -> Ended, book: &Book) -> Report {
    let mut report = Report::default();
    report.count_many("rude peers", 0);
    let path = format!("book/src/{program}/whole.md");
    let page = book.page(&path).unwrap_or_else(|| panic!("no {path}"));
    let tables = page.tables.iter().flat_map(|table| &table.rows);
    // The peer, the last line that the program prints, its exit code.
    let is_rude = |row: &&Row| row.cells.len() == 3 && row.cells[2].parse::<i32>().is_ok();
    let rows: Vec<&Row> = tables.filter(is_rude).collect();
    for (peer, rude) in RUDE {
        report.count("rude peers");
        let ended = play(rude);
        let all = format!("{}{}", ended.stdout, ended.stderr);
        let last = normalize(all.lines().last().unwrap_or("").trim_end());
        let code = ended.status.code().map_or("none".into(), |c| c.to_string());
        let row = rows.iter().find(|row| row.cells[0] == peer);
        let told = row.map(|row| {
            let last = cell_text(&row.cells[1]);
            (normalize(last.trim_end()), row.cells[2].clone())
        });
        let happens = (last, code);
        if told.as_ref() != Some(&happens) {
            report.add(
                (&path, row.map_or(1, |row| row.line)),
                format!("a peer that {peer}: the page says {told:?}"),
                format!("what happens: {happens:?}"),
                "mend the table's row, or the program",
            );
        }
    }
    for row in rows {
        let peer = &row.cells[0];
        if RUDE.iter().all(|(name, _)| name != peer) {
            report.add(
                (&path, row.line),
                format!("a row that nothing plays: {peer}"),
                RUDE.map(|(peer, _)| peer).join(" · "),
                "mend its first cell, or add it to RUDE in rude.rs",
            );
        }
    }
    report
}

#[test]
fn the_server_bears_rude_clients_as_its_page_says() {
    let book = Book::read(&Tree::read());
    let _port = PortLock::take();
    rude_peers_get("server", rude_to_server, &book).settle();
}

#[test]
fn the_client_bears_rude_servers_as_its_page_says() {
    let book = Book::read(&Tree::read());
    let _port = PortLock::take();
    rude_peers_get("client", rude_to_client, &book).settle();
}
