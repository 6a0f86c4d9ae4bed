//! The chat with threads, and the same in Tokio, which has to do the same with the same clients. Tokio
//! is a crate: what needs it is ignored, and built where a registry is reached.

use super::examples::record::{cells, date_and_machine, table};
use super::prelude::*;
use super::records::{bears_out, recorded};
use crate::run::bless::{is_blessed, rewrite};
use crate::run::crates;
use crate::run::namespace::is_inside;
use shared::relay::reset;
use std::time::Instant;

/// A chat that listens at the port, and the right to it.
type Chat = Option<(PortLock, Running)>;

fn with_threads() -> Chat {
    start_at_port("chat_server")
}

/// The same in Tokio, as the page shows it.
fn in_tokio() -> Chat {
    let program = tokio(&[], "chat_tokio", source(TOKIO)).unwrap_or_else(|e| panic!("{e}"));
    Some((PortLock::take()?, start(&program)))
}

const THREADS: &str = "part1/examples/chat_server.rs";
const TOKIO: &str = "part1/src/tokio/chat_tokio.rs";

fn source(path: &str) -> &'static str {
    Tree::live().get(path).unwrap_or_else(|| panic!("no {path}"))
}

/// A program, built with the crate as `cargo add` adds it on the page.
fn tokio(how: &[&str], name: &str, text: &str) -> Result<PathBuf, String> {
    let dependency = "tokio = { version = \"1.54\", features = [\"full\"] }";
    crates::built("tokio", dependency, how, name, text)
}

/// Somebody in the chat: its connection, and the name that the server gives it.
struct Member {
    from: BufReader<TcpStream>,
    address: SocketAddr,
}

impl Member {
    /// Joins the chat. Somebody who hears itself is in the list.
    fn joins() -> Member {
        let stream = connect();
        let address = stream.local_addr().expect("an address");
        let mut member = Member { from: BufReader::new(stream), address };
        member.says("I");
        member.hears(address, "I");
        member
    }

    fn into_stream(self) -> TcpStream {
        self.from.into_inner()
    }

    fn says(&mut self, line: &str) {
        write(self.from.get_mut(), format!("{line}\n").as_bytes());
    }

    /// Reads until that line comes, with the one who has said it in front.
    #[track_caller]
    fn hears(&mut self, who: SocketAddr, line: &str) {
        let awaited = format!("{who}: {line}\n");
        let mut heard = String::new();
        while heard != awaited {
            heard.clear();
            let count = self.from.read_line(&mut heard).expect("a line within the bound");
            assert_ne!(count, 0, "the connection has ended before {awaited:?}");
        }
    }

    /// Whether the server ends this connection.
    fn ends(mut self) -> bool {
        loop {
            match self.from.read(&mut [0; 4096]) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(e) => return e.kind() == ErrorKind::ConnectionReset,
            }
        }
    }
}

/// Says lines as quickly as the server takes them, until the connection ends.
fn floods(stream: &TcpStream) {
    let line = [&[b'x'; 900][..], b"\n"].concat();
    let mut stream = stream;
    while stream.write_all(&line).is_ok() {}
}

fn reaches_all_and_ends_well(chat: fn() -> Chat) {
    let Some((_port, _server)) = chat() else { return };
    let [mut one, mut two] = [(), ()].map(|()| Member::joins());
    one.hears(two.address, "I");
    one.says("Hello");
    one.hears(one.address, "Hello");
    two.hears(one.address, "Hello");
    one.from.get_mut().shutdown(Shutdown::Write).expect("connected");
    assert!(one.ends(), "it stays open");
    two.says("still here");
    two.hears(two.address, "still here");
}

