//! Does the client that comes back wait as its page says, and what does the server see of it?

use super::examples::coming_back::pause;
use super::prelude::*;
use crate::run::server_and_client::{accept, listen_as_server};
use std::collections::BTreeSet;

const PAGE: &str = "next/again";

/// The longest pause that may follow so many failures in a row, in milliseconds. The shortest one is
/// half of it.
fn longest(failures: u32) -> u128 {
    2000.min(100 << (failures - 1).min(10))
}

fn allows(failures: u32, pause: u128) -> bool {
    (longest(failures) / 2..=longest(failures)).contains(&pause)
}

/// The pauses that the client has named, each of them allowed.
#[track_caller]
fn pauses(said: &str) -> Vec<u128> {
    let pauses = said.lines().filter_map(|line| line.split_once("; again in "));
    let pauses = pauses.map(|(_, pause)| pause.trim_end_matches(" ms").parse().expect("a number"));
    let pauses: Vec<u128> = pauses.collect();
    for (failures, pause) in (1..).zip(&pauses) {
        assert!(allows(failures, *pause), "{pause} ms after {failures} failures");
    }
    pauses
}

#[test]
fn the_pause_doubles_up_to_a_limit_and_has_a_bit_of_chance() {
    says(PAGE, "The pause doubles with each failure, up to a limit");
    says(PAGE, "Chance then takes up to half of it away");
    says(PAGE, "so the hash of a new [`RandomState`]");
    for failures in (1..=40).chain([u32::MAX]) {
        let pauses = [(); 200].map(|()| pause(failures).as_millis());
        assert!(pauses.iter().all(|pause| allows(failures, *pause)), "{pauses:?}");
        let different = BTreeSet::from(pauses).len();
        assert!(different > 20, "{different} different pauses");
    }
}

/// The client, to which a line is typed.
fn client(program: &Path, line: &str) -> Running {
    let mut client = Running::start_with_input(&mut Command::new(program)).expect("it starts");
    client.type_in(line);
    client
}

/// The next line that the client sends on this connection.
fn hear(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).expect("a line");
    line
}

#[test]
fn a_line_is_sent_again_and_the_pause_starts_again_after_an_answer() {
    let program = example("coming_back");
    let Some(_port) = PortLock::take() else { return };
    let listener = listen_as_server();
    let mut client = client(&program, "one\n");
    let next = || BufReader::new(accept(&listener));
    says(PAGE, "This client sends the line again, so the server may have it twice");
    for _ in 0..3 {
        assert_eq!(hear(&mut next()), "one\n");
    }
    let mut stream = next();
    assert_eq!(hear(&mut stream), "one\n");
    write(stream.get_mut(), b"an answer\n");
    assert!(happens(|| client.printed() == "an answer\n"), "{}", client.printed());
    let before = client.complained();
    assert_eq!(pauses(&before).len(), 3, "{before}");

    says(PAGE, "`main` keeps the connection from line to line");
    client.type_in("two\n");
    assert_eq!(hear(&mut stream), "two\n");
    write(stream.get_mut(), b"cut o");
    drop(stream);
    let mut stream = next();
    assert_eq!(hear(&mut stream), "two\n", "half an answer is taken for one");
    says(PAGE, "reset it after a whole answer");
    let after = client.complained();
    assert_eq!(pauses(&after[before.len()..]).len(), 1, "{after}");
    write(stream.get_mut(), b"another\n");
    assert!(happens(|| client.printed().ends_with("\nanother\n")), "{}", client.printed());
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Ctrl-C")]
fn the_client_comes_back_to_a_server_that_is_started_again() {
    says(PAGE, "`two` comes back from the new server");
    let [server, program] = ["echo_server", "coming_back"].map(example);
    let Some(_port) = PortLock::take() else { return };
    let first = start(&server);
    let mut client = client(&program, "one\n");
    assert!(happens(|| client.printed() == "one\n"), "{}", client.complained());
    first.signal("INT");
    end(first);
    client.type_in("two\n");
    let is_refused = || client.complained().contains("Connection refused (os error");
    assert!(happens(is_refused), "{}", client.complained());
    let _second = start(&server);
    assert!(happens(|| client.printed() == "one\ntwo\n"), "{}", client.complained());

    says(PAGE, "start the server again within three seconds");
    let least: u128 = (1..=7).map(|failures| longest(failures) / 2).sum();
    assert!(least > 3000, "it may give up after {least} ms");
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn the_client_gives_up_in_the_end_whether_it_is_refused_or_accepted() {
    in_own_network(|| {
        let program = example("coming_back");
        says(PAGE, "tries each line eight times at most, and says why it gives up");
        let refused = end(client(&program, "one\n")).stderr;
        assert_eq!(pauses(&refused).len(), 7, "{refused}");
        let last = refused.lines().last().unwrap_or_default();
        assert!(last.starts_with("Error: Os { code: 111, kind: ConnectionRefused"), "{refused}");

        says(PAGE, "a server in trouble may accept you and close immediately");
        let listener = listen_as_server();
        let client = client(&program, "one\n");
        (0..8).for_each(|_| drop(accept(&listener)));
        let closed = end(client).stderr;
        assert_eq!(pauses(&closed).len(), 7, "{closed}");
    });
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs the queue of Linux")]
fn an_attempt_to_connect_has_a_timeout_too() {
    says(PAGE, "Connecting and the new connection get timeouts");
    let program = example("coming_back");
    let Some(_port) = PortLock::take() else { return };
    let listener = listen_as_server();
    let (_queue, _) = fill_queue(listener.local_addr().expect("an address"), WHILE);
    let client = client(&program, "one\n");
    assert!(happens(|| !client.complained().is_empty()), "it still waits for a connection");
    let said = client.complained();
    assert!(said.starts_with("connection timed out; again in "), "{said}");
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn the_client_notices_that_it_is_connected_to_itself() {
    says(PAGE, "And the client mustn't be [connected to itself]");
    in_own_network(|| {
        // The client is given the server's port, as the first one.
        give_clients([PORT, PORT + 1]);
        let client = client(&example("coming_back"), "one\n");
        assert!(happens(|| !client.complained().is_empty()), "{}", client.printed());
        assert_eq!(count(TIME_WAIT, Some(PORT), Some(PORT)), Some(1));
        assert!(client.complained().starts_with("connection refused; again in "));
        assert_eq!(client.printed(), "");
    });
}
