//! JSON, a struct and a file: does each end where its page says, and is half of one refused?

use super::examples::{file_client, position};
use super::prelude::*;
use crate::run::port::one_port;
use crate::run::server_and_client::{accept, listen_as_server};
use position::{Position, to_bytes};

const PAGE: &str = "next/send";

#[test]
fn a_struct_arrives_field_by_field() {
    for position in [(7, -3, 400), (u16::MAX, i32::MIN, i32::MAX)] {
        let (player, x, y) = position;
        let bytes = to_bytes(&Position { player, x, y });
        // In two pieces, wherever it is cut.
        for at in 0..=bytes.len() {
            let (first, second) = bytes.split_at(at);
            let received = position::receive(&mut first.chain(second)).expect("a position");
            assert_eq!(received, Position { player, x, y });
        }
        let cut = position::receive(&mut &bytes[..bytes.len() - 1]);
        assert_eq!(kind(cut), Err(ErrorKind::UnexpectedEof));
    }
}

#[test]
fn an_old_receiver_refuses_a_new_version() {
    says(PAGE, "an old receiver refuses your message, instead of reading nonsense");
    let mut bytes = to_bytes(&Position { player: 7, x: -3, y: 400 });
    bytes[0] += 1;
    let error = position::receive(&mut &bytes[..]).expect_err("another version");
    assert_eq!(error.to_string(), "another version");
}

#[test]
fn a_struct_in_memory_has_gaps() {
    says(PAGE, "It has 12 bytes, though its fields have 10");
    assert_eq!(size_of::<Position>(), 12);
    let sent = to_bytes(&Position { player: 7, x: -3, y: 400 }).len();
    assert_eq!(sent, 1 + 10, "a version and the fields");
}

/// What a server announces, and then sends before it closes, or before it waits for an answer.
struct Sent<'a> {
    announced: u32,
    bytes: &'a [u8],
}

/// Files, by name, with their bytes.
type Files = Vec<(String, Vec<u8>)>;

/// `file_client`, which keeps `old` before it asks for this: how it ends, what it answers, and the
/// files that are there then.
fn file_client(old: &[u8], sent: &Sent) -> (Ended, Vec<u8>, Files) {
    let folder = TemporaryFolder::new("received");
    let path = folder.0.join("file");
    fs::write(&path, old).expect("an older file");
    let listener = listen_as_server();
    let client = started(Command::new(example("file_client")).arg(&path));
    let mut server = accept(&listener);
    // Of a client that refuses the length, the rest may meet a closed connection.
    let _ = server.write_all(&[&sent.announced.to_be_bytes(), sent.bytes].concat());
    let _ = server.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = server.read_to_end(&mut answer);
    let ended = end(client);
    let files = fs::read_dir(&folder.0).expect("the folder").map(|entry| {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("its name").to_string_lossy().to_string();
        (name, fs::read(&path).expect("its bytes"))
    });
    (ended, answer, files.collect())
}

#[test]
fn a_whole_file_gets_its_name() {
    says(PAGE, "Only a whole file gets its name");
    let bytes: Vec<u8> = (0..100_001_u32).map(|n| (n % 251) as u8).collect();
    example("file_client");
    let Some(_port) = PortLock::take() else { return };
    for length in [0, 1, 5, bytes.len()] {
        let sent = Sent { announced: length as u32, bytes: &bytes[..length] };
        let (ended, answer, files) = file_client(b"old", &sent);
        assert!(ended.status.success(), "{length} bytes: {ended:?}");
        assert_eq!(answer, b"got it\n");
        assert!(files == [("file".to_string(), sent.bytes.to_vec())], "{length} bytes");
    }
}

#[test]
fn half_a_file_is_removed() {
    says(PAGE, "after an error, half of one is removed");
    says(PAGE, "`target/received.woff2` is still the old file");
    example("file_client");
    let Some(_port) = PortLock::take() else { return };
    let old = [("file".to_string(), b"old".to_vec())];
    for count in [0, 599, 999] {
        let sent = Sent { announced: 1000, bytes: &[7; 1000][..count] };
        let (ended, answer, files) = file_client(b"old", &sent);
        assert_eq!(ended.code(), "1", "{ended:?}");
        says(PAGE, ended.stderr.trim_end());
        // One line for each quarter that has begun.
        let lines: Vec<&str> = ended.stdout.lines().collect();
        assert_eq!(lines.len(), count / 250 + 1, "{lines:?}");
        assert_eq!(lines.last(), Some(&&*format!("{count} of 1000 bytes")));
        assert_eq!((answer, &files[..]), (Vec::new(), &old[..]), "{count} of 1000 bytes");
    }
}

