//! What the page “From another machine” shows of two machines: the programs talk from one host to
//! another, the box makes a second machine, and `connect` says what is between the two.

use crate::book::console::{is_of_two_machines, two_machines};
use crate::book::prelude::*;
use crate::book::steps::BOTH;
use crate::run::package;
use crate::run::prelude::*;
use crate::run::programs::started;
use crate::run::two_hosts::{
    BOTH_LOCALHOSTS, Host, SERVER, TwoHosts, at_port, listen_at, start_server,
};
use std::fs;
use std::path::{Path, PathBuf};

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
    in_own_network(|| {
        let (context, mut report) = (Context::live(), Report::default());
        let page = context.book.page(MACHINE).expect("the page of two machines");
        let folder = package_for_two(context);
        let programs = PROGRAMS.map(|name| folder.join("target/debug").join(name));
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        let printed = talk(&hosts, &programs[0], &programs[1]);
        for (fence, all) in two_machines(page).iter().zip(printed) {
            report.count("programs run on two hosts");
            let all: Vec<String> = all.lines().map(str::to_string).collect();
            let recorded = Recorded { page, fence, exchange: Some(0) };
            let help = "show what the programs print on two machines";
            recorded.compare(context, &all, &normalized, help, &mut report);
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
    in_own_network(|| {
        let context = Context::live();
        let page = context.book.page(MACHINE).expect("the page of two machines");
        let folder = package_for_two(context);
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
        let mut report = Report::default();
        report.count_many("lines of output", 0);
        let help = "mend the command that fails, or what it prints";
        let all = format!("{}\n{}\n{}", ended.status, ended.stdout, ended.stderr);
        if !ended.status.success() {
            let line = boxed.first().map_or(1, |exchange| exchange.line);
            report.add((MACHINE, line), &all, "the box's commands do what they say", help);
        }
        for exchange in boxed {
            for line in &exchange.output {
                report.count("lines of output");
                if !ended.stdout.lines().any(|l| l == line) {
                    report.add((MACHINE, exchange.line), &all, line, help);
                }
            }
        }
        report.settle();
    });
}

/// The reader's server is started, and listens. It ends with the shell,
/// and if that is killed, a little later.
const SERVER_LISTENS: &str = "timeout 30 target/debug/server &
    trap \"kill $! 2> /dev/null || true\" EXIT
    until ss -tlnH 'sport = :50000' | grep -q .; do sleep 0.05; done";

/// What the two print, server first.
fn talk(hosts: &TwoHosts, server: &Path, client: &Path) -> [String; 2] {
    let server = start_server(hosts, server, &[]);
    let client = end(started(&mut hosts.command(Host::Client, client)));
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
    in_own_network(|| {
        let (book, mut report) = (Book::read(&Tree::read()), Report::default());
        let page = book.named("hosts/machine");
        let rows: Vec<_> = page.rows().filter(|row| row.cell(1).starts_with("`Os")).collect();
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
            end(started(command.arg(at_port(SERVER))))
        };
        let mut listener = None;
        for (i, (between, rule)) in BETWEEN.into_iter().enumerate() {
            report.count("ways to be kept out");
            if let Some(rule) = rule {
                // Without the rule, the call would get through.
                listener.get_or_insert_with(|| listen_at(&hosts, "0.0.0.0"));
                hosts.on_server(&format!(
                    "ip rule del pref 0
                    ip rule add pref 0 ipproto tcp dport {PORT} {rule}"
                ));
            }
            let called = call().stderr;
            let error = called.trim().trim_start_matches("Error: ");
            let row = rows.get(i);
            let place = (MACHINE, row.map_or(1, |row| row.line));
            let cells = row.map_or(["", ""], |row| [row.cell(0), row.cell(1)]);
            if cells[0] != between || !cells[1].starts_with(&format!("`{error}`")) {
                let actual = format!("{between} | `{error}`");
                report.add(place, actual, cells.join(" | "), "mend the row, or BETWEEN");
            }
        }
        for row in rows.iter().skip(BETWEEN.len()) {
            report.add((MACHINE, row.line), "no test tries it", row.cell(0), "add it to BETWEEN");
        }
        report.settle();
        hosts.on_server("ip rule del pref 0");
        assert!(call().status.success(), "without a firewall, it is refused");
    });
}