fn ends_who_does_not_read(chat: fn() -> Chat) {
    let Some((_port, mut server)) = chat() else { return };
    if is_inside() {
        // A kernel that keeps less for who does not read, so that it takes less time.
        let _ = fs::write("/proc/sys/net/ipv4/tcp_wmem", "4096 16384 65536");
    }
    let [mut one, mut two] = [(), ()].map(|()| Member::joins());
    let deaf: Vec<Member> = (0..10).map(|_| Member::joins()).collect();
    let writers: Vec<_> = deaf
        .iter()
        .map(|member| member.from.get_ref().try_clone().expect("a clone"))
        .map(|stream| thread::spawn(move || floods(&stream)))
        .collect();
    // Before, after and while the ten are ended, the others hear each other.
    let mut number = 0;
    while writers.iter().any(|writer| !writer.is_finished()) {
        number += 1;
        one.says(&number.to_string());
        two.hears(one.address, &number.to_string());
        two.says(&number.to_string());
        one.hears(two.address, &number.to_string());
    }
    assert!(number > 0, "they ended before anybody could speak");
    for member in deaf {
        assert!(member.ends(), "one that does not read hears no end");
    }
    assert!(!server.has_ended(), "the chat has ended");
}

/// How many file descriptors a program has.
fn descriptors(program: &Running) -> usize {
    fs::read_dir(format!("/proc/{}/fd", program.id())).expect("its descriptors").count()
}

/// A port that is given to one client, and after its end to the next one.
const SAME_PORT: u16 = 41000;

fn keeps_the_next_client_of_the_same_address(chat: fn() -> Chat) {
    give_clients([SAME_PORT; 2]);
    let Some((_port, server)) = chat() else { return };
    // The first visit has to be there still when the next client has joined: its server pauses after
    // a line, and for less than some machines need.
    let idle = descriptors(&server);
    let mut both = None;
    let overlaps = happens(|| {
        if let Some((_, next)) = both.take() {
            reset(Member::into_stream(next));
        }
        if !happens(|| descriptors(&server) == idle) {
            return false;
        }
        let first = Member::joins();
        let (address, before) = (first.address, descriptors(&server));
        reset(first.into_stream());
        both = Some((before, Member::joins()));
        assert_eq!(both.as_ref().map(|(_, next)| next.address), Some(address));
        descriptors(&server) > before
    });
    assert!(overlaps, "each first visit had ended before the next one began");
    let (before, mut next) = both.expect("the next client");
    assert!(happens(|| descriptors(&server) <= before), "the first visit has not ended");
    next.says("still here");
    next.hears(next.address, "still here");
}

fn is_not_delayed_by_who_reads_a_little(chat: fn() -> Chat) {
    let Some((_port, _server)) = chat() else { return };
    let [mut one, mut two, mut slow] = [(), (), ()].map(|()| Member::joins());
    let flooder = Member::joins();
    let stream = flooder.from.get_ref().try_clone().expect("a clone");
    let flood = thread::spawn(move || floods(&stream));
    for number in 0..5 {
        // A read that brings little, as late as one that is slow.
        let _ = slow.from.get_mut().read(&mut [0; 100]).expect("a little");
        thread::sleep(WHILE);
        one.says(&number.to_string());
        two.hears(one.address, &number.to_string());
    }
    drop(flooder.from.get_ref().shutdown(Shutdown::Both));
    flood.join().expect("it ends");
}

fn refuses_a_line_without_end(chat: fn() -> Chat) {
    let Some((_port, server)) = chat() else { return };
    let [mut one, mut two, mut endless] = [(), (), ()].map(|()| Member::joins());
    // 60 MB; the server takes a thousand bytes of it.
    let mebibyte = vec![b'y'; 1 << 20];
    let is_taken = (0..57).all(|_| endless.from.get_mut().write_all(&mebibyte).is_ok());
    assert!(!is_taken, "all of it is taken");
    one.says("Hello");
    two.hears(one.address, "Hello");
    let peak = server.kibibytes("VmHWM").unwrap_or_default();
    assert!(peak < 32 << 10, "the server has needed {peak} KiB");
    assert!(endless.ends(), "it stays open");
}

