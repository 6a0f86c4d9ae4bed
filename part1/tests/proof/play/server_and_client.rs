//! Do the two programs speak their parts, with each other and with a polite peer that is made here?

use crate::run::prelude::*;
use crate::run::server_and_client::{
    self, ANSWER, GREETING, accept, listen_as_server, read_greeting,
};
use std::io::{Read, Write};

#[test]
fn the_server_speaks_its_part_to_the_byte() {
    let _port = PortLock::take();
    let server = start_server();
    let mut client = connect();
    let address = client.local_addr().expect("an address");
    assert_eq!(read_greeting(&mut client), GREETING);
    client.write_all(ANSWER).expect("the server reads");
    let mut more = Vec::new();
    client.read_to_end(&mut more).expect("the server closes");
    assert_eq!(more, b"", "the server sends its greeting and no more");
    let ended = end(server);
    assert_eq!(ended.stdout, format!("New client joined: {address}\nClient: Hello Server!\n"));
    assert_eq!((ended.stderr.as_str(), ended.status.code()), ("", Some(0)));
}

#[test]
fn the_client_speaks_its_part_to_the_byte() {
    let _port = PortLock::take();
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
    server_and_client::speak_their_parts();
}
