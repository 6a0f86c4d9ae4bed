//! Each attack of the chapter on strangers against both of its servers: what does it do to the one,
//! and does the other withstand?

use super::prelude::*;
use crate::book::repository::root;
#[cfg(unix)]
use std::os::{fd::OwnedFd, unix::net::UnixStream};

/// The attacks, as arguments of the example `stranger`; none is silence. What each does to the server
/// that trusts, and to the guarded one.
const ATTACKS: [(&str, &str, &str); 5] = [
    ("forge", "the terminal", "nothing"),
    ("endless", "the next client, the memory", "nothing"),
    ("", NEXT, "nothing"),
    ("drip", NEXT, "nothing"),
    ("crowd", NEXT, "the next client (for a moment)"),
];

/// How long an attack may take until it has its effect, and a server until it is over it.
const EFFECT: Duration = Duration::from_secs(5);

/// What is lost when no other client is served any more.
const NEXT: &str = "the next client";

/// What another client says, and what a server replies that goes on.
const LINE: &[u8] = b"hello\n";
const REPLY: &[u8; 8] = b"5 bytes\n";

/// Whether another client is served: with an answer to its line, in time.
fn is_served(patience: Duration) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], PORT));
    let Ok(mut client) = TcpStream::connect_timeout(&address, patience) else { return false };
    client.set_read_timeout(Some(patience)).expect("a bound");
    let _ = client.write_all(LINE);
    let mut answer = [0; 8];
    client.read_exact(&mut answer).is_ok() && &answer == REPLY
}

