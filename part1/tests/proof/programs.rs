//! The two binaries, really run: with each other, and each with a
//! polite peer that is made here.

use crate::process::{BOUND, Ended, Running, wait_until};
use crate::sockets::{is_listening, wait_for};
use crate::turn::{PORT, Turn, bind};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

/// The address of both programs.
pub const SERVER: (&str, u16) = ("127.0.0.1", PORT);

/// What the server sends.
pub const GREETING: &[u8] = b"Hello client!";

/// What the client answers.
pub const ANSWER: &[u8] = b"Hello Server!";

/// Starts the real server and waits until it listens.
pub fn start_server() -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    let server = Running::start(&mut command).expect("the server starts");
    when_it_listens(server)
}

/// A program that was started, once somebody listens at the port, or it
/// has ended.
pub fn when_it_listens(mut program: Running) -> Running {
    wait_for(|| Some(is_listening(PORT)? || program.has_ended()));
    program
}

/// Starts the real client.
pub fn start_client() -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_client"));
    Running::start(&mut command).expect("the client starts")
}

/// Waits until a program ends by itself.
pub fn end(program: Running) -> Ended {
    program.finish(BOUND).unwrap_or_else(|message| panic!("{message}"))
}

/// A connection on which no wait is without a bound.
pub fn bounded(stream: TcpStream) -> TcpStream {
    stream.set_read_timeout(Some(BOUND)).expect("a bound for reads");
    stream.set_write_timeout(Some(BOUND)).expect("a bound for writes");
    stream
}

/// Connects to the real server.
pub fn connect() -> TcpStream {
    bounded(TcpStream::connect(SERVER).expect("the server accepts"))
}

/// A listener in the place of the real server.
pub fn listen_as_server() -> TcpListener {
    bind(PORT).unwrap_or_else(|message| panic!("{message}"))
}

/// Waits for the client without waiting for ever.
pub fn accept(server: &TcpListener) -> TcpStream {
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

/// Reads as many bytes as the greeting has.
pub fn read_greeting(stream: &mut TcpStream) -> Vec<u8> {
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
    let server = listen_as_server();
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
