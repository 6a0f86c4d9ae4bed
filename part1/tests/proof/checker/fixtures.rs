//! Many programs in one: those that `check` is tried on. Each is a module of one crate, so that dozens
//! cost one compilation, and each has a port of its own, so that they can be checked side by side.

use crate::book::prelude::*;
use crate::book::steps::EXAMPLES;
use crate::run::orphans::nobody_is_left;
use crate::run::port::PortBlock;
use crate::run::prelude::*;
use crate::run::server_and_client::started;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::{env, fs, iter, thread};

/// Names the module that is to be the program.
const PROGRAM: &str = "TCP_TUTORIAL_PROGRAM";

/// How many checks run at once: most of their time, they wait.
const AT_ONCE: usize = 16;

/// How long `check` waits for anything, in seconds: for what comes, a busy machine has time, and what
/// does not come is not waited for long.
pub const PATIENT: u64 = 30;
pub const QUICK: u64 = 3;

/// A program to be checked.
pub struct Program {
    pub name: String,
    pub scenario: String,
    pub text: String,
}

/// The text of one of the two programs, or of an example.
pub fn text_of<'a>(tree: &'a Tree, program: &str) -> Option<&'a str> {
    let example = format!("{EXAMPLES}{program}.rs");
    tree.get(&program_path(program)).or_else(|| tree.get(&example))
}

/// What `check` said of a program.
pub struct Verdict {
    pub ended: Ended,
    /// The port at which it was, in place of [`PORT`].
    pub port: u16,
}

impl Verdict {
    /// What it said, as it would say it of the same program at [`PORT`].
    pub fn text(&self) -> String {
        self.ended.stdout.replace(&format!(":{}", self.port), &format!(":{PORT}"))
    }
}

/// Programs that are compiled, each with a port of its own.
pub struct Fixtures<'a> {
    programs: &'a [Program],
    wait: u64,
    program: PathBuf,
    ports: Vec<u16>,
    _block: PortBlock,
}

impl Fixtures<'_> {
    /// The crate that they are modules of is called `name`; `wait` is how long `check` waits for each,
    /// in seconds.
    pub fn new<'a>(name: &str, wait: u64, programs: &'a [Program]) -> Fixtures<'a> {
        let block = PortBlock::take();
        let ports = block.ports(programs.len());
        let program = compile(name, programs, &ports);
        Fixtures { programs, wait, program, ports, _block: block }
    }

    /// Checks all of them, and returns what was said of each.
    pub fn check_all(&self) -> Vec<Verdict> {
        let next = Mutex::new(0..self.programs.len());
        let take = || next.lock().expect("no thread panics").next();
        let work = || iter::from_fn(take).map(|i| (i, self.check(i))).collect::<Vec<_>>();
        let verdicts: BTreeMap<usize, Verdict> = thread::scope(|scope| {
            let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
        });
        verdicts.into_values().collect()
    }

    /// Checks the one in that place.
    pub fn check(&self, place: usize) -> Verdict {
        let port = self.ports[place];
        let mut command = Command::new(env!("CARGO_BIN_EXE_check"));
        command
            .args(["--wait", &self.wait.to_string()])
            .args(["--port", &port.to_string()])
            .arg(&self.programs[place].scenario)
            .arg(&self.program)
            .env(PROGRAM, format!("m{place}"))
            .env_remove("RUST_BACKTRACE");
        Verdict { ended: ended_alone(&mut command, &self.programs[place].name), port }
    }
}

/// Runs a `check`, and sees that nobody is left whom it has started.
pub fn ended_alone(check: &mut Command, what: &str) -> Ended {
    let running = started(check);
    let id = running.id();
    let ended = running.finish(BUILD_BOUND).unwrap_or_else(|e| panic!("{e}"));
    nobody_is_left(id, what);
    ended
}

/// One program that is each of these, and is the one that the environment names.
fn compile(name: &str, programs: &[Program], ports: &[u16]) -> PathBuf {
    let mut modules = String::new();
    let mut arms = String::new();
    for (i, (program, port)) in programs.iter().zip(ports).enumerate() {
        let module = program.text.replace(&PORT.to_string(), &port.to_string());
        let module = module.replacen("fn main", "pub fn main", 1);
        modules += &format!("// {}\nmod m{i} {{\n{module}}}\n", program.name);
        arms += &format!("\"m{i}\" => m{i}::main().report(),\n");
    }
    let text = format!(
        "#![allow(warnings)]\n{modules}fn main() -> std::process::ExitCode {{\n\
         use std::process::Termination;\n\
         match std::env::var(\"{PROGRAM}\").unwrap().as_str() {{\n{arms}_ => panic!(),\n}}\n}}\n"
    );
    let folder = kept("fixtures");
    fs::create_dir_all(&folder).expect("a folder for the crate");
    let source = folder.join(format!("{name}-{}.rs", ports[0]));
    let program = source.with_extension(env::consts::EXE_EXTENSION);
    if program.exists() && fs::read_to_string(&source).is_ok_and(|old| old == text) {
        return program;
    }
    let _ = fs::remove_file(&program);
    fs::write(&source, &text).expect("the crate's text");
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "-C", "debuginfo=0", "-o"]).args([&program, &source]);
    let built = run(&mut rustc, BUILD_BOUND).unwrap_or_else(|e| panic!("{e}"));
    assert!(built.status.success(), "{}", built.stderr);
    program
}
