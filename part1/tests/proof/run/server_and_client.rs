//! The two binaries, really run: with each other, and each with a polite peer that is made here.

use super::port::bind;
use super::prelude::*;
use std::io::Read;
use std::net::{TcpListener, TcpStream};

/// The address of both programs.
pub const SERVER: (&str, u16) = ("127.0.0.1", PORT);

/// What the server sends.
pub const GREETING: &[u8] = b"Hello client!";

/// What the client answers.
pub const ANSWER: &[u8] = b"Hello Server!";

/// Starts a program.
pub fn started(command: &mut Command) -> Running {
    Running::start(command).unwrap_or_else(|e| panic!("{command:?} cannot be started: {e}"))
}

/// Starts the real server and waits until it listens.
pub fn start_server() -> Running {
    when_it_listens(started(&mut Command::new(env!("CARGO_BIN_EXE_server"))))
}

/// A program that was started, once somebody listens at the port, or it has ended.
pub fn when_it_listens(mut program: Running) -> Running {
    wait_for(|| Some(is_listening(PORT)? || program.has_ended()));
    program
}

/// The two programs do their parts with each other, or this panics: each has printed what was said.
pub fn speak_their_parts() {
    let _port = PortLock::here();
    let server = start_server();
    let [client, server] = [start_client(), server].map(end_well);
    let [greeting, answer] = [GREETING, ANSWER].map(String::from_utf8_lossy);
    assert_eq!(client, format!("Server: {greeting}\n"));
    assert!(server.ends_with(&format!("\nClient: {answer}\n")), "{server}");
}

/// Starts the real client.
pub fn start_client() -> Running {
    started(&mut Command::new(env!("CARGO_BIN_EXE_client")))
}

/// Waits until a program ends by itself.
pub fn end(program: Running) -> Ended {
    program.finish(BOUND).unwrap_or_else(|message| panic!("{message}"))
}

/// The same for one that has to end well, with nothing to complain of; what it has printed.
#[track_caller]
pub fn end_well(program: Running) -> String {
    let ended = end(program);
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
    ended.stdout
}

/// A connection on which no wait is without a bound.
pub fn bounded(stream: TcpStream) -> TcpStream {
    stream.set_read_timeout(Some(BOUND)).expect("a bound for reads");
    stream.set_write_timeout(Some(BOUND)).expect("a bound for writes");
    stream
}

/// Connects to the real server: again, where nobody could say when it listens.
pub fn connect() -> TcpStream {
    let mut client = None;
    happens(|| client.insert(TcpStream::connect(SERVER)).is_ok() || is_listening(PORT).is_some());
    bounded(client.expect("one try at least").expect("the server accepts"))
}

/// A listener in the place of the real server.
pub fn listen_as_server() -> TcpListener {
    bind(PORT).unwrap_or_else(|message| panic!("{message}"))
}

/// Waits for the client without waiting for ever.
pub fn accept(server: &TcpListener) -> TcpStream {
    server.set_nonblocking(true).expect("a listener that does not wait");
    let mut accepted = None;
    happens(|| accepted.insert(server.accept()).is_ok());
    let (client, _) = accepted.expect("one try at least").expect("the client connects");
    client.set_nonblocking(false).expect("a stream that waits");
    bounded(client)
}

/// Reads as many bytes as the greeting has.
pub fn read_greeting(stream: &mut TcpStream) -> Vec<u8> {
    let mut greeting = vec![0; GREETING.len()];
    stream.read_exact(&mut greeting).expect("a greeting");
    greeting
}
