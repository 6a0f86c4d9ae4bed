//! Many programs in one: those that `check` is tried on. Each is a module of one crate, so that dozens
//! cost one compilation, and each has a port of its own, so that they can be checked side by side.

use super::prelude::*;
use crate::book::steps::EXAMPLES;
use crate::run::compiler;
use crate::run::folders::{for_compilers, keep};
use crate::run::port::PortBlock;
use shared::scenario::next_port;
use std::collections::BTreeMap;
use std::iter;
use std::sync::Mutex;

/// Names the module that is to be the program.
pub const PROGRAM: &str = "TCP_TUTORIAL_PROGRAM";

/// How many checks run at once: most of their time, they wait. Wine 8 starts processes one behind the
/// other, and some not at all ("Internal error", 1359) when it is asked for so many.
const AT_ONCE: usize = if cfg!(windows) { 8 } else { 48 };

/// How long `check` waits for anything, in seconds: for what comes, a busy machine has time, and what
/// does not come is not waited for long.
pub const PATIENT: u64 = 30;
pub const QUICK: u64 = 3;

/// On a bad wire, what comes may come byte by byte, and for each one the kernel's table is read: that
/// takes more of a busy machine than most.
const ON_WIRE: u64 = 6;

/// A program to be checked.
#[derive(Clone)]
pub struct Program {
    pub name: String,
    pub scenario: String,
    /// What `check` is called with.
    pub options: Vec<String>,
    pub text: String,
}

/// The text of one of the two programs, or of an example.
pub fn text_of<'a>(tree: &'a Tree, program: &str) -> Option<&'a str> {
    let example = format!("{EXAMPLES}{program}.rs");
    tree.get(&program_path(program)).or_else(|| tree.get(&example))
}

/// Checks all of these, as modules of a crate of that name: `check` waits so many seconds. What was
/// said of each is as it would be of the same program at [`PORT`].
pub fn check_all(name: &str, wait: u64, programs: &[Program]) -> Vec<Ended> {
    let all: Vec<usize> = (0..programs.len()).collect();
    check_some(name, wait, programs, &all)
}

/// The same for those at these places, in the crate of all, which need not be built once more.
pub fn check_some(name: &str, wait: u64, programs: &[Program], which: &[usize]) -> Vec<Ended> {
    if which.is_empty() {
        return Vec::new();
    }
    let block = PortBlock::take_for(name);
    let ports = block.ports(programs.len());
    let all = compile(name, programs, &ports);
    let check_one = |i: usize| {
        let is_on_wire = programs[i].scenario.starts_with("wire-");
        let wait = if is_on_wire { wait.max(ON_WIRE) } else { wait };
        let (wait, port) = (wait.to_string(), ports[i].to_string());
        let mut check = check(&["--wait", &wait, "--port", &port, &programs[i].scenario]);
        check.args(&programs[i].options);
        let ended = ended_alone(check.arg(&all).env(PROGRAM, format!("m{i}")), &programs[i].name);
        let stdout = ended.stdout.replace(&format!(":{port}"), &format!(":{PORT}"));
        let stdout = stdout.replace(&format!(":{}", next_port(ports[i])), &format!(":{WIRE_PORT}"));
        Ended { stdout, ..ended }
    };
    let next = Mutex::new(which.iter());
    let take = || next.lock().expect("no thread panics").next().copied();
    let work = || iter::from_fn(take).map(|i| (i, check_one(i))).collect::<Vec<_>>();
    let verdicts: BTreeMap<usize, Ended> = thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    verdicts.into_values().collect()
}

/// One program that is each of these, and is the one that the environment names.
pub fn compile(name: &str, programs: &[Program], ports: &[u16]) -> PathBuf {
    let mut modules = String::new();
    let mut arms = String::new();
    for (i, (program, port)) in programs.iter().zip(ports).enumerate() {
        let module = program.text.replace(&PORT.to_string(), &port.to_string());
        let module = module.replace(&WIRE_PORT.to_string(), &next_port(*port).to_string());
        let module = module.replacen("fn main", "pub fn main", 1);
        modules += &format!("// {}\nmod m{i} {{\n{module}}}\n", program.name);
        arms += &format!("\"m{i}\" => m{i}::main().report(),\n");
    }
    let text = format!(
        "#![allow(warnings)]\n{modules}fn main() -> std::process::ExitCode {{\n\
         use std::process::Termination;\n\
         match std::env::var(\"{PROGRAM}\").unwrap().as_str() {{\n{arms}_ => panic!(),\n}}\n}}\n"
    );
    let source = kept("fixtures").join(format!("{name}-{}.rs", ports[0]));
    let program = source.with_extension(env::consts::EXE_EXTENSION);
    if program.exists() && fs::read_to_string(&source).is_ok_and(|old| old == text) {
        return program;
    }
    let folder = TemporaryFolder::new(name);
    let [new, new_source] =
        [&program, &source].map(|path| folder.0.join(path.file_name().unwrap()));
    save(&new_source, &text);
    let mut rustc = compiler::rustc();
    rustc.args(["--edition", "2024", "-C", "strip=debuginfo", "-o"]).args([&new, &new_source]);
    rustc.env("TMPDIR", for_compilers());
    let built = run(&mut rustc, BUILD_BOUND).unwrap_or_else(|e| {
        // Where no compiler is, it may be built ahead.
        let _ = fs::remove_file(&program);
        save(&source, &text);
        panic!("{e}\n{program:?} can be built of {source:?} instead")
    });
    assert!(built.status.success(), "{}", built.stderr);
    // The text is what says which program it is: it goes first, and comes last. Another run of the
    // tests may do the same: both are right, whoever is last.
    let _ = fs::remove_file(&source);
    keep(&new, &program);
    keep(&new_source, &source);
    program
}
