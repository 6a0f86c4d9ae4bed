//! The wire, started, and what is connected through it.

use super::prelude::*;
use crate::run::wine;

/// Starts the wire, and waits until it listens.
pub fn wire(options: &[&str]) -> Running {
    let mut wire = started(interruptible(env!("CARGO_BIN_EXE_wire")).args(options));
    let is_there = wait_for(|| Some(is_listening(WIRE_PORT)? || wire.has_ended()));
    assert!(is_there && !wire.has_ended(), "{}", wire.complained());
    wire
}

/// What the wire has printed, without the times.
pub fn record(wire: &Running) -> String {
    let printed = wire.printed();
    let events = printed.lines().map(|line| line.split_once(' ').expect("a time").1);
    events.map(|event| format!("{event}\n")).collect()
}

/// Waits until the wire's record ends with these lines.
pub fn record_ends(wire: &Running, lines: &str) {
    let is_so = happens(|| record(wire).ends_with(lines));
    assert!(is_so, "{lines} at the end of: {}", record(wire));
}

/// Both ends of a connection through the wire.
pub struct Through {
    pub wire: Running,
    pub listener: TcpListener,
    pub server: TcpStream,
    pub client: TcpStream,
}

impl Through {
    /// The ends, in this process, and a wire with these options.
    pub fn new(options: &[&str]) -> Through {
        let (listener, wire) = (listen_as_server(), wire(options));
        let client = client();
        let server = accept(&listener);
        Through { wire, listener, server, client }
    }
}

/// A client of the wire.
pub fn client() -> TcpStream {
    bounded(TcpStream::connect(("127.0.0.1", WIRE_PORT)).expect("the wire accepts"))
}

/// A client of the wire where no server is: the wire resets it, which Wine does not always show.
pub fn client_without_server() {
    let end = read(&mut client());
    let is_reset = end == Err(ErrorKind::ConnectionReset);
    assert!(is_reset || wine::version().is_some() && end == Ok(vec![]), "no reset: {end:?}");
}

/// How many files the wire has open, and how many threads it has.
pub fn held(wire: &Running) -> [usize; 2] {
    let count = |what| fs::read_dir(format!("/proc/{}/{what}", wire.id())).expect("/proc").count();
    ["fd", "task"].map(count)
}

/// The wire gives back all that it has taken for its connections.
pub fn gives_back(wire: &Running, before: [usize; 2]) {
    assert!(happens(|| held(wire) == before), "files and threads: {before:?}, {:?}", held(wire));
}
