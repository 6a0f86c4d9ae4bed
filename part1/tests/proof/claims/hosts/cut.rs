//! What does each side see when the other goes away, with a word or without? The cable is really cut,
//! and a host switched off.

use crate::book::console::two_machines;
use crate::claims::prelude::*;
use crate::claims::tables::beside;
use crate::run::two_hosts::{BOTH_LOCALHOSTS, Host, SERVER, TwoHosts, at_port, start_server};

/// How often the kernel of the writer sends again what nobody confirms. By default it is 15, which
/// takes a quarter of an hour.
const RETRIES: &str = "4";

const OK: &str = "Ok(())";

/// `hear` on the server's host, `say` on the client's.
struct Talk {
    hear: Running,
    say: Running,
    /// How many lines were typed.
    typed: usize,
}

impl Talk {
    fn begin(hosts: &TwoHosts) -> Talk {
        let hear = start_server(hosts, &example("hear"), &[&at_port("0.0.0.0")]);
        let mut say = hosts.command(Host::Client, &example("say"));
        let say = Running::start_with_input(say.arg(at_port(SERVER))).expect("`say` starts");
        let mut talk = Talk { hear, say, typed: 0 };
        let is_there = happens(|| talk.hear.printed().contains("is there"));
        assert!(is_there, "{}", talk.say.complained());
        assert_eq!(talk.say("one"), OK);
        talk.expect_heard("one");
        talk
    }

    /// Types a line; what `say` then prints.
    fn say(&mut self, line: &str) -> String {
        self.say.type_in(&format!("{line}\n"));
        self.typed += 1;
        let answered = || self.say.printed().lines().count() >= self.typed;
        assert!(happens(answered), "`say` does not go on");
        self.say.printed().lines().last().unwrap_or_default().to_string()
    }

    /// Types lines until one is answered with an error.
    fn say_until_error(&mut self) -> String {
        let mut answer = String::new();
        let came = happens(|| {
            thread::sleep(WHILE);
            answer = self.say("more");
            answer != OK
        });
        assert!(came, "no error within {} s", BOUND.as_secs());
        answer.trim_start_matches("Err(").trim_end_matches(')').to_string()
    }

    fn expect_heard(&self, line: &str) {
        let heard = || self.hear.printed().lines().any(|heard| heard == line);
        assert!(happens(heard), "`{line}` is not heard: {:?}", self.hear.printed());
    }

    /// `hear` has heard that line last, and goes on waiting.
    fn expect_nothing_after(&mut self, line: &str) {
        thread::sleep(5 * WHILE);
        assert_eq!(self.hear.printed().lines().last(), Some(line), "something is heard");
        assert!(!self.hear.has_ended(), "`hear` does not wait");
    }

    /// The page shows this talk: the server's terminal what was heard, the client's each line that
    /// was typed with the answer below it.
    fn is_shown(&self, page: &Page, typed: &[&str], report: &mut Report) {
        let heard: Vec<String> = self.hear.printed().lines().map(normalize).collect();
        let printed = self.say.printed();
        let answered = typed.iter().zip(printed.lines());
        let said = answered.flat_map(|(line, answer)| [line.to_string(), normalize(answer)]);
        for (fence, actual) in two_machines(page).iter().zip([heard, said.collect()]) {
            report.count("terminals");
            let (place, expected) =
                ((page.path.as_str(), fence.line), normalized(&fence.body[1..]));
            report.same(place, actual.join("\n"), expected.join("\n"), "show what is printed");
        }
    }
}

/// The rows of the page's table: what happens, and what it says of who reads and of who writes. That
/// these do happen is for the test to see.
const EVENTS: [[&str; 3]; 5] = [
    ["its program ends", "the end: 0 bytes", "`Ok` once, then `BrokenPipe`"],
    ["the cable is cut", "nothing: it waits", "`Ok`"],
    ["… and mended soon", "the bytes come", "`Ok`"],
    [
        "… and not mended",
        "nothing: it waits",
        "`Ok`, after about 15 minutes `HostUnreachable` or `TimedOut`",
    ],
    ["its machine restarts", "nothing: it waits", "`Ok` once, then `ConnectionReset`"],
];

