//! The page “Other peers”: each row of its table is played with that program, as Debian names it,
//! in a terminal that `script` makes, where keys are what they are for a reader.

use super::prelude::*;
use crate::run::server_and_client::{accept, listen_as_server};
use crate::web::browser::shown_at;

const PAGE: &str = "next/peers";

const KEYS: [(&str, &str); 2] = [("Ctrl-C", "\x03"), ("Ctrl-D", "\x04")];

/// What a client does when its server ends.
enum AtTheEnd {
    Stays,
    Ends,
    WaitsForEnter,
}
use AtTheEnd::*;

/// A row of the page's table, and what holds of that program.
struct Peer {
    name: &'static str,
    /// Which of the programs of that name it is, on Debian.
    program: &'static str,
    client: &'static str,
    at_the_end: AtTheEnd,
    server: &'static str,
    /// Those of [`KEYS`] that end it, or what else is typed.
    ended_by: &'static str,
    /// How many bytes the server counts in the line `Hello`, without its `\n`.
    bytes: &'static str,
}

const PEERS: [Peer; 5] = [
    Peer {
        name: "`nc` (OpenBSD)",
        program: "nc.openbsd",
        client: "nc 127.0.0.1 50000",
        at_the_end: Stays,
        server: "nc -l 127.0.0.1 50000",
        ended_by: "Ctrl-C",
        bytes: "5 bytes",
    },
    Peer {
        name: "`nc` (traditional)",
        program: "nc.traditional",
        client: "nc 127.0.0.1 50000",
        at_the_end: Ends,
        server: "nc -l -s 127.0.0.1 -p 50000",
        ended_by: "Ctrl-C",
        bytes: "5 bytes",
    },
    Peer {
        name: "`ncat`",
        program: "ncat",
        client: "ncat 127.0.0.1 50000",
        at_the_end: Stays,
        server: "ncat -l 127.0.0.1 50000",
        ended_by: "Ctrl-C or Ctrl-D",
        bytes: "5 bytes",
    },
    Peer {
        name: "`telnet`",
        program: "telnet",
        client: "telnet 127.0.0.1 50000",
        at_the_end: Ends,
        server: "",
        ended_by: "Ctrl-], then `quit`",
        bytes: "6 bytes",
    },
    Peer {
        name: "`curl`",
        program: "curl",
        client: "curl -N telnet://127.0.0.1:50000",
        at_the_end: WaitsForEnter,
        server: "",
        ended_by: "Ctrl-C",
        bytes: "5 bytes",
    },
];

impl Peer {
    fn row(&self) -> String {
        let at_the_end = match self.at_the_end {
            Stays => "stays",
            Ends => "ends",
            WaitsForEnter => "ends at Enter",
        };
        let server = if self.server.is_empty() { "" } else { &format!("`{}`", self.server) };
        [self.name, &format!("`{}`, {at_the_end}", self.client), server, self.ended_by].join(" | ")
    }

    /// A command of the page, by this program.
    fn words(&self, command: &str) -> String {
        let (_, arguments) = command.split_once(' ').expect("arguments");
        format!("{} {arguments}", self.program)
    }

    fn in_terminal(&self) -> Running {
        typed_at("script", &["-qec", &self.words(self.client), "/dev/null"])
    }

    /// As a client of the line server, once that has answered a line.
    fn in_conversation(&self, program: &Path) -> (Running, Running) {
        let server = start(program);
        let mut peer = self.in_terminal();
        wait_for(|| Some(sockets::is_connected_to(PORT)? || peer.has_ended()));
        peer.type_in("Hello\n");
        prints(&peer, self.bytes);
        (server, peer)
    }
}

/// A program with an input that stays open.
fn typed_at(program: &str, arguments: &[&str]) -> Running {
    let started = Running::start_with_input(interruptible(program).args(arguments));
    started.unwrap_or_else(|e| panic!("{program}: {e}"))
}

#[track_caller]
fn prints(running: &Running, words: &str) {
    let printed = happens(|| running.printed().contains(words));
    assert!(printed, "no `{words}`: {}", all_of(running));
}

fn all_of(running: &Running) -> String {
    format!("{:?} {:?}", running.printed(), running.complained())
}

/// That it does not end, only a while can show.
#[track_caller]
fn stays(running: &mut Running, why: &str) {
    thread::sleep(WHILE);
    assert!(!running.has_ended(), "it ends {why}: {:?}", running.printed());
}

