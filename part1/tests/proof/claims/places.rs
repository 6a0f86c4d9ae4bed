//! The page “In a container, in WSL, as a service”. A container is a network and a process namespace
//! here, as it is for Docker; its place outside is this process's network.

use super::prelude::*;
use crate::run::namespace::as_user;
use crate::run::process::signal;
use crate::run::two_hosts::{SERVER as CONTAINER, start_server as start_in};
use std::net::Ipv4Addr;

const PAGE: &str = "next/where";

/// The reason that the page's fences give for not being played.
const IN_A_CONTAINER: &str = "it-takes-a-container";

/// Listens outside for the container, as `-p 127.0.0.1:50000:50000` has it: with Docker's own helper,
/// where that is installed (it was, when this was written: version 20.10), and else as that does. A
/// client is accepted, and dropped if nobody listens at the container's address.
fn publish() -> Option<Running> {
    let Some(proxy) = place_of("docker-proxy") else {
        println!("with a stand-in for Docker's proxy");
        let outside = TcpListener::bind(("127.0.0.1", PORT)).expect("the port is free");
        thread::spawn(move || outside.incoming().flatten().for_each(pass_on));
        return None;
    };
    println!("with Docker's own proxy");
    // It reports to its parent on descriptor 3.
    let mut sh = Command::new("sh");
    sh.args(["-c", "exec \"$0\" \"$@\" 3>/dev/null"]).arg(proxy);
    sh.args(["-proto", "tcp", "-host-ip", "127.0.0.1", "-container-ip", CONTAINER]);
    let port = PORT.to_string();
    sh.args(["-host-port", &port, "-container-port", &port]);
    Some(when_it_listens(started(&mut sh)))
}

/// Carries both directions, until each has ended; a client for whom nobody is there is dropped.
fn pass_on(client: TcpStream) {
    let Ok(server) = TcpStream::connect((CONTAINER, PORT)) else { return };
    let both = [(&client, &server), (&server, &client)];
    thread::scope(|scope| {
        for (mut from, mut to) in both {
            scope.spawn(move || {
                let _ = io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Write);
            });
        }
    });
}

/// The reader's server, on `0.0.0.0` as another page has it too.
fn server_for_all() -> PathBuf {
    says(PAGE, "Change one line of the server, `const HOST: &str = \"0.0.0.0\";`");
    let page = Context::live().book.named("hosts/machine");
    let folder = readers_package::write(Context::live(), page, Some(("server", usize::MAX)));
    readers_package::built(&folder, &["--bin", "server"]).unwrap_or_else(|e| panic!("{e}"))
}

