//! Does `check` say of each program what is so: how far it has come, what
//! is wrong, and why?

use crate::cast::{Role, check_all};
use crate::steps::{EXAMPLES, PROGRAMS, program_path};
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

const fn exercise(
    program: &'static str,
    scenario: &'static str,
    [old, new]: [&'static str; 2],
    done: usize,
    reason: &'static str,
) -> Wrong {
    Wrong { program, scenario, old, new, done, reason }
}

const fn server(
    old: &'static str,
    new: &'static str,
    done: usize,
    reason: &'static str,
) -> Wrong {
    exercise("server", "server", [old, new], done, reason)
}

const fn client(
    old: &'static str,
    new: &'static str,
    done: usize,
    reason: &'static str,
) -> Wrong {
    exercise("client", "client", [old, new], done, reason)
}

/// What `SLEEP` stands for in the tables below.
const SLEEP: &str = "std::thread::sleep(std::time::Duration::from_secs(60));";

/// What stands for `PANIC`.
const PANIC: &str = "if true { panic!(\"oh\"); }";

/// An error that the program itself tells of.
const FAILED: &str = "An error has ended it: read what it printed.";

/// Those that wait for what does not come are first: they take longest.
const WRONG: &[Wrong] = &[
    exercise(
        "guarded_lines",
        "guarded",
        ["client.set_read_timeout(Some(PATIENCE))?;", ""],
        4,
        "It waits without a bound",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["from.take(MAX_LINE + 1)", "from.take(u64::MAX)"],
        2,
        "It answers what is no message: too much",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["thread::spawn(move || {", "[()].map(|()| {"],
        8,
        "It is busy with another client",
    ),
    exercise(
        "farewell_server",
        "farewell",
        ["client.shutdown(Shutdown::Write)?;", ""],
        2,
        "The stream is still open",
    ),
    exercise(
        "farewell_server",
        "farewell",
        ["io::copy(&mut from, &mut io::sink())?;", "SLEEP"],
        2,
        "It does not read on",
    ),
    exercise(
        "lines_server",
        "lines",
        [
            "let line = hear(&mut from)?;",
            "let line = hear(&mut BufReader::new(&client))?;",
        ],
        2,
        "It answers only the first line",
    ),
    exercise(
        "shout",
        "shout",
        ["lines.read_line", "BufReader::new(&client).read_line"],
        2,
        "It answers only the first line",
    ),
    exercise(
        "shout",
        "shout",
        ["line.to_uppercase", "line.trim_end().to_uppercase"],
        1,
        "The newline at the end is missing",
    ),
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
        if let Ok(stream) = TcpStream::connect(SERVER) { break stream; } \
         std::thread::sleep(std::time::Duration::from_millis(9)); }",
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
    server("(HOST, PORT)", "(HOST, PORT + 1)", 1, "The address in it is"),
    server(
        "drop(server);",
        "std::process::Command::new(\"sleep\").arg(\"60\") \
         .stdin(std::os::fd::OwnedFd::from(server)).spawn()?;",
        5,
        "A process that it has started goes on",
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
        "lines_server",
        "lines",
        [
            "say(&client, \"bye\")?;\n    loop {",
            "return say(&client, \"bye\");\n    loop {",
        ],
        3,
        "It closes, or ends, before",
    ),
    exercise(
        "lines_server",
        "lines",
        ["say(&client, \"Come again!\")?;", ""],
        6,
        "The text in it is another one",
    ),
    exercise(
        "file_server",
        "file",
        ["length.to_be_bytes()", "length.to_le_bytes()"],
        1,
        "The bytes of the number are the other way round",
    ),
    exercise(
        "file_server",
        "file",
        [
            "BufReader::new(client.take(most)).read_line(&mut answer)?;",
            "answer += \"got it\\n\";",
        ],
        3,
        "It closes, or ends, before",
    ),
    exercise(
        "file_server",
        "file",
        [
            "client.take(most)).read_line(&mut answer)?;",
            "client.take(1)).read_line(&mut answer)?; return Ok(());",
        ],
        3,
        "It closes, or ends, before",
    ),
    exercise(
        "patient_client",
        "patient",
        ["connect()?", "TcpStream::connect(SERVER)?"],
        0,
        "It gives up",
    ),
    exercise(
        "patient_client",
        "patient",
        ["thread::sleep(PAUSE);", ""],
        0,
        "It does not pause",
    ),
    exercise(
        "patient_client",
        "patient",
        ["eprintln!", "println!"],
        0,
        "That was its standard output",
    ),
    exercise(
        "ping",
        "ping",
        ["b\".\"", "b\"ping\""],
        1,
        "It sends the next byte before the last is back",
    ),
    exercise(
        "ping",
        "ping",
        ["fastest.as_millis()", "fastest.as_micros()"],
        2,
        "The number is no round trip",
    ),
    exercise(
        "ping",
        "ping",
        [
            "fastest = fastest.min(round_trip(&mut client)?)",
            "fastest = round_trip(&mut client)?",
        ],
        2,
        "The number is no round trip",
    ),
    exercise(
        "ping",
        "ping",
        ["0..10", "0..5"],
        1,
        "It sends fewer bytes, and closes",
    ),
    exercise(
        "farewell_server",
        "farewell",
        ["client.shutdown(Shutdown::Write)?;", "return Ok(());"],
        2,
        "It closes while bytes of the other side lie unread",
    ),
    exercise(
        "download_client",
        "download",
        ["count == 0", "count < buffer.len()"],
        1,
        "The number is another one",
    ),
    exercise(
        "download_client",
        "download",
        ["println!(\"{total} bytes\");", "println!(\"100000 bytes\");"],
        3,
        "The number is another one",
    ),
    exercise(
        "download_client",
        "download",
        [
            "let mut total = 0;",
            "let mut total = 0; io::Write::write_all(&mut client, b\"hi\")?;",
        ],
        0,
        "It speaks before its turn",
    ),
    exercise(
        "echo_server",
        "echo",
        ["&buffer[..count]", "&buffer"],
        1,
        "It sends all of a buffer",
    ),
    exercise(
        "echo_server",
        "echo",
        [
            "&buffer[..count]",
            "String::from_utf8_lossy(&buffer[..count]).as_bytes()",
        ],
        2,
        "It sends text where bytes have come",
    ),
    exercise(
        "echo_server",
        "echo",
        ["count == 0", "count < 4"],
        3,
        "It is done too early",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["MAX_LINE + 1", "MAX_LINE"],
        1,
        "It turns everybody away",
    ),
    exercise(
        "greeter",
        "greeter",
        ["let mut number = 0;", "let mut number = 1;"],
        0,
        "The text in it is another one",
    ),
    exercise(
        "greeter",
        "greeter",
        [
            "if let Err(error) = serve(&client, number) {",
            "serve(&client, number)?; if let Err(error) = Err::<(), _>(0) {",
        ],
        6,
        "An error has ended it",
    ),
    exercise(
        "greeter",
        "greeter",
        [
            "if let Err(error) = serve(&client, number) {",
            "thread::spawn(move || serve(&client, number)); \
             if let Err(error) = Err::<(), _>(0) {",
        ],
        2,
        "It serves this client while another one has its turn",
    ),
    exercise(
        "greeter",
        "greeter",
        ["number += 1;", "number += 1; if number > 3 { return Ok(()); }"],
        4,
        "It ends after a client or two",
    ),
    exercise(
        "whoami",
        "whoami",
        ["{address}\\n", "{address}"],
        0,
        "The newline at the end is missing",
    ),
    exercise(
        "whoami",
        "whoami",
        [
            "let line = format!(\"{address}\\n\");",
            "let line = format!(\"{}\\n\", client.local_addr().unwrap());",
        ],
        0,
        "The text in it is another one",
    ),
    exercise(
        "shout",
        "shout",
        ["to_uppercase", "to_ascii_uppercase"],
        5,
        "The text in it is another one",
    ),
];

