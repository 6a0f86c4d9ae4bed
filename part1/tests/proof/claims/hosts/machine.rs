//! What the page “From another machine” shows of two machines: the programs talk from one host to
//! another, the box makes a second machine, and `connect` says what is between the two.

use crate::book::Book;
use crate::book::console::{is_of_two_machines, two_machines};
use crate::book::report::Report;
use crate::book::steps::{BOTH, Context, PROGRAMS};
use crate::book::tree::Tree;
use crate::run::examples::example;
use crate::run::namespace::in_own_network;
use crate::run::normalize::normalized;
use crate::run::package;
use crate::run::port::PORT;
use crate::run::process::{BOUND, Ended, Running, run, wait_until};
use crate::run::programs::end;
use crate::run::recorded::Recorded;
use crate::run::sockets::is_listening_beside;
use crate::run::two_hosts::{BOTH_LOCALHOSTS, Host, SERVER, TwoHosts, at_port, listen_at};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MACHINE: &str = "book/src/hosts/machine.md";

/// The reader's package after the page, with both lines changed as it says, and both programs built.
fn package_for_two(context: &Context) -> PathBuf {
    let page = context.book.page(MACHINE).expect("the page of two machines");
    let folder = package::write(context, page, Some(BOTH));
    for program in PROGRAMS {
        let built = package::build(&folder, &["--bin", program]);
        assert!(built.is_ok_and(|e| e.status.success()), "{program}");
    }
    folder
}

/// The programs that the reader has after the page, changed as it says, print what it shows.
#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn the_pair_talks_from_one_host_to_another() {
    let test = "claims::hosts::machine::the_pair_talks_from_one_host_to_another";
    in_own_network(test, || {
        let (context, mut report) = (Context::live(), Report::default());
        let page = context.book.page(MACHINE).expect("the page of two machines");
        let folder = package_for_two(&context);
        let programs = PROGRAMS.map(|name| folder.join("target/debug").join(name));
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let printed = talk(&hosts, &programs[0], &programs[1]);
        for (fence, all) in two_machines(page).iter().zip(printed) {
            report.count("programs run on two hosts");
            let all: Vec<String> = all.lines().map(str::to_string).collect();
            let recorded = Recorded { page, fence, exchange: Some(0) };
            let help = "show what the programs print on two machines";
            recorded.compare(&context, &all, &normalized, help, &mut report);
        }
        report.settle();
    });
}

/// The lines of the page's box, for a reader without a second machine, make
/// one on which the client runs. `/run`, where `ip` keeps its names, is one
/// for the test alone.
#[test]
#[ignore = "needs root, unshare, ip, ss"]
fn the_box_makes_a_second_machine() {
    let test = "claims::hosts::machine::the_box_makes_a_second_machine";
    in_own_network(test, || {
        let context = Context::live();
        let page = context.book.page(MACHINE).expect("the page of two machines");
        let folder = package_for_two(&context);
        let fences = page.fences.iter().filter(|fence| {
            is_of_two_machines(fence) && fence.console().is_some_and(|c| c.terminal.is_none())
        });
        let boxed: Vec<_> = fences
            .filter_map(|fence| fence.console())
            .flat_map(|console| &console.exchanges)
            .collect();
        // The programs are built, and who plays it is root.
        let lines = boxed.iter().map(|exchange| exchange.command.as_str());
        let mut lines: Vec<&str> = lines
            .filter(|line| !line.starts_with("cargo "))
            .map(|line| line.trim_start_matches("sudo "))
            .collect();
        let client = lines.iter().position(|line| line.contains("client"));
        lines.insert(client.expect("the client is run"), SERVER_LISTENS);
        lines.insert(0, "mount -t tmpfs none /run");
        let mut sh = Command::new("unshare");
        sh.args(["--mount", "sh", "-e", "-c", &lines.join("\n")]);
        let ended = run(sh.current_dir(folder), BOUND).expect("unshare");
        let told = boxed.iter().flat_map(|exchange| &exchange.output);
        let told: Vec<&String> = told.collect();
        assert!(!told.is_empty(), "{MACHINE}: a box that shows no output");
        let prints = |line: &&String| ended.stdout.lines().any(|l| l == *line);
        assert!(
            ended.status.success() && told.iter().all(prints),
            "{MACHINE}, the box\n    found:    {told:?}\n    expected: \
             {ended:?}\n    to mend:  the command that fails, or what it \
             prints"
        );
    });
}

