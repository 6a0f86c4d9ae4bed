//! What the pages of the two programs say in a sentence, from “Listen” to “Run both”.

use super::prelude::*;
use crate::web::browser::Visitor;

#[test]
fn after_bind_a_restart_succeeds_while_old_connections_die_down() {
    says("server/listen", "so that you can restart your server right away");
    says("kernel/calls", "`bind` succeeds while your server's *old connections* are still closing");
    let (listener, address) = listen();
    let mut client = bounded(TcpStream::connect(address).expect("a connection"));
    drop(listener.accept().expect("a client"));
    assert_eq!(read(&mut client), Ok(vec![]));
    drop((client, listener));
    let dying = || count(TIME_WAIT, Some(address.port()), None) != Some(0);
    assert!(happens(dying), "the end that closed first remembers");
    // Far sooner than the connection is forgotten.
    assert!(happens(|| TcpListener::bind(address).is_ok()), "the address cannot be had");
    assert!(dying(), "it is forgotten, and proves nothing");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_full_queue_stays_silent() {
    says("kernel/calls", "Linux refuses nobody: it stays silent");
    let (_listener, address) = listen();
    // Whoever has no answer by then is said to have none.
    let (queue, refused) = fill_queue(address, Duration::from_millis(700));
    says("wrong/connection", &format!("`{refused:?}`"));
    // The kernel's own limit may be lower; it lets in one more than it is told
    // (`sk_acceptq_is_full` in Linux's net/sock.h).
    let limit = fs::read_to_string("/proc/sys/net/core/somaxconn").expect("a limit");
    let limit = limit.trim().parse().expect("a number");
    says("kernel/calls", "With a backlog of 128, Linux has room for 129");
    assert_eq!(queue.len(), 128.min(limit) + 1, "clients in the queue");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn a_server_that_waits_uses_no_processor_time() {
    says("server/accept", "It could wait for a year and use no processor time");
    says("kernel/calls", "your program uses no processor time");
    let Some(_port) = PortLock::take() else { return };
    let server = start_server();
    // Columns 3, 14 and 15: the state, and the ticks in the program and kernel (`man 5 proc`).
    let ticks = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", server.id())).expect("its line");
        let columns: Vec<&str> = stat.split(' ').collect();
        [2, 13, 14].map(|column| columns[column].to_string())
    };
    assert!(happens(|| ticks()[0] == "S"), "it does not sleep");
    let before = ticks();
    thread::sleep(WHILE);
    assert_eq!(ticks(), before, "state, and ticks in the program and kernel");
}

#[test]
fn a_lone_underscore_closes_at_once() {
    says("kernel/calls", "its `read` usually returns 0");
    let (listener, address) = listen();
    let mut client = bounded(TcpStream::connect(address).expect("connected"));
    let _ = listener.accept().expect("a client");
    assert_eq!(read(&mut client), Ok(vec![]));

    says("kernel/calls", "keeps the stream until the end of");
    let mut client = TcpStream::connect(address).expect("connected");
    let (_client, _) = listener.accept().expect("a client");
    assert_waits(&mut client);
}

#[test]
fn letters_take_as_many_bytes_as_the_page_says() {
    says("server/send", &format!("The message is {} bytes long", GREETING.len()));
    let bytes = |letter: &str| ["no", "one", "two", "three", "four"][letter.len()];
    says("server/send", &format!("`é` takes {} and `€` {}", bytes("é"), bytes("€")));
}

#[test]
fn a_read_is_not_a_message() {
    says("server/receive", "The second continued there");
    let (mut server, mut client) = pair();
    write(&mut client, b"0123456789");
    wait_for_bytes(&server, 10);
    let reads = [(); 3].map(|()| server.read(&mut [0; 4]).expect("more bytes"));
    assert_eq!(reads, [4, 4, 2]);

    says("server/receive", "Two messages, but one `read` took both!");
    says("server/send", "or hello only once");
    write(&mut client, b"one");
    write(&mut client, b"two");
    wait_for_bytes(&server, 6);
    assert_eq!(read(&mut server).as_deref(), Ok(b"onetwo".as_slice()));
}

#[test]
fn the_rest_of_the_buffer_is_zero_bytes() {
    let (mut server, mut client) = pair();
    write(&mut client, ANSWER);
    // As large as the program's: `[0; 2048]`.
    let text = Tree::live().get(&program_path("server")).unwrap_or_default();
    let size = text.split_once("[0; ").and_then(|(_, rest)| rest.split_once(']')?.0.parse().ok());
    let mut buffer = vec![0; size.expect("a buffer in the server's text")];
    let count = server.read(&mut buffer).expect("the answer");
    let text = String::from_utf8_lossy(&buffer);
    let zeros = text.matches('\0').count();
    says("server/receive", &format!("the {count} bytes, and {zeros} zero bytes after them."));
    says("server/receive", "`\"Hello Server!\"` would be false");
    assert_ne!(text, "Hello Server!");
}

#[test]
fn closing_comes_behind_the_bytes_or_resets() {
    says("server/close", "It has your hello, but it can't know that this is all");
    let (mut server, mut client) = pair();
    write(&mut server, b"hello");
    assert_eq!(read(&mut client).as_deref(), Ok(b"hello".as_slice()));
    says("server/receive", "While nothing is there *yet*, `read` waits");
    assert_waits(&mut client);

    says("server/close", "After it, the client's `read` returns 0");
    says("kernel/calls", "returns 0 once everything before the FIN has been read");
    write(&mut server, b"last words");
    drop(server);
    assert_eq!(read(&mut client).as_deref(), Ok(b"last words".as_slice()));
    says("server/receive", "It returns 0 when nothing will *ever* come");
    says("kernel/calls", "if the peer has finished, the result is 0");
    assert_eq!(read(&mut client), Ok(vec![]));
    assert_eq!(read(&mut client), Ok(vec![]), "and again");

    says("server/whole", "bytes were unread when your server called `drop`. So the kernel sent");
    says("kernel/calls", "if bytes from the peer are still unread when you close, or arrive later");
    assert_eq!(read(&mut reset_by_server()), Err(ErrorKind::ConnectionReset));

    says("server/close", "The next client is refused, because the listener is closed");
    says("server/accept", "the kernel closed all of its sockets, so both visitors lost");
    says("kernel/calls", "Clients that come now are refused, and those still");
    let (listener, address) = listen();
    let mut queued = bounded(TcpStream::connect(address).expect("connected"));
    drop(listener);
    assert_eq!(read(&mut queued), Err(ErrorKind::ConnectionReset));
    assert_eq!(kind(TcpStream::connect(address)).err(), Some(ErrorKind::ConnectionRefused));
}

#[test]
fn neither_connect_nor_write_waits_for_the_other_side() {
    says("client/connect", "So `connect` doesn't wait for the server's `accept`");
    let (listener, address) = listen();
    let mut client = bounded(TcpStream::connect(address).expect("no accept needed"));
    write(&mut client, ANSWER);
    says("client/receive-and-send", "the kernel has room for both messages");
    says("kernel/calls", "returns without the other side's `read`");
    let mut server = bounded(listener.accept().expect("the client").0);
    write(&mut server, GREETING);
    assert_eq!(read(&mut client).as_deref(), Ok(GREETING));
    assert_eq!(read(&mut server).as_deref(), Ok(ANSWER));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs /proc")]
fn whoever_closes_first_remembers() {
    says("client/close", "The end that closes first stays in the");
    says("kernel/life", "the side that closes first keeps the connection in `TIME-WAIT`");
    let (mut server, client) = pair();
    let [first, second] = [&client, &server].map(|stream| Some(port_of(stream)));
    drop(client);
    assert_eq!(read(&mut server), Ok(vec![]));
    drop(server);
    assert!(happens(|| count(TIME_WAIT, first, second) == Some(1)), "the client forgets");
    assert_eq!(count(TIME_WAIT, second, first), Some(0), "the server");
}

#[test]
fn a_write_to_a_closed_peer_succeeds_once() {
    says("server/send", "and the client didn't even notice");
    let (mut server, mut client) = pair();
    write(&mut server, GREETING);
    drop(server);
    assert_eq!(read(&mut client).as_deref(), Ok(GREETING));
    says("client/whole", "`write_all` reports no error: the kernel takes");
    says("kernel/calls", "the *kernel* has the bytes and sends them by itself");
    assert_eq!(read(&mut client), Ok(vec![]));
    write(&mut client, ANSWER);
    says("client/whole", "only a *later* write would fail");
    says("kernel/calls", "only a *later* write would fail");
    assert!(happens(|| client.write(b"again").is_err()), "writes go on without an error");
}

#[test]
fn a_silent_client_keeps_the_others_waiting_who_are_reset_at_the_end() {
    let Some(_port) = PortLock::take() else { return };
    let mut server = start_server();
    let mut first = connect();
    read_greeting(&mut first);
    let second = start_client();
    let both = || Some(count(ESTABLISHED, None, Some(PORT))? == 2);
    assert!(wait_for(both), "the second client does not connect");
    says("server/whole", "silent makes the server wait for as long as it stays");
    thread::sleep(WHILE);
    assert!(!server.has_ended(), "the server waits");
    write(&mut first, ANSWER);
    end_well(server);
    says("run-both", "the second ends with `Connection reset by peer`");
    let second = end(second);
    let reset =
        r#"Error: Os { code: 104, kind: ConnectionReset, message: "Connection reset by peer" }"#;
    assert_eq!(normalize(second.stderr.trim_end()), normalize(reset));
    assert_eq!(second.status.code(), Some(1));
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Ctrl-Z")]
fn a_stopped_server_keeps_the_port_and_its_client_waiting() {
    says("run-both", "its port stays taken");
    let Some(_port) = PortLock::take() else { return };
    let server = start_server();
    server.signal("STOP");
    let second = end(start_server());
    assert!(second.stderr.contains("AddrInUse"), "{}", second.stderr);

    says("client/receive-and-send", "Perhaps you froze the server with Ctrl-Z");
    let mut client = start_client();
    thread::sleep(WHILE);
    assert!(!client.has_ended(), "the client has a connection and waits");
    server.signal("CONT");
    assert_eq!(end(client).stdout, "Server: Hello client!\n");
    end_well(server);
}

#[test]
fn a_browser_is_a_client_too() {
    let Some(_port) = PortLock::take() else { return };
    let server = start_server();
    let mut browser = connect();
    read_greeting(&mut browser);
    // Most of a browser's own lines are left out.
    write(&mut browser, b"GET / HTTP/1.1\r\nHost: 127.0.0.1:50000\r\n\r\n");
    prints_what_was_recorded(&server, "browser");
    end_well(server);
}

#[test]
#[ignore = "needs chromium"]
fn chromium_is_a_client_too() {
    // It may open a connection ahead, and keep it silent: a thread each takes the other one, too.
    let Some((_port, server)) = start_at_port("threads_server") else { return };
    let _chromium = Visitor::at("http://127.0.0.1:50000");
    prints_what_was_recorded(&server, "browser");
}

#[test]
fn an_echo_that_nobody_reads_stops_reading() {
    says("exercises/echo", "Why do both wait forever?");
    let Some((_port, mut server)) = start_at_port("echo_server") else { return };
    let mut client = connect();
    client.set_write_timeout(Some(WHILE)).expect("a bound");
    let sent = kind(client.write_all(&vec![0; 64 << 20]));
    assert!(matches!(sent, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{sent:?}");
    assert!(!server.has_ended(), "the server waits, too");
    says("exercises/echo", "When the room for the way back is full, because nobody reads");
    client.set_read_timeout(Some(WHILE)).expect("a bound");
    let mut echoed = 0;
    while let Ok(count @ 1..) = client.read(&mut [0; 65536]) {
        echoed += count;
    }
    assert!(echoed > 100_000, "what is on the way back when both wait: {echoed} bytes");
}
