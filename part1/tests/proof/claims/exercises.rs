//! What the exercises say of lines and wires.

use super::examples::line_server;
use super::prelude::*;
use shared::scenario::{BadWire, TOO_MUCH};
use shared::scenarios::SCENARIOS;
use std::io::{BufRead, BufReader};

#[test]
fn where_a_line_ends_is_an_agreement() {
    says("exercises/shout", "`lines` leaves 5 bytes");
    let sent = &b"Hello\r\n"[..];
    let line = sent.lines().next().expect("a line").expect("UTF-8");
    assert_eq!(line.len(), 5, "{line:?}");
    says("exercises/shout", "(../stream/line.md), leaves 6");
    let line = line_server::receive(&mut BufReader::new(sent)).expect("UTF-8").expect("a line");
    assert_eq!(line.len(), 6, "{line:?}");
}

#[test]
fn a_program_meets_the_wires_that_its_page_names() {
    says(
        "exercises/any-wire",
        "In the third and the fourth step, the check speaks through the wire",
    );
    says("exercises/any-wire", "If your program is wrong, the check says on which wire");
    let all: Vec<_> =
        SCENARIOS.iter().filter(|scenario| scenario.is_on("exercises/any-wire")).collect();
    for scenario in &all {
        let steps = (1..).zip(scenario.steps).filter(|(_, step)| !step.wires.is_empty());
        assert_eq!(steps.map(|(number, _)| number).collect::<Vec<_>>(), [3, 4]);
    }
    let wires: Vec<_> = all.iter().map(|scenario| scenario.steps[2].wires).collect();
    assert_eq!(wires.len(), 2, "the server's, and the client's");
    for wires in wires {
        let length = |wire: &BadWire| match wire {
            BadWire::Cut(length) => Some(*length),
            _ => None,
        };
        let lengths: Vec<u32> = wires.iter().filter_map(length).collect();
        assert_eq!(lengths, (1..=16).collect::<Vec<_>>());
        let delays = |wire: &&BadWire| matches!(wire, BadWire::Delay(_));
        assert_eq!(wires.iter().filter(delays).count(), 1);
        assert_eq!(wires.len(), 17);
    }
}

#[test]
fn a_relay_may_not_take_so_much_as_the_page_says() {
    says(
        "exercises/relay",
        "your relay has to stop reading before 64 MB, which is more than the kernel's buffers hold",
    );
    assert_eq!(TOO_MUCH >> 20, 64);
}

/// Clients of a relay that has few file descriptors, until it can accept no more of them; then they
/// leave.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_relay_goes_on_without_file_descriptors() {
    says("exercises/relay", "An error of `accept` doesn't end `main`");
    let program = example("relay");
    let Some((port, _server)) = start_at_port("guarded_lines") else { return };
    port.needs(WIRE_PORT);
    // A client takes two descriptors. With one limit, `accept` finds none left; with the other it
    // takes the last one, and the relay lacks one to connect with.
    let lacks = ["-n 24", "-n 25"].map(|limit| {
        let relay = started(&mut limited(&program, limit));
        lacks_and_serves_again(relay)
    });
    let all = lacks.concat();
    assert!(all.contains("accept: Too many open files"), "`accept` has had no error: {all}");
}

/// Takes all descriptors of a relay until it complains of `accept`, or often of what comes after it;
/// gives them back, and is served. Gives the complaints.
fn lacks_and_serves_again(mut relay: Running) -> String {
    wait_for(|| Some(is_listening(WIRE_PORT)? || relay.has_ended()));
    let client = || TcpStream::connect(("127.0.0.1", WIRE_PORT));
    let mut crowd = Vec::new();
    let complains = happens(|| {
        crowd.extend(client());
        let said = relay.complained();
        let often = said.matches("Too many open files").count() > 40;
        often || said.contains("accept: Too many open files") || relay.has_ended()
    });
    assert!(complains && !relay.has_ended(), "{}", relay.complained());
    drop(crowd);
    let is_served = || {
        let mut client = client().map(bounded).expect("a relay");
        let mut answer = String::new();
        let _ = client.write_all(b"Hello\n");
        BufReader::new(client).read_line(&mut answer).is_ok() && answer == "5 bytes\n"
    };
    assert!(happens(is_served), "{}", relay.complained());
    relay.signal("KILL");
    end(relay).stderr
}