/// A program, and what has to be said of it.
struct Case {
    role: Role,
    done: usize,
    reason: &'static str,
    code: i32,
}

impl Case {
    fn wrong(tree: &Tree, wrong: &Wrong) -> Case {
        let text = source(tree, wrong.program);
        let is_there = text.contains(wrong.old);
        assert!(is_there, "{}: no `{}`", wrong.program, wrong.old);
        let new = wrong.new.replace("SLEEP", SLEEP).replace("PANIC", PANIC);
        let name = format!("{}: {} -> {}", wrong.program, wrong.old, wrong.new);
        let role = Role {
            name: name.replace('\n', " "),
            scenario: wrong.scenario.to_string(),
            text: text.replacen(wrong.old, &new, 1),
        };
        Case { role, done: wrong.done, reason: wrong.reason, code: 1 }
    }

    /// One that prints its lines when it ends, and lacks a line.
    fn held_back(tree: &Tree, held_back: &HeldBack) -> Case {
        let (program, without, done, reason) = *held_back;
        let text = source(tree, program);
        assert!(text.contains(without), "{program}: no `{without}`");
        let text = text
            .replace(without, "")
            .replace("println!", "say!")
            .replace("Ok(())", "print!(\"{}\", SAID.lock().unwrap()); Ok(())");
        let role = Role {
            name: format!("{program} without {without}, held back"),
            scenario: program.to_string(),
            text: SAY.to_string() + &text,
        };
        let code = if reason.is_empty() { 0 } else { 1 };
        Case { role, done, reason, code }
    }
}

