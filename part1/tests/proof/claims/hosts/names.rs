//! What is an address to the standard library, and what does it do with several?

use crate::claims::prelude::*;
use std::net::{SocketAddrV6, ToSocketAddrs};

const PAGE: &str = "hosts/names";

/// Looked up, in words that the system adds to.
const NO_NAME: &str = "failed to lookup address information";

fn first(address: impl ToSocketAddrs) -> Result<SocketAddr, String> {
    let mut found = address.to_socket_addrs().map_err(|e| e.to_string())?;
    found.next().ok_or_else(|| "no address".to_string())
}

fn first_of_ipv6(address: impl ToSocketAddrs) -> SocketAddrV6 {
    match first(address) {
        Ok(SocketAddr::V6(address)) => address,
        other => panic!("no address of IPv6: {other:?}"),
    }
}

#[test]
fn a_pair_has_no_brackets() {
    says(PAGE, "`(\"[::1]\", 50000)` is taken for a name, which cannot be");
    let six = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 50000));
    assert_eq!(first(("::1", 50000)), Ok(six));
    assert_eq!(first("[::1]:50000"), Ok(six));
    let error = first(("[::1]", 50000)).expect_err("no name");
    assert!(error.starts_with(NO_NAME), "{error}");

    says("hosts/addresses", "fails with `failed to lookup address information`");
    let error = TcpListener::bind(("", 50000)).expect_err("no name");
    assert!(error.to_string().starts_with(NO_NAME), "{error}");
}

#[test]
fn several_addresses_are_tried_in_turn() {
    says(PAGE, "and goes on when one fails");
    let (nobody, free) = listen();
    drop(nobody);
    let (_listener, listens) = listen();
    let peer = TcpStream::connect(&[free, listens][..]).and_then(|stream| stream.peer_addr());
    assert_eq!(peer.ok(), Some(listens));

    says("hosts/addresses", "`bind` takes the first that works");
    let [foreign, own] = [[192, 0, 2, 1], [127, 0, 0, 1]].map(|ip| SocketAddr::from((ip, 0)));
    let bound = TcpListener::bind(&[foreign, own][..]).and_then(|listener| listener.local_addr());
    assert_eq!(bound.map(|address| address.ip()).ok(), Some(own.ip()));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_address_may_need_an_interface() {
    says(PAGE, "std reads the interface's *number*: `\"[fe80::1%2]:50000\"`");
    assert_eq!(first_of_ipv6("[fe80::1%2]:50000").scope_id(), 2);
    says(PAGE, "is read only by the system, and std asks the");
    assert!(first("[fe80::1%lo]:50000").is_err());
    assert_ne!(first_of_ipv6(("fe80::1%lo", 50000)).scope_id(), 0);

    if TcpListener::bind("[::1]:0").is_err() {
        return println!("this machine has no IPv6: nothing called");
    }
    let error = TcpStream::connect("[fe80::1]:50000").expect_err("no number");
    says(PAGE, &format!("`{error:?}`"));
}

#[test]
fn one_port_may_be_free_at_another_address() {
    says("hosts/addresses", "At `[::1]:50000`, yes: it is another address");
    let (_listener, address) = listen();
    let at = |host: &str| kind(TcpListener::bind(format!("{host}:{}", address.port())));
    if TcpListener::bind("[::1]:0").is_ok() {
        assert!(at("[::1]").is_ok(), "port {} at [::1]", address.port());
    }
    if cfg!(target_os = "linux") {
        assert_eq!(at("0.0.0.0").err(), Some(ErrorKind::AddrInUse));
    }
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn the_exercise_goes_on_without_ipv6() {
    says("exercises/whoami", "On a machine that has no `::1`, it goes on with");
    says("exercises/whoami", "on such a machine, where it leaves `::1` out");
    in_own_network(|| {
        let mut ip = Command::new("ip");
        let ended = run(ip.args(["-6", "address", "delete", "::1/128", "dev", "lo"]), BOUND);
        let ended = ended.expect("ip runs");
        assert!(ended.status.success(), "{}", ended.stderr);
        assert!(TcpListener::bind("[::1]:0").is_err(), "there is a ::1");
        let mut check = Command::new(env!("CARGO_BIN_EXE_check"));
        let ended = run(check.arg("whoami").arg(example("whoami")), BOUND).expect("check runs");
        if !ended.status.success() {
            let actual = format!("it does not pass `check whoami`:\n{}", ended.stdout);
            let expected = "it serves at 127.0.0.1 alone where there is no ::1";
            let place = ("part1/examples/whoami.rs", 1);
            panic!("{}", Finding::new(place, actual, expected, "mend the example, or `ConnectV6`"));
        }
    });
}
