//! The reader's own package as it is after a page: written to disk, built and run as it shows.

use super::as_before::hash;
use super::compiler;
use super::folders::{for_compilers, keep};
use super::prelude::*;
use crate::book::prelude::*;
use crate::book::steps::{self, BOTH};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::SystemTime;

/// The package's name on the page that sets it up.
pub const NAME: &str = "hello-tcp";

/// The variable that tells `check` where the reader's package is. Beside this repository's folder, there
/// may be one of whoever runs these tests.
pub const PACKAGE: &str = "TCP_TUTORIAL_PACKAGE";

/// Where none is.
pub fn no_package() -> PathBuf {
    kept("").join("no-package")
}

/// What `cargo new` puts into a program, which the reader has until the first step replaces it.
pub const NEW: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";

/// The edition that `cargo new` chooses.
const EDITION: &str = "2024";

/// Packages are written by one test at a time.
static WRITING: Mutex<()> = Mutex::new(());

/// Which programs a reader has changed, and the line of the page above which they are told how.
pub type Changed<'a> = (&'a str, usize);

/// Writes the reader's package as it is after `page`, or with the programs `changed` as the page
/// says, and returns its folder. It stays where it is, so that the next run finds it built.
pub fn write(context: &Context, page: &Page, changed: Option<Changed>) -> PathBuf {
    let suffix = changed.map_or(String::new(), |(of, line)| {
        let typed = page.fences.iter().filter(|fence| fence.line < line && is_change(fence));
        format!("-{of}-changed-{}", typed.count())
    });
    let folder = kept(&context.label).join(page.name().replace('/', "-") + &suffix);
    let _writing = WRITING.lock().unwrap_or_else(|e| e.into_inner());
    // A workspace of its own: the folder lies inside another one.
    let manifest = format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"{EDITION}\"\n\n[workspace]\n"
    );
    write_if_new(&folder.join("Cargo.toml"), &manifest);
    for program in PROGRAMS {
        let text = match changed {
            Some((of, line)) if [program, BOTH].contains(&of) => {
                program_changed(context, page, program, line)
            }
            _ => context.program_after(program, page).unwrap_or(NEW.into()),
        };
        write_if_new(&folder.join("src/bin").join(format!("{program}.rs")), &text);
    }
    folder
}

/// Whether it is what a reader types, and compiles.
fn is_change(fence: &Fence) -> bool {
    fence.rust().is_some_and(|rust| rust.typed && rust.fails.is_none())
}

/// The program as the last change of it above that line of the page has it.
pub fn program_changed(context: &Context, page: &Page, program: &str, line: usize) -> String {
    let changed = last_change(context, page, program, line);
    changed.unwrap_or_else(|| panic!("{}:{line}: nothing changes the {program}", page.path))
}

/// The same, if something above changes it.
pub fn last_change(context: &Context, page: &Page, program: &str, line: usize) -> Option<String> {
    let fences = page.fences.iter().filter(|fence| fence.line < line && is_change(fence));
    fences.rev().find_map(|fence| program_with(context, page, program, fence))
}

/// The program as the reader has it after the page, with the lines of a typed fence about it: these
/// alone; in place of a region, perhaps without another one; or of the lines that begin like them, up
/// to their first `=` or `{`.
pub fn program_with(
    context: &Context, page: &Page, program: &str, fence: &Fence,
) -> Option<String> {
    let rust = fence.rust().filter(|rust| rust.typed)?;
    let of = rust.of.as_deref().or(steps::program_of(page))?;
    let mut regions =
        context.regions_after(program, page).filter(|_| [program, BOTH].contains(&of))?;
    regions.retain(|region| rust.without.as_ref() != Some(region));
    if rust.whole {
        return Some(fence.body.iter().map(|line| format!("{line}\n")).collect());
    }
    let source = context.sources.get(&program_path(program))?;
    if let Some(region) = &rust.instead_of {
        return Some(source.assemble_with(&regions, region, &fence.body));
    }
    let changed = |old: &str| {
        let start = |line: &str| line.split(['=', '{']).next().map(str::to_string);
        let begins_alike = |new: &&String| start(new) == start(old);
        fence.body.iter().find(begins_alike).map_or(old, String::as_str).to_string() + "\n"
    };
    Some(source.assemble(&regions).lines().map(changed).collect())
}

