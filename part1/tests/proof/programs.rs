//! The two binaries, really run: with each other, and each with a peer
//! that is made here, polite or rude.

use crate::book::{Book, Page};
use crate::finding::Report;
use crate::masks::mask;
use crate::process::{BOUND, Ended, Running, wait_until};
use crate::sockets::{is_connected_to, is_listening};
use crate::turn::{PORT, Turn};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

/// The address of both programs.
const SERVER: (&str, u16) = ("127.0.0.1", PORT);

/// What the server sends.
pub const GREETING: &[u8] = b"Hello client!";

/// What the client answers.
pub const ANSWER: &[u8] = b"Hello Server!";

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
    ("sends bytes that are not UTF-8", Rude::Sends(&[0xff, 0xfe])),
    ("sends nothing and closes", Rude::Sends(b"")),
    ("sends 3000 bytes at once", Rude::Sends(&[b'x'; 3000])),
    ("resets the connection", Rude::Resets),
];

/// Starts the real server and waits until it listens.
pub fn start_server() -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    let mut server = Running::start(&mut command).expect("the server starts");
    match is_listening(PORT) {
        Some(_) => {
            wait_until(BOUND, || {
                is_listening(PORT) == Some(true) || server.has_ended()
            });
        }
        None => thread::sleep(Duration::from_millis(500)),
    }
    server
}

/// Starts the real client.
pub fn start_client() -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_client"));
    Running::start(&mut command).expect("the client starts")
}

fn end(program: Running) -> Ended {
    program.finish(BOUND).unwrap_or_else(|message| panic!("{message}"))
}

/// A connection on which no wait is without a bound.
fn bounded(stream: TcpStream) -> TcpStream {
    stream.set_read_timeout(Some(BOUND)).expect("a bound for reads");
    stream.set_write_timeout(Some(BOUND)).expect("a bound for writes");
    stream
}

fn connect() -> TcpStream {
    bounded(TcpStream::connect(SERVER).expect("the server accepts"))
}

/// Waits for the client without waiting for ever.
fn accept(server: &TcpListener) -> TcpStream {
    server.set_nonblocking(true).expect("a listener that does not wait");
    let mut client = None;
    wait_until(BOUND, || {
        client = server.accept().ok().map(|(stream, _)| stream);
        client.is_some()
    });
    let client = client.expect("the client connects");
    client.set_nonblocking(false).expect("a stream that waits");
    bounded(client)
}

fn read_greeting(stream: &mut TcpStream) -> Vec<u8> {
    let mut greeting = vec![0; GREETING.len()];
    stream.read_exact(&mut greeting).expect("a greeting");
    greeting
}

#[test]
fn the_server_speaks_its_part_to_the_byte() {
    let _turn = Turn::take();
    let server = start_server();
    let mut client = connect();
    let address = client.local_addr().expect("an address");
    assert_eq!(read_greeting(&mut client), GREETING);
    client.write_all(ANSWER).expect("the server reads");
    let mut more = Vec::new();
    client.read_to_end(&mut more).expect("the server closes");
    assert_eq!(more, b"", "the server sends its greeting and no more");
    let ended = end(server);
    assert_eq!(
        ended.stdout,
        format!("New client joined: {address}\nClient: Hello Server!\n"),
    );
    assert_eq!((ended.stderr.as_str(), ended.status.code()), ("", Some(0)));
}

#[test]
fn the_client_speaks_its_part_to_the_byte() {
    let _turn = Turn::take();
    let server = TcpListener::bind(SERVER).expect("the port is free");
    let client = start_client();
    let mut stream = accept(&server);
    stream.write_all(GREETING).expect("the client reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the client closes");
    assert_eq!(answer, ANSWER, "the client sends its answer and no more");
    let ended = end(client);
    assert_eq!(ended.stdout, "Server: Hello client!\n");
    assert_eq!((ended.stderr.as_str(), ended.status.code()), ("", Some(0)));
}

