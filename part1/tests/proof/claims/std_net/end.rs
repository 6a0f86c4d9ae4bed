//! End it.

use super::prelude::*;

pub const ROWS: &[Case] = &[
    (
        [
            "`shutdown` of `TcpStream`",
            "ends a direction, or both, for all clones",
            "a close: the socket stays yours",
        ],
        shutdown,
    ),
    (
        [
            "`Write`, `Read`, `Both` of `Shutdown`",
            "end sending, receiving, or both",
            "refusing bytes: after `Read`, Linux still takes them",
        ],
        directions,
    ),
    (
        [
            "`drop` of `std::mem`",
            "closes a stream or listener, if it's the last handle",
            "`shutdown`, which doesn't care about clones",
        ],
        drop_closes,
    ),
];

fn shutdown() {
    let (server, mut client) = pair();
    let mut clone = server.try_clone().expect("a second handle");
    server.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(read(&mut client), Ok(Vec::new()));
    assert_eq!(kind(clone.write(b"more")), Err(ErrorKind::BrokenPipe));
    write(&mut client, b"still");
    assert_eq!(read(&mut clone), Ok(b"still".to_vec()));
}

fn directions() {
    let (mut server, mut client) = pair();
    server.shutdown(Shutdown::Read).expect("connected");
    assert_eq!(read(&mut server), Ok(Vec::new()));
    write(&mut client, b"all the same");
    assert!(happens(|| read(&mut server) == Ok(b"all the same".to_vec())));
    let (mut server, mut client) = pair();
    server.shutdown(Shutdown::Both).expect("connected");
    assert_eq!(read(&mut client), Ok(Vec::new()));
    assert_eq!(read(&mut server), Ok(Vec::new()));
    assert_eq!(kind(server.write(b"more")), Err(ErrorKind::BrokenPipe));
}

fn drop_closes() {
    let (server, mut client) = pair();
    let clone = server.try_clone().expect("a second handle");
    drop(server);
    assert_waits(&mut client);
    drop(clone);
    assert_eq!(read(&mut client), Ok(Vec::new()));
    let (listener, address) = listen();
    drop(listener);
    assert_eq!(refused(address).kind(), ErrorKind::ConnectionRefused);
}
