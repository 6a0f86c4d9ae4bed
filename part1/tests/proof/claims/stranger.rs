//! Each attack of the chapter on strangers against both of its servers: what does it do to the one,
//! and does the other withstand?

use super::prelude::*;
use super::tables::beside;

/// The attacks, as arguments of the example `stranger`; none is silence.
const ATTACKS: [&str; 5] = ["forge", "endless", "", "drip", "crowd"];

/// How long an attack may take until it has its effect, and a server until it is over it.
const EFFECT: Duration = Duration::from_secs(5);

/// How long another client waits for a server that is not to serve it.
const NOT_SERVED: Duration = Duration::from_millis(200);

/// What is lost when no other client is served any more, or a little later.
const NEXT: &str = "the next client";
const MOMENT: &str = "the next client (for a moment)";

/// More memory than this a server has no need of, in KiB.
const MEMORY: u64 = 32 << 10;

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

/// What an attack does to a server, in the words of the page's table. What the page says decides how
/// long another client waits: one that is to be served is given time.
fn damage(program: &Path, stranger: &Path, attack: &str, expected: &str) -> String {
    let is_lost = expected.split(", ").any(|what| what == NEXT);
    let patience = if is_lost { NOT_SERVED } else { EFFECT };
    let server = start(program);
    let attack = Some(attack).filter(|attack| !attack.is_empty());
    let mut stranger = started(Command::new(stranger).args(attack));
    let mut turned_away = false;
    wait_until(EFFECT, || {
        turned_away |= !is_served(patience);
        let is_silent = matches!(attack, None | Some("drip"));
        is_silent && count(ESTABLISHED, Some(PORT), None) > Some(0)
            || is_lost && is_full()
            || !stranger.printed().is_empty()
            || stranger.has_ended()
    });
    let is_back = wait_until(patience, || is_served(patience));
    let uses_much = server.kibibytes("VmHWM").is_some_and(|peak| peak > MEMORY);
    server.signal("KILL");
    let moves_cursor = end(server).stdout.chars().any(|c| c.is_control() && c != '\n');
    let lost = [
        (!is_back, NEXT),
        (is_back && turned_away, MOMENT),
        (uses_much, "the memory"),
        (moves_cursor, "the terminal"),
    ];
    let lost: Vec<&str> = lost.into_iter().filter_map(|(is, what)| is.then_some(what)).collect();
    if lost.is_empty() { "nothing".to_string() } else { lost.join(", ") }
}

/// Whether the queue of the listener takes no more.
fn is_full() -> bool {
    let mut all = sockets::all().unwrap_or_default().into_iter();
    all.any(|socket| socket.state == LISTEN && socket.local == PORT && socket.to_read > 128)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn the_strangers_do_to_the_servers_what_the_table_says() {
    let [trusting, guarded, stranger] =
        ["trusting_server", "guarded_server", "stranger"].map(example);
    let (page, mut report) = (Context::live().book.named("stranger/crowd"), Report::default());
    let _port = PortLock::take();
    for (attack, row) in beside(&page.path, page.rows(), ("attacks", &ATTACKS), &mut report) {
        let name = if attack.is_empty() { "nothing" } else { &format!("`{attack}`") };
        let [by_one, by_other] = [(&trusting, 1), (&guarded, 2)]
            .map(|(program, column)| damage(program, &stranger, attack, row.cell(column)));
        let actual = [name, &by_one, &by_other].join(" | ");
        let expected = [0, 1, 2].map(|column| row.cell(column)).join(" | ");
        report.same((&page.path, row.line), actual, expected, "mend the row, or the server");
    }
    report.settle();
}

#[test]
fn a_full_server_says_so_and_ends_nobody() {
    says("stranger/crowd", "When all seats are taken, the client is told so, and");
    let (_port, server) = start_at_port("guarded_server");
    let mut first = connect();
    write(&mut first, LINE);
    // More than there are seats, and sooner than the first are ended.
    let crowd: Vec<TcpStream> = (0..110).map(|_| connect()).collect();
    let mut turned_away = crowd.iter().filter_map(|client| io::read_to_string(client).ok());
    assert!(turned_away.any(|last| last == "too many clients\n"));
    let mut answer = [0; 8];
    first.read_exact(&mut answer).expect("the first has its seat");
    assert_eq!(&answer, REPLY);
    drop((crowd, server));
}

/// The fence that shows what was recorded under that name: where it stands, and its lines.
fn recorded(what: &'static str) -> ((&'static str, usize), &'static [String]) {
    let mut fences = Context::live().book.recorded(what);
    let (page, fence) = fences.next().unwrap_or_else(|| panic!("no text,recorded={what}"));
    ((&page.path, fence.line), &fence.body)
}

