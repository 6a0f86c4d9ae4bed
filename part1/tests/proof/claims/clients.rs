//! One client after the other, and a thread each: does the record bear out what the pages say of the
//! two, and do the servers do the rest?

use super::prelude::*;
use super::records::{assert_recorded, bears_out, kept, recorded};
use crate::book::report::Row;
use many_clients::{Work, many_record, served};

#[expect(dead_code, clippy::duplicate_mod, reason = "the example's `main`, and its helpers")]
mod many_clients {
    include!("../../../examples/many_clients.rs");
}

/// How to make the record anew.
const AGAIN: &str = "let the program write it again: `cargo run --release \
                     --example many_clients part1/measured`";

#[test]
fn the_picture_of_the_clients_is_drawn_from_their_table() {
    let columns = many_record::read(recorded("many_clients.md"));
    let (table, picture) = (many_record::markdown(&columns), many_record::picture(&columns));
    assert_recorded("many_clients", &table, &picture, AGAIN);
    assert_eq!(columns[0].len(), 16, "part1/measured/many_clients.md: {AGAIN}");
}

/// Words of the page, and whether they are true of the first and the last of the 16 clients: loop and
/// threads, thinking; the same, computing.
type Claim = (&'static str, fn([[f64; 2]; 4]) -> bool);

const CLAIMS: [Row<Claim>; 4] = [
    row(("all 16 clients are served in the time that one takes", |t| t[1][1] < 1.5 * t[1][0])),
    row(("The loop takes more than ten times as long.", |t| t[0][1] > 10.0 * t[1][1])),
    row(("the threads are less than twice as fast as the loop", |t| t[2][1] < 2.0 * t[3][1])),
    row(("the *first* client waits more than three times as long as with", |t| {
        t[3][0] > 3.0 * t[2][0]
    })),
];

#[test]
fn the_record_of_the_clients_bears_out_what_the_page_says() {
    let columns = many_record::read(recorded("many_clients.md"));
    let ends = |i: usize| [columns[i][0], columns[i][columns[i].len() - 1]];
    bears_out("many_clients.md", "clients/limits", &CLAIMS, |is_so| is_so([0, 1, 2, 3].map(ends)));
}

#[test]
fn clients_can_be_served_in_both_ways_and_measured() {
    let work = Work { clients: 4, thinks: Duration::from_millis(20), steps: 1000 };
    let columns = [false, true, false, true].map(|threads| {
        let times = served(work, threads).expect("loopback");
        assert_eq!(times.len(), 4, "{times:?}");
        vec![times[3]]
    });
    let [table, picture] = kept("many_clients", |folder| many_record::write(folder, &columns));
    assert!(table.starts_with(&many_record::markdown(&columns)), "{table}");
    assert!(picture.ends_with("</svg>\n"));
}

/// A client that has its greeting and says nothing.
fn idle_client() -> TcpStream {
    let mut idle = connect();
    read_greeting(&mut idle);
    idle
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Ctrl-C")]
fn ctrl_c_ends_the_server_and_all_its_conversations() {
    says("clients/stop", "a client in the middle of a conversation reads 0, or");
    let (_port, server) = start_at_port("threads_server");
    let mut idle = idle_client();
    server.signal("INT");
    assert_eq!(end(server).status.code(), None, "ended by the signal");
    assert_eq!(read(&mut idle), Ok(vec![]));

    says("clients/stop", "Clients in the queue are reset.");
    let server = start(&example("one_by_one"));
    let _idle = idle_client();
    let mut queued = connect();
    server.signal("INT");
    end(server);
    assert_eq!(read(&mut queued), Err(ErrorKind::ConnectionReset));
}

#[test]
fn stopping_waits_for_the_clients_and_lets_no_other_in() {
    says("clients/stop", "the server waits for that client for ever, though");
    let (_port, mut server) = start_at_port("stop_server");
    let mut idle = idle_client();
    server.type_in("\n");
    let address = SocketAddr::from(([127, 0, 0, 1], PORT));
    let error = || kind(TcpStream::connect_timeout(&address, WHILE)).err();
    let refuses = || error() == Some(ErrorKind::ConnectionRefused);
    assert!(happens(refuses), "it goes on accepting");
    thread::sleep(WHILE);
    assert!(!server.has_ended(), "it waits for its client");
    write(&mut idle, ANSWER);
    // Between the two may be the end of one of our tries, which came just before the flag was set.
    let printed = end(server).stdout;
    assert!(printed.contains("\nClient: Hello Server!\n"), "{printed}");
    assert!(printed.ends_with("\nAll clients are served\n"), "{printed}");
}

/// The client's half of a chat: says a line, and hears one, both with the newline.
fn says_and_hears(client: &mut TcpStream, line: &str, hears: &str) {
    write(client, line.as_bytes());
    let mut heard = vec![0; hears.len()];
    client.read_exact(&mut heard).expect("a line");
    assert_eq!(String::from_utf8_lossy(&heard), hears);
}

#[test]
fn a_chat_reaches_all_and_ends_well() {
    let (_port, _server) = start_at_port("chat_server");
    let said = |client: &TcpStream, line| {
        format!("{}: {line}\n", client.local_addr().expect("an address"))
    };
    // Whoever hears itself is in the list.
    let mut one = connect();
    let own = said(&one, "I");
    says_and_hears(&mut one, "I\n", &own);
    let mut two = connect();
    let own = said(&two, "I");
    says_and_hears(&mut two, "I\n", &own);
    says_and_hears(&mut one, "", &own);
    let line = said(&one, "Hello");
    says_and_hears(&mut one, "Hello\n", &line);
    says_and_hears(&mut two, "", &line);
    says("clients/chat", "The server then drops both of its streams, which ends");
    one.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(read(&mut one), Ok(vec![]), "it stays open");
}

/// A thread that has ended and is not let go of keeps two mappings: its stack, and a page that guards
/// it.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn threads_that_have_ended_are_let_go_of() {
    const CLIENTS: usize = 100;
    says("clients/stop", "keeps its stack until it is joined or its handle");
    let (_port, server) = start_at_port("stop_server");
    let mappings = || {
        let maps = fs::read_to_string(format!("/proc/{}/maps", server.id()));
        maps.expect("its mappings").lines().count()
    };
    let before = mappings();
    for _ in 0..CLIENTS {
        let mut client = idle_client();
        write(&mut client, ANSWER);
        assert_eq!(read(&mut client), Ok(vec![]), "served");
    }
    let more = mappings() - before;
    assert!(more < CLIENTS, "{more} mappings for {CLIENTS} clients");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_client_that_waits_takes_a_stack() {
    const CLIENTS: u64 = 64;
    says("clients/limits", "takes some 14 KiB");
    says("clients/limits", "Rust reserves [2 MiB]");
    let (_port, server) = start_at_port("threads_server");
    let _first = idle_client();
    let sizes = || ["VmRSS", "VmSize"].map(|name| server.kibibytes(name).expect("KiB"));
    let before = sizes();
    let _clients: Vec<TcpStream> = (0..CLIENTS).map(|_| idle_client()).collect();
    let after = sizes();
    let [memory, addresses] = [0, 1].map(|i| (after[i] - before[i]) / CLIENTS);
    // Another system, or another library of C, may need a little more.
    assert!((4..=64).contains(&memory), "{memory} KiB of memory");
    assert!(addresses >= 2048, "{addresses} KiB of addresses");
}
