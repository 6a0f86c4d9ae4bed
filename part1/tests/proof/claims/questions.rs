//! What an answer of the questions says and its page does not.

use super::prelude::*;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_peer_does_not_notice_that_nobody_reads_any_more() {
    let (mut server, mut client) = pair();
    server.shutdown(Shutdown::Read).expect("connected");
    says("questions", "On Linux, your own `read` returns 0 instead of waiting");
    assert_eq!(server.read(&mut [0; 8]).expect("no error"), 0);
    says("questions", "and the other side doesn't notice");
    for _ in 0..3 {
        write(&mut client, b"more");
        assert_waits(&mut client);
    }
}

#[test]
fn a_write_after_a_shutdown_has_its_own_number_on_windows() {
    says("questions", "or you wrote after your own `shutdown(Shutdown::Write)` (10058 on Windows)");
    let (_server, mut client) = pair();
    client.shutdown(Shutdown::Write).expect("connected");
    let error = client.write(b"more").expect_err("it is shut down");
    match cfg!(windows) {
        true => assert_eq!(error.raw_os_error(), Some(10058)),
        false => assert_eq!(error.kind(), ErrorKind::BrokenPipe),
    }
}

#[test]
fn a_port_is_a_number_from_0_to_65535() {
    says("questions", "or isn't a number from 0 to 65535");
    let is_address = |port| format!("127.0.0.1:{port}").parse::<SocketAddr>().is_ok();
    assert_eq!(["0", "65535"].map(is_address), [true; 2]);
    assert_eq!(["65536", "-1", "http", ""].map(is_address), [false; 4]);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_first_write_to_a_peer_that_has_closed_can_succeed() {
    says("questions", "Even to a peer that has closed, the first write can return `Ok`");
    let (server, mut client) = pair();
    drop(server);
    assert_eq!(client.read(&mut [0]).expect("its end"), 0);
    assert_eq!(client.write(b"more").expect("taken by the kernel"), 4);
    // After a reset, it fails.
    let mut client = reset_by_server();
    assert_eq!(kind(client.peek(&mut [0])), Err(ErrorKind::ConnectionReset));
    assert_eq!(kind(client.write(b"more")), Err(ErrorKind::BrokenPipe));
}
