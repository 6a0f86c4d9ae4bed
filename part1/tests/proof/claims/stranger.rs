//! Each attack of the chapter on strangers against both of its servers: what does it do to the one,
//! and does the other withstand?

use crate::book::prelude::*;
use crate::run::examples::start_at_port;
use crate::run::pair::write;
use crate::run::prelude::*;
use crate::run::programs::{bounded, started, when_it_listens};
use crate::run::sockets::{self, ESTABLISHED, LISTEN, count};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The attacks, as arguments of the example `stranger`; none is silence.
const ATTACKS: [&str; 5] = ["forge", "endless", "", "drip", "crowd"];

/// How long an attack may take until it has its effect, and a server until
/// it is over it.
const EFFECT: Duration = Duration::from_secs(5);

/// How long another client waits for a server that is not to serve it.
const NOT_SERVED: Duration = Duration::from_millis(200);

/// What is lost when no other client is served any more.
const NEXT: &str = "the next client";

/// What is lost when it is served a little later.
const MOMENT: &str = "the next client (for a moment)";

/// More memory than this a server has no need of, in KiB.
const MEMORY: u64 = 32 << 10;

/// Whether another client is served: with an answer to its line, in time.
fn is_served(patience: Duration) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], PORT));
    let Ok(mut client) = TcpStream::connect_timeout(&address, patience) else {
        return false;
    };
    client.set_read_timeout(Some(patience)).expect("a bound");
    let _ = client.write_all(b"hello\n");
    let mut answer = [0; 8];
    client.read_exact(&mut answer).is_ok() && &answer == b"5 bytes\n"
}

/// What an attack does to a server, in the words of the page's table. What
/// the page says decides how long another client waits: one that is to be
/// served is given time.
fn damage(program: &Path, stranger: &Path, attack: &str, expected: &str) -> String {
    let is_lost = expected.split(", ").any(|what| what == NEXT);
    let patience = if is_lost { NOT_SERVED } else { EFFECT };
    let server = start(program);
    let mut command = Command::new(stranger);
    command.args(Some(attack).filter(|attack| !attack.is_empty()));
    let mut stranger = started(&mut command);
    let mut turned_away = false;
    wait_until(EFFECT, || {
        turned_away |= !is_served(patience);
        let is_silent = attack.is_empty() || attack == "drip";
        is_silent && count(ESTABLISHED, Some(PORT), None) > Some(0)
            || is_lost && is_full(PORT)
            || !stranger.printed().is_empty()
            || stranger.has_ended()
    });
    let mut lost = Vec::new();
    match (wait_until(patience, || is_served(patience)), turned_away) {
        (false, _) => lost.push(NEXT),
        (true, true) => lost.push(MOMENT),
        (true, false) => {}
    }
    if server.kibibytes("VmHWM").is_some_and(|peak| peak > MEMORY) {
        lost.push("the memory");
    }
    server.signal("KILL");
    let printed = end(server).stdout;
    if printed.chars().any(|c| c.is_control() && c != '\n') {
        lost.push("the terminal");
    }
    if lost.is_empty() {
        lost.push("nothing");
    }
    lost.join(", ")
}

