//! What the chapter “A stream” says of its servers when a peer does not end its message.

use crate::claims::prelude::*;
use std::io::{BufRead, BufReader};

#[test]
fn without_the_half_close_both_wait() {
    says("stream/until-the-end", "Both wait for ever: the server for the end");
    let (_port, mut server) = start_at_port("until_end_server");
    let mut client = connect();
    write(&mut client, b"Hello");
    assert_waits(&mut client);
    assert!(!server.has_ended(), "it waits for the end");
    says("stream/until-the-end", "with Ctrl-C, and the other goes on");
    drop(client);
    assert_eq!(end(server).stdout, "Client: Hello\n");
}

#[test]
fn without_the_newline_both_wait() {
    says("stream/line", "The server prints the first line and answers it");
    let (_port, server) = start_at_port("line_server");
    let mut client = connect();
    write(&mut client, b"Hello Server!\nHow are you?");
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
    write(&mut server, b"one\ntwo\n");
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
    let length = u32::from_be_bytes(*b"Hell").to_string();
    let [a, b, c, d] = [&length[..1], &length[1..4], &length[4..7], &length[7..]];
    says("stream/length", &format!("`Hell`, for a length: {a} {b} {c} {d}"));
    let (_port, server) = start_at_port("length_server");
    write(&mut connect(), b"Hello Server!\n");
    let error = "Error: Custom { kind: InvalidData, error: \"too long\" }\n";
    assert_eq!(end(server).stderr, error);
}