/// What an attack does to a server. What is expected decides how long another client waits: one that
/// is to be served is given time.
fn damage(program: &Path, stranger: &Path, attack: &str, expected: &str) -> String {
    let is_lost = expected.split(", ").any(|what| what == NEXT);
    let patience = if is_lost { WHILE } else { EFFECT };
    let server = start(program);
    let mut stranger = started(Command::new(stranger).args(attack.split_whitespace()));
    // Whether the queue of the listener takes no more.
    let is_full = || {
        let mut all = sockets::all().unwrap_or_default().into_iter();
        all.any(|socket| socket.state == LISTEN && socket.local == PORT && socket.to_read > 128)
    };
    let mut turned_away = false;
    wait_until(EFFECT, || {
        turned_away |= !is_served(patience);
        matches!(attack, "" | "drip") && count(ESTABLISHED, Some(PORT), None) > Some(0)
            || is_lost && is_full()
            || !stranger.printed().is_empty()
            || stranger.has_ended()
    });
    let is_back = wait_until(patience, || is_served(patience));
    // More than 32 MiB a server has no need of.
    let uses_much = server.kibibytes("VmHWM").is_some_and(|peak| peak > 32 << 10);
    server.signal("KILL");
    let ended = end(server);
    let printed = ended.stdout + &ended.stderr;
    let moves_cursor = printed.chars().any(|c| c.is_control() && c != '\n');
    let lost = [
        (!is_back, NEXT),
        (is_back && turned_away, "the next client (for a moment)"),
        (uses_much, "the memory"),
        (moves_cursor, "the terminal"),
    ];
    let lost: Vec<&str> = lost.into_iter().filter_map(|(is, what)| is.then_some(what)).collect();
    if lost.is_empty() { "nothing".to_string() } else { lost.join(", ") }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn the_guarded_server_withstands_what_harms_the_one_that_trusts() {
    says("stranger/remains", "`guarded_server` has met all five strangers");
    let [trusting, guarded, stranger] =
        ["trusting_server", "guarded_server", "stranger"].map(example);
    let Some(_port) = PortLock::take() else { return };
    for (attack, by_trusting, by_guarded) in ATTACKS {
        for (server, expected) in [(&trusting, by_trusting), (&guarded, by_guarded)] {
            assert_eq!(damage(server, &stranger, attack, expected), expected, "{attack}");
        }
    }
}

#[test]
fn a_full_server_says_so_and_ends_nobody() {
    says("stranger/crowd", "If all seats are taken, the server says so, and");
    let Some((_port, _server)) = start_at_port("guarded_server") else { return };
    let mut first = connect();
    write(&mut first, LINE);
    // More than there are seats. A busy machine may be slower than the first of them are ended.
    let is_told =
        |client| io::read_to_string(client).is_ok_and(|last| last == "too many clients\n");
    let crowd_is_too_large = || {
        let crowd: Vec<TcpStream> = (0..110).map(|_| connect()).collect();
        crowd.into_iter().any(is_told)
    };
    assert!(happens(crowd_is_too_large), "nobody is turned away");
    let mut answer = [0; 8];
    first.read_exact(&mut answer).expect("the first has its seat");
    assert_eq!(&answer, REPLY);
}

#[test]
fn a_web_page_can_speak_to_a_server_on_loopback() {
    let Some((_port, server)) = start_at_port("trusting_server") else { return };
    let mut browser = connect();
    // What a browser sends for `fetch` with a text; most of its own lines are left out.
    let request = "POST / HTTP/1.1\r\nHost: 127.0.0.1:50000\r\n\
                   Content-Length: 22\r\n\r\nHello from a web page\n";
    write(&mut browser, request.as_bytes());
    prints_what_was_recorded(&server, "web-page");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn threads_alone_run_out_of_files() {
    says("stranger/crowd", "and the `?` after it ends the server for everybody");
    let Some((_port, mut server)) = limited_at_port("threads_server", "-n 24") else { return };
    let mut crowd = Vec::new();
    while !server.has_ended() && crowd.len() < 100 {
        crowd.extend(TcpStream::connect(SERVER).map(bounded));
        thread::sleep(Duration::from_millis(1));
    }
    let (place, expected) = recorded("no-files");
    let actual = end(server).stderr;
    assert_eq!(actual.trim_end(), expected.join("\n"), "{place}: show what the server prints");
}

/// The servers that withstand: the chapter's, and the solution of its exercise.
const GUARDED: [&str; 2] = ["guarded_server", "guarded_lines"];

/// A server that is limited meets silent clients until it complains of what it has not, and still
/// serves others.
fn serves_without(complaint: &str, start: impl Fn(&str) -> Option<(PortLock, Running)>) {
    for name in GUARDED {
        let Some((_port, mut server)) = start(name) else { return };
        let _crowd: Vec<_> = (0..30).flat_map(|_| TcpStream::connect(SERVER)).collect();
        let complains = happens(|| server.complained().contains(complaint));
        assert!(complains, "{name} does not say {complaint:?}: {}", server.complained());
        assert!(happens(|| is_served(EFFECT)), "{name} serves nobody any more");
        assert!(!server.has_ended(), "{name} has ended");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_guarded_servers_go_on_without_file_descriptors() {
    says("stranger/crowd", "So the server logs the error, waits a moment, and continues:");
    serves_without("accept: Too many open files", |name| limited_at_port(name, "-n 24"));
}

#[test]
#[ignore = "needs root, setpriv, prlimit"]
fn the_guarded_servers_go_on_without_threads() {
    says("stranger/crowd", "Then the client is dropped, and its seat with it");
    says("wrong/connection", "If the error comes from `thread::spawn`, [no thread is left]");
    serves_without("no thread: Resource temporarily unavailable", with_few_threads_at_port);
}

/// An output that takes nothing any more, as a terminal's after Ctrl-S; and its other end.
#[cfg(unix)]
fn stopped_output() -> (OwnedFd, UnixStream) {
    let (mut output, terminal) = UnixStream::pair().expect("two ends");
    output.set_nonblocking(true).expect("it does not wait");
    while output.write(&[b'.'; 1024]).is_ok() {}
    while output.write(b".").is_ok() {}
    output.set_nonblocking(false).expect("it waits");
    (output.into(), terminal)
}

/// A server whose output goes there.
#[cfg(unix)]
fn start_with_output(program: &Path, output: OwnedFd) -> Running {
    let started = Running::start_with_output(&mut interruptible(program), output);
    when_it_listens(started.expect("the example starts"))
}

#[test]
#[cfg(unix)]
fn a_stopped_terminal_stops_the_server_that_trusts_and_not_the_guarded_ones() {
    says("stranger/log", "The client waits, and it'll wait until you press Ctrl-Q");
    says("stranger/log", "It gets its answers. When you press Ctrl-Q, you see what it said.");
    let [trusting, client] = ["trusting_server", "line_client"].map(example);
    let guarded = GUARDED.map(example);
    let Some(_port) = PortLock::take() else { return };
    let (output, mut terminal) = stopped_output();
    let server = start_with_output(&trusting, output);
    let waiting = started(&mut Command::new(&client));
    thread::sleep(WHILE);
    assert_eq!(waiting.printed(), "", "it is served");
    // Ctrl-Q: the terminal takes again what is printed.
    let reader = thread::spawn(move || io::copy(&mut terminal, &mut io::sink()));
    assert_eq!(end_well(waiting), "Server: 13 bytes\nServer: 12 bytes\n");
    drop(server);
    reader.join().expect("it reads to the end").expect("bytes");

    for program in guarded {
        let (output, _terminal) = stopped_output();
        let _server = start_with_output(&program, output);
        // More than there are seats, each of which leaves something to be printed.
        let crowd: Vec<TcpStream> = (0..160).map(|_| connect()).collect();
        drop(crowd);
        assert!(wait_until(EFFECT, || is_served(EFFECT)), "{program:?} serves nobody");
    }
}

#[test]
#[cfg(unix)]
fn more_lines_than_the_log_takes_are_counted() {
    says("stranger/log", "If the queue is full, the line is left out, and counted.");
    let program = example("guarded_server");
    let Some(_port) = PortLock::take() else { return };
    let (output, terminal) = stopped_output();
    let _server = start_with_output(&program, output);
    for _ in 0..12 {
        assert_eq!(visit_of(101).lines().filter(|line| *line == "5 bytes").count(), 100);
    }
    let mut lines = BufReader::new(terminal).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.ends_with(" lines left out")), "nothing is left out");
}

/// What a server answers to so many lines, which are sent in one piece.
fn visit_of(lines: usize) -> String {
    let mut client = connect();
    let _ = client.write_all(&LINE.repeat(lines));
    let _ = client.shutdown(Shutdown::Write);
    let mut answers = Vec::new();
    let _ = client.read_to_end(&mut answers);
    String::from_utf8_lossy(&answers).into_owned()
}

/// What the page says of each limit has the number of the program's constant.
#[test]
fn the_limits_of_the_guarded_server_are_its_constants() {
    let constants = [
        "const MAX_LINE: u64 = 256;",
        "const PATIENCE: Duration = Duration::from_millis(500);",
        "const MAX_LINES: usize = 100;",
        "const MAX_CLIENTS: usize = 100;",
        "const MAX_LOG: usize = 1000;",
        "const MAX_A_MINUTE: usize = 6000;",
    ];
    let limits = ["256 bytes", "half a second", "100", "100", "1000", "6000 a minute"];
    let source = fs::read_to_string(root().join("part1/examples/guarded_server.rs"));
    let source = source.expect("the example");
    let page = Context::live().book.named("stranger/remains");
    let rows = &page.tables.first().expect("the table of limits").rows;
    let help = "mend the row, or the constant, and this test";
    play_beside(page, rows, ("limits", &constants), help, |constant, row| {
        assert!(source.contains(constant), "guarded_server.rs has another line than {constant:?}");
        let place = constants.iter().position(|other| other == constant).expect("it is there");
        [limits[place].to_string(), row.cell(1).to_string()]
    });
}

#[test]
fn a_visit_to_a_guarded_server_has_so_many_lines_at_most() {
    says("stranger/remains", "| the lines of a visit | 100 |");
    for (name, limit) in GUARDED.into_iter().zip([100, 1000]) {
        let Some((_port, server)) = start_at_port(name) else { return };
        let answered = |lines| visit_of(lines).matches("5 bytes\n").count();
        for (lines, expected) in [(limit - 1, limit - 1), (limit, limit), (limit + 1, limit)] {
            assert_eq!(answered(lines), expected, "{name}: {lines} lines");
        }
        // Only the last one has said too many.
        let too_many = || server.complained().matches("too many lines").count();
        assert!(happens(|| too_many() > 0), "{name} does not say so");
        assert_eq!(too_many(), 1, "{name}");
    }
}

#[test]
fn who_says_a_lot_hides_the_others_in_the_log() {
    says("stranger/log", "so a stranger who says a lot hides the others");
    says("stranger/remains", "After 6000 lines, the log shows nothing more in that minute");
    let Some((_port, server)) = start_at_port("guarded_server") else { return };
    let say = |line: &str| {
        let mut client = connect();
        write(&mut client, format!("{line}\n").as_bytes());
        client.read_exact(&mut [0; 1]).expect("an answer");
    };
    let shows = |line: &str| server.complained().contains(line);
    say("before");
    assert!(happens(|| shows("before")), "{}", server.complained());
    // The last line has to leave room for how many are left out.
    let is_full = || server.complained().lines().count() >= 5999;
    let fills = || {
        (0..10).for_each(|_| drop(visit_of(100)));
        is_full()
    };
    assert!(happens(fills), "there is room for others");
    say("after");
    // That it is not shown, only a while can show.
    thread::sleep(WHILE);
    assert!(!shows("after"), "it is shown");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /dev/full")]
#[cfg(unix)]
fn what_cannot_be_printed_ends_no_guarded_server() {
    says("stranger/log", "for example because the disk is full");
    let guarded = GUARDED.map(example);
    let Some(_port) = PortLock::take() else { return };
    for program in guarded {
        let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
        let mut server = start_with_output(&program, full.into());
        // Two that are cut off in the middle of a line: each leaves an error to be printed.
        for _ in 0..2 {
            write(&mut connect(), b"cut off");
            assert!(is_served(EFFECT), "{program:?} does not serve");
        }
        assert!(!server.has_ended(), "{program:?} has ended");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_line_without_end_takes_all_memory_there_is() {
    says("stranger/endless", "`memory allocation of … bytes failed`");
    let Some((_port, server)) = limited_at_port("trusting_server", "-v 65536") else { return };
    assert_eq!(done(Command::new(example("stranger")).arg("endless")), "Cut off\n");
    let said = end(server).stderr;
    let words = ["memory allocation of ", " bytes failed"];
    assert!(words.iter().all(|word| said.contains(word)), "{said}");
}

#[test]
fn what_is_shown_moves_nothing_and_hides_nothing() {
    let shown = |text: &str| text.escape_debug().to_string();
    says(
        "stranger/print",
        "Control characters, and nearly everything that turns the direction of text or hides it",
    );
    // The controls of ASCII and of Latin-1; marks that turn the direction of a line, or that have no
    // width.
    let controls = (0..0x20).chain(0x7f..0xa0);
    let marks = [0x200b, 0x200f, 0x202e, 0x2066, 0xfeff];
    for c in controls.chain(marks).filter_map(char::from_u32) {
        let shown = shown(&c.to_string());
        assert!(shown.starts_with('\\') && shown.is_ascii(), "{c:?}: {shown}");
    }
    says("stranger/print", "leaves letters as they are, in every alphabet");
    let letters = "é € ñ 漢字 привет";
    assert_eq!(shown(letters), letters);
    says("stranger/print", "and `I'm` becomes `I\\'m`.");
    assert_eq!(shown("I'm"), r"I\'m");
    assert_eq!(shown("'\"\\"), r#"\'\"\\"#);
}
