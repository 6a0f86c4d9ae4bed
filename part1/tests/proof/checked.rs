//! Does `check` say of each program what is so: how far it has come, what
//! is wrong, and why?

use crate::cast::{Role, check_all};
use crate::steps::{PROGRAMS, program_path};
use crate::tree::Tree;

/// A program that is wrong in one way.
struct Wrong {
    /// A program, or an example, of this repository.
    program: &'static str,
    scenario: &'static str,
    /// What of its text is replaced, and by what.
    old: &'static str,
    new: &'static str,
    /// How many steps are done.
    done: usize,
    /// The beginning of the likeliest reason.
    reason: &'static str,
}

const fn server(
    old: &'static str,
    new: &'static str,
    done: usize,
    reason: &'static str,
) -> Wrong {
    let [program, scenario] = ["server"; 2];
    Wrong { program, scenario, old, new, done, reason }
}

const fn client(
    old: &'static str,
    new: &'static str,
    done: usize,
    reason: &'static str,
) -> Wrong {
    let [program, scenario] = ["client"; 2];
    Wrong { program, scenario, old, new, done, reason }
}

/// The solution of an exercise: program and scenario.
const fn exercise(
    [program, scenario]: [&'static str; 2],
    old: &'static str,
    new: &'static str,
    done: usize,
    reason: &'static str,
) -> Wrong {
    Wrong { program, scenario, old, new, done, reason }
}

const DOWNLOAD: [&str; 2] = ["download_client", "download"];
const ECHO: [&str; 2] = ["echo_server", "echo"];
const FAREWELL: [&str; 2] = ["farewell_server", "farewell"];

/// What `SLEEP` stands for in the tables below.
const SLEEP: &str = "std::thread::sleep(std::time::Duration::from_secs(60));";

/// What stands for `PANIC`.
const PANIC: &str = "if true { panic!(\"oh\"); }";

/// An error that the program itself tells of.
const FAILED: &str = "An error has ended it: read what it printed.";

/// Those that wait for what does not come are first: they take longest.
const WRONG: &[Wrong] = &[
    server(
        "let (mut client",
        "SLEEP let (mut client",
        2,
        "The line that prints it is not there yet, or not reached",
    ),
    server(
        "client.write_all(msg_out.as_bytes())?;",
        "let _ = msg_out;",
        3,
        "It waits in another call, and for us",
    ),
    server(
        "msg_out.as_bytes()",
        "&msg_out.as_bytes()[..6]",
        3,
        "It sends only the beginning",
    ),
    server("drop(client);", "SLEEP", 5, "The stream is still open"),
    server("drop(server);", "drop(server); SLEEP", 5, "It waits for another"),
    exercise(
        FAREWELL,
        "client.shutdown(Shutdown::Write)?;",
        "",
        2,
        "The stream is still open",
    ),
    exercise(
        FAREWELL,
        "io::copy(&mut from, &mut io::sink())?;",
        "SLEEP",
        2,
        "It does not read on",
    ),
    server(
        "let server = TcpListener",
        "std::io::stdin().read_line(&mut String::new())?; \
         let server = TcpListener",
        1,
        "It waits for something else first, such as a key",
    ),
    client(
        "TcpStream::connect(SERVER)?",
        "loop { \
        if let Ok(stream) = TcpStream::connect(SERVER) { break stream; } }",
        1,
        "It waits for something else first, such as a key. It tries again",
    ),
    client("drop(client);", "SLEEP", 3, "The stream is still open"),
    client("let mut client =", "SLEEP let mut client =", 1, "It waits for"),
    client(
        "msg_out.as_bytes()",
        "&msg_out.as_bytes()[..6]",
        2,
        "It sends only the beginning",
    ),
    server("Hello client", "Hello klient", 3, "The text in it is another one"),
    server("client!\"", "client!\\n\"", 3, "A newline too many"),
    server(
        "Hello client!",
        "Hello client! How are you?",
        3,
        "It sends something of its own behind the message",
    ),
    server(
        "let mut buffer",
        "client.write_all(msg_out.as_bytes())?; let mut buffer",
        3,
        "It sends the same twice",
    ),
    server(
        "let msg_out",
        "client.shutdown(std::net::Shutdown::Write)?; let msg_out",
        3,
        FAILED,
    ),
    server(
        "{address}\"",
        "{}\", client.local_addr()?",
        2,
        "That is not the address of the other end",
    ),
    server(
        "{address}\"",
        "{}\", address.port()",
        2,
        "That is not the address of the other end",
    ),
    server("New client joined", "New client", 2, "The words are others"),
    server(
        "println!(\"New client joined: {address}\");",
        "",
        2,
        "The words are others: compare them, letter by letter. \
         It is a later line",
    ),
    server(
        "let (mut client",
        "println!(\"Waiting\"); let (mut client",
        0,
        "It is still the program that `cargo new` has written. It prints \
         something of your own",
    ),
    server(
        "let mut buffer",
        "println!(\"Client: Hello Server!\"); let mut buffer",
        4,
        "It prints a message before it has read one",
    ),
    server("&buffer[..count]", "&buffer", 4, "It prints all of the buffer"),
    server(
        "println!(\"Client: {msg_in}\");",
        "",
        4,
        "The line that prints it is not there yet",
    ),
    server(
        "drop(server);",
        "drop(server); println!(\"Bye\");",
        5,
        "It prints something of your own",
    ),
    server(
        "println!(\"New",
        "loop { println!(\"y\"); } println!(\"New",
        2,
        "The words are others",
    ),
    server("Ok(())", "std::process::exit(1)", 5, "It ends itself with that"),
    server(
        "TcpListener::bind(SERVER)?",
        "match TcpListener::bind(SERVER) { Ok(s) => s, _ => return Ok(()) }",
        1,
        "It hides the error",
    ),
    server("let server =", "PANIC let server =", 0, "It does not compile, or"),
    server("let (mut client", "PANIC let (mut client", 2, FAILED),
    server("println!(\"New", "PANIC println!(\"New", 2, FAILED),
    server("let msg_out", "PANIC let msg_out", 3, FAILED),
    server("let mut buffer", "PANIC let mut buffer", 4, FAILED),
    server("println!(\"Client", "PANIC println!(\"Client", 4, FAILED),
    server("drop(client);", "PANIC drop(client);", 5, FAILED),
    client("Hello Server", "Hello Sever", 2, "The text in it is another one"),
    client("Server!\"", "Server!\\n\"", 2, "A newline too many"),
    client(
        "client.write_all(msg_out.as_bytes())?;",
        "let _ = msg_out;",
        2,
        "The line that sends is not there yet",
    ),
    client(
        "let mut buffer",
        "client.write_all(b\"Hello Server!\")?; let mut buffer",
        2,
        "It speaks before its turn",
    ),
    client(
        "let mut buffer",
        "println!(\"Server: Hello client!\"); let mut buffer",
        2,
        "It prints a message before it has read one",
    ),
    client("Server: {", "Sever: {", 2, "The words are others"),
    client(
        "println!(\"Server: {msg_in}\");",
        "",
        2,
        "The line that prints it is not there yet",
    ),
    client("&buffer[..count]", "&buffer", 2, "It prints all of the buffer"),
    client("Ok(())", "std::process::exit(1)", 3, "It ends itself with that"),
    client("(HOST, PORT)", "(HOST, PORT + 1)", 1, "The address in it is"),
    client(
        "TcpStream::connect(SERVER)?",
        "match TcpStream::connect(SERVER) { Ok(s) => s, _ => return Ok(()) }",
        1,
        "It hides the error",
    ),
    client("let mut client", "PANIC let mut client", 0, "It does not compile"),
    client("let mut buffer", "PANIC let mut buffer", 2, FAILED),
    client("let msg_out", "PANIC let msg_out", 2, FAILED),
    client("drop(client);", "PANIC drop(client);", 3, FAILED),
    exercise(
        FAREWELL,
        "client.shutdown(Shutdown::Write)?;",
        "return Ok(());",
        2,
        "It closes while bytes of the other side lie unread",
    ),
    exercise(
        DOWNLOAD,
        "count == 0",
        "count < buffer.len()",
        1,
        "The number is another one",
    ),
    exercise(
        DOWNLOAD,
        "println!(\"{total} bytes\");",
        "println!(\"100000 bytes\");",
        3,
        "The number is another one",
    ),
    exercise(
        DOWNLOAD,
        "let mut total = 0;",
        "let mut total = 0; io::Write::write_all(&mut client, b\"hi\")?;",
        0,
        "It speaks before its turn",
    ),
    exercise(
        ECHO,
        "&buffer[..count]",
        "&buffer",
        1,
        "It sends all of a buffer",
    ),
    exercise(
        ECHO,
        "&buffer[..count]",
        "String::from_utf8_lossy(&buffer[..count]).as_bytes()",
        2,
        "It sends text where bytes have come",
    ),
    exercise(ECHO, "count == 0", "count < 4", 3, "It is done too early"),
];

/// Those that only Linux shows.
#[cfg(target_os = "linux")]
const WRONG_ON_LINUX: &[Wrong] = &[
    server("(HOST, PORT)", "(HOST, PORT + 1)", 1, "The address in it is"),
    server(
        "drop(server);",
        "std::process::Command::new(\"sleep\").arg(\"60\") \
         .stdin(std::os::fd::OwnedFd::from(server)).spawn()?;",
        5,
        "A process that it has started goes on",
    ),
];

fn source(tree: &Tree, program: &str) -> String {
    let path = match PROGRAMS.contains(&program) {
        true => program_path(program),
        false => format!("part1/examples/{program}.rs"),
    };
    let text = tree.get(&path);
    text.unwrap_or_else(|| panic!("{path} is not there")).to_string()
}

fn role(tree: &Tree, wrong: &Wrong) -> Role {
    let text = source(tree, wrong.program);
    let at = text.find(wrong.old);
    assert!(at.is_some(), "{}: no `{}`", wrong.program, wrong.old);
    let new = wrong.new.replace("SLEEP", SLEEP).replace("PANIC", PANIC);
    Role {
        name: format!("{}: {} -> {}", wrong.program, wrong.old, wrong.new)
            .replace('\n', " "),
        scenario: wrong.scenario.to_string(),
        text: text.replacen(wrong.old, &new, 1),
    }
}

/// The reasons in a verdict, in one line each and without their numbers.
fn reasons(text: &str) -> String {
    let (_, rest) = text.split_once("Likely reasons:").unwrap_or_default();
    let (rest, _) = rest.split_once("Read again:").unwrap_or_default();
    let words = rest.split_whitespace();
    let is_number = |word: &&str| {
        let number = word.strip_suffix('.').unwrap_or(word);
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
    };
    words.filter(|word| !is_number(word)).collect::<Vec<_>>().join(" ")
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_wrong_program_is_stopped_where_it_is_wrong_and_told_why() {
    let tree = Tree::read();
    let all: Vec<&Wrong> = WRONG.iter().chain(WRONG_ON_LINUX).collect();
    let roles: Vec<Role> = all.iter().map(|wrong| role(&tree, wrong)).collect();
    let mut failed = String::new();
    let verdicts = check_all("wrong", &roles);
    assert_eq!(verdicts.len(), all.len());
    for ((wrong, role), verdict) in all.iter().zip(&roles).zip(&verdicts) {
        let text = verdict.text();
        let done = text.lines().filter(|line| line.starts_with("   done"));
        let done = done.count();
        let told =
            text.contains(&format!("You have finished {} of", wrong.done));
        let reason = reasons(&text).starts_with(wrong.reason);
        let code = verdict.ended.status.code();
        if done != wrong.done || !told || !reason || code != Some(1) {
            failed += &format!(
                "\n{}\n    found:    {done} steps done, reasons: {}\n    \
                 expected: {} steps done, reasons that begin: {}\n    to \
                 mend:  this table, or what `check` finds and says:\n{text}",
                role.name,
                reasons(&text),
                wrong.done,
                wrong.reason,
            );
        }
    }
    println!("{} wrong programs", all.len());
    assert!(failed.is_empty(), "{failed}");
}