/// The reader's server is started, and listens. It ends with the shell,
/// and if that is killed, a little later.
const SERVER_LISTENS: &str = "timeout 30 target/debug/server &
    trap \"kill $! 2> /dev/null || true\" EXIT
    until ss -tlnH 'sport = :50000' | grep -q .; do sleep 0.05; done";

/// What the two print, server first.
fn talk(hosts: &TwoHosts, server: &Path, client: &Path) -> [String; 2] {
    let server = Running::start(&mut hosts.command(Host::Server, server));
    let mut server = server.expect("the server starts");
    let id = server.id().to_string();
    let listens = || is_listening_beside(&id, PORT) == Some(true);
    wait_until(BOUND, || listens() || server.has_ended());
    let client = Running::start(&mut hosts.command(Host::Client, client));
    let client = end(client.expect("the client starts"));
    // If they have not met, the server waits on.
    let server = match client.status.success() {
        true => all(end(server)),
        false => server.printed() + &server.complained(),
    };
    [server, all(client)]
}

fn all(ended: Ended) -> String {
    ended.stdout + &ended.stderr
}

/// What stands between the two, as the rows of the page's table begin. A
/// rule for all that comes to the port stands in for a firewall: one that
/// drops, and one that tells the sender (`man 8 ip-rule`).
const BETWEEN: [(&str, Option<&str>); 3] = [
    ("nothing, and nobody listens", None),
    ("a firewall that says nothing", Some("blackhole")),
    ("a firewall that says that it does not let you in", Some("prohibit")),
];

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn connect_says_what_is_between_as_the_page_says() {
    let test = "claims::hosts::machine::connect_says_what_is_between_as_the_page_says";
    in_own_network(test, || {
        let book = Book::read(&Tree::read());
        let page = book.page(MACHINE).expect("the page of firewalls");
        let rows = page.tables.iter().flat_map(|table| &table.rows);
        let rows: Vec<_> = rows.filter(|row| row.cells[1].starts_with("`Os")).collect();
        assert_eq!(rows.len(), BETWEEN.len(), "{MACHINE}: rows");
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        // A host tells senders such things only if it is a router, too. Its
        // own addresses come first otherwise.
        hosts.on_server(
            "echo 1 > /proc/sys/net/ipv4/ip_forward
            ip rule add pref 1 lookup local",
        );
        let tries = "/proc/sys/net/ipv4/tcp_syn_retries";
        fs::write(tries, "1").expect("a kernel that tries once more only");
        let call = || {
            let mut command = hosts.command(Host::Client, &example("call"));
            let called = Running::start(command.arg(at_port(SERVER)));
            end(called.expect("the example starts"))
        };
        let mut listener = None;
        for (row, (between, rule)) in rows.iter().zip(BETWEEN) {
            if let Some(rule) = rule {
                // Without the rule, the call would get through.
                listener.get_or_insert_with(|| listen_at(&hosts, "0.0.0.0"));
                hosts.on_server(&format!(
                    "ip rule del pref 0
                    ip rule add pref 0 ipproto tcp dport {PORT} {rule}"
                ));
            }
            let said = call().stderr;
            let seen = said.trim().trim_start_matches("Error: ");
            let is_so = row.cells[1].starts_with(&format!("`{seen}`"));
            assert!(
                row.cells[0] == between && is_so,
                "{MACHINE}:{}\n    found:    {:?}\n    expected: {between}: \
                 {seen}",
                row.line,
                row.cells,
            );
        }
        hosts.on_server("ip rule del pref 0");
        assert!(call().status.success(), "without a firewall, it is refused");
    });
}
