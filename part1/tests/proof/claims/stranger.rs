//! Each attack of the chapter on strangers against both of its servers: what does it do to the one,
//! and does the other withstand?

use super::prelude::*;

/// The attacks, as arguments of the example `stranger`; none is silence.
const ATTACKS: [&str; 5] = ["forge", "endless", "", "drip", "crowd"];

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

/// What an attack does to a server, in the words of the page's table. What the page says decides how
/// long another client waits: one that is to be served is given time.
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
    let moves_cursor = end(server).stdout.chars().any(|c| c.is_control() && c != '\n');
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
fn the_strangers_do_to_the_servers_what_the_table_says() {
    let [trusting, guarded, stranger] =
        ["trusting_server", "guarded_server", "stranger"].map(example);
    let page = Context::live().book.named("stranger/crowd");
    let Some(_port) = PortLock::take() else { return };
    let help = "mend the row, or the server";
    play_beside(page, page.rows(), ("attacks", &ATTACKS), help, |attack, row| {
        let name = if attack.is_empty() { "nothing" } else { &format!("`{attack}`") };
        let [by_one, by_other] = [(&trusting, 1), (&guarded, 2)]
            .map(|(program, column)| damage(program, &stranger, attack, row.cell(column)));
        let said = [0, 1, 2].map(|column| row.cell(column));
        [[name, &by_one, &by_other], said].map(|cells| cells.join(" | "))
    });
}

#[test]
fn a_full_server_says_so_and_ends_nobody() {
    says("stranger/crowd", "When all seats are taken, the client is told so, and");
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

/// The right to the port, and a server there that a shell limits, such as to so few files that a
/// crowd takes all.
fn limited(name: &str, limit: &str) -> Option<(PortLock, Running)> {
    let line = format!("ulimit {limit} && exec \"$0\"");
    let program = example(name);
    let port = PortLock::take()?;
    let mut sh = Command::new("sh");
    Some((port, when_it_listens(started(sh.args(["-c", &line]).arg(program)))))
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn threads_alone_run_out_of_files() {
    says("stranger/crowd", "and the `?` behind it ends the server for everybody");
    let Some((_port, mut server)) = limited("threads_server", "-n 24") else { return };
    let mut crowd = Vec::new();
    while !server.has_ended() && crowd.len() < 100 {
        crowd.extend(TcpStream::connect(SERVER).map(bounded));
        thread::sleep(Duration::from_millis(1));
    }
    let (place, expected) = recorded("no-files");
    let actual = end(server).stderr;
    assert_eq!(actual.trim_end(), expected.join("\n"), "{place}: show what the server prints");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_guarded_server_goes_on_without_files() {
    says("stranger/crowd", "So the server waits a moment and goes on:");
    let Some((_port, mut server)) = limited("guarded_server", "-n 24") else { return };
    let _crowd: Vec<TcpStream> = (0..40).map(|_| connect()).collect();
    assert!(wait_until(EFFECT, || is_served(EFFECT)), "nobody is served any more");
    assert!(!server.has_ended(), "it has ended");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_line_without_end_takes_all_memory_there_is() {
    says("stranger/endless", "`memory allocation of … bytes failed`");
    let Some((_port, server)) = limited("trusting_server", "-v 65536") else { return };
    assert_eq!(done(Command::new(example("stranger")).arg("endless")), "Cut off\n");
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