#[test]
fn the_server_greets_whoever_waits_before_it_accepts() {
    let _turn = Turn::take();
    let server = start_server();
    let client = start_client();
    let (client, server) = (end(client), end(server));
    assert_eq!(client.stdout, "Server: Hello client!\n");
    assert!(server.stdout.ends_with("\nClient: Hello Server!\n"));
}

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
    let server = TcpListener::bind(SERVER).expect("the port is free");
    let client = start_client();
    match rude {
        Rude::Sends(bytes) => {
            let mut stream = accept(&server);
            stream.write_all(bytes).expect("the client reads");
        }
        // A connection that nobody has accepted is reset when the
        // listener goes.
        Rude::Resets => match is_connected_to(PORT) {
            Some(_) => {
                wait_until(BOUND, || is_connected_to(PORT) == Some(true));
            }
            None => thread::sleep(Duration::from_millis(500)),
        },
    }
    drop(server);
    end(client)
}

/// What a row of the table says: the last line and the exit code.
struct Row {
    line: usize,
    peer: String,
    last: String,
    code: String,
}

/// The rows of the page's tables whose first cell is about a rude peer.
fn rows(page: &Page) -> Vec<Row> {
    let rows = page.prose.iter().filter_map(|prose| {
        let cells: Vec<&str> = prose.text.split('|').map(str::trim).collect();
        let ["", peer, last, code, ""] = cells[..] else { return None };
        let is_row = !peer.is_empty() && code.parse::<i32>().is_ok();
        is_row.then(|| Row {
            line: prose.line,
            peer: peer.to_string(),
            last: cell_text(last, &prose.spans),
            code: code.to_string(),
        })
    });
    rows.collect()
}

/// "`Client: ` and 2048 times `x`" stands for a line too long to show.
fn cell_text(cell: &str, spans: &[String]) -> String {
    let times = cell.split_whitespace().find_map(|word| word.parse().ok());
    match (spans, times) {
        ([text, repeated], Some(times)) => {
            text.clone() + &repeated.repeat(times)
        }
        _ => spans.join(" "),
    }
}

/// Each rude peer has its row on the program's page, and what the row
/// says is what happens.
fn rude_peers_get(
    program: &str,
    play: fn(Rude) -> Ended,
    book: &Book,
) -> Report {
    let mut report = Report::default();
    report.saw_many("rude peers", 0);
    let path = format!("book/src/{program}/whole.md");
    let page = book.page(&path).unwrap_or_else(|| panic!("no {path}"));
    let rows = rows(page);
    for (peer, rude) in RUDE {
        report.saw("rude peers");
        let ended = play(rude);
        let all = format!("{}{}", ended.stdout, ended.stderr);
        let last = mask(all.lines().last().unwrap_or("").trim_end());
        let code = ended.status.code().map_or("none".into(), |c| c.to_string());
        let row = rows.iter().find(|row| row.peer == peer);
        let told = row.map(|row| (mask(row.last.trim_end()), row.code.clone()));
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
    for row in rows.iter().filter(|r| RUDE.iter().all(|(p, _)| *p != r.peer)) {
        report.add(
            (&path, row.line),
            format!("a row that nothing plays: {}", row.peer),
            RUDE.map(|(peer, _)| peer).join(" · "),
            "mend its first cell, or add it to RUDE in programs.rs",
        );
    }
    report
}

#[test]
fn the_server_bears_rude_clients_as_its_page_says() {
    let book = Book::read(&crate::tree::Tree::read());
    let _turn = Turn::take();
    rude_peers_get("server", rude_to_server, &book).settle();
}

#[test]
fn the_client_bears_rude_servers_as_its_page_says() {
    let book = Book::read(&crate::tree::Tree::read());
    let _turn = Turn::take();
    rude_peers_get("client", rude_to_client, &book).settle();
}
