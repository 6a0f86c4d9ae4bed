//! What Python, Node, Java and Cargo say: each row's smallest program is run, and says so.

use crate::claims::prelude::*;
use crate::run::readers_package;

const PAGE: &str = "wrong/errors";

/// The rows of the table whose first head is that.
fn rows(head: &str) -> (&'static Page, &'static [Row]) {
    let page = Context::live().book.named(PAGE);
    let table = page.tables.iter().find(|table| table.head.cell(0) == head);
    (page, &table.unwrap_or_else(|| panic!("no table `{head}`")).rows)
}

/// Runs the program of each row, the second code span, with what `command` makes of it; what it
/// complains of then has the words of the first one.
fn each_says_so(head: &str, command: impl Fn(&str) -> Command) {
    let (page, rows) = rows(head);
    let Some(_port) = PortLock::take() else { return };
    let mut report = Report::default();
    for row in rows {
        report.count("programs");
        let (said, program) = (&row.spans(0)[0], &row.spans(1)[0]);
        // Node's may stay, with its listener.
        let mut running = Running::start(&mut command(program)).expect("started");
        let has_said = |running: &Running| running.complained().contains(said.as_str());
        happens(|| has_said(&running) || running.has_ended());
        // What it has said may come after its end.
        happens(|| has_said(&running));
        let actual = running.complained();
        let help = "write what it says, or mend the program";
        report.demand(page.at(row.line), actual.contains(said.as_str()), &actual, said, help);
    }
    report.settle();
}

#[test]
#[ignore = "needs python3"]
fn python_says_what_its_rows_say() {
    each_says_so("Python says", |program| {
        let mut python = Command::new("python3");
        python.args(["-c", &format!("from socket import *\nimport json\n{program}")]);
        python
    });
}

#[test]
#[ignore = "needs python3"]
fn each_symbol_has_the_number_of_its_row() {
    let page = Context::live().book.named(PAGE);
    let number = |symbol: &str| {
        let program = format!("import errno\nprint(errno.{symbol})");
        done(Command::new("python3").args(["-c", &program])).trim().to_string()
    };
    let mut report = Report::default();
    for row in &page.tables[0].rows {
        report.count("symbols");
        let symbol = row.spans(0).pop().unwrap_or_default();
        let help = "write POSIX's name for this error, last";
        report.same(page.at(row.line), number(&symbol), row.cell(1), help);
    }
    report.settle();
    says(PAGE, "`EAGAIN` is also called `EWOULDBLOCK`");
    assert_eq!(number("EAGAIN"), number("EWOULDBLOCK"));
}

#[test]
#[ignore = "needs node"]
fn node_says_what_its_rows_say() {
    each_says_so("Node says", |program| {
        let mut node = Command::new("node");
        let modules = "const net = require('net'), http = require('http');";
        node.args(["-e", &format!("{modules}\n{program}")]);
        node
    });
}

#[test]
#[ignore = "needs javac"]
fn java_says_what_its_rows_say() {
    let folder = TemporaryFolder::new("java");
    each_says_so("Java says", |program| {
        let main = "class Main { public static void main(String[] words) throws Exception {";
        let text = format!("import java.io.*; import java.net.*;\n{main}\n{program};\n}} }}\n");
        let path = folder.0.join("Main.java");
        save(&path, &text);
        let mut java = Command::new("java");
        java.arg(path);
        java
    });
}

/// A package in a folder of its own, with this program.
fn package(folder: &Path, name: &str) {
    let manifest =
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    save(&folder.join("Cargo.toml"), &manifest);
    save(&folder.join("src/main.rs"), "fn main() {}\n");
}

/// Waits until it may end, so that Cargo keeps its lock.
const BUILD_SCRIPT: &str = r#"
fn main() {
    std::fs::write("begun", "").expect("a file");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !std::path::Path::new("go").exists() && std::time::Instant::now() < end {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}
"#;

/// What two Cargos in one folder say, the second while the first builds.
fn second_cargo(folder: &Path) -> String {
    package(folder, "locked");
    save(&folder.join("build.rs"), BUILD_SCRIPT);
    let build = || Running::start(&mut readers_package::command("cargo", &["build"], folder));
    let first = build().expect("started");
    assert!(happens(|| folder.join("begun").exists()), "{}", first.complained());
    let second = build().expect("started");
    happens(|| second.complained().contains("Blocking"));
    save(&folder.join("go"), "");
    let [first, second] = [first, second].map(|it| it.finish(BUILD_BOUND).expect("built"));
    assert!(first.status.success() && second.status.success(), "{first:?} {second:?}");
    second.stderr
}

/// What Cargo says there.
fn cargo(words: &[&str], folder: &Path) -> String {
    let mut cargo = readers_package::command("cargo", words, folder);
    run(&mut cargo, BUILD_BOUND).unwrap_or_else(|error| panic!("{error}")).stderr
}

#[test]
#[cfg_attr(windows, ignore = "needs Cargo")]
fn cargo_says_what_its_rows_say() {
    let folder = TemporaryFolder::new("cargo");
    let at = |name: &str| folder.0.join(name);
    let two = at("two");
    package(&two, "two");
    save(&two.join("src/bin/server.rs"), "fn main() {}\n");
    save(&at("tutorial/Cargo.toml"), "[workspace]\nmembers = []\n");
    package(&at("tutorial/inside"), "inside");
    save(&at("empty/file"), "");
    let said = [
        cargo(&["run"], &two),
        cargo(&["run", "--bin", "sever"], &two),
        cargo(&["run"], &at("empty")),
        cargo(&["build"], &at("tutorial/inside")),
        second_cargo(&at("locked")),
    ];
    let (page, rows) = rows("Cargo says");
    // Of those that are Windows' own, the rows have links.
    let rows = rows.iter().filter(|row| !row.cell(0).contains("Windows"));
    play_beside(page, rows, ("messages", &said), "write what Cargo says", |said, row| {
        let words = row.spans(0)[0].clone();
        [if said.contains(&words) { words.clone() } else { said.clone() }, words]
    });
}

#[test]
fn another_error_can_be_wrapped_or_boxed() {
    says("wrong/compile", "Wrap it with `map_err(io::Error::other)`");
    let wrapped: io::Result<u16> = "no number".parse::<u16>().map_err(io::Error::other);
    assert_eq!(kind(wrapped), Err(ErrorKind::Other));
    says("wrong/compile", "let `main` return `Result<(), Box<dyn std::error::Error>>`");
    fn boxed() -> Result<u16, Box<dyn std::error::Error>> {
        Ok("no number".parse()?)
    }
    assert!(boxed().is_err());
}
