//! What the page “Errors of an address” says in a sentence.

use crate::claims::prelude::*;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn every_address_leads_to_this_machine_on_linux() {
    says("wrong/address", "on Linux that address leads to the machine itself");
    let (_listener, address) = listen();
    let client = TcpStream::connect(("0.0.0.0", address.port()));
    let peer = client.and_then(|client| client.peer_addr());
    assert_eq!(peer.ok(), Some(address));
}

#[test]
fn a_name_that_is_none_cannot_be_looked_up() {
    says("wrong/address", "for `http://127.0.0.1:50000`, for `:50000` and");
    for address in ["http://127.0.0.1:50000", ":50000"] {
        let error = TcpListener::bind(address).expect_err("no address");
        let words = "failed to lookup address information";
        assert!(error.to_string().starts_with(words), "{address}: {error}");
    }
}

/// Where nobody else is disturbed: each try takes a port.
#[test]
#[ignore = "needs root, unshare, ip"]
fn a_client_may_be_connected_to_itself() {
    says("wrong/address", "then it is connected *to itself*");
    in_own_network(|| {
        let stream = (0..TRIES)
            .find_map(|_| TcpStream::connect(("127.0.0.1", PORT)).ok())
            .unwrap_or_else(|| panic!("not within {TRIES} tries"));
        let [own, peer] = [stream.local_addr(), stream.peer_addr()];
        assert_eq!(own.ok(), peer.ok());
    });
}

/// Some ten thousand are enough, as a rule.
const TRIES: usize = 2_000_000;
