//! What does each side see when the other goes away, with a word or
//! without? The cable is really cut, and a host switched off.

use crate::book::console::two_machines;
use crate::book::page::{Page, Row};
use crate::book::tree::Tree;
use crate::book::{Book, says};
use crate::run::examples::example;
use crate::run::namespace::in_own_network;
use crate::run::normalize::{normalize, normalized};
use crate::run::pair::WHILE;
use crate::run::port::PORT;
use crate::run::process::{BOUND, Running, wait_until};
use crate::run::sockets::is_listening_beside;
use crate::run::two_hosts::{BOTH_LOCALHOSTS, Host, SERVER, TwoHosts};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
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
        let mut hear = hosts.command(Host::Server, &example("hear"));
        let hear = Running::start(hear.arg(format!("0.0.0.0:{PORT}")));
        let mut hear = hear.expect("the example starts");
        let id = hear.id().to_string();
        let listens = || is_listening_beside(&id, PORT) == Some(true);
        wait_until(BOUND, || listens() || hear.has_ended());
        let fifo = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let fifo = fifo.join(format!("keyboard-{}", process::id()));
        let made = Command::new("mkfifo").arg(&fifo).status();
        assert!(made.is_ok_and(|s| s.success()), "mkfifo");
        let mut say = hosts.command(Host::Client, Path::new("sh"));
        say.args(["-c", "exec \"$0\" \"$1\" < \"$2\""])
            .arg(example("say"))
            .arg(format!("{SERVER}:{PORT}"))
            .arg(&fifo);
        let say = Running::start(&mut say).expect("the example starts");
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

/// The row of that event says what who reads sees, and who writes.
fn expect(rows: &[Row], event: &str, reads: &str, writes: &str) {
    let row = rows.iter().find(|row| row.cells[0] == event);
    let row = row.unwrap_or_else(|| panic!("{PAGE}: no row `{event}`"));
    assert_eq!(row.cells[1..], [reads, writes], "{PAGE}:{}", row.line);
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter, ss"]
fn each_side_sees_what_the_table_says() {
    let test = "claims::hosts::cut::each_side_sees_what_the_table_says";
    in_own_network(test, || {
        let book = Book::read(&Tree::read());
        let page = book.page(PAGE).expect("the page of the cable");
        let rows = &page.tables[0].rows;
        assert_eq!(rows.len(), EVENTS.len(), "{PAGE}: rows of the table");
        let mut hosts = TwoHosts::new(BOTH_LOCALHOSTS);

        let mut talk = Talk::begin(&hosts);
        hosts.cut();
        expect(rows, EVENTS[1], "nothing: it waits", "`Ok`");
        assert_eq!(talk.say("two"), OK);
        talk.expect_nothing_after("one");

        hosts.mend();
        expect(rows, EVENTS[2], "the bytes come", "`Ok`");
        talk.expect_heard("two");
        assert_eq!(talk.say("three"), OK);
        talk.expect_heard("three");
        let typed = ["one", "two", "three"];
        page_shows(page, &talk, &typed);

        expect(
            rows,
            EVENTS[3],
            "nothing: it waits",
            "`Ok`, after about 15 minutes `HostUnreachable` or `TimedOut`",
        );
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

        let mut talk = Talk::begin(&hosts);
        expect(rows, EVENTS[0], "the end: 0 bytes", "`Ok` once, then `BrokenPipe`");
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

        let mut talk = Talk::begin(&hosts);
        expect(rows, EVENTS[4], "nothing: it waits", "`Ok` once, then `ConnectionReset`");
        let mut reader = connect();
        reader.set_read_timeout(Some(5 * WHILE)).expect("a bound");
        hosts.cut();
        hosts.restart_server();
        let waits = reader.read(&mut [0; 64]).map_err(|e| e.kind());
        assert_eq!(waits, Err(ErrorKind::WouldBlock));
        assert_eq!(talk.say("two"), OK);
        let error = talk.say_until_error();
        assert!(error.contains("ConnectionReset"), "{error}");
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
fn page_shows(page: &Page, talk: &Talk, typed: &[&str]) {
    let heard: Vec<String> = talk.hear.printed().lines().map(str::to_string).collect();
    let printed = talk.say.printed();
    let answered = typed.iter().zip(printed.lines());
    let said: Vec<String> =
        answered.flat_map(|(line, answer)| [line.to_string(), answer.to_string()]).collect();
    for (fence, seen) in two_machines(page).iter().zip([heard, said]) {
        let told = normalized(&fence.body[1..]);
        let seen: Vec<String> = seen.iter().map(|l| normalize(l)).collect();
        assert_eq!(told, seen, "{PAGE}:{}", fence.line);
    }
}