/// A program whose lines are printed when it ends, a line that it lacks,
/// how many steps are done, and the likeliest reason.
type HeldBack = (&'static str, &'static str, usize, &'static str);

const HELD_BACK: &[HeldBack] = &[
    (
        "server",
        "client.write_all(msg_out.as_bytes())?;",
        3,
        "It waits in another call, and for us",
    ),
    ("server", "", 6, ""),
    ("client", "", 4, ""),
    (
        "server",
        "println!(\"New client joined: {address}\");",
        2,
        "The words are others",
    ),
    (
        "client",
        "println!(\"Server: {msg_in}\");",
        2,
        "The line that prints it is not there yet",
    ),
];

/// What such a program prints with.
const SAY: &str = "
static SAID: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
macro_rules! say {
    ($($words:tt)*) => {
        *SAID.lock().unwrap() += &(format!($($words)*) + \"\\n\")
    };
}
";

fn source(tree: &Tree, program: &str) -> String {
    let path = match PROGRAMS.contains(&program) {
        true => program_path(program),
        false => format!("{EXAMPLES}{program}.rs"),
    };
    let text = tree.get(&path);
    text.unwrap_or_else(|| panic!("{path} is not there")).to_string()
}

/// The reasons in a verdict, in one line and without their numbers.
fn reasons(text: &str) -> String {
    let (_, rest) = text.split_once("Likely reasons:").unwrap_or_default();
    let (rest, _) = rest.split_once("Read again:").unwrap_or_default();
    let words = rest.split_whitespace();
    let is_number = |word: &&str| {
        word.strip_suffix('.').is_some_and(|n| n.parse::<usize>().is_ok())
    };
    words.filter(|word| !is_number(word)).collect::<Vec<_>>().join(" ")
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_program_is_stopped_where_it_is_wrong_and_told_why() {
    let tree = Tree::read();
    let held_back = HELD_BACK.iter().map(|row| Case::held_back(&tree, row));
    let wrong = WRONG.iter().map(|row| Case::wrong(&tree, row));
    let cases: Vec<Case> = wrong.chain(held_back).collect();
    let mut roles = Vec::new();
    let mut told = Vec::new();
    for Case { role, done, reason, code } in cases {
        roles.push(role);
        told.push((done, reason, code));
    }
    let verdicts = check_all("wrong", &roles);
    let mut failed = String::new();
    for (i, verdict) in verdicts.iter().enumerate() {
        let (expected, reason, code) = told[i];
        let text = verdict.text();
        let is_done = |line: &&str| line.starts_with("   done");
        let done = text.lines().filter(is_done).count();
        let words = format!("You have finished {expected} of");
        let is_so = done == expected
            && text.contains(&words)
            && reasons(&text).starts_with(reason)
            && verdict.ended.status.code() == Some(code);
        if !is_so {
            failed += &format!(
                "\n{}\n    found:    {done} steps done, reasons: {}\n    \
                 expected: {expected} steps done, reasons that begin: \
                 {reason}\n    to mend:  this table, or what `check` finds \
                 and says:\n{text}{}",
                roles[i].name,
                reasons(&text),
                verdict.ended.stderr,
            );
        }
    }
    println!("{} programs checked", verdicts.len());
    assert!(failed.is_empty(), "{failed}");
    assert_eq!(verdicts.len(), roles.len());
}
