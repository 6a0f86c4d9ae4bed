//! What the page “From another machine” shows of two machines: the programs talk from one host to
//! another, the box makes a second machine, and `connect` says what is between the two.

use super::{are_shown, neighbour};
use crate::book::console::is_of_two_machines;
use crate::book::steps::BOTH;
use crate::claims::prelude::*;
use crate::run::readers_package;
use crate::run::two_hosts::{SERVER, start_server};

fn machine_page() -> &'static Page {
    Context::live().book.named("hosts/machine")
}

/// The reader's package after the page, with both lines changed as it says, and both programs built.
fn package_for_two() -> PathBuf {
    let folder = readers_package::write(Context::live(), machine_page(), Some((BOTH, usize::MAX)));
    let built = readers_package::build_ahead(&folder, &["--bins"]);
    built.unwrap_or_else(|e| panic!("{e}"));
    folder
}

/// The programs that the reader has after the page, changed as it says, print what it shows.
#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn the_pair_talks_from_one_host_to_another() {
    in_own_network(|| {
        let folder = package_for_two();
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let [server, client] = PROGRAMS.map(|name| folder.join("target/debug").join(name));
        let server = start_server(&hosts, &server, &[]);
        let client = end(started(&mut hosts.command(Host::Client, &client)));
        let all = |ended: Ended| ended.stdout + &ended.stderr;
        // If they have not met, the server waits on.
        let server = match client.status.success() {
            true => all(end(server)),
            false => server.printed() + &server.complained(),
        };
        are_shown(machine_page(), [server, all(client)]);
    });
}

/// The lines of the page's box, for a reader without a second machine, make one on which the client
/// runs. `/run`, where `ip` keeps its names, is one for the test alone.
#[test]
#[ignore = "needs root, unshare, ip, ss"]
fn the_box_makes_a_second_machine() {
    in_own_network(|| {
        let folder = package_for_two();
        let fences = machine_page().fences.iter().filter(|fence| is_of_two_machines(fence));
        let consoles = fences.filter_map(|fence| fence.console());
        let boxed = consoles.filter(|console| console.terminal.is_none());
        let boxed: Vec<_> = boxed.flat_map(|console| &console.exchanges).collect();
        // The programs are built, and who plays it is root.
        let lines = boxed.iter().map(|exchange| exchange.command.trim_start_matches("sudo "));
        let mut lines: Vec<&str> = lines.filter(|line| !line.starts_with("cargo ")).collect();
        let client = lines.iter().position(|line| line.contains("client"));
        lines.insert(client.expect("the client is run"), SERVER_LISTENS);
        lines.insert(0, "mount -t tmpfs none /run");
        let mut sh = Command::new("unshare");
        sh.args(["--mount", "sh", "-e", "-c", &lines.join("\n")]);
        let ended = run(sh.current_dir(folder), BOUND).expect("unshare");
        let all = format!("{}\n{}\n{}", ended.status, ended.stdout, ended.stderr);
        let mut report = Report::default();
        let (help, expected) = ("mend the command that fails, or what it prints", "exit code 0");
        report.demand(
            machine_page().at(boxed[0].line),
            ended.status.success(),
            &all,
            expected,
            help,
        );
        for exchange in boxed {
            for line in &exchange.output {
                report.count("lines of output");
                let is_printed = ended.stdout.lines().any(|printed| printed == line);
                report.demand(machine_page().at(exchange.line), is_printed, &all, line, help);
            }
        }
        report.settle();
    });
}

/// The reader's server is started, and listens. It ends with the shell, and if that is killed, a
/// little later.
const SERVER_LISTENS: &str = "timeout 30 target/debug/server &
    trap \"kill $! 2> /dev/null || true\" EXIT
    until ss -tlnH 'sport = :50000' | grep -q .; do sleep 0.05; done";

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn connect_says_what_is_between_as_the_page_says() {
    in_own_network(|| {
        let rows = machine_page().rows().filter(|row| row.cell(1).starts_with("`Os"));
        assert_eq!(rows.count(), 3, "book/src/hosts/machine.md: rows that are played here");
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        // A host tells senders such things only if it is a router, too. Its own addresses come first
        // otherwise.
        hosts.on_server(
            "echo 1 > /proc/sys/net/ipv4/ip_forward
            ip rule add pref 1 lookup local",
        );
        fs::write("/proc/sys/net/ipv4/tcp_syn_retries", "1").expect("it tries once more only");
        let call = || {
            let mut command = hosts.command(Host::Client, &example("call"));
            end(started(command.arg(at_port(SERVER))))
        };
        let comes_of = |between: &str| {
            let error = call().stderr.trim().replace("Error: ", "");
            says("hosts/machine", &format!("| {between} | `{error}`"));
        };
        comes_of("nothing, but no program listens there; or a firewall that pretends so");
        let _listener = listen_at(&hosts, "0.0.0.0");
        // A rule for all that comes to the port stands in for a firewall (`man 8 ip-rule`). Without
        // it, the call would get through.
        for (between, rule) in [
            ("a firewall that doesn't answer; or the client is in another network", "blackhole"),
            ("a firewall that says that you can't come in", "prohibit"),
        ] {
            hosts.on_server(&format!(
                "ip rule del pref 0
                ip rule add pref 0 ipproto tcp dport {PORT} {rule}"
            ));
            comes_of(between);
        }
        hosts.on_server("ip rule del pref 0");
        assert!(call().status.success(), "without a firewall, it is refused");
        // The first has an address on the cable and never answers, the second has none, to the third
        // there is no way.
        neighbour("add 192.0.2.7 lladdr 02:00:00:00:00:07 dev client");
        for host in ["192.0.2.7", "192.0.2.3", "198.51.100.1"] {
            let error = TcpStream::connect((host, PORT)).expect_err("nobody is there");
            says("wrong/connection", &format!("`{error:?}`"));
        }
    });
}
