//! What the wire draws is what it knows: whom a reset has reached, how long a program was silent, and
//! what has been written.

use super::draw::{Drawings, LATE, SILENT, rows};
use super::faithful::writes_until_it_waits;
use super::fixtures::{client, record_ends};
use super::prelude::*;
use shared::relay::reset;
use std::io;

/// One end finishes sending, and the other one reads that.
fn ends(one: &mut TcpStream, other: &mut TcpStream) {
    one.shutdown(Shutdown::Write).expect("connected");
    io::copy(other, &mut io::sink()).expect("all, and the end");
}

/// Waits until the page has this row; what is known of the three then.
fn known_at(drawings: &Drawings, row: &str) -> [String; 5] {
    let row = row.replace('\'', "&#39;");
    let mut place = None;
    let is_there = happens(|| {
        place = drawings.rows().iter().position(|one| *one == row);
        place.is_some()
    });
    assert!(is_there, "{row} in {:#?}", drawings.rows());
    rows(&drawings.page())[place.unwrap_or_default()].clone()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_that_is_passed_on_is_drawn_so() {
    says("wire", "the wire resets the other one, if it's still connected");
    let Some(_port) = PortLock::take() else { return };
    // Before it, nobody has finished; the client has; the server has.
    let before: [fn(&mut TcpStream, &mut TcpStream); 3] =
        [|_, _| (), |server, client| ends(client, server), |server, client| ends(server, client)];
    for finish in before {
        let (drawings, listener) = (Drawings::new(), listen_as_server());
        let _wire = drawings.wire(&[]);
        let mut client = client();
        let mut server = accept(&listener);
        finish(&mut server, &mut client);
        reset(client);
        // A wire that only writes to the client is told when it does.
        let _ = server.write(b"y");
        let is_told = || server.take_error().is_ok_and(|error| error.is_some());
        let passed = "Your client has reset, and the wire passes that on. | your client: reset";
        let known = known_at(&drawings, passed);
        assert!(happens(is_told), "the server has not been reset");
        assert!(known[1].ends_with("; was reset"), "{known:?}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_reset_reaches_nobody_whose_connection_is_over() {
    let Some(_port) = PortLock::take() else { return };
    type Over = fn(TcpStream, TcpStream, &Running);
    // While the wire still writes to one of them, the other one ends and closes.
    let server_is_over: Over = |mut server, mut client, wire| {
        write(&mut server, &[b'x'; 40]);
        record_ends(wire, "wire -> client 1: 1 byte \"x\"\n");
        ends(&mut client, &mut server);
        drop(server);
        reset(client);
    };
    let client_is_over: Over = |mut server, mut client, wire| {
        write(&mut client, &[b'x'; 40]);
        record_ends(wire, "wire -> server: 1 byte \"x\"\n");
        ends(&mut server, &mut client);
        drop(client);
        reset(server);
    };
    // It's away when the server resets, and then it resets itself.
    let is_away: Over = |mut server, mut client, wire| {
        write(&mut server, b"x");
        record_ends(wire, "server -> client 1: 1 byte \"x\"\n");
        reset(server);
        write(&mut client, b"y");
        record_ends(wire, "wire resets client 1\n");
    };
    let cases: [(&[&str], Over, &str, &str); 3] = [
        (
            &["--cut", "server:1"],
            server_is_over,
            "Your client has reset. Your server's connection was over already. | your client: reset",
            "It ended when your client reset it.",
        ),
        (
            &["--cut", "client:1"],
            client_is_over,
            "Your server has reset. Your client's connection was over already. | your server: reset",
            "It ended when your server reset it.",
        ),
        (
            &["--delay", "server:60000", "--reset", "client:0"],
            is_away,
            "The wire resets your client. Your server's connection was over already. | \
             the wire: reset",
            "It ended when the wire reset your client.",
        ),
    ];
    for (options, over, row, end) in cases {
        let (drawings, listener) = (Drawings::new(), listen_as_server());
        let wire = drawings.wire(options);
        let client = client();
        over(accept(&listener), client, &wire);
        known_at(&drawings, row);
        let page = drawings.page();
        assert!(page.contains(&format!("<p>{end}</p>")), "{}", drawings.main());
        let is_server = row.contains("server's connection");
        let all = rows(&page);
        let cells = all.iter().map(|row| &row[if is_server { 1 } else { 3 }]);
        let cells: Vec<&String> = cells.collect();
        assert!(cells.iter().all(|cell| !cell.contains("was reset")), "{cells:#?}");
    }
}

#[test]
fn a_silence_is_the_senders_and_not_the_wires() {
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let wire = drawings.wire(&["--delay", "server:2000"]);
    let _client = client();
    let mut server = accept(&listener);
    write(&mut server, b"one");
    record_ends(&wire, "server -> client 1: 3 bytes \"one\"\n");
    // While it sleeps.
    write(&mut server, b"two");
    let row = || rows(&drawings.page()).into_iter().find(|row| row[4].contains("two"));
    assert!(happens(|| row().is_some()), "{}", drawings.main());
    let says = row().unwrap_or_default()[0].clone();
    assert!(says.contains(LATE) && !says.contains(SILENT), "{says}");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn what_is_not_written_is_not_passed_on() {
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let wire = drawings.wire(&[]);
    let mut client = client();
    let mut server = accept(&listener);
    let sent = writes_until_it_waits(&mut client, &wire);
    let last = || rows(&drawings.page()).pop().unwrap_or_default();
    let is_on_the_way = || last()[0].contains(" bytes to the wire.");
    assert!(happens(is_on_the_way), "{}", drawings.main());
    // It goes on waiting, because nobody reads.
    let goes_on = !wait_until(WAITS, || !is_on_the_way());
    assert!(goes_on && !last()[2].contains("all"), "{:?}", last());
    assert!(drawings.main().contains("class=\"to-wire "), "{}", drawings.main());
    client.shutdown(Shutdown::Write).expect("connected");
    let read = io::copy(&mut server, &mut io::sink()).expect("all of it");
    assert_eq!(read, sent as u64);
    let all = format!("passed on to your server: all {sent} bytes, and the end");
    assert!(happens(|| last()[2].contains(&all)), "{all} in {:?}", last());
    let rows = rows(&drawings.page());
    let waited = "bytes on to your server, for which it had to wait ";
    assert!(rows.iter().any(|row| row[0].contains(waited)), "{rows:#?}");
    let silent = rows.iter().skip(2).find(|row| row[0].contains(SILENT));
    assert_eq!(silent, None, "the client always had more");
}

/// Longer than what the drawing takes for at once.
const WAITS: Duration = Duration::from_millis(300);
