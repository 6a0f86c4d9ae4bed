//! The six reasons to wait: does the kernel show each as the page says?

use crate::claims::prelude::*;
use crate::run::sockets::Socket;

/// The example's arguments, and the first cell of the row of each.
const WAITS: [(&str, &str); 6] = [
    ("accept", "[for a client](#for-a-client)"),
    ("queue", "[to be accepted](#to-be-accepted)"),
    ("silence", "[for somebody to speak](#for-somebody-to-speak)"),
    ("elsewhere", "[for something else, and does not read](#for-something-else)"),
    ("mark", "[for an end marker that never comes](#for-an-end-marker-that-never-comes)"),
    ("write", "[for somebody to read](#for-somebody-to-read)"),
];

/// More bytes than these lie only where nobody reads.
const HIGH: u64 = 10_000;

/// The sockets of the port, but those that only remember, in the words of a row's last cell.
fn seen(argument: &str) -> String {
    let mut all = sockets::all().expect("Linux's table of sockets");
    all.retain(|socket| [socket.local, socket.peer].contains(&PORT));
    let of = |state| all.iter().filter(move |s| s.state == state);
    let ends: Vec<&Socket> = of(ESTABLISHED).collect();
    let is_any_high = |number: fn(&Socket) -> u64| ends.iter().any(|s| number(s) > HIGH);
    let sum = |number: fn(&Socket) -> u64| ends.iter().map(|s| number(s)).sum::<u64>();
    let (unsent, unread) = (sum(|s| s.to_send), sum(|s| s.to_read));
    let cell = match (of(LISTEN).count(), ends.len()) {
        _ if of(LISTEN).any(|s| s.to_read > 0) => "`LISTEN` with a `Recv-Q` above 0",
        (1, 0) => "only `LISTEN`",
        (_, 2) if unsent + unread == 0 => match argument {
            "mark" => "all numbers 0: the bytes are in the program",
            _ => "all numbers 0",
        },
        (_, 2) if unsent == 0 && unread <= HIGH => "a small `Recv-Q` that stays",
        (_, 2) if is_any_high(|s| s.to_send) && is_any_high(|s| s.to_read) => {
            "a high `Send-Q` at one end, `Recv-Q` at the other"
        }
        _ => return format!("{all:?}"),
    };
    cell.to_string()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_wait_looks_as_the_page_says() {
    let page = Context::live().book.named("wrong/waits");
    let waits = example("waits");
    let Some(_port) = PortLock::take() else { return };
    let help = "mend the row or the example, and see that `seen` still means what it says";
    play_beside(page, &page.tables[0].rows, ("waits", &WAITS), help, |(argument, first), row| {
        let mut program = started(Command::new(&waits).arg(argument));
        let mut as_said = || {
            let has_ended = program.has_ended();
            let is_so = program.printed().trim() == *argument && seen(argument) == row.cell(2);
            (has_ended || is_so).then_some(is_so && !has_ended)
        };
        happens(|| as_said().is_some());
        // What passes by on the way to another wait is none.
        thread::sleep(WHILE);
        let stays = as_said() == Some(true);
        let seen = format!("while `waits {argument}` waits: {}", seen(argument));
        let seen = if stays { row.cell(2) } else { &seen };
        [[first, seen], [row.cell(0), row.cell(2)]].map(|cells| cells.join(" | "))
    });
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

#[test]
fn a_call_that_names_none_of_the_six_prints_the_usage_and_ends_with_2() {
    let program = example("waits");
    for arguments in [&[][..], &["something"]] {
        let ended = end(started(Command::new(&program).args(arguments)));
        let usage = "usage: waits accept|queue|silence|elsewhere|mark|write\n";
        let seen = (ended.code(), ended.stdout.as_str(), ended.stderr.as_str());
        assert_eq!(seen, ("2".to_string(), "", usage), "{arguments:?}");
    }
}
