//! The five reasons to wait: does the kernel show each as the page says?

use crate::claims::prelude::*;
use crate::claims::tables::beside;
use crate::run::sockets::Socket;

/// What the last cell of a row says about the sockets of the port.
type Sockets = fn(&[Socket]) -> bool;

/// The example's argument, the row's first and last cell, and what the last means.
const WAITS: [(&str, &str, &str, Sockets); 5] = [
    ("accept", "for a client", "only `LISTEN`", |all| {
        all.len() == 1 && in_state(all, LISTEN).len() == 1
    }),
    ("queue", "to be accepted", "`LISTEN` with a `Recv-Q` above 0", |all| {
        in_state(all, LISTEN).iter().any(|s| s.to_read > 0)
    }),
    ("silence", "for somebody to speak", "two times `ESTABLISHED`, all numbers 0", quiet),
    (
        "mark",
        "for a mark that does not come",
        "the same: the bytes that came are in the program",
        quiet,
    ),
    (
        "write",
        "for somebody to read",
        "two times `ESTABLISHED`, a high `Send-Q` at one end and `Recv-Q` at the other",
        |all| {
            let ends = in_state(all, ESTABLISHED);
            ends.len() == 2
                && ends.iter().any(|s| s.to_send > HIGH)
                && ends.iter().any(|s| s.to_read > HIGH)
        },
    ),
];

/// More bytes than these lie only where nobody reads.
const HIGH: u64 = 10_000;

fn in_state<'a>(all: &'a [Socket], state: &str) -> Vec<&'a Socket> {
    all.iter().filter(|socket| socket.state == state).collect()
}

fn quiet(all: &[Socket]) -> bool {
    let numbers = all.iter().map(|s| s.to_read + s.to_send);
    in_state(all, ESTABLISHED).len() == 2 && numbers.sum::<u64>() == 0
}

/// The sockets of the port, but those that only remember.
fn sockets() -> Vec<Socket> {
    let mut all = sockets::all().expect("Linux's table of sockets");
    all.retain(|socket| {
        [socket.local, socket.peer].contains(&PORT) && [LISTEN, ESTABLISHED].contains(&socket.state)
    });
    all
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_wait_looks_as_the_page_says() {
    let (page, mut report) = (Context::live().book.named("wrong/waits"), Report::default());
    let waits = example("waits");
    let _port = PortLock::take();
    for (wait, row) in beside(&page.path, &page.tables[0].rows, ("waits", &WAITS), &mut report) {
        let (argument, first, last, is_so) = wait;
        let place = (page.path.as_str(), row.line);
        let help = "mend the row, and see that WAITS still means what it says";
        let cells = [row.cell(0), row.cell(2)].join(" | ");
        report.same(place, format!("{first} | {last}"), cells, help);
        let mut program = started(Command::new(&waits).arg(argument));
        let came = happens(|| {
            program.has_ended() || program.printed().trim() == *argument && is_so(&sockets())
        });
        // What passes by on the way to another wait is none.
        thread::sleep(WHILE);
        if !came || !is_so(&sockets()) || program.has_ended() {
            let actual = format!("while `waits {argument}` waits, the kernel has {:?}", sockets());
            report.add(place, actual, *last, "mend the row, or the example");
        }
    }
    report.settle();
}

#[test]
fn the_kernel_takes_some_megabytes_in_advance() {
    says("wrong/waits", "on one machine a few megabytes");
    let (mut server, _client) = pair();
    server.set_nonblocking(true).expect("a stream that does not wait");
    let mut taken = 0;
    while let Ok(count) = server.write(&[0; 65536]) {
        taken += count;
    }
    assert!((100_000..64 << 20).contains(&taken), "{taken} bytes");
}