#[test]
fn a_chat_reaches_all_and_ends_well() {
    says(
        "clients/chat",
        "That closes its queue, so its writing thread writes what is left, and ends, too",
    );
    reaches_all_and_ends_well(with_threads);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs the buffers of Linux")]
fn who_does_not_read_in_a_chat_is_ended_and_delays_nobody() {
    says("clients/chat", "If a client is slow, only this thread waits.");
    says("clients/chat", "Then the client is taken out of the list, and `shutdown` ends its");
    ends_who_does_not_read(with_threads);
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn who_comes_next_from_the_same_address_stays_in_a_chat() {
    says("clients/chat", "because the next one may come from the same address");
    in_own_network(|| keeps_the_next_client_of_the_same_address(with_threads));
}

#[test]
fn one_who_reads_a_little_now_and_then_delays_nobody_in_a_chat() {
    is_not_delayed_by_who_reads_a_little(with_threads);
}

#[test]
fn a_line_without_end_is_refused_by_the_chat_and_delays_nobody() {
    says("clients/chat", "Then its lines are read, each with [a limit]");
    refuses_a_line_without_end(with_threads);
}

#[test]
#[ignore = "needs a registry"]
fn the_chat_in_tokio_reaches_all_and_ends_well() {
    says("next/async", "The clients don't notice a difference.");
    reaches_all_and_ends_well(in_tokio);
}

#[test]
#[ignore = "needs a registry"]
fn who_does_not_read_in_the_chat_in_tokio_is_ended_and_delays_nobody() {
    says("next/async", "A client that doesn't read holds up `write_all`.");
    says("next/async", "and is dropped when that's full");
    ends_who_does_not_read(in_tokio);
}

#[test]
#[ignore = "needs root, unshare, ip, a registry"]
fn who_comes_next_from_the_same_address_stays_in_tokio() {
    if !is_inside() {
        // What was built is there inside, where no registry is.
        tokio(&[], "chat_tokio", source(TOKIO)).unwrap_or_else(|e| panic!("{e}"));
    }
    in_own_network(|| keeps_the_next_client_of_the_same_address(in_tokio));
}

#[test]
#[ignore = "needs a registry"]
fn one_who_reads_a_little_delays_nobody_in_tokio() {
    is_not_delayed_by_who_reads_a_little(in_tokio);
}

#[test]
#[ignore = "needs a registry"]
fn a_line_without_end_is_refused_in_tokio_and_delays_nobody() {
    refuses_a_line_without_end(in_tokio);
}

/// How many clients the chat in Tokio lets in.
const MAX_CLIENTS: usize = 500;

#[test]
#[ignore = "needs a registry"]
fn one_client_too_many_is_told_so_in_tokio() {
    says("next/async", "So this chat has 500 [seats](../stranger/crowd.md#the-change)");
    assert!(source(TOKIO).contains(&format!("MAX_CLIENTS: usize = {MAX_CLIENTS};")));
    let Some((_port, server)) = in_tokio() else { return };
    let mut seated: Vec<TcpStream> = (0..MAX_CLIENTS).map(|_| connect()).collect();
    let mut too_many = BufReader::new(connect());
    let mut told = String::new();
    too_many.read_to_string(&mut told).expect("it is told, and disconnected");
    assert_eq!(told, "too many clients\n");
    let are_printed = || server.printed().lines().count() == MAX_CLIENTS;
    assert!(happens(are_printed), "{} lines", server.printed().lines().count());
    // A seat is free again when its client has left.
    drop(seated.pop());
    let joins = || {
        let mut stream = connect();
        let _ = stream.write_all(b"I\n");
        let mut line = String::new();
        let _ = BufReader::new(stream).read_line(&mut line);
        line.ends_with(": I\n")
    };
    assert!(happens(joins), "no seat is free");
}

#[test]
#[ignore = "needs a registry"]
fn a_crowd_of_tasks_runs_out_of_file_descriptors() {
    says("next/async", "A crowd of tasks, too, runs out of file descriptors, and then nobody gets");
    let program = tokio(&[], "chat_tokio", source(TOKIO)).unwrap_or_else(|e| panic!("{e}"));
    let Some(_port) = PortLock::take() else { return };
    let started = Running::start_with_input(&mut limited(&program, "-n 60"));
    let server = when_it_listens(started.expect("a shell"));
    let _crowd: Vec<TcpStream> = (0..60).map(|_| connect()).collect();
    let complains = || server.complained().contains("Too many open files");
    assert!(happens(complains), "{}", server.complained());
    let mut late = connect();
    write(&mut late, b"I\n");
    assert_waits(&mut late);
}

/// The chat in Tokio with other lines in it. A warning is an error, since Cargo is heard when it fails.
fn changed(name: &str, old: &str, new: &str) -> Result<PathBuf, String> {
    let text = source(TOKIO);
    assert!(text.contains(old), "{TOKIO} has no {old}");
    let text = text.replace("//!", "//").replace(old, new);
    tokio(&[], name, &format!("#![deny(warnings)]\n{text}"))
}

/// Less than the three seconds for which a client of the changed chats sleeps.
const LESS: Duration = Duration::from_secs(1);

#[test]
#[ignore = "needs a registry"]
fn a_task_that_does_not_await_keeps_the_others_waiting() {
    says(
        "next/async",
        "What waits without it keeps a whole thread, which runs no other task in the meantime",
    );
    says("next/async", "It compiles without a warning.");
    let awaited = "sleep(Duration::from_millis(10)).await";
    let variants = [("awaits", "sleep(SECONDS).await"), ("blocks", "std::thread::sleep(SECONDS)")];
    let programs = variants.map(|(name, sleeps)| {
        let sleeps = sleeps.replace("SECONDS", "Duration::from_secs(3)");
        changed(name, awaited, &sleeps).unwrap_or_else(|e| panic!("{e}"))
    });
    let Some(_port) = PortLock::take() else { return };
    let is_heard = programs.map(|program| {
        let mut one_thread = interruptible(program);
        let one_thread = one_thread.env("TOKIO_WORKER_THREADS", "1");
        let running = Running::start_with_input(one_thread).expect("it starts");
        let _server = when_it_listens(running);
        let mut two = Member::joins();
        write(&mut connect(), b"Hello\n");
        two.from.get_ref().set_read_timeout(Some(LESS)).expect("a bound");
        two.from.read_line(&mut String::new()).is_ok()
    });
    assert_eq!(is_heard, [true, false], "with an await, and without");
}

/// A program that gives a stream of std to Tokio, and reads the one byte that has come, and then waits
/// for another one. It prints whether Tokio's timeout ended that.
fn given_to_tokio(setting: &str) -> String {
    format!(
        "#[tokio::main]\nasync fn main() {{
            use std::io::Write;
            use tokio::io::AsyncReadExt;
            let listener = std::net::TcpListener::bind(\"127.0.0.1:0\").unwrap();
            let address = listener.local_addr().unwrap();
            let stream = std::net::TcpStream::connect(address).unwrap();
            let (mut peer, _) = listener.accept().unwrap();
            peer.write_all(b\"x\").unwrap();
            {setting}
            let mut stream = tokio::net::TcpStream::from_std(stream).unwrap();
            let mut one = [0; 1];
            stream.read(&mut one).await.unwrap();
            let bound = std::time::Duration::from_millis(50);
            let waits = tokio::time::timeout(bound, stream.read(&mut one)).await;
            println!(\"{{}}\", waits.is_err());
        }}"
    )
}

#[test]
#[ignore = "needs a registry"]
fn a_stream_of_std_has_to_be_set_before_tokio_has_it() {
    let built = |how: &[&str], name: &str, setting: &str| {
        tokio(how, name, &given_to_tokio(setting)).unwrap_or_else(|e| panic!("{e}"))
    };
    let set = built(&[], "from_std_set", "stream.set_nonblocking(true).unwrap();");
    assert_eq!(end_well(Running::start(&mut Command::new(set)).expect("it starts")), "true\n");
    says("next/async", "Otherwise, a debug build panics");
    let ended = run(&mut Command::new(built(&[], "from_std", "")), BOUND).expect("it panics");
    let panic = "Registering a blocking socket with the tokio runtime is unsupported.";
    assert!(!ended.status.success() && ended.stderr.contains(panic), "{ended:?}");
    says("next/async", "with `--release`, a `read` may keep its thread");
    let released = built(&["--release"], "from_std", "");
    let mut waits = Running::start(&mut Command::new(released)).expect("it starts");
    thread::sleep(WHILE);
    assert!(!waits.has_ended(), "{} {}", waits.printed(), waits.complained());
}

/// Each line of the chat with threads that the page's table has beside one in Tokio is in that program.
#[test]
fn lines_side_by_side_are_those_of_the_two_chats() {
    let page = Tree::live().get("book/src/next/async.md").expect("a page");
    let one_line = |path| source(path).split_whitespace().collect::<String>();
    let programs = [THREADS, TOKIO].map(one_line);
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('`').collect()).collect();
    assert!(rows.len() >= 6, "{} rows", rows.len());
    for row in rows {
        for (cell, program) in [row[1], row[3]].into_iter().zip(&programs) {
            let parts = cell.split('…').map(|part| part.split_whitespace().collect::<String>());
            let mut rest = program.as_str();
            for part in parts {
                let at = rest.find(&part).unwrap_or_else(|| panic!("`{cell}` is not its line"));
                rest = &rest[at + part.len()..];
            }
        }
    }
}

#[test]
fn about_half_of_the_lines_of_the_chat_are_others_in_tokio() {
    says("next/async", "About half of the lines differ");
    let lines = |path| -> Vec<&str> {
        let lines = source(path).lines().map(str::trim);
        // A brace alone is in any program.
        lines.filter(|line| line.len() > 2 && !line.contains("ANCHOR")).collect()
    };
    let [threads, tokio] = [THREADS, TOKIO].map(lines);
    for (one, other) in [(&threads, &tokio), (&tokio, &threads)] {
        let changed = one.iter().filter(|line| !other.contains(line)).count();
        let part = changed as f64 / one.len() as f64;
        assert!((0.4..0.6).contains(&part), "{changed} of {} lines", one.len());
    }
}

/// How many clients are in the chat, and how many lines are said, when it is measured.
const MEASURED_CLIENTS: usize = 400;
const MEASURED_LINES: usize = 100;

const HEADS: [&str; 5] = [
    "chat",
    "threads",
    "memory, KiB a client",
    "a line to all, ms",
    "processor, µs a line and client",
];
const RECORD: &str = "part1/measured/chat.md";

/// What a chat takes: threads; KiB of memory a client; ms until all have a line; µs of the processor
/// for a line and a client. And how many file descriptors all of them take.
fn costs(server: &Running) -> ([f64; 4], usize) {
    let warm = Member::joins();
    let own = || server.kibibytes("VmRSS").expect("KiB") as f64;
    let (before, files_before) = (own(), descriptors(server));
    let mut all: Vec<Member> = (0..MEASURED_CLIENTS).map(|_| Member::joins()).collect();
    all.push(warm);
    // Another one says each line, since who has said one is kept waiting for a moment.
    let mut all_hear = |number: usize| {
        let start = Instant::now();
        let (line, address) = (format!("line {number}"), all[number].address);
        all[number].says(&line);
        all.iter_mut().for_each(|member| member.hears(address, &line));
        start.elapsed().as_secs_f64() * 1000.0
    };
    all_hear(0);
    let memory = (own() - before) / MEASURED_CLIENTS as f64;
    let files = descriptors(server) - files_before;
    let tasks = fs::read_dir(format!("/proc/{}/task", server.id())).expect("its threads").count();
    let ticks_before = ticks(server);
    let lines = 1..=MEASURED_LINES;
    let mut times: Vec<f64> = lines.map(all_hear).collect();
    // A tick of Linux is 10 ms (`man 3 sysconf`, _SC_CLK_TCK).
    let processor = (ticks(server) - ticks_before) as f64 * 10_000.0;
    times.sort_by(f64::total_cmp);
    let each = processor / (MEASURED_LINES * (MEASURED_CLIENTS + 1)) as f64;
    ([tasks as f64, memory, times[MEASURED_LINES / 2], each], files)
}

/// How long a program has had a processor, for itself and in the kernel (`man 5 proc_pid_stat`).
fn ticks(server: &Running) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.id())).expect("its state");
    let (_, behind_name) = stat.rsplit_once(") ").expect("its name");
    behind_name.split(' ').skip(11).take(2).map(|n| n.parse::<u64>().expect("ticks")).sum()
}

