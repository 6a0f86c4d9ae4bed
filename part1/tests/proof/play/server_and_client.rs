//! Do the two programs speak their parts, with each other and with a polite peer that is made here?

use super::prelude::*;

#[test]
fn the_server_speaks_its_part_to_the_byte() {
    let Some(_port) = PortLock::take() else { return };
    let server = start_server();
    let mut client = connect();
    let address = client.local_addr().expect("an address");
    assert_eq!(read_greeting(&mut client), GREETING);
    client.write_all(ANSWER).expect("the server reads");
    let mut more = Vec::new();
    client.read_to_end(&mut more).expect("the server closes");
    assert_eq!(more, b"", "the server sends its greeting and no more");
    let printed = format!("New client joined: {address}\nClient: Hello Server!\n");
    assert_eq!(end_well(server), printed);
}

#[test]
fn the_client_speaks_its_part_to_the_byte() {
    let Some(_port) = PortLock::take() else { return };
    let server = listen_as_server();
    let client = start_client();
    let mut stream = accept(&server);
    stream.write_all(GREETING).expect("the client reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the client closes");
    assert_eq!(answer, ANSWER, "the client sends its answer and no more");
    assert_eq!(end_well(client), "Server: Hello client!\n");
}

#[test]
fn the_server_greets_whoever_waits_before_it_accepts() {
    let Some(()) = own_network() else { return };
    speak_their_parts();
}