#[test]
#[ignore = "needs root, unshare, ip, nsenter, ss"]
fn each_side_sees_what_the_table_says() {
    in_own_network(|| {
        let (page, mut report) = (Context::live().book.named("hosts/cut"), Report::default());
        let rows = &page.tables[0].rows;
        for (event, row) in beside(&page.path, rows, ("events", &EVENTS), &mut report) {
            let help = "mend the row, or let the test play what it says";
            report.same((&page.path, row.line), event.join(" | "), row.cells.join(" | "), help);
        }
        let mut hosts = TwoHosts::new(BOTH_LOCALHOSTS);

        // The cable is cut.
        let mut talk = Talk::begin(&hosts);
        hosts.cut();
        assert_eq!(talk.say("two"), OK);
        talk.expect_nothing_after("one");

        // … and mended soon.
        hosts.mend();
        talk.expect_heard("two");
        assert_eq!(talk.say("three"), OK);
        talk.expect_heard("three");
        talk.is_shown(page, &["one", "two", "three"], &mut report);

        // … and not mended.
        let retries = fs::write("/proc/sys/net/ipv4/tcp_retries2", RETRIES);
        retries.expect("a kernel that tries less often");
        hosts.cut();
        assert_eq!(talk.say("four"), OK);
        let error = talk.say_until_error();
        says("hosts/cut", &format!("`{error}`"));
        says("hosts/cut", "Even when the cable is mended, a reader hears nothing");
        hosts.mend();
        talk.expect_nothing_after("three");
        says("hosts/cut", "For the kernel, the connection is `ESTABLISHED`");
        hosts.on_server(&format!("ss -tnH state established 'sport = :{PORT}' | grep ."));
        drop(talk);

        // A router's address stays known, whatever is behind the router.
        let mut talk = Talk::begin(&hosts);
        let mut reader = connect();
        neighbour("replace");
        hosts.cut();
        reader.write_all(b"unconfirmed").expect("it is taken");
        assert_eq!(talk.say("two"), OK);
        let error = talk.say_until_error();
        says("hosts/cut", &format!("`{error}`"));
        says("hosts/cut", "its `read` would fail with the kernel's error");
        reader.set_read_timeout(Some(BOUND)).expect("a bound");
        let failed = reader.read(&mut [0; 64]).expect_err("nobody is there");
        assert_eq!(format!("{failed:?}"), error);
        hosts.mend();
        neighbour("del");
        drop(talk);

        // Its program ends.
        let mut talk = Talk::begin(&hosts);
        talk.hear.signal("KILL");
        assert!(happens(|| talk.hear.has_ended()));
        assert_eq!(talk.say("two"), OK);
        let error = talk.say_until_error();
        assert!(error.contains("BrokenPipe"), "{error}");
        drop(talk);
        let mut talk = Talk::begin(&hosts);
        talk.say.signal("KILL");
        talk.expect_heard("the end");
        assert!(happens(|| talk.hear.has_ended()));
        drop(talk);

        // Its machine restarts.
        let mut talk = Talk::begin(&hosts);
        let mut reader = connect();
        reader.set_read_timeout(Some(5 * WHILE)).expect("a bound");
        hosts.cut();
        hosts.restart_server();
        assert_eq!(read(&mut reader), Err(ErrorKind::WouldBlock));
        assert_eq!(talk.say("two"), OK);
        let error = talk.say_until_error();
        assert!(error.contains("ConnectionReset"), "{error}");
        report.settle();
    });
}

/// A second connection, which stays in the queue of `hear`.
fn connect() -> TcpStream {
    TcpStream::connect((SERVER, PORT)).expect("a place in the queue")
}

/// Fixes, for the client's host, which machine has the server's address.
fn neighbour(what: &str) {
    let mut ip = Command::new("ip");
    ip.args(["neigh", what, SERVER, "dev", "client"]);
    if what == "replace" {
        ip.args(["lladdr", "02:00:00:00:00:02", "nud", "permanent"]);
    }
    assert!(ip.status().is_ok_and(|s| s.success()), "ip neigh {what}");
}