#[test]
#[ignore = "needs a registry"]
fn both_chats_are_measured_by_the_same_clients() {
    let built = |name: &str, text: &str| {
        tokio(&["--release"], name, text).unwrap_or_else(|e| panic!("{e}"))
    };
    let [most, fewer] = [1000, 100].map(|lines| format!("MAX_WAITING: usize = {lines};"));
    let short = source(THREADS).replace(&most, &fewer);
    assert!(short.contains(&fewer), "{THREADS} has no {most}");
    let programs = [
        ("threads", built("chat_threads", source(THREADS))),
        ("threads, queues of 100", built("chat_threads_100", &short)),
        ("Tokio", built("chat_tokio", source(TOKIO))),
    ];
    let Some(_port) = PortLock::take() else { return };
    let measured = programs.map(|(name, program)| (name, costs(&start(&program))));
    says("next/async", "half of it the kernel's, and 1200 file descriptors");
    assert_eq!(measured[0].1.1, 3 * MEASURED_CLIENTS);
    let measured = measured.map(|(name, (costs, _files))| (name, costs));
    let [threads, short, tokio] = measured.map(|(_, costs)| costs);
    assert!(threads[0] >= 2.0 * MEASURED_CLIENTS as f64, "{} threads", threads[0]);
    says("next/async", "A few threads, as many as there are cores, run all tasks.");
    let cores = thread::available_parallelism().expect("cores").get();
    assert_eq!(tokio[0], cores as f64 + 1.0, "threads in Tokio, and the one of `main`");
    let memory = [threads[1], short[1], tokio[1]];
    assert!(memory.is_sorted_by(|more, less| more > less), "KiB a client: {memory:?}");
    let rows = measured.map(|(name, [threads, memory, ms, each])| {
        let numbers = [format!("{memory:.1}"), format!("{ms:.1}"), format!("{each:.1}")];
        [name.to_string(), threads.to_string()].into_iter().chain(numbers).collect()
    });
    let text = format!(
        "{}\n{}\n{MEASURED_CLIENTS} clients and {MEASURED_LINES} lines; both chats built with \
         `--release`, with Tokio 1.54; memory is what the process has, without the kernel's.\n",
        table(&HEADS, &rows),
        date_and_machine(),
    );
    println!("{text}");
    if is_blessed() {
        rewrite(RECORD, |_| (1, text));
    }
}

