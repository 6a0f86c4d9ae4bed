//! What the page “From another machine” shows of two machines: the programs talk from one host to
//! another, the box makes a second machine, and `connect` says what is between the two.

use crate::book::console::{is_of_two_machines, two_machines};
use crate::book::steps::BOTH;
use crate::claims::prelude::*;
use crate::claims::tables::beside;
use crate::run::readers_package;
use crate::run::two_hosts::{
    BOTH_LOCALHOSTS, Host, SERVER, TwoHosts, at_port, listen_at, start_server,
};

fn machine_page() -> &'static Page {
    Context::live().book.named("hosts/machine")
}

/// The reader's package after the page, with both lines changed as it says, and both programs built.
fn package_for_two() -> PathBuf {
    let folder = readers_package::write(Context::live(), machine_page(), Some(BOTH));
    for program in PROGRAMS {
        let built = readers_package::build(&folder, &["--bin", program]);
        assert!(built.is_ok_and(|e| e.status.success()), "{program}");
    }
    folder
}

/// The programs that the reader has after the page, changed as it says, print what it shows.
#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn the_pair_talks_from_one_host_to_another() {
    in_own_network(|| {
        let mut report = Report::default();
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
        let page = machine_page();
        for (fence, all) in two_machines(page).iter().zip([server, all(client)]) {
            report.count("programs run on two hosts");
            let all: Vec<String> = all.lines().map(str::to_string).collect();
            let recorded = Recorded { page, fence, exchange: Some(0) };
            let help = "show what the programs print on two machines";
            recorded.compare(Context::live(), &all, &normalized, help, &mut report);
        }
        report.settle();
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
        report.count_many("lines of output", boxed.iter().map(|e| e.output.len()).sum());
        let mut wrong = |line: usize, expected: &str| {
            let help = "mend the command that fails, or what it prints";
            report.add((&machine_page().path, line), &all, expected, help);
        };
        if !ended.status.success() {
            wrong(boxed[0].line, "the box's commands do what they say");
        }
        for exchange in boxed {
            let is_missing = |line: &&String| ended.stdout.lines().all(|l| l != *line);
            exchange.output.iter().filter(is_missing).for_each(|line| wrong(exchange.line, line));
        }
        report.settle();
    });
}

/// The reader's server is started, and listens. It ends with the shell, and if that is killed, a
/// little later.
const SERVER_LISTENS: &str = "timeout 30 target/debug/server &
    trap \"kill $! 2> /dev/null || true\" EXIT
    until ss -tlnH 'sport = :50000' | grep -q .; do sleep 0.05; done";

/// What stands between the two, as the rows of the page's table begin. A rule for all that comes to
/// the port stands in for a firewall: one that drops, and one that tells the sender
/// (`man 8 ip-rule`).
const BETWEEN: [(&str, Option<&str>); 3] = [
    ("nothing, and nobody listens", None),
    ("a firewall that says nothing", Some("blackhole")),
    ("a firewall that says that it does not let you in", Some("prohibit")),
];

#[test]
#[ignore = "needs root, unshare, ip, nsenter"]
fn connect_says_what_is_between_as_the_page_says() {
    in_own_network(|| {
        let (page, mut report) = (machine_page(), Report::default());
        let rows = page.rows().filter(|row| row.cell(1).starts_with("`Os"));
        let hosts = TwoHosts::new(BOTH_LOCALHOSTS);
        // A host tells senders such things only if it is a router, too. Its own addresses come first
        // otherwise.
        hosts.on_server(
            "echo 1 > /proc/sys/net/ipv4/ip_forward
            ip rule add pref 1 lookup local",
        );
        let tries = fs::write("/proc/sys/net/ipv4/tcp_syn_retries", "1");
        tries.expect("a kernel that tries once more only");
        let call = || {
            let mut command = hosts.command(Host::Client, &example("call"));
            end(started(command.arg(at_port(SERVER))))
        };
        let mut listener = None;
        let cases = ("ways to be kept out", &BETWEEN[..]);
        for ((between, rule), row) in beside(&page.path, rows, cases, &mut report) {
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
            if row.cell(0) != *between || !row.cell(1).starts_with(&format!("`{error}`")) {
                let (actual, expected) = (format!("{between} | `{error}`"), row.cells.join(" | "));
                report.add((&page.path, row.line), actual, expected, "mend the row, or BETWEEN");
            }
        }
        report.settle();
        hosts.on_server("ip rule del pref 0");
        assert!(call().status.success(), "without a firewall, it is refused");
    });
}
