//! What the page “Wrong bytes” says in a sentence.

use crate::claims::prelude::*;

#[test]
fn an_empty_buffer_reads_nothing() {
    says("wrong/bytes", "(A buffer of length 0 gives 0, too, when bytes are there");
    let (mut server, mut client) = pair();
    write(&mut client, b"Hello");
    wait_for_bytes(&server, 5);
    assert_eq!(server.read(&mut []).ok(), Some(0));
    says("wrong/bytes", "`trim` does not take it away");
    assert_eq!("Hello\0".trim(), "Hello\0");
}
