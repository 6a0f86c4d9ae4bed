//! Programs that are wrong in one way each, and what `check` has to say of
//! them. stopped.rs lets it.

use std::panic::Location;

/// A program that is wrong in one way.
pub struct Wrong {
    /// Of its row.
    pub place: &'static Location<'static>,
    /// A program, or an example, of this repository.
    pub program: &'static str,
    pub scenario: &'static str,
    /// What of its text is replaced, and by what.
    pub old: &'static str,
    pub new: &'static str,
    /// How many steps are done.
    pub done: usize,
    /// The beginning of what came instead of what was expected; empty where
    /// that depends on who is faster.
    pub came: &'static str,
    /// The beginning of the likeliest reason.
    pub reason: &'static str,
}

#[track_caller]
const fn exercise(
    program: &'static str,
    scenario: &'static str,
    [old, new]: [&'static str; 2],
    done: usize,
    came: &'static str,
    reason: &'static str,
) -> Wrong {
    let place = Location::caller();
    Wrong { place, program, scenario, old, new, done, came, reason }
}

#[track_caller]
const fn server(
    old: &'static str,
    new: &'static str,
    done: usize,
    came: &'static str,
    reason: &'static str,
) -> Wrong {
    let [program, scenario] = ["server"; 2];
    let place = Location::caller();
    Wrong { place, program, scenario, old, new, done, came, reason }
}

#[track_caller]
const fn client(
    old: &'static str,
    new: &'static str,
    done: usize,
    came: &'static str,
    reason: &'static str,
) -> Wrong {
    let [program, scenario] = ["client"; 2];
    let place = Location::caller();
    Wrong { place, program, scenario, old, new, done, came, reason }
}

/// What `SLEEP` stands for in the tables below.
pub const SLEEP: &str = "std::thread::sleep(std::time::Duration::from_secs(60));";

/// What stands for `PANIC`.
pub const PANIC: &str = "if true { panic!(\"oh\"); }";

/// An error that the program itself tells of.
const FAILED: &str = "An error has ended it: read what it printed.";

/// Those that wait for what does not come are first: they take longest.
pub const WRONG: &[Wrong] = &[
    exercise(
        "echo_server",
        "echo",
        ["if count == 0 {\n", "if false {\n"],
        3,
        "nothing, in all that time",
        "It has not noticed our end",
    ),
    server(
        "[0; 2048];\n    let count = client.read(",
        "Vec::new();\n    let count = client.read_to_end(",
        4,
        "nothing, in all that time",
        "The line that prints it is not there yet, or not reached: it waits \
         in a call before. It reads until the other side finishes",
    ),
    client(
        "[0; 2048];\n    let count = client.read(",
        "Vec::new();\n    let count = client.read_to_end(",
        2,
        "no byte",
        "It waits in another call, and for us: here it is its turn to speak. \
         It reads until something comes that does not",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["client.set_read_timeout(Some(PATIENCE))?;", ""],
        4,
        "no byte",
        "It waits without a bound",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["from.take(MAX_LINE + 1)", "from.take(u64::MAX)"],
        2,
        r#""1001 bytes\n" (11 bytes)"#,
        "It answers what is no message: too much",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["thread::spawn(move || {", "[()].map(|()| {"],
        8,
        "no byte",
        "It is busy with another client",
    ),
    exercise(
        "farewell_server",
        "farewell",
        ["client.shutdown(Shutdown::Write)?;", ""],
        2,
        "nothing, in all that time",
        "It does not half-close",
    ),
    exercise(
        "farewell_server",
        "farewell",
        ["io::copy(&mut from, &mut io::sink())?;", "SLEEP"],
        2,
        "nothing, in all that time",
        "It does not read on",
    ),
    exercise(
        "lines_server",
        "lines",
        ["let line = hear(&mut from)?;", "let line = hear(&mut BufReader::new(&client))?;"],
        2,
        r#""11 bytes\n" (9 bytes)"#,
        "It answers only the first line",
    ),
    exercise(
        "shout",
        "shout",
        ["lines.read_line", "BufReader::new(&client).read_line"],
        2,
        r#""ONE\n" (4 bytes)"#,
        "It answers only the first line",
    ),
    exercise(
        "shout",
        "shout",
        ["line.to_uppercase", "line.trim_end().to_uppercase"],
        1,
        r#""HELLO" (5 bytes)"#,
        "The newline at the end is missing",
    ),
    server(
        "let (mut client",
        "SLEEP let (mut client",
        2,
        "nothing, in all that time",
        "The line that prints it is not there yet, or not reached",
    ),
    server(
        "client.write_all(msg_out.as_bytes())?;",
        "let _ = msg_out;",
        3,
        "no byte",
        "It waits in another call, and for us",
    ),
    server(
        "msg_out.as_bytes()",
        "&msg_out.as_bytes()[..6]",
        3,
        r#""Hello " (6 bytes)"#,
        "It sends only the beginning",
    ),
    server("drop(client);", "SLEEP", 5, "nothing, in all that time", "The stream is still open"),
    server("drop(server);", "drop(server); SLEEP", 5, "it goes on", "It waits for more"),
    server(
        "let server = TcpListener",
        "SLEEP let server = TcpListener",
        1,
        "it goes on",
        "It waits for something else first",
    ),
    server(
        "let msg_out",
        "client.read(&mut [0; 9])?; let msg_out",
        3,
        "no byte",
        "It waits in another call, and for us",
    ),
    client("drop(client);", "drop(client); SLEEP", 3, "it goes on", "It waits for more"),
    server(
        "let server = TcpListener",
        "std::io::stdin().read_line(&mut String::new())?; \
         let server = TcpListener",
        1,
        "it goes on",
        "It waits for something else first, such as a key",
    ),
    client(
        "TcpStream::connect(SERVER)?",
        "loop { \
        if let Ok(stream) = TcpStream::connect(SERVER) { break stream; } \
         std::thread::sleep(std::time::Duration::from_millis(9)); }",
        1,
        "it goes on",
        "It waits for something else first, such as a key. It tries again",
    ),
    client("drop(client);", "SLEEP", 3, "nothing, in all that time", "The stream is still open"),
    client("let mut client =", "SLEEP let mut client =", 1, "it goes on", "It waits for"),
    client(
        "msg_out.as_bytes()",
        "&msg_out.as_bytes()[..6]",
        2,
        r#""Hello " (6 bytes)"#,
        "It sends only the beginning",
    ),
    server(
        "(HOST, PORT)",
        "(HOST, PORT + 1)",
        1,
        "it listens at 127.0.0.1:",
        "The address in it is",
    ),
    server(
        "drop(server);",
        "std::process::Command::new(\"sleep\").arg(\"60\") \
         .stdin(std::os::fd::OwnedFd::from(server)).spawn()?;",
        5,
        "its address is still taken by `sleep 60` (",
        "A process that it has started goes on",
    ),
    server(
        "Hello client",
        "Hello klient",
        3,
        r#""Hello klient!" (13 bytes)"#,
        "The text in it is another one",
    ),
    server("client!\"", "client!\\n\"", 3, r#""Hello client!\n" (14 bytes)"#, "A newline too many"),
    server(
        "Hello client!",
        "Hello client! How are you?",
        3,
        r#""Hello client! How are you?" (26 bytes)"#,
        "It sends something of its own behind the message",
    ),
    server(
        "let mut buffer",
        "client.write_all(msg_out.as_bytes())?; let mut buffer",
        3,
        r#""Hello client!Hello client!" (26 bytes)"#,
        "It sends the same twice",
    ),
    server(
        "let msg_out",
        "client.shutdown(std::net::Shutdown::Write)?; let msg_out",
        3,
        "no byte; then it closed the connection",
        FAILED,
    ),
    server(
        "{address}\"",
        "{}\", client.local_addr()?",
        2,
        r#"it printed "New client joined: 127.0.0.1:50000" (34 bytes)"#,
        "That is not the address of the other end",
    ),
    server(
        "{address}\"",
        "{}\", address.port()",
        2,
        r#"it printed "New client joined: "#,
        "That is not the address of the other end",
    ),
    server(
        "New client joined",
        "New client",
        2,
        r#"it printed "New client: 127.0.0.1:"#,
        "The words are others",
    ),
    server(
        "println!(\"New client joined: {address}\");",
        "",
        2,
        r#"it printed "Client: Hello Server!" (21 bytes)"#,
        "The line that prints it is not there yet: this is a later one",
    ),
    server(
        "let (mut client",
        "println!(\"Waiting\"); let (mut client",
        0,
        r#"it printed "Waiting" (7 bytes)"#,
        "It prints something of your own",
    ),
    server(
        "let mut buffer",
        "println!(\"Client: Hello Server!\"); let mut buffer",
        4,
        r#"it printed "Client: Hello Server!" (21 bytes)"#,
        "It prints a message before it has read one",
    ),
    server(
        "&buffer[..count]",
        "&buffer",
        4,
        r#"it printed "Client: Hello Server!\0\0"#,
        "It prints all of the buffer",
    ),
    server(
        "println!(\"Client: {msg_in}\");",
        "",
        4,
        "it ended, with exit code 0",
        "The line that prints it is not there yet",
    ),
    server(
        "drop(server);",
        "drop(server); println!(\"Bye\");",
        5,
        r#"it printed "Bye" (3 bytes)"#,
        "It prints something of your own",
    ),
    server(
        "println!(\"New",
        "loop { println!(\"y\"); } println!(\"New",
        2,
        r#"it printed "y" (1 byte)"#,
        "The words are others",
    ),
    server(
        "Ok(())",
        "std::process::exit(1)",
        5,
        "it ended, with exit code 1",
        "It ends itself with that",
    ),
    server(
        "TcpListener::bind(SERVER)?",
        "match TcpListener::bind(SERVER) { Ok(s) => s, _ => return Ok(()) }",
        1,
        "it ended, with exit code 0",
        "It hides the error",
    ),
    server(
        "let server =",
        "PANIC let server =",
        0,
        "it ended, with exit code 101, before that",
        "It does not compile, or",
    ),
    server("let (mut client", "PANIC let (mut client", 2, "it ended, with exit code 101", FAILED),
    server("println!(\"New", "PANIC println!(\"New", 2, "it ended, with exit code 101", FAILED),
    server("let msg_out", "PANIC let msg_out", 3, "no byte; then it closed the connection", FAILED),
    server("let mut buffer", "PANIC let mut buffer", 4, "it ended, with exit code 101", FAILED),
    server(
        "println!(\"Client",
        "PANIC println!(\"Client",
        4,
        "it ended, with exit code 101",
        FAILED,
    ),
    server("drop(client);", "PANIC drop(client);", 5, "it ended, with exit code 101", FAILED),
    server(
        "\"127.0.0.1\"",
        "\"127.0.0.2\"",
        1,
        "it listens at 127.0.0.2:50000",
        "The address in it is another one",
    ),
    server(
        "TcpListener::bind(SERVER)?",
        "TcpListener::bind((HOST, 0))?",
        1,
        "it listens at 127.0.0.1:",
        "The address in it is another one",
    ),
    server(
        "[0; 2048]",
        "[0; 5]",
        4,
        r#"it printed "Client: Hello" (13 bytes)"#,
        "The message is not what was sent: it is printed before it was read, \
         or only in part",
    ),
    server(
        "drop(client);",
        "std::process::abort();",
        5,
        "it ended, by signal: 6",
        "A signal has ended it",
    ),
    // It leaves a file behind, which ends it the next time.
    server(
        "TcpListener::bind(SERVER)?;",
        "TcpListener::bind(SERVER)?; \
         let name = std::env::var(\"TCP_TUTORIAL_CHECK\").unwrap(); \
         let left = std::env::temp_dir().join(name); \
         if left.exists() { std::fs::remove_file(left)?; panic!(\"oh\") } \
         std::fs::write(left, \"\")?;",
        5,
        "it ended, with exit code 101",
        "It cannot run twice",
    ),
    client(
        "let mut client =",
        "println!(\"Hello, world!\"); return Ok(()); let mut client =",
        0,
        r#"it printed "Hello, world!""#,
        "It is still the program that `cargo new` has written",
    ),
    client(
        "let mut client",
        "println!(\"Connecting\"); let mut client",
        2,
        r#"it printed "Connecting" (10 bytes)"#,
        "It prints something of your own",
    ),
    client(
        "[0; 2048]",
        "[0; 5]",
        2,
        r#"it printed "Server: Hello" (13 bytes)"#,
        "The message is not what was sent: it is printed before it was read, \
         or only in part",
    ),
    client(
        "drop(client);",
        "client.write_all(msg_out.as_bytes())?; drop(client);",
        2,
        r#""Hello Server!Hello Server!""#,
        "It sends the same twice",
    ),
    client(
        "drop(client);",
        "println!(\"Bye\"); drop(client);",
        3,
        r#"it printed "Bye" (3 bytes)"#,
        "It prints something of your own",
    ),
    client(
        "msg_out.as_bytes()",
        "&buffer[..count]",
        2,
        r#""Hello client!" (13 bytes)"#,
        "The text in it is another one",
    ),
    client(
        "Hello Server",
        "Hello Sever",
        2,
        r#""Hello Sever!" (12 bytes)"#,
        "The text in it is another one",
    ),
    client("Server!\"", "Server!\\n\"", 2, r#""Hello Server!\n" (14 bytes)"#, "A newline too many"),
    client(
        "client.write_all(msg_out.as_bytes())?;",
        "let _ = msg_out;",
        2,
        "no byte; then it closed the connection",
        "The line that sends is not there yet",
    ),
    client(
        "let mut buffer",
        "client.write_all(b\"Hello Server!\")?; let mut buffer",
        2,
        r#""Hello Server!" (13 bytes)"#,
        "It speaks before its turn",
    ),
    client(
        "let mut buffer",
        "println!(\"Server: Hello client!\"); let mut buffer",
        2,
        r#"it printed "Server: Hello client!" (21 bytes)"#,
        "It prints a message before it has read one",
    ),
    client(
        "Server: {",
        "Sever: {",
        2,
        r#"it printed "Sever: Hello client!" (20 bytes)"#,
        "The words are others",
    ),
    client(
        "Server: {",
        "Server:{",
        2,
        r#"it printed "Server:Hello client!" (20 bytes)"#,
        "The words are others",
    ),
    client(
        "println!(\"Server: {msg_in}\");",
        "",
        2,
        "it ended, with exit code 0",
        "The line that prints it is not there yet",
    ),
    client(
        "&buffer[..count]",
        "&buffer",
        2,
        r#"it printed "Server: Hello client!\0\0"#,
        "It prints all of the buffer",
    ),
    client(
        "Ok(())",
        "std::process::exit(1)",
        3,
        "it ended, with exit code 1",
        "It ends itself with that",
    ),
    client(
        "(HOST, PORT)",
        "(HOST, PORT + 1)",
        1,
        "it ended, with exit code 1",
        "The address in it is",
    ),
    client(
        "TcpStream::connect(SERVER)?",
        "match TcpStream::connect(SERVER) { Ok(s) => s, _ => return Ok(()) }",
        1,
        "it ended, with exit code 0",
        "It hides the error",
    ),
    client(
        "let mut client",
        "PANIC let mut client",
        0,
        "it ended, with exit code 101, before that",
        "It does not compile",
    ),
    client("let mut buffer", "PANIC let mut buffer", 2, "it ended, with exit code 101", FAILED),
    client("let msg_out", "PANIC let msg_out", 2, "no byte; then it closed the connection", FAILED),
    client("drop(client);", "PANIC drop(client);", 3, "it ended, with exit code 101", FAILED),
    exercise(
        "lines_server",
        "lines",
        ["say(&client, \"bye\")?;\n    loop {", "return say(&client, \"bye\");\n    loop {"],
        3,
        "no byte; then it closed the connection",
        "It closes, or ends, before",
    ),
    exercise(
        "lines_server",
        "lines",
        ["say(&client, \"Come again!\")?;", ""],
        6,
        r#""7 bytes\nbye\n" (12 bytes); then it closed the connection"#,
        "It sends a message of another line",
    ),
    exercise(
        "file_server",
        "file",
        ["length.to_be_bytes()", "length.to_le_bytes()"],
        1,
        r#""\xa0\x86\u{1}\0ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwx""#,
        "The bytes of the number are the other way round",
    ),
    exercise(
        "file_server",
        "file",
        ["BufReader::new(client.take(most)).read_line(&mut answer)?;", "answer += \"got it\\n\";"],
        3,
        "no byte; then it closed the connection",
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
        "no byte; then it reset the connection",
        "It closes, or ends, before",
    ),
    exercise(
        "patient_client",
        "patient",
        ["connect()?", "TcpStream::connect(SERVER)?"],
        0,
        "it ended, with exit code 1",
        "It gives up",
    ),
    exercise(
        "patient_client",
        "patient",
        ["thread::sleep(PAUSE);", ""],
        0,
        "all of that within",
        "It does not pause",
    ),
    exercise(
        "patient_client",
        "patient",
        ["eprintln!", "println!"],
        0,
        r#"it printed "Nobody listens yet" (18 bytes)"#,
        "That was its standard output",
    ),
    exercise(
        "ping",
        "ping",
        ["b\".\"", "b\"ping\""],
        1,
        r#""ping" (4 bytes)"#,
        "It sends the next byte before the last is back",
    ),
    exercise(
        "ping",
        "ping",
        ["fastest.as_millis()", "fastest.as_micros()"],
        2,
        r#"it printed "fastest: "#,
        "The number is no round trip",
    ),
    exercise(
        "ping",
        "ping",
        ["fastest = fastest.min(round_trip(&mut client)?)", "fastest = round_trip(&mut client)?"],
        2,
        r#"it printed "fastest: 1"#,
        "The number is no round trip",
    ),
    exercise(
        "ping",
        "ping",
        ["0..10", "0..5"],
        1,
        "no byte; then it closed the connection",
        "It sends fewer bytes, and closes",
    ),
    exercise(
        "farewell_server",
        "farewell",
        ["client.shutdown(Shutdown::Write)?;", "return Ok(());"],
        2,
        "no byte; then it reset the connection",
        "It closes while bytes of the other side lie unread",
    ),
    exercise(
        "download_client",
        "download",
        ["count == 0", "count < buffer.len()"],
        1,
        r#"it printed "0 bytes" (7 bytes)"#,
        "The number is another one",
    ),
    exercise(
        "download_client",
        "download",
        ["println!(\"{total} bytes\");", "println!(\"100000 bytes\");"],
        3,
        r#"it printed "100000 bytes" (12 bytes)"#,
        "The number is another one",
    ),
    exercise(
        "download_client",
        "download",
        ["let mut total = 0;", "let mut total = 0; io::Write::write_all(&mut client, b\"hi\")?;"],
        0,
        r#""hi" (2 bytes)"#,
        "It speaks before its turn",
    ),
    exercise(
        "echo_server",
        "echo",
        ["&buffer[..count]", "&buffer"],
        1,
        r#""Hello\0\0"#,
        "It sends all of a buffer",
    ),
    exercise(
        "echo_server",
        "echo",
        ["&buffer[..count]", "String::from_utf8_lossy(&buffer[..count]).as_bytes()"],
        2,
        r#""ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|""#,
        "It sends text where bytes have come",
    ),
    exercise(
        "farewell_server",
        "farewell",
        [
            "from.read_line(&mut name)?;",
            "let mut buffer = [0; 2048]; \
             let count = io::Read::read(&mut client, &mut buffer)?; \
             name += &String::from_utf8_lossy(&buffer[..count]);",
        ],
        1,
        r#""Goodbye, An!\n" (13 bytes)"#,
        "It answers before the message is whole",
    ),
    exercise(
        "lines_server",
        "lines",
        ["line == \"bye\" {\n            say", "line.starts_with(\"bye\") {\n            say"],
        2,
        r#""11 bytes\nCome again!\nbye\n" (25 bytes); then it closed the connection"#,
        "It sends a message of another line",
    ),
    exercise(
        "lines_server",
        "lines",
        [
            "line == \"bye\" {\n            return",
            "line.starts_with(\"bye\") {\n            return",
        ],
        4,
        "it ended, with exit code 0",
        "The line that prints it is not there yet",
    ),
    exercise(
        "echo_server",
        "echo",
        [
            "client.write_all(&buffer[..count])?;",
            "drop(client); std::thread::sleep(std::time::Duration\
             ::from_millis(100)); return Err(io::Error::other(\"oh\"));",
        ],
        1,
        "no byte; then it closed the connection",
        FAILED,
    ),
    exercise(
        "echo_server",
        "echo",
        ["count == 0", "count < 4"],
        3,
        "no byte; then it closed the connection",
        "It is done too early",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["MAX_LINE + 1", "MAX_LINE"],
        1,
        "no byte; then it closed the connection",
        "Its bound for a line is too low",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        ["None if line.is_empty() => Ok(None)", "None if line.is_empty() => Ok(Some(0))"],
        0,
        r#""0 bytes\n0 bytes\n"#,
        "It sends more than was agreed",
    ),
    exercise(
        "guarded_lines",
        "guarded",
        [
            "println!(\"{address}: {error}\");",
            "if error.kind() == ErrorKind::ConnectionReset { \
             std::process::exit(1); }",
        ],
        6,
        "it ended, with exit code 1",
        FAILED,
    ),
    exercise(
        "guarded_lines",
        "guarded",
        [
            "Some(text) => Ok(Some(text.len())),",
            "Some(text) => { if std::str::from_utf8(text).is_err() { \
             std::process::exit(1); } Ok(Some(text.len())) }",
        ],
        7,
        "it ended, with exit code 1",
        FAILED,
    ),
    exercise(
        "greeter",
        "greeter",
        ["let mut number = 0;", "let mut number = 1;"],
        0,
        r#""Hello client 2!\n" (16 bytes)"#,
        "The number is another one",
    ),
    exercise(
        "greeter",
        "greeter",
        [
            "if let Err(error) = serve(&client, number) {",
            "serve(&client, number)?; if let Err(error) = Err::<(), _>(0) {",
        ],
        6,
        "",
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
        r#""Hello client 2!\n" (16 bytes)"#,
        "It serves this client while another one has its turn",
    ),
    exercise(
        "greeter",
        "greeter",
        ["number += 1;", "number += 1; if number > 3 { return Ok(()); }"],
        4,
        "no byte; then it closed the connection",
        "It ends after a client or two",
    ),
    exercise(
        "whoami",
        "whoami",
        ["{address}\\n", "{address}"],
        0,
        r#""127.0.0.1:"#,
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
        r#""127.0.0.1:50000\n" (16 bytes); then it closed the connection"#,
        "That is not the address of the other end",
    ),
    // The other program.
    exercise(
        "client",
        "server",
        ["fn main", "fn main"],
        1,
        "it connected to it",
        "It is a client, and this scenario is for a server",
    ),
    exercise(
        "server",
        "client",
        ["fn main", "fn main"],
        1,
        "it listens at 127.0.0.1:50000",
        "It is a server, and this scenario is for a client",
    ),
    client(
        "println!(\"Server: {msg_in}\");",
        "println!(\"Server: {msg_in:?}\");",
        2,
        r#"it printed "Server: \"Hello client!\"" (23 bytes)"#,
        "Something stands around the message",
    ),
    exercise(
        "lines_server",
        "lines",
        [
            "return Ok(());\n        }\n        println!(\"Client: {line}\");",
            "return Ok(());\n        }\n        say(&client, \"so\")?; \
             println!(\"Client: {line}\");",
        ],
        4,
        r#""bye\nso\nso\n" (10 bytes)"#,
        "It sends something of its own behind the message",
    ),
    exercise(
        "lines_server",
        "lines",
        ["line.len())", "line.len() + 1)"],
        1,
        r#""13 bytes\n" (9 bytes)"#,
        "The number is another one: it counts something that does not belong",
    ),
    server(
        "TcpListener::bind(SERVER)?",
        "match TcpListener::bind(SERVER) { Ok(s) => s, Err(e) => { \
         println!(\"{e}\"); return Ok(()) } }",
        0,
        r#"it printed "Address already in use (os error 98)""#,
        "It prints the error and hides it",
    ),
    exercise(
        "shout",
        "shout",
        ["to_uppercase", "to_ascii_uppercase"],
        5,
        r#""DéJà VU, STRAßE\n" (19 bytes)"#,
        "The text in it is another one",
    ),
];

/// A program whose lines are printed when it ends, a line that it lacks,
/// how many steps are done, what came, and the likeliest reason.
pub type HeldBack = (&'static str, &'static str, usize, &'static str, &'static str);

pub const HELD_BACK: &[HeldBack] = &[
    (
        "server",
        "client.write_all(msg_out.as_bytes())?;",
        3,
        "no byte",
        "It waits in another call, and for us",
    ),
    ("server", "", 6, "", ""),
    ("client", "", 4, "", ""),
    (
        "server",
        "println!(\"New client joined: {address}\");",
        2,
        r#"it printed "Client: Hello Server!" (21 bytes)"#,
        "The line that prints it is not there yet: this is a later one",
    ),
    (
        "client",
        "println!(\"Server: {msg_in}\");",
        2,
        "it ended, with exit code 0",
        "The line that prints it is not there yet",
    ),
];

/// What such a program prints with.
pub const SAY: &str = "
static SAID: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
macro_rules! say {
    ($($words:tt)*) => {
        *SAID.lock().unwrap() += &(format!($($words)*) + \"\\n\")
    };
}
";

/// A program, its scenario, and what of its text is replaced by what, so
/// that it is right in another way.
pub type Right = (&'static str, &'static str, &'static str, &'static str);

pub const RIGHT: &[Right] = &[
    // It half-closes, and ends when the other side closes, too.
    (
        "server",
        "server",
        "drop(client);",
        "client.shutdown(std::net::Shutdown::Write)?; \
         io::copy(&mut client, &mut io::sink())?;",
    ),
    (
        "client",
        "client",
        "drop(client);",
        "client.shutdown(std::net::Shutdown::Write)?; \
         io::copy(&mut client, &mut io::sink())?;",
    ),
    // It is slow.
    (
        "server",
        "server",
        "let server",
        "std::thread::sleep(std::time::Duration::from_millis(400)); let server",
    ),
    (
        "client",
        "client",
        "let mut client",
        "std::thread::sleep(std::time::Duration::from_millis(400)); \
         let mut client",
    ),
    (
        "server",
        "server",
        "println!(\"Client",
        "std::thread::sleep(std::time::Duration::from_millis(400)); \
         println!(\"Client",
    ),
    // It listens at all addresses.
    ("server", "server", "(HOST, PORT)", "(\"0.0.0.0\", PORT)"),
    // Buffers of other sizes.
    ("echo_server", "echo", "[0; 2048]", "[0; 1]"),
    ("echo_server", "echo", "[0; 2048]", "[0; 7]"),
    ("echo_server", "echo", "[0; 2048]", "[0; 200_000]"),
    ("download_client", "download", "[0; 2048]", "[0; 1]"),
    ("download_client", "download", "[0; 2048]", "[0; 200_000]"),
    // It answers a line in two pieces.
    (
        "guarded_lines",
        "guarded",
        "client.write_all(answer.as_bytes())?;",
        "client.set_nodelay(true)?; client.write_all(&answer.as_bytes()[..1])?; \
         client.write_all(&answer.as_bytes()[1..])?;",
    ),
];
