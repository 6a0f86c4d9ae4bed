//! What the chapter “A stream” says of its servers when a peer does not end its message.

use crate::book::says;
use crate::run::examples::{example, start};
use crate::run::pair::{assert_waits, pair};
use crate::run::port::PortLock;
use crate::run::programs::{connect, end};
use std::io::{BufRead, BufReader, Read, Write};

#[test]
fn without_the_half_close_both_wait() {
    says("stream/until-the-end", "Both wait for ever: the server for the end");
    let program = example("until_end_server");
    let _port = PortLock::take();
    let mut server = start(&program);
    let mut client = connect();
    client.write_all(b"Hello").expect("the server reads");
    assert_waits(&mut client);
    assert!(!server.has_ended(), "it waits for the end");
    says("stream/until-the-end", "with Ctrl-C, and the other goes on");
    drop(client);
    assert_eq!(end(server).stdout, "Client: Hello\n");
}

#[test]
fn without_the_newline_both_wait() {
    says("stream/line", "The server prints the first line and answers it");
    let program = example("line_server");
    let _port = PortLock::take();
    let server = start(&program);
    let mut client = connect();
    client.write_all(b"Hello Server!\nHow are you?").expect("it reads");
    let mut answer = [0; 9];
    client.read_exact(&mut answer).expect("the first answer");
    assert_eq!(&answer, b"13 bytes\n");
    assert_waits(&mut client);
    drop(client);
    let ended = end(server);
    assert_eq!(ended.stdout, "Client: Hello Server!\n");
    says("stream/line", "`Error: Kind(UnexpectedEof)`: the line was cut off");
    assert_eq!(ended.stderr, "Error: Kind(UnexpectedEof)\n");
}

#[test]
fn two_readers_on_one_stream_lose_bytes() {
    says("stream/line", "second line would be lost with the first `BufReader`");
    let (mut server, client) = pair();
    server.write_all(b"one\ntwo\n").expect("it is taken");
    drop(server);
    let lines = [(); 2].map(|()| {
        let mut line = String::new();
        BufReader::new(&client).read_line(&mut line).expect("a line");
        line
    });
    assert_eq!(lines, ["one\n", ""]);
}

#[test]
fn text_is_a_length_that_is_too_long() {
    says("stream/length", "`Hell`, for a length: 1 214 606 444");
    assert_eq!(u32::from_be_bytes(*b"Hell"), 1_214_606_444);
    let program = example("length_server");
    let _port = PortLock::take();
    let server = start(&program);
    let mut client = connect();
    client.write_all(b"Hello Server!\n").expect("the server reads");
    let said = end(server).stderr;
    let error = "Error: Custom { kind: InvalidData, error: \"too long\" }\n";
    assert_eq!(said, error);
}
