//! What does each side see when the other goes away, with a word or without? The cable is really cut,
//! and a host switched off.

use super::{are_shown, neighbour};
use crate::claims::prelude::*;
use crate::run::two_hosts::{SERVER, start_server};

const OK: &str = "Ok(())";

/// `hear` on the server's host, `say` on the client's.
struct Talk {
    hear: Running,
    say: Running,
}

impl Talk {
    fn begin(hosts: &TwoHosts) -> Talk {
        let hear = start_server(hosts, &example("hear"), &[&at_port("0.0.0.0")]);
        let mut say = hosts.command(Host::Client, &example("say"));
        let say = Running::start_with_input(say.arg(at_port(SERVER))).expect("`say` starts");
        let mut talk = Talk { hear, say };
        assert_eq!(talk.say("one"), OK);
        talk.expect_heard("one");
        talk
    }

    /// Types a line; what `say` then prints.
    fn say(&mut self, line: &str) -> String {
        let before = self.say.printed().lines().count();
        self.say.type_in(&format!("{line}\n"));
        let answered = || self.say.printed().lines().count() > before;
        assert!(happens(answered), "`say` does not go on: {}", self.say.complained());
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
}

#[test]
#[ignore = "needs root, unshare, ip, nsenter, ss"]
fn each_side_sees_what_the_table_says() {
    in_own_network(|| {
        let page = Context::live().book.named("hosts/cut");
        let rows: Vec<&str> = page.tables[0].rows.iter().map(|row| row.cell(0)).collect();
        let [restarts, cut, ends] =
            ["its machine crashes and restarts", "the cable is cut", "its program ends"];
        let played = [ends, cut, "… and mended soon", "… and not mended", restarts];
        assert_eq!(rows, played, "{}: the rows that are played here", page.path);
        let mut hosts = TwoHosts::new(BOTH_LOCALHOSTS);

        says("hosts/cut", "| the cable is cut | nothing: it waits | `Ok` |");
        let mut talk = Talk::begin(&hosts);
        hosts.cut();
        assert_eq!(talk.say("two"), OK);
        talk.expect_nothing_after("one");

        says("hosts/cut", "| … and mended soon | the bytes come | `Ok` |");
        hosts.mend();
        talk.expect_heard("two");
        assert_eq!(talk.say("three"), OK);
        talk.expect_heard("three");
        // In the client's terminal, each line that was typed has the answer below it.
        let answers = talk.say.printed();
        let typed = ["one", "two", "three"].into_iter().zip(answers.lines());
        let said = typed.map(|(line, answer)| format!("{line}\n{answer}\n"));
        are_shown(page, [talk.hear.printed(), said.collect()]);

        says("hosts/cut", "| … and not mended | nothing: it waits | `Ok`, after about 15 minutes");
        // So often the kernel sends again what nobody confirms. By default it is 15 times, which
        // takes a quarter of an hour.
        fs::write("/proc/sys/net/ipv4/tcp_retries2", "4").expect("a kernel that tries less often");
        hosts.cut();
        assert_eq!(talk.say("four"), OK);
        let error = talk.say_until_error();
        says("hosts/cut", &format!("`{error}`"));
        says("hosts/cut", "Even when the cable is mended, a reader hears nothing");
        hosts.mend();
        talk.expect_nothing_after("three");
        says("hosts/cut", "your kernel keeps the connection `ESTABLISHED`");
        hosts.on_server(&format!("ss -tnH state established 'sport = :{PORT}' | grep ."));
        drop(talk);

        says("hosts/cut", "after about 15 minutes `HostUnreachable` or `TimedOut` |");
        // A router's address stays known, whatever is behind the router.
        let mut talk = Talk::begin(&hosts);
        // A second connection, which stays in the queue of `hear`.
        let mut reader = bounded(TcpStream::connect((SERVER, PORT)).expect("a place in the queue"));
        neighbour(&format!("replace {SERVER} lladdr 02:00:00:00:00:02 dev client"));
        hosts.cut();
        reader.write_all(b"unconfirmed").expect("it is taken");
        assert_eq!(talk.say("two"), OK);
        let error = talk.say_until_error();
        says("hosts/cut", &format!("`{error}`"));
        says("hosts/cut", "or the `read` that waits, with");
        let failed = reader.read(&mut [0; 64]).expect_err("nobody is there");
        assert_eq!(format!("{failed:?}"), error);
        hosts.mend();
        neighbour(&format!("del {SERVER} dev client"));
        drop(talk);

        says(
            "hosts/cut",
            "| its program ends | the end: 0 bytes | `Ok` at first, then `BrokenPipe` |",
        );
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

        says(
            "hosts/cut",
            "| its machine crashes and restarts | nothing: it waits | `Ok` at first, then",
        );
        let mut talk = Talk::begin(&hosts);
        let mut reader = TcpStream::connect((SERVER, PORT)).expect("a place in the queue");
        reader.set_read_timeout(Some(5 * WHILE)).expect("a bound");
        hosts.cut();
        hosts.restart_server();
        assert_eq!(read(&mut reader), Err(ErrorKind::WouldBlock));
        says("hosts/cut", "nothing: it waits | `Ok` at first, then `ConnectionReset` |");
        assert_eq!(talk.say("two"), OK);
        let error = talk.say_until_error();
        assert!(error.contains("ConnectionReset"), "{error}");
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn a_cable_that_is_cut_is_noticed_at_both_ends() {
    says("hosts/cut", "A machine notices when either end of its cable is pulled out");
    in_own_network(|| {
        let ip = |words: &str| done(Command::new("ip").args(words.split(' ')));
        ip("link add own type veth peer name other");
        ip("link set own up");
        ip("link set other up");
        let has_noticed = || ip("link show own").contains("NO-CARRIER");
        assert!(happens(|| !has_noticed()), "the cable is in");
        ip("link set other down");
        assert!(happens(has_noticed), "{}", ip("link show own"));
    });
}

#[test]
fn a_line_that_never_ends_is_heard_in_pieces() {
    says("hosts/cut", "A line of 1000 bytes or more is printed in pieces");
    let Some((_port, hear)) = start_at_port("hear") else { return };
    let mut stranger = TcpStream::connect(("127.0.0.1", PORT)).expect("a connection");
    stranger.write_all(&[b'x'; 1500]).expect("it is taken");
    let is_heard = |piece: &str| happens(|| hear.printed().lines().any(|line| line == piece));
    assert!(is_heard(&"x".repeat(1000)), "{:?}", hear.printed());
    drop(stranger);
    assert!(is_heard(&"x".repeat(500)) && is_heard("the end"), "{:?}", hear.printed());
}