#[test]
fn the_record_of_the_chats_bears_out_what_the_page_says() {
    let rows = cells(recorded("chat.md"));
    let number = |chat: usize, column: usize| -> f64 {
        rows[chat][column].parse().expect("a number in the record")
    };
    let [threads, short, tokio] = [0, 1, 2];
    assert_eq!([&rows[threads][0], &rows[tokio][0]], ["threads", "Tokio"]);
    let ratio = |column: usize| number(threads, column) / number(tokio, column);
    let [memory, time, processor] = [2, 3, 4];
    says("next/async", "a client needed less than a quarter of the memory");
    bears_out("chat.md", ratio(memory) > 4.0);
    says("next/async", "a line less than a third of the processor's time");
    bears_out("chat.md", ratio(processor) > 3.0);
    says("next/async", "a line reached all clients about as fast");
    bears_out("chat.md", (0.5..2.0).contains(&ratio(time)));
    says("next/async", "About half of the threads' memory is for the queues");
    let queues = 1.0 - number(short, memory) / number(threads, memory);
    bears_out("chat.md", (0.4..0.6).contains(&queues));
    says("next/async", "these 400 took about 40 MiB, half of it the kernel's");
    // Each client has two threads.
    says("clients/limits", "and the kernel needs about 26 more for the thread");
    let (own, kernel) = (number(threads, memory), 2.0 * 26.0);
    let mebibytes = (own + kernel) * MEASURED_CLIENTS as f64 / 1024.0;
    bears_out("chat.md", (37.0..43.0).contains(&mebibytes));
    bears_out("chat.md", (0.4..0.6).contains(&(kernel / (own + kernel))));
}
