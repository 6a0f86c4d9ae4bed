//! What is an address to the standard library, and what does it do with several?

use crate::claims::prelude::*;
use crate::run::checks::checked;

fn first(address: impl ToSocketAddrs) -> io::Result<SocketAddr> {
    address.to_socket_addrs().map(|mut found| found.next().expect("an address"))
}

fn scope_of_first(address: impl ToSocketAddrs) -> u32 {
    match first(address) {
        Ok(SocketAddr::V6(address)) => address.scope_id(),
        other => panic!("no address of IPv6: {other:?}"),
    }
}

/// It is looked up as a name, and none is found; the system adds words of its own, and on Windows all.
#[track_caller]
fn assert_no_name(address: impl ToSocketAddrs) {
    let error = TcpListener::bind(address).expect_err("no name").to_string();
    let words = "failed to lookup address information";
    let words = if cfg!(windows) { "(os error 11001)" } else { words };
    assert!(error.contains(words), "{error}");
}

#[test]
fn what_is_no_address_is_looked_up_as_a_name() {
    says("hosts/names", "`(\"[::1]\", 50000)` is taken for a name, and that name can't be found");
    let six = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 50000));
    assert_eq!(first(("::1", 50000)).ok(), Some(six));
    assert_eq!(first("[::1]:50000").ok(), Some(six));
    says("wrong/address", "for `http://127.0.0.1:50000`, for `:50000`, and");
    assert_no_name("http://127.0.0.1:50000");
    if cfg!(windows) {
        says("hosts/names", "it may work all the same, as it does under [Wine]");
        assert_eq!(first(("[::1]", 50000)).ok(), Some(six));
        says("wrong/address", "On Windows, an empty name means the machine itself");
        return assert!(first(("", 50000)).is_ok() && first(":50000").is_ok());
    }
    assert_no_name(("[::1]", 50000));
    says("hosts/addresses", "fails with `failed to lookup address information`");
    assert_no_name(("", 50000));
    assert_no_name(":50000");
}

#[test]
fn several_addresses_are_tried_in_turn() {
    says("hosts/names", "When one fails, it goes on to the next");
    let (nobody, free) = listen();
    drop(nobody);
    refused(free);
    let (_listener, listens) = listen();
    let peer = TcpStream::connect(&[free, listens][..]).and_then(|stream| stream.peer_addr());
    assert_eq!(peer.ok(), Some(listens));

    says(
        "hosts/addresses",
        "Both `bind` and `connect` try them one after the other, until one works",
    );
    let [foreign, own] = [[192, 0, 2, 1], [127, 0, 0, 1]].map(|ip| SocketAddr::from((ip, 0)));
    let bound = TcpListener::bind(&[foreign, own][..]).and_then(|listener| listener.local_addr());
    assert_eq!(bound.map(|address| address.ip()).ok(), Some(own.ip()));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_address_may_need_an_interface() {
    says("hosts/names", "the interface's *number* (see `ip addr`), as in `\"[fe80::1%2]:50000\"`");
    assert_eq!(scope_of_first("[fe80::1%2]:50000"), 2);
    says("hosts/names", "If you want to write its name, leave the brackets out");
    assert!(first("[fe80::1%lo]:50000").is_err());
    says("hosts/names", "`\"fe80::1%eth0:50000\"` and `(\"fe80::1%eth0\", 50000)` work");
    assert_ne!(scope_of_first("fe80::1%lo:50000"), 0);
    assert_ne!(scope_of_first(("fe80::1%lo", 50000)), 0);

    if TcpListener::bind("[::1]:0").is_err() {
        return println!("this machine has no IPv6: nothing called");
    }
    let error = TcpStream::connect("[fe80::1]:50000").expect_err("no number");
    says("hosts/names", &format!("`{error:?}`"));
}

#[test]
fn one_port_may_be_free_at_another_address() {
    says("hosts/addresses", "On `[::1]:50000`, yes, if the machine has IPv6: it's another address");
    let (listener, address) = listen();
    let at = |host: &str| kind(TcpListener::bind(format!("{host}:{}", address.port())));
    if cfg!(target_os = "linux") {
        assert_eq!(at("0.0.0.0").err(), Some(ErrorKind::AddrInUse));
        says("systems", "| connect to `0.0.0.0` | this machine");
        let client = TcpStream::connect(("0.0.0.0", address.port())).expect("a connection");
        assert_eq!(client.peer_addr().ok(), Some(address));
    }
    if TcpListener::bind("[::1]:0").is_err() {
        return println!("this machine has no IPv6: nothing compared");
    }
    let _other = at("[::1]").expect("the port is free there");

    says("wrong/connection", "example on `[::1]` and not on `127.0.0.1`");
    drop(listener);
    let expected = r#"Os { code: 111, kind: ConnectionRefused, message: "Connection refused" }"#;
    assert_eq!(normalize(&format!("{:?}", refused(address))), normalize(expected));
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn the_exercise_goes_on_without_ipv6() {
    says("exercises/whoami", "If the machine has no `::1`, it serves `127.0.0.1` alone");

    in_own_network(|| {
        done(Command::new("ip").args(["-6", "address", "delete", "::1/128", "dev", "lo"]));
        assert!(TcpListener::bind("[::1]:0").is_err(), "there is a ::1");
        let whoami = example("whoami");
        let ended = checked(&["whoami", whoami.to_str().expect("a path in UTF-8")]);
        let help = "mend the example, or `ConnectV6`: where there is no ::1, it serves 127.0.0.1";
        assert!(ended.status.success(), "{help}\n{}", ended.stdout);
    });
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn all_addresses_of_both_kinds_are_not_bound_together() {
    says("exercises/whoami", "On Linux, `bind` says `AddrInUse` for the second one.");
    if TcpListener::bind("[::1]:0").is_err() {
        return println!("this machine has no IPv6: nothing bound");
    }
    for [first, second] in [["0.0.0.0", "::"], ["::", "0.0.0.0"]] {
        let listener = TcpListener::bind((first, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let refused = kind(TcpListener::bind((second, port)));
        assert_eq!(refused.err(), Some(ErrorKind::AddrInUse), "{second} after {first}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_solution_says_why_it_accepts_nobody() {
    says("exercises/whoami", "the server prints the error, waits a moment, and tries again");
    let whoami = example("whoami");
    let Some(_port) = PortLock::take() else { return };
    // Its input, its outputs and its listeners are all that it may have open.
    let most = if TcpListener::bind("[::1]:0").is_ok() { 5 } else { 4 };
    let mut server = started(&mut limited(&whoami, &format!("-n {most}")));
    let mut client = None;
    happens(|| {
        client = TcpStream::connect(("127.0.0.1", PORT)).ok();
        client.is_some()
    });
    let says_so = || {
        let errors = server.complained();
        let lines =
            errors.lines().filter(|line| line.contains("No client accepted: Too many open"));
        lines.count() > 1
    };
    assert!(happens(says_so), "{:?}", server.complained());
    assert!(!server.has_ended(), "it has ended");
}
