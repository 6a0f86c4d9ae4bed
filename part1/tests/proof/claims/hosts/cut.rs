//! What does each side see when the other goes away, with a word or
//! without? The cable is really cut, and a host switched off.

use crate::book::console::two_machines;
use crate::book::prelude::*;
use crate::run::pair::read;
use crate::run::prelude::*;
use crate::run::programs::started;
use crate::run::two_hosts::{
    BOTH_LOCALHOSTS, Host, SERVER, TwoHosts, at_port, file_of_this_network, start_server,
};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::thread;

const PAGE: &str = "book/src/hosts/cut.md";

/// How often the kernel of the writer sends again what nobody confirms.
/// By default it is 15, which takes a quarter of an hour.
const RETRIES: &str = "4";

const OK: &str = "Ok(())";

/// `hear` on the server's host, `say` on the client's, and what is typed
/// into it.
struct Talk {
    hear: Running,
    say: Running,
    keyboard: File,
    fifo: PathBuf,
    /// How many lines were typed.
    typed: usize,
}

impl Talk {
    fn begin(hosts: &TwoHosts) -> Talk {
        let hear = start_server(hosts, &example("hear"), &[&at_port("0.0.0.0")]);
        let fifo = file_of_this_network("keyboard");
        let made = Command::new("mkfifo").arg(&fifo).status();
        assert!(made.is_ok_and(|s| s.success()), "mkfifo");
        let mut say = hosts.command(Host::Client, Path::new("sh"));
        say.args(["-c", "exec \"$0\" \"$1\" < \"$2\""])
            .arg(example("say"))
            .arg(at_port(SERVER))
            .arg(&fifo);
        let say = started(&mut say);
        // To open it for both does not wait for the other end.
        let keyboard = OpenOptions::new().read(true).write(true).open(&fifo);
        let keyboard = keyboard.expect("the keyboard's end");
        let mut talk = Talk { hear, say, keyboard, fifo, typed: 0 };
        let is_there = || talk.hear.printed().contains("is there");
        assert!(wait_until(BOUND, is_there), "{}", talk.say.complained());
        assert_eq!(talk.say("one"), OK);
        talk.expect_heard("one");
        talk
    }

    /// Types a line; what `say` then prints.
    fn say(&mut self, line: &str) -> String {
        writeln!(self.keyboard, "{line}").expect("the keyboard");
        self.typed += 1;
        let answered = || self.say.printed().lines().count() >= self.typed;
        assert!(wait_until(BOUND, answered), "`say` does not go on");
        let printed = self.say.printed();
        printed.lines().last().unwrap_or_default().to_string()
    }

    /// Types lines until one is answered with an error.
    fn say_until_error(&mut self) -> String {
        let mut answer = String::new();
        let came = wait_until(BOUND, || {
            thread::sleep(WHILE);
            answer = self.say("more");
            answer != OK
        });
        assert!(came, "no error within {} s", BOUND.as_secs());
        answer.trim_start_matches("Err(").trim_end_matches(')').to_string()
    }

    fn heard(&self, line: &str) -> bool {
        self.hear.printed().lines().any(|heard| heard == line)
    }

    fn expect_heard(&self, line: &str) {
        let heard = wait_until(BOUND, || self.heard(line));
        assert!(heard, "`{line}` is not heard: {:?}", self.hear.printed());
    }

    /// `hear` has heard that line last, and goes on waiting.
    fn expect_nothing_after(&mut self, line: &str) {
        thread::sleep(5 * WHILE);
        let heard = self.hear.printed();
        assert_eq!(heard.lines().last(), Some(line), "something is heard");
        assert!(!self.hear.has_ended(), "`hear` does not wait");
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.fifo);
    }
}

/// The rows of the page's table, which begin with these words.
const EVENTS: [&str; 5] = [
    "its program ends",
    "the cable is cut",
    "… and mended soon",
    "… and not mended",
    "its machine restarts",
];

/// The row of that event says what happens to who reads and to who writes. That these do happen is
/// for the test to see.
fn row_says(page: &Page, event: &str, reads: &str, writes: &str, report: &mut Report) {
    report.count("events");
    let row = page.tables[0].rows.iter().find(|row| row.cell(0) == event);
    let cells = row.map_or("no such row".to_string(), |row| row.cells.join(" | "));
    let line = row.map_or(page.tables[0].head.line, |row| row.line);
    let help = "mend the row, or let the test play what it says";
    report.same((PAGE, line), format!("{event} | {reads} | {writes}"), cells, help);
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter, ss"]
fn each_side_sees_what_the_table_says() {
    in_own_network(|| {
        let (book, mut report) = (Book::read(&Tree::read()), Report::default());
        let page = book.named("hosts/cut");
        for row in page.tables[0].rows.iter().filter(|row| !EVENTS.contains(&row.cell(0))) {
            report.add((PAGE, row.line), "no test plays it", row.cell(0), "add it to EVENTS");
        }
        let mut says_row = |event: usize, reads: &str, writes: &str| {
            row_says(page, EVENTS[event], reads, writes, &mut report);
        };
        says_row(0, "the end: 0 bytes", "`Ok` once, then `BrokenPipe`");
        says_row(1, "nothing: it waits", "`Ok`");
        says_row(2, "the bytes come", "`Ok`");
        let late = "`Ok`, after about 15 minutes `HostUnreachable` or `TimedOut`";
        says_row(3, "nothing: it waits", late);
        says_row(4, "nothing: it waits", "`Ok` once, then `ConnectionReset`");
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
        page_shows(page, &talk, &["one", "two", "three"], &mut report);

        // … and not mended.
        let setting = "/proc/sys/net/ipv4/tcp_retries2";
        fs::write(setting, RETRIES).expect("a kernel that tries less often");
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
        assert!(wait_until(BOUND, || talk.hear.has_ended()));
        assert_eq!(talk.say("two"), OK);
        let error = talk.say_until_error();
        assert!(error.contains("BrokenPipe"), "{error}");
        drop(talk);
        let mut talk = Talk::begin(&hosts);
        talk.say.signal("KILL");
        talk.expect_heard("the end");
        assert!(wait_until(BOUND, || talk.hear.has_ended()));
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

/// The page shows this talk: the server's terminal what was heard, the
/// client's each line that was typed with the answer below it.
fn page_shows(page: &Page, talk: &Talk, typed: &[&str], report: &mut Report) {
    let heard: Vec<String> = talk.hear.printed().lines().map(normalize).collect();
    let printed = talk.say.printed();
    let answered = typed.iter().zip(printed.lines());
    let said: Vec<String> =
        answered.flat_map(|(line, answer)| [line.to_string(), normalize(answer)]).collect();
    for (fence, actual) in two_machines(page).iter().zip([heard, said]) {
        report.count("terminals");
        let expected = normalized(&fence.body[1..]).join("\n");
        report.same((PAGE, fence.line), actual.join("\n"), expected, "show what is printed");
    }
}