/// A container with the server in it, which listens before somebody does so outside.
fn container_with(server: &Path) -> (TwoHosts, Running) {
    let container = TwoHosts::new(BOTH_LOCALHOSTS);
    let server = start_in(&container, server, &[]);
    (container, server)
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter, curl"]
fn the_loopback_of_a_container_is_its_own() {
    in_own_network(|| {
        let (container, server) = container_with(Path::new(env!("CARGO_BIN_EXE_server")));
        let _published = publish();
        says(PAGE, "There's no greeting, and no error.");
        assert_eq!(end_well(start_client()).trim_end(), shown_of_the_client(), "from outside");
        says(PAGE, "`Empty reply from server`, or `Connection reset by peer`");
        let ended = end(started(Command::new("curl").args(["-sS", "http://127.0.0.1:50000"])));
        let either = ["Empty reply from server", "Connection reset by peer"];
        assert!(either.iter().any(|words| ended.stderr.contains(words)), "{ended:?}");

        says(PAGE, "Only programs in the same container can connect to that");
        let outside = kind(TcpStream::connect((CONTAINER, PORT)).map(drop));
        assert_eq!(outside, Err(ErrorKind::ConnectionRefused));
        let mut inside = container.command(Host::Server, Path::new(env!("CARGO_BIN_EXE_client")));
        assert_eq!(end_well(started(&mut inside)), "Server: Hello client!\n");
        end_well(server);
    });
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn a_published_port_leads_to_the_containers_other_address() {
    let for_all = server_for_all();
    in_own_network(|| {
        let (_container, server) = container_with(&for_all);
        let _published = publish();
        says(PAGE, "and the greeting arrives");
        assert_eq!(end_well(start_client()), "Server: Hello client!\n");
        says(PAGE, "your server sees Docker's address");
        let printed = end_well(server);
        assert!(printed.contains("New client joined: 192.0.2.2:"), "{printed}");
    });
}

/// What the page shows of the client, in its second terminal.
fn shown_of_the_client() -> &'static str {
    let fences = Context::live().book.named(PAGE).fences.iter();
    let consoles = fences.filter_map(|fence| fence.console());
    let mut of_client = consoles.filter(|console| {
        console.not_run.as_deref() == Some(IN_A_CONTAINER) && console.terminal == Some(2)
    });
    &of_client.next().expect("the client's terminal").exchanges[0].output[0]
}

#[test]
fn bytes_that_are_there_make_a_reset_of_the_close() {
    says(PAGE, "If your client's bytes are there when Docker closes the connection");
    let mut client = reset_by_server();
    assert_eq!(read(&mut client), Err(ErrorKind::ConnectionReset));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn sigterm_ends_a_server_that_has_printed_each_line() {
    let Some(_port) = PortLock::take() else { return };
    says(PAGE, "Each line is printed immediately, even without a terminal.");
    says(PAGE, "`SIGTERM` ends your server as Ctrl-C does");
    let server = start_server();
    let _client = connect();
    let printed = happens(|| server.printed().starts_with("New client joined: "));
    assert!(printed, "the line is held back");
    server.signal("TERM");
    assert_eq!(end(server).code(), "signal: 15 (SIGTERM)");
    says(PAGE, "If `main` returns an error, the exit code is 1");
    let _taken = start_server();
    assert_eq!(end(start_server()).code(), "1");
}

/// A process namespace, in which a shell's line is process 1; the process that has made it.
fn as_process_1(line: &str) -> Running {
    let mut unshare = interruptible("unshare");
    unshare.args(["--pid", "--fork", "--kill-child", "sh", "-c", line]);
    when_it_listens(started(unshare.env("SERVER", env!("CARGO_BIN_EXE_server"))))
}

/// The only child of a process.
fn child_of(id: &str) -> String {
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
    children.expect("its children").trim().to_string()
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn process_1_gets_no_signal_that_it_has_not_asked_for() {
    in_own_network(|| {
        says(PAGE, "the kernel gives [process 1]");
        let mut container = as_process_1("exec \"$SERVER\"");
        let server = child_of(&container.id().to_string());
        for name in ["TERM", "INT"] {
            signal(&server, name);
        }
        thread::sleep(WHILE);
        assert!(!container.has_ended(), "a signal has ended process 1");
        signal(&server, "KILL");
        end(container);

        says(PAGE, "a small program is process 1, and passes the signals on");
        let container = as_process_1("\"$SERVER\"; true");
        let shell = child_of(&container.id().to_string());
        signal(&child_of(&shell), "TERM");
        end(container);
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn only_an_address_of_its_own_waits_for_the_network() {
    in_own_network(|| {
        says(PAGE, "Not on `0.0.0.0` or `127.0.0.1`. If you bind an address");
        for host in [Ipv4Addr::UNSPECIFIED, Ipv4Addr::LOCALHOST] {
            TcpListener::bind((host, PORT)).expect("no network is needed for it");
        }
        let there = |host: &str| kind(TcpListener::bind((host, PORT)).map(drop));
        says(PAGE, "[`AddrNotAvailable`]");
        assert_eq!(there(CONTAINER), Err(ErrorKind::AddrNotAvailable));
        done(Command::new("ip").args(["addr", "add", "192.0.2.1/24", "dev", "lo"]));
        assert_eq!(there(CONTAINER), Ok(()), "the address is there now");
    });
}

#[test]
#[ignore = "needs root, unshare, ip, setpriv"]
fn a_service_may_have_a_low_port_and_be_no_root() {
    let program = example("listen_at");
    in_own_network(|| {
        says(PAGE, "An ordinary user gets `PermissionDenied`");
        // It can be read by each user there, wherever this repository is.
        let folder = TemporaryFolder::new("service");
        let copy = folder.0.join("server");
        fs::copy(&program, &copy).expect("a copy");
        let mut user = as_user("setpriv");
        user.args(["--reuid=65534", "--clear-groups"]).arg(&copy).arg("127.0.0.1:80");
        let refused = end(started(&mut user));
        assert!(refused.stderr.contains("PermissionDenied"), "{refused:?}");

        says(PAGE, "`AmbientCapabilities=CAP_NET_BIND_SERVICE`, and your server may have");
        let mut service = interruptible("setpriv");
        service.args(["--reuid=65534", "--clear-groups"]);
        service.args(["--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service"]);
        let service = started(service.arg(&copy).arg("127.0.0.1:80"));
        let listens = happens(|| service.printed().contains("listens on 127.0.0.1:80"));
        assert!(listens, "{}", service.complained());
    });
}

#[test]
#[ignore = "needs systemd-analyze"]
fn systemd_understands_the_unit_file() {
    let page = Context::live().book.named(PAGE);
    let unit = page.fences.iter().find(|fence| fence.body.first().is_some_and(|l| l == "[Unit]"));
    let unit = unit.expect("a unit file").body.join("\n");
    let folder = TemporaryFolder::new("unit");
    let complaints = |unit: &str| {
        let file = folder.0.join("hello.service");
        // Where the server is.
        save(&file, &unit.replace("/usr/local/bin/server", env!("CARGO_BIN_EXE_server")));
        let ended = run(Command::new("systemd-analyze").arg("verify").arg(file), BOUND);
        let ended = ended.expect("systemd-analyze");
        ended.stdout + &ended.stderr
    };
    assert_eq!(complaints(&unit), "");
    let with = unit.replace("[Install]", "AmbientCapabilities=CAP_NET_BIND_SERVICE\n[Install]");
    assert_eq!(complaints(&with), "", "the line that a low port needs");
    assert!(complaints(&unit.replace("DynamicUser", "DynamicUsr")).contains("DynamicUsr"));
}