/// Writes only what is not there yet, or Cargo would build it again.
pub fn write_if_new(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().is_none_or(|old| old != text) {
        save(path, text);
    }
}

/// A command of Cargo in `folder`, as a reader's terminal has it: no colour, no network, no setting
/// of the Cargo that runs these tests.
pub fn command(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let cargo = env::var("CARGO").unwrap_or("cargo".into());
    let program = if program == "cargo" { &cargo } else { program };
    let mut command = match namespace::is_inside() {
        true => namespace::as_user(program),
        false => interruptible(program),
    };
    command.args(arguments).current_dir(folder);
    for (name, _) in env::vars() {
        let inherited = name.starts_with("CARGO") && name != "CARGO_HOME";
        if inherited || name.starts_with("RUST_") || name == "RUSTFLAGS" {
            command.env_remove(name);
        }
    }
    command.env("CARGO_TARGET_DIR", target(folder)).env("CARGO_TERM_COLOR", "never");
    command.env("CARGO_NET_OFFLINE", "true").env("LC_ALL", "C");
    command.env("TMPDIR", for_compilers()).env(PACKAGE, no_package());
    // Built soon, as this repository is: what is printed is the same.
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
    command.env("CARGO_PROFILE_DEV_CODEGEN_UNITS", "1");
    command
}

/// Where a package is built. This repository has been, with these tests, and is not built once more
/// if they were built as a plain `cargo test` does: for this system, and without other flags.
pub fn target(folder: &Path) -> PathBuf {
    if folder != root() {
        return folder.join("target");
    }
    let own = kept("").parent().expect("`target`, with a folder for tests in it").to_path_buf();
    // Cargo has it at the top, and not in the folder of another system below it.
    let is_top = own.join("CACHEDIR.TAG").exists();
    let is_plain = is_top && namespace::this().starts_with(own.join("debug"));
    if is_plain && env::var_os("RUSTFLAGS").is_none() { own } else { kept("tutorial") }
}

/// What a typed command runs. Cargo starts a program that it finds built, and this does the same in
/// less time. What is built no more, but was once, is Cargo's to refuse.
pub fn typed(words: &[&str], folder: &Path) -> Command {
    let own = if folder == root() { folder.join("part1") } else { folder.to_path_buf() };
    let is_there = |what: &Vec<&str>| {
        let name = what[what.len() - 1];
        let places = ["examples/NAME.rs", "src/bin/NAME.rs", "src/NAME/main.rs"];
        places.iter().any(|place| own.join(place.replace("NAME", name)).exists())
    };
    let what = built_by(words).filter(is_there);
    let program = what.and_then(|what| Some((built(folder, &what).ok()?, what.len())));
    let program = program.map(|(program, read)| {
        let arguments = &words[2 + read..];
        let own = if arguments.first() == Some(&"--") { &arguments[1..] } else { arguments };
        command(&program.to_string_lossy(), own, folder)
    });
    program.unwrap_or_else(|| command(words[0], &words[1..], folder))
}

/// What `cargo run` builds: a `--bin` or an `--example` and its name, perhaps behind `--release`.
pub fn built_by<'a>(words: &[&'a str]) -> Option<Vec<&'a str>> {
    match *words {
        ["cargo", "run", "--release", kind, name, ..] => Some(vec!["--release", kind, name]),
        ["cargo", "run", kind @ ("--bin" | "--example"), name, ..] => Some(vec![kind, name]),
        _ => None,
    }
}

/// What this run of the tests has built ahead.
static BUILT: Mutex<BTreeSet<(PathBuf, String)>> = Mutex::new(BTreeSet::new());

/// Set for a test that another one starts, which has built this repository's programs.
pub const IS_BUILT: &str = "TCP_TUTORIAL_IS_BUILT";