#[test]
fn a_file_that_is_too_long_is_refused_before_it_is_taken() {
    says(PAGE, "It looks at the length before it takes anything");
    let mut file = Vec::new();
    let [announced, rest] = [((1 << 30) + 1_u32).to_be_bytes(), [7; 4]];
    let mut rest = &rest[..];
    let refused = file_client::receive(&mut (&announced[..]).chain(&mut rest), &mut file);
    assert_eq!(refused.expect_err("too long").to_string(), "too long");
    assert_eq!((rest.len(), file.len()), (4, 0));
}

/// The package of a test: programs, and the crate that they use.
struct Package(TemporaryFolder);

impl Package {
    fn new(krate: &str, programs: &[(&str, &str)]) -> Package {
        let package = Package(TemporaryFolder::new("package"));
        let about = "[package]\nname = \"next\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
        let manifest = format!("{about}[dependencies]\n{krate} = \"1\"\n\n[workspace]\n");
        save(&package.0.0.join("Cargo.toml"), &manifest);
        for (name, text) in programs {
            save(&package.0.0.join(format!("src/bin/{name}.rs")), text);
        }
        package
    }

    /// Builds it with what a registry has.
    fn build(&self) {
        let mut cargo = readers_package::command("cargo", &["build", "--quiet"], &self.0.0);
        done_within(BUILD_BOUND, cargo.env("CARGO_NET_OFFLINE", "false"));
    }

    fn program(&self, name: &str) -> Command {
        let built = self.0.0.join("target/debug").join(name);
        Command::new(built.with_extension(env::consts::EXE_EXTENSION))
    }
}

/// A program that prints a JSON with a newline in its text.
const SAY: &str =
    r#"fn main() { println!("{}", serde_json::json!({ "text": "Hello\nServer!" })); }"#;

#[test]
#[ignore = "needs a registry"]
fn a_json_ends_with_its_line_and_not_before_the_stream() {
    let (context, page) = (Context::live(), Context::live().book.named(PAGE));
    let typed = page.fences.iter().find(|fence| fence.rust().is_some_and(|rust| rust.typed));
    let typed = typed.expect("the lines of the page");
    let server = readers_package::program_with(context, page, "server", typed);
    let (_block, port) = one_port();
    let by_line = server.expect("a server").replace(&PORT.to_string(), &port.to_string());
    says(PAGE, "`serde_json::from_reader(&stream)?`");
    let (before, rest) = by_line.split_once("    use std::io::BufRead;").expect("its first line");
    let (_, after) = rest.split_once("serde_json::from_str(&line)?").expect("what is parsed");
    let read = "    let message: serde_json::Value = serde_json::from_reader(&stream)?";
    let to_the_end = [before, read, after].concat();
    let programs = [("by_line", &*by_line), ("to_the_end", &to_the_end), ("say", SAY)];
    let package = Package::new("serde_json", &programs);
    package.build();

    says(PAGE, "`to_string` makes no newline, and one in your text becomes `\\` and `n`");
    let line = done(&mut package.program("say"));
    assert_eq!(line, "{\"text\":\"Hello\\nServer!\"}\n");
    let expected = "Client: \"Hello\\nServer!\"";
    let meet_with = |name: &str, sent: &[u8]| {
        let server = started(&mut package.program(name));
        let mut client = None;
        happens(|| client.insert(TcpStream::connect(("127.0.0.1", port))).is_ok());
        let mut client = bounded(client.expect("a try").expect("the server accepts"));
        assert_eq!(read_greeting(&mut client), GREETING);
        write(&mut client, sent);
        (server, client)
    };
    let meet = |name: &str| meet_with(name, line.as_bytes());
    let (server, client) = meet("by_line");
    assert_eq!(end_well(server).lines().last(), Some(expected));
    drop(client);

    // The first bytes of `12345\n` are a number, too.
    says(PAGE, "half a line is refused, because `12` of `12345` is JSON, too");
    let (server, client) = meet_with("by_line", b"12");
    client.shutdown(Shutdown::Write).expect("connected");
    let ended = end(server);
    assert!(ended.stderr.contains("UnexpectedEof"), "{ended:?}");
    assert!(!ended.stdout.contains("Client:"), "half a number is taken for the message: {ended:?}");

    says(PAGE, "Your server has all the JSON, and it hangs");
    let (mut server, client) = meet("to_the_end");
    // That it does not end, only a while can show.
    thread::sleep(WHILE);
    assert!(!server.has_ended(), "it goes on: {}", server.printed());
    client.shutdown(Shutdown::Write).expect("connected");
    assert_eq!(end_well(server).lines().last(), Some(expected));
}
