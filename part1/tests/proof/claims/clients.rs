//! One client after the other, and a thread each: does the record bear out what the pages say of the
//! two, and do the servers and sockets do the rest?

use super::examples::many_clients::{Work, many_record, served};
use super::prelude::*;
use super::records::{assert_kept, assert_recorded, bears_out, recorded};

/// Makes the record anew.
const AGAIN: &str = "cargo run --release --example many_clients part1/measured";

#[test]
fn the_record_of_the_clients_is_the_programs_and_bears_out_what_the_page_says() {
    let columns = many_record::read(recorded("many_clients.md"));
    let (table, picture) = (many_record::markdown(&columns), many_record::picture(&columns));
    assert_recorded("many_clients", &table, &picture, columns[0].len() == 16, AGAIN);
    let [loop_thinks, threads_think, loop_computes, threads_compute] = [0, 1, 2, 3];
    // When the first and when the last of the 16 clients is served.
    let first = |column: usize| columns[column][0];
    let last = |column: usize| columns[column][15];
    says("clients/limits", "all 16 clients are served in the time that one takes");
    bears_out("many_clients.md", last(threads_think) < 1.5 * first(threads_think));
    says("clients/limits", "The loop takes more than ten times as long.");
    bears_out("many_clients.md", last(loop_thinks) > 10.0 * last(threads_think));
    says("clients/limits", "the threads are less than twice as fast as the loop");
    bears_out("many_clients.md", last(loop_computes) < 2.0 * last(threads_compute));
    says("clients/limits", "the *first* client waited more than three times as long as with");
    bears_out("many_clients.md", first(threads_compute) > 3.0 * first(loop_computes));
}

#[test]
#[cfg_attr(windows, ignore = "needs date")]
fn clients_can_be_served_in_both_ways_and_measured() {
    let work = Work { clients: 4, thinks: Duration::from_millis(20), steps: 1000 };
    let columns = [false, true, false, true].map(|threads| {
        let times = served(work, threads).expect("loopback");
        assert_eq!(times.len(), 4, "{times:?}");
        vec![times[3]]
    });
    let table = many_record::markdown(&columns);
    assert_kept("many_clients", &table, |folder| many_record::write(folder, &columns));
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
    says("clients/stop", "A client in the middle of a conversation reads 0, or it gets");
    let Some((_port, server)) = start_at_port("threads_server") else { return };
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
    says("clients/stop", "the server waits for that client forever, though it accepts");
    let Some((_port, mut server)) = start_at_port("stop_server") else { return };
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

#[test]
#[cfg_attr(not(unix), ignore = "needs kill")]
fn a_chat_client_ends_with_its_server_though_nobody_types() {
    says("clients/chat-client", "end by themselves, although their keyboard threads");
    let Some((_port, server)) = start_at_port("chat_server") else { return };
    let client = start(&example("chat_client"));
    assert!(happens(|| !server.printed().is_empty()), "the client does not join");
    server.signal("KILL");
    end(server);
    let ended = end(client);
    assert_eq!(ended.stderr, "The server has closed the connection\n");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn stopping_needs_no_file_descriptor() {
    says("clients/stop", "If even that fails, the server still ends");
    let Some((_port, mut server)) = limited_at_port("stop_server", "-n 16") else { return };
    let mut crowd: Vec<TcpStream> = (0..20).map(|_| connect()).collect();
    let runs_out = || server.complained().contains("Too many open files");
    assert!(happens(runs_out), "{}", server.complained());
    server.type_in("\n");
    thread::sleep(WHILE);
    crowd.clear();
    let ended = end(server);
    assert!(ended.status.success(), "{ended:?}");
    assert!(ended.stdout.ends_with("All clients are served\n"), "{ended:?}");
}

/// A thread that has ended and is not released keeps two mappings: its stack, and a page that guards
/// it.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn threads_that_have_ended_are_let_go_of() {
    const CLIENTS: usize = 100;
    says("clients/stop", "keeps its stack until it is joined or its handle");
    let Some((_port, server)) = start_at_port("stop_server") else { return };
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
    says("clients/limits", "takes about 10 KiB");
    says("clients/limits", "Rust reserves [2 MiB]");
    let Some((_port, server)) = start_at_port("threads_server") else { return };
    let _first = idle_client();
    let sizes = || ["VmRSS", "VmSize"].map(|name| server.kibibytes(name).expect("KiB"));
    let before = sizes();
    let _clients: Vec<TcpStream> = (0..CLIENTS).map(|_| idle_client()).collect();
    let after = sizes();
    let [memory, addresses] = [0, 1].map(|i| (after[i] - before[i]) / CLIENTS);
    // Another system, or another library of C, may need a little more.
    assert!((4..=32).contains(&memory), "{memory} KiB of memory");
    assert!(addresses >= 2048, "{addresses} KiB of addresses");
}

#[test]
fn what_does_not_wait_ends_in_the_middle() {
    says("clients/no-wait", "may end in the middle with `WouldBlock` and don't say");
    let (mut server, mut client) = pair();
    write(&mut client, b"half");
    wait_for_bytes(&server, 4);
    server.set_nonblocking(true).expect("a stream that does not wait");
    let in_the_middle = Err(ErrorKind::WouldBlock);
    assert_eq!(kind(server.read_exact(&mut [0; 8])), in_the_middle);
    assert_eq!(kind(server.peek(&mut [0; 4]).map(drop)), in_the_middle, "the half is lost");
    assert_eq!(kind(server.write_all(&vec![0; 64 << 20])), in_the_middle);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn an_accepted_stream_waits_on_linux() {
    says("clients/no-wait", "On Linux, an accepted stream waits, even if its listener");
    let (listener, address) = listen();
    listener.set_nonblocking(true).expect("a listener");
    assert_eq!(kind(listener.accept()).err(), Some(ErrorKind::WouldBlock), "nobody has come");
    let mut client = TcpStream::connect(address).expect("a connection");
    let mut accepted = None;
    happens(|| accepted.insert(listener.accept()).is_ok());
    let (stream, _) = accepted.expect("one try at least").expect("the client");
    let count = thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(WHILE);
            write(&mut client, b"x");
        });
        kind(bounded(stream).read(&mut [0; 1]))
    });
    assert_eq!(count, Ok(1), "it did not wait for what comes a while later");
}