#[test]
fn a_web_page_can_speak_to_a_server_on_loopback() {
    let (_port, server) = start_at_port("trusting_server");
    let mut browser = connect();
    // What a browser sends for `fetch` with a text; most of its own lines are left out.
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
        panic!("{}", Finding::new(place, server.printed(), expected.join("\n"), help));
    }
}

/// A server that a shell limits, such as to so few files that a crowd takes all.
fn limited(limit: &str, program: &Path) -> Running {
    let line = format!("ulimit {limit} && exec \"$0\"");
    when_it_listens(started(Command::new("sh").args(["-c", &line]).arg(program)))
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn threads_alone_run_out_of_files() {
    says("stranger/crowd", "and the `?` behind it ends the server for everybody");
    let program = example("threads_server");
    let _port = PortLock::take();
    let mut server = limited("-n 24", &program);
    let mut crowd = Vec::new();
    while !server.has_ended() && crowd.len() < 100 {
        crowd.extend(TcpStream::connect(SERVER).map(bounded));
        thread::sleep(Duration::from_millis(1));
    }
    let (place, expected) = recorded("no-files");
    let (actual, expected) = (end(server).stderr, expected.join("\n"));
    let is_so = actual.trim_end() == expected;
    assert!(is_so, "{}", Finding::new(place, actual, expected, "show what the server prints"));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_guarded_server_goes_on_without_files() {
    says("stranger/crowd", "So the server waits a moment and goes on:");
    let program = example("guarded_server");
    let _port = PortLock::take();
    let mut server = limited("-n 24", &program);
    let _crowd: Vec<TcpStream> = (0..40).map(|_| connect()).collect();
    assert!(wait_until(EFFECT, || is_served(EFFECT)), "nobody is served any more");
    assert!(!server.has_ended(), "it has ended");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_line_without_end_takes_all_memory_there_is() {
    says("stranger/endless", "`memory allocation of … bytes failed`");
    let [program, stranger] = ["trusting_server", "stranger"].map(example);
    let _port = PortLock::take();
    let server = limited("-v 65536", &program);
    let said = run(Command::new(stranger).arg("endless"), EFFECT).expect("it is cut off");
    assert_eq!(said.stdout, "Cut off\n");
    let said = end(server).stderr;
    let words = ["memory allocation of ", " bytes failed"];
    assert!(words.iter().all(|word| said.contains(word)), "{said}");
}

#[test]
fn what_is_shown_moves_nothing_and_hides_nothing() {
    let shown = |text: &str| text.escape_debug().to_string();
    says("stranger/print", "writes control characters, and nearly all that");
    // The controls of ASCII and of Latin-1; marks that turn the direction of a line, or that have no
    // width.
    let controls = (0..0x20).chain(0x7f..0xa0);
    let marks = [0x200b, 0x200f, 0x202e, 0x2066, 0xfeff];
    for c in controls.chain(marks).filter_map(char::from_u32) {
        let shown = shown(&c.to_string());
        assert!(shown.starts_with('\\') && shown.is_ascii(), "{c:?}: {shown}");
    }
    says("stranger/print", "leaves letters as they are, of whatever script");
    let letters = "é € ñ 漢字 привет";
    assert_eq!(shown(letters), letters);
    says("stranger/print", "Quotes and backslashes get a backslash in front.");
    assert_eq!(shown("'\"\\"), r#"\'\"\\"#);
}