#[track_caller]
fn ends(running: &mut Running, why: &str) {
    assert!(happens(|| running.has_ended()), "it stays {why}: {:?}", running.printed());
}

#[test]
#[ignore = "needs script, nc.openbsd, nc.traditional, ncat, telnet, curl"]
fn each_peer_does_as_its_row_says() {
    let programs = example("line_server");
    let Some(_port) = PortLock::take() else { return };
    let page = Context::live().book.named(PAGE);
    let rows = page.tables.iter().flat_map(|table| &table.rows);
    let help = "write into the cells what the program does";
    play_beside(page, rows, ("other peers", &PEERS), help, |peer, row| {
        when_the_server_ends(peer);
        for (key, typed) in KEYS {
            let (mut server, mut running) = peer.in_conversation(&programs);
            running.type_in(typed);
            match peer.ended_by.contains(key) {
                true => {
                    ends(&mut running, key);
                    end(server);
                }
                false => {
                    stays(&mut running, key);
                    assert!(!server.has_ended(), "{}: the server ends after {key}", peer.name);
                }
            }
        }
        if peer.ended_by.contains("Ctrl-]") {
            let (_server, mut running) = peer.in_conversation(&programs);
            running.type_in("\x1d");
            prints(&running, "telnet> ");
            running.type_in("quit\n");
            ends(&mut running, "after `quit`");
        }
        if !peer.server.is_empty() {
            as_a_server(peer);
        }
        [peer.row(), row.cells.join(" | ")]
    });
}

/// A server greets, gets a line, and ends.
fn when_the_server_ends(peer: &Peer) {
    let server = listen_as_server();
    let mut running = peer.in_terminal();
    let mut stream = accept(&server);
    running.type_in("Hello Server!\n");
    assert!(read(&mut stream).is_ok_and(|bytes| bytes.starts_with(ANSWER)), "{}", peer.client);
    write(&mut stream, GREETING);
    if matches!(peer.at_the_end, WaitsForEnter) {
        running.type_in("\n");
    }
    prints(&running, "Hello client!");
    drop((stream, server));
    match peer.at_the_end {
        Stays => stays(&mut running, "with its server"),
        Ends => ends(&mut running, "with its server"),
        WaitsForEnter => {
            running.type_in("\n");
            ends(&mut running, "after Enter");
        }
    }
}

/// The lesson's client is greeted by what is typed, on loopback alone.
fn as_a_server(peer: &Peer) {
    says(PAGE, "Your client waits for a greeting, so when `nc` is its server, type one");
    let command = peer.words(peer.server);
    let words: Vec<&str> = command.split(' ').collect();
    let mut server = when_it_listens(typed_at(words[0], &words[1..]));
    assert!(is_loopback_alone(), "{command}: it listens elsewhere, too");
    let mut client = start_client();
    stays(&mut client, "without a greeting");
    server.type_in("Hello client!\n");
    assert_eq!(end_well(client), "Server: Hello client!\n\n", "{command}");
    assert_eq!(end_well(server), "Hello Server!", "{command}");
}

/// Whether another address of this machine is free at the port.
fn is_loopback_alone() -> bool {
    TcpListener::bind(("127.0.0.2", PORT)).is_ok()
}

#[test]
#[ignore = "needs nc.openbsd, nc.traditional, ncat"]
fn the_end_of_the_input_is_passed_on_by_one_of_three() {
    let program = example("line_server");
    let Some(_port) = PortLock::take() else { return };
    says(PAGE, "On Debian and Ubuntu, the first line of `nc -h` says which `nc` you have");
    says(PAGE, "prints `5 bytes` and doesn't come back");
    says(
        PAGE,
        "OpenBSD's passes the end on with `-N`, and the traditional one ends a second after",
    );
    for (nc, name, options) in [
        ("nc.openbsd", "OpenBSD", "-N "),
        ("nc.traditional", "[v1.10", "-q 1 "),
        ("ncat", "Ncat", ""),
    ] {
        let help = run(Command::new(nc).arg("-h"), BOUND).expect(nc);
        let first = help.stdout + &help.stderr;
        let first = first.lines().find(|line| !line.is_empty()).unwrap_or_default();
        assert!(first.contains(name), "{first}");
        let echo = |options: &str| {
            let line = format!("echo Hello | {nc} {options}127.0.0.1 50000");
            started(interruptible("sh").args(["-c", &line]))
        };
        if !options.is_empty() {
            let (server, mut waits) = (start(&program), echo(""));
            prints(&waits, "5 bytes");
            stays(&mut waits, "by itself");
            // Its server ends first, so that nothing of the shell's is left.
            drop(server);
            ends(&mut waits, "when its input and the server have ended");
        }
        let (server, ended) = (start(&program), end_well(echo(options)));
        assert_eq!(ended, "5 bytes\n", "{nc} {options}");
        end(server);
    }
}

