//! The reader's own package, as it is after a page: written to disk,
//! built and run with the commands that the page shows.

use crate::book::{Fence, Page};
use crate::namespace;
use crate::process::{BUILD_BOUND, Ended, interruptible, run};
use crate::steps::{
    PROGRAMS, Shelf, program_path, programs_after, regions_after,
};
use crate::tree::root;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// The package's name on the page that sets it up.
pub const NAME: &str = "hello-tcp";

/// What `cargo new` puts into a program, which the reader has until the
/// first step replaces it.
pub const NEW: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";

/// Packages are written by one test at a time.
static WRITING: Mutex<()> = Mutex::new(());

/// Which programs the reader has changed as the page says: one line in
/// each, or another region in the client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    No,
    Server,
    Both,
    Client,
}

/// Writes the reader's package as it is after `page` and returns its
/// folder. It stays where it is, so that the next run finds it built.
pub fn write(shelf: &Shelf, page: &Page, changed: Changed) -> PathBuf {
    let suffix = match changed {
        Changed::No => "",
        Changed::Server => "-server-changed",
        Changed::Both => "-both-changed",
        Changed::Client => "-client-changed",
    };
    let name = format!("{}{suffix}", page.name().replace('/', "-"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(shelf.label);
    let folder = folder.join(name);
    let mut programs = programs_after(shelf.book, shelf.sources, page)
        .map(|text| text.unwrap_or_else(|| NEW.to_string()));
    match changed {
        Changed::No => {}
        Changed::Server => {
            programs[0] = with_changed_line(page, PROGRAMS[0], &programs[0]);
        }
        Changed::Both => {
            for (name, text) in PROGRAMS.iter().zip(&mut programs) {
                *text = with_changed_line(page, name, text);
            }
        }
        Changed::Client => programs[1] = with_changed_region(shelf, page),
    }
    let _writing = WRITING.lock().unwrap_or_else(|e| e.into_inner());
    // A workspace of its own: the folder lies inside another one.
    let manifest = format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\n\
         edition = \"2024\"\n\n[workspace]\n"
    );
    write_if_new(&folder.join("Cargo.toml"), &manifest);
    for (program, text) in PROGRAMS.iter().zip(programs) {
        let path = folder.join("src/bin").join(format!("{program}.rs"));
        write_if_new(&path, &text);
    }
    folder
}

/// The client with the region that the page has the reader change.
fn with_changed_region(shelf: &Shelf, page: &Page) -> String {
    let changes = |fence: &&Fence| fence.attribute("fails").is_none();
    let typed = page.fences.iter().filter(changes);
    let mut typed = typed.filter_map(|f| Some((f, f.attribute("instead-of")?)));
    let (fence, region) =
        typed.next().unwrap_or_else(|| panic!("{}: no change", page.path));
    let client = "client";
    let source = &shelf.sources[&program_path(client)];
    let regions = regions_after(shelf.book, client, page);
    let regions = regions.expect("a client to change");
    source.assemble_with(&regions, region, &fence.body)
}

/// The program of that name with the line that the page has the reader
/// change.
pub fn with_changed_line(page: &Page, name: &str, program: &str) -> String {
    let changes = |fence: &&Fence| {
        fence.attribute("typed").is_some()
            && fence.attribute("of").is_none_or(|of| of == name)
            && fence.attribute("instead-of").is_none()
            && fence.attribute("fails").is_none()
    };
    let typed = page.fences.iter().find(changes);
    let typed =
        typed.unwrap_or_else(|| panic!("{}: no line to change", page.path));
    with_lines_changed(program, &typed.body)
}

/// The program in which each of the lines stands in place of the one
/// that begins like it, up to its `=`.
pub fn with_lines_changed(program: &str, lines: &[String]) -> String {
    let start = |line: &str| line.split('=').next().unwrap_or("").to_string();
    let mut text = String::new();
    for old in program.lines() {
        let new = lines.iter().find(|new| start(new) == start(old));
        text += new.map_or(old, String::as_str);
        text.push('\n');
    }
    text
}

/// Writes only what is not there yet, or Cargo would build it again.
fn write_if_new(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    let folder = path.parent().expect("a file in a folder");
    fs::create_dir_all(folder).expect("a folder for the package");
    fs::write(path, text).expect("a file of the package");
}

/// A command of Cargo in `folder`, as a reader's terminal has it: no
/// colour, no network, no setting of the Cargo that runs these tests.
pub fn command(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let program = match program {
        "cargo" => env::var("CARGO").unwrap_or("cargo".into()),
        other => other.to_string(),
    };
    let mut command = match namespace::is_inside() {
        true => namespace::as_user(&program),
        false => interruptible(&program),
    };
    command.args(arguments).current_dir(folder);
    for (name, _) in env::vars() {
        let inherited = name.starts_with("CARGO") && name != "CARGO_HOME";
        if inherited || name.starts_with("RUST_") || name == "RUSTFLAGS" {
            command.env_remove(name);
        }
    }
    let target = match folder == root() {
        // Not the folder that the Cargo of these tests builds into.
        true => Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial"),
        false => folder.join("target"),
    };
    command
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_NET_OFFLINE", "true")
        .env("LC_ALL", "C");
    command
}

/// What this run of the tests has built ahead.
static BUILT: Mutex<BTreeSet<(PathBuf, String)>> = Mutex::new(BTreeSet::new());

/// Builds ahead what a command will run, so that others wait only for what
/// is run; once, and programs of this repository all at once.
pub fn build_ahead(folder: &Path, what: &[&str]) -> Result<(), String> {
    let one = folder != root() || what.contains(&"--release");
    let what = if one { what } else { &["--bins", "--examples"] };
    let key = (folder.to_path_buf(), what.join(" "));
    let mut done = BUILT.lock().unwrap_or_else(|e| e.into_inner());
    if !done.contains(&key) {
        built(build(folder, what)?)?;
        done.insert(key);
    }
    Ok(())
}

fn built(ended: Ended) -> Result<(), String> {
    if ended.status.success() { Ok(()) } else { Err(ended.stderr) }
}

/// Builds one program of a package: a `--bin` or an `--example`, and its
/// name.
pub fn build(folder: &Path, what: &[&str]) -> Result<Ended, String> {
    let arguments = [&["build"], what].concat();
    run(&mut command("cargo", &arguments, folder), BUILD_BOUND)
}