/// The program that a command will run, built ahead, so that others wait only for what is run: of a
/// `--bin` or an `--example`, and its name.
pub fn built(folder: &Path, what: &[&str]) -> Result<PathBuf, String> {
    if let (true, ["--bin", name]) = (folder != root(), what) {
        return built_alike(folder, name);
    }
    build_ahead(folder, what)?;
    let place = if what.contains(&"--release") { "release" } else { "debug" };
    let is_example = what.contains(&"--example");
    let place = target(folder).join(place).join(if is_example { "examples" } else { "" });
    Ok(place.join(what.last().expect("a name")).with_extension(env::consts::EXE_EXTENSION))
}

/// Has Cargo build that; once, and programs of this repository all at once.
pub fn build_ahead(folder: &Path, what: &[&str]) -> Result<(), String> {
    let one = folder != root() || what.contains(&"--release");
    let what = if one { what } else { &["--bins", "--examples"] };
    let key = (folder.to_path_buf(), what.join(" "));
    let mut built = BUILT.lock().unwrap_or_else(|e| e.into_inner());
    if !built.contains(&key) && (one || env::var_os(IS_BUILT).is_none()) {
        let ended = build(folder, what)?;
        if !ended.status.success() {
            return Err(ended.stderr);
        }
        built.insert(key);
    }
    Ok(())
}

/// How long a program is kept that no run uses any more.
const UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A program of the reader's package, built as Cargo builds it, but once for all pages after which it
/// is the same. It is built of the text that its name is made of, whoever writes the package meanwhile;
/// where it panics, it names the same file.
fn built_alike(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let source = format!("src/bin/{name}.rs");
    let text = fs::read_to_string(folder.join(&source)).map_err(|e| format!("{source}: {e}"))?;
    // As Cargo calls the compiler.
    let how = format!(
        "--edition {EDITION} --crate-type bin --crate-name {name} -C codegen-units=1 \
         -C strip=debuginfo"
    );
    let alike = format!("{:016x}", hash((compiler::version(), &how, &text)));
    let program = kept("programs").join(&alike).join(name);
    let program = program.with_extension(env::consts::EXE_EXTENSION);
    let _built = BUILT.lock().unwrap_or_else(|e| e.into_inner());
    if let Ok(file) = fs::File::open(&program) {
        // It is in use.
        let _ = file.set_modified(SystemTime::now());
        return Ok(program);
    }
    let place = for_compilers().join(alike);
    save(&place.join(&source), &text);
    let new = place.join(program.file_name().expect("a name"));
    let mut rustc = compiler::rustc();
    rustc.args(how.split_whitespace()).arg("-o").arg(&new).arg(source);
    let ended = run(rustc.env("TMPDIR", for_compilers()).current_dir(place), BUILD_BOUND)?;
    if !ended.status.success() {
        return Err(ended.stderr);
    }
    remove_unused(&kept("programs"));
    keep(&new, &program);
    Ok(program)
}

/// Removes the folders whose file no run has used for so long.
fn remove_unused(programs: &Path) {
    for folder in fs::read_dir(programs).into_iter().flatten().flatten() {
        let files = fs::read_dir(folder.path()).into_iter().flatten().flatten();
        let used = files.filter_map(|file| file.metadata().ok()?.modified().ok()).max();
        if used.and_then(|used| used.elapsed().ok()).is_some_and(|unused| unused > UNUSED) {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

#[test]
fn only_what_nobody_uses_is_removed() {
    let programs = TemporaryFolder::new("programs");
    let [old, new] = ["old", "new"].map(|name| programs.0.join(name).join("server"));
    for program in [&old, &new] {
        save(program, "");
    }
    // Windows removes no file that is open.
    fs::File::options()
        .write(true)
        .open(&old)
        .and_then(|file| file.set_modified(SystemTime::now() - 2 * UNUSED))
        .expect("its time");
    remove_unused(&programs.0);
    assert!(!old.exists() && new.exists(), "the old one goes, and the new one stays");
}

/// Builds one program of a package: a `--bin` or an `--example`, and its name.
pub fn build(folder: &Path, what: &[&str]) -> Result<Ended, String> {
    run(&mut command("cargo", &[&["build"], what].concat(), folder), BUILD_BOUND)
}