#[test]
#[ignore = "needs nc.openbsd, nc.traditional"]
fn a_port_alone_is_a_trap() {
    let Some(_port) = PortLock::take() else { return };
    says(PAGE, "**`nc -l 50000`** listens on `0.0.0.0` if it's OpenBSD's");
    let open = when_it_listens(typed_at("nc.openbsd", &["-l", "50000"]));
    assert!(!is_loopback_alone(), "it listens on 127.0.0.1 alone");
    drop(open);
    says(PAGE, "The traditional one takes another port, and your client is refused");
    let elsewhere = typed_at("nc.traditional", &["-l", "-v", "50000"]);
    assert!(happens(|| elsewhere.complained().contains("listening on")), "it does not listen");
    assert!(end(start_client()).stderr.contains("ConnectionRefused"), "it is found");
}

#[test]
#[ignore = "needs script, telnet"]
fn ctrl_c_makes_telnet_send_what_is_not_text() {
    let program = example("line_server");
    let Some(_port) = PortLock::take() else { return };
    says(PAGE, "Ctrl-C doesn't end it, but sends bytes that aren't text");
    let (server, mut telnet) = PEERS[3].in_conversation(&program);
    telnet.type_in("\x03");
    telnet.type_in("\n");
    let ended = end(server);
    assert!(ended.stderr.contains("stream did not contain valid UTF-8"), "{ended:?}");
}

#[test]
#[ignore = "needs script, curl"]
fn curl_looks_for_an_answer_after_enter() {
    let Some(_port) = PortLock::take() else { return };
    says(PAGE, "looks for an answer only after you press Enter");
    says(PAGE, "`-N` lets it show a text that has no newline");
    let server = listen_as_server();
    let mut curl = typed_at("script", &["-qec", PEERS[4].client, "/dev/null"]);
    let mut stream = accept(&server);
    // It may look once by itself, before it waits for keys.
    write(&mut stream, b"first\n");
    stays(&mut curl, "before Enter");
    write(&mut stream, GREETING);
    stays(&mut curl, "before Enter");
    assert!(!curl.printed().contains("Hello"), "the answer is there already");
    curl.type_in("\n");
    prints(&curl, "Hello client!");
}

#[test]
#[ignore = "needs curl"]
fn curl_knows_no_answer_without_a_head() {
    let Some(_port) = PortLock::take() else { return };
    for (option, says_so) in
        [(None, "Received HTTP/0.9 when not allowed"), (Some("--http0.9"), "Hello client!")]
    {
        says(PAGE, &format!("`{says_so}`"));
        let server = start_server();
        let mut curl = Command::new("curl");
        curl.args(["-sS"]).args(option).arg("http://127.0.0.1:50000");
        let ended = end(started(&mut curl));
        assert!((ended.stdout + &ended.stderr).contains(says_so), "{says_so}");
        let printed = end_well(server);
        assert!(printed.contains("Client: GET / HTTP/1.1"), "{printed}");
    }
}

#[test]
#[ignore = "needs chromium, nc.openbsd"]
fn a_browser_shows_what_is_an_answer() {
    let Some(_port) = PortLock::take() else { return };
    let address = "http://127.0.0.1:50000/";
    says(PAGE, "The server prints a request, and the browser shows an error");
    let server = start_server();
    let shown = shown_at(address);
    assert!(!shown.contains("Hello client!"), "{shown}");
    let printed = end_well(server);
    assert!(printed.contains("Client: GET / HTTP/1.1"), "{printed}");

    let answer = r"printf 'HTTP/1.0 200 OK\r\nContent-Length: 14\r\n\r\nHello browser!' | nc -l 127.0.0.1 50000";
    says(PAGE, answer);
    says(PAGE, "the browser shows `Hello browser!`, `nc` prints the request");
    says(PAGE, "so the connection ends");
    let line = answer.replace("| nc", "| exec nc.openbsd");
    let nc = when_it_listens(started(interruptible("sh").args(["-c", &line])));
    let shown = shown_at(address);
    assert!(shown.contains("Hello browser!"), "{shown}");
    let printed = end_well(nc);
    assert!(printed.starts_with("GET / HTTP/1.1"), "{printed}");
}