/// Whether the queue of the listener takes no more.
fn is_full(port: u16) -> bool {
    let sockets = sockets::all().unwrap_or_default();
    let mut listeners = sockets.iter().filter(|s| s.state == LISTEN);
    listeners.any(|listener| listener.local == port && listener.to_read > 128)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn the_strangers_do_to_the_servers_what_the_table_says() {
    let [trusting, guarded, stranger] =
        ["trusting_server", "guarded_server", "stranger"].map(example);
    let (book, mut report) = (Book::read(&Tree::read()), Report::default());
    let page = book.named("stranger/crowd");
    let rows: Vec<&Row> = page.rows().collect();
    let _port = PortLock::take();
    for (i, attack) in ATTACKS.into_iter().enumerate() {
        report.count("attacks");
        let name = match attack {
            "" => "nothing".to_string(),
            attack => format!("`{attack}`"),
        };
        let row = rows.get(i);
        let cell = |column: usize| row.map_or("", |row| row.cell(column));
        let [by_one, by_other] = [(&trusting, 1), (&guarded, 2)]
            .map(|(program, column)| damage(program, &stranger, attack, cell(column)));
        let expected = format!("| {} | {} | {} |", cell(0), cell(1), cell(2));
        let place = (page.path.as_str(), row.map_or(1, |row| row.line));
        let actual = format!("| {name} | {by_one} | {by_other} |");
        report.same(place, actual, expected, "mend the row, or the server");
    }
    for row in rows.iter().skip(ATTACKS.len()) {
        report.add((&page.path, row.line), "no test attacks so", row.cell(0), "add it to ATTACKS");
    }
    report.settle();
}

#[test]
fn a_full_server_says_so_and_ends_nobody() {
    says("stranger/crowd", "When all seats are taken, the client is told so, and");
    let (_port, server) = start_at_port("guarded_server");
    let mut first = connect();
    write(&mut first, b"hello\n");
    // More than there are seats, and sooner than the first are ended.
    let mut crowd: Vec<TcpStream> = (0..110).map(|_| connect()).collect();
    let mut turned_away = crowd.iter_mut().filter_map(|client| {
        let mut last = String::new();
        client.read_to_string(&mut last).ok().map(|_| last)
    });
    assert!(turned_away.any(|last| last == "too many clients\n"));
    let mut answer = [0; 8];
    first.read_exact(&mut answer).expect("the first has its seat");
    assert_eq!(&answer, b"5 bytes\n");
    drop((crowd, server));
}

/// The fence that records that: where it is, and its lines.
fn recorded(what: &'static str) -> ((String, usize), Vec<String>) {
    let book = Book::read(&Tree::read());
    let (page, fence) =
        book.recorded(what).next().unwrap_or_else(|| panic!("no text,recorded={what}"));
    ((page.path.clone(), fence.line), fence.body.clone())
}

fn finding(
    (file, line): &(String, usize),
    actual: String,
    lines: &[String],
    help: &str,
) -> Finding {
    Finding::new((file, *line), actual, lines.join("\n"), help)
}

#[test]
fn a_web_page_can_speak_to_a_server_on_loopback() {
    let (_port, server) = start_at_port("trusting_server");
    let mut browser = connect();
    // What a browser sends for `fetch` with a text; most of its own lines
    // are left out.
    let request = "POST / HTTP/1.1\r\nHost: 127.0.0.1:50000\r\n\
                   Content-Length: 22\r\n\r\nHello from a web page\n";
    write(&mut browser, request.as_bytes());
    let (place, expected) = recorded("web-page");
    let is_printed = || {
        let printed = server.printed();
        let mut printed = printed.lines().map(str::trim_end);
        expected.iter().all(|line| printed.any(|p| p == line.trim_end()))
    };
    if !wait_until(EFFECT, is_printed) {
        let help = "show lines that the server prints";
        panic!("{}", finding(&place, server.printed(), &expected, help));
    }
}

/// The server, allowed to have so few files that a crowd takes all.
fn with_few_files(name: &str) -> Running {
    let mut sh = Command::new("sh");
    sh.args(["-c", "ulimit -n 24 && exec \"$0\""]).arg(example(name));
    when_it_listens(started(&mut sh))
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn threads_alone_run_out_of_files() {
    says("stranger/crowd", "and the `?` behind it ends the server for everybody");
    example("threads_server");
    let _port = PortLock::take();
    let mut server = with_few_files("threads_server");
    let mut crowd = Vec::new();
    while !server.has_ended() && crowd.len() < 100 {
        crowd.extend(TcpStream::connect(SERVER).map(bounded));
        thread::sleep(Duration::from_millis(1));
    }
    let actual = end(server).stderr;
    let (place, expected) = recorded("no-files");
    let is_so = actual.trim_end() == expected.join("\n");
    assert!(is_so, "{}", finding(&place, actual, &expected, "show what the server prints"));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_guarded_server_goes_on_without_files() {
    says("stranger/crowd", "So the server waits a moment and goes on:");
    example("guarded_server");
    let _port = PortLock::take();
    let mut server = with_few_files("guarded_server");
    let _crowd: Vec<TcpStream> = (0..40).map(|_| connect()).collect();
    let served = wait_until(EFFECT, || is_served(EFFECT));
    assert!(served, "nobody is served any more");
    assert!(!server.has_ended(), "it has ended");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_line_without_end_takes_all_memory_there_is() {
    says("stranger/endless", "`memory allocation of … bytes failed`");
    let [program, stranger] = ["trusting_server", "stranger"].map(example);
    let _port = PortLock::take();
    let mut sh = Command::new("sh");
    sh.args(["-c", "ulimit -v 65536 && exec \"$0\""]).arg(program);
    let server = when_it_listens(started(&mut sh));
    let mut attack = Command::new(stranger);
    let said = run(attack.arg("endless"), EFFECT).expect("it is cut off");
    assert_eq!(said.stdout, "Cut off\n");
    let said = end(server).stderr;
    let words = ["memory allocation of ", " bytes failed"];
    assert!(words.iter().all(|word| said.contains(word)), "{said}");
}

#[test]
fn what_is_shown_moves_nothing_and_hides_nothing() {
    says("stranger/print", "writes control characters, and nearly all that");
    // The controls of ASCII and of Latin-1; marks that turn the direction
    // of a line, or that have no width.
    let controls = (0..0x20).chain(0x7f..0xa0);
    let marks = [0x200b, 0x200f, 0x202e, 0x2066, 0xfeff];
    for c in controls.chain(marks).filter_map(char::from_u32) {
        let shown = c.to_string().escape_debug().to_string();
        assert!(shown.starts_with('\\') && shown.is_ascii(), "{c:?}: {shown}");
    }
    says("stranger/print", "leaves letters as they are, of whatever script");
    let letters = "é € ñ 漢字 привет";
    assert_eq!(letters.escape_debug().to_string(), letters);
    says("stranger/print", "Quotes and backslashes get a backslash in front.");
    assert_eq!("'\"\\".escape_debug().to_string(), r#"\'\"\\"#);
}
