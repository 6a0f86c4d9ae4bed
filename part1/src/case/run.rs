//! A case runs: two child processes, and what they print.

use crate::cases::Case;
use crate::programs::PORT;
use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::process::{self, Child, ChildStdout, Command, ExitCode, Stdio};
use std::thread;

/// What a server tells the parent, and nobody else.
pub const LISTENS: &str = "listens";

/// A line on the standard output. If nobody reads it, this program ends.
pub fn say(line: &str) {
    if writeln!(io::stdout(), "{line}").is_err() {
        process::exit(1);
    }
}

/// A program of a case. It ends when the parent does, however that is: then
/// the pipe breaks from which a thread here reads. Ctrl-C reaches all three.
pub fn one(program: impl FnOnce() -> io::Result<()>) -> ExitCode {
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(1);
    });
    match program() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("Error: {error:?}"));
            ExitCode::FAILURE
        }
    }
}

/// Both programs, until Ctrl-C or the end of both.
pub fn both(case: &Case, number: &str) -> ExitCode {
    match start(number) {
        Ok(programs) => {
            say(&format!("Case {number}: {}", case.sentence));
            watch(programs, number)
        }
        Err(error) => eprintln!("{error}"),
    }
    ExitCode::FAILURE
}

type Program = (Child, BufReader<ChildStdout>);

/// The server, and when it listens, the client.
fn start(number: &str) -> Result<[Program; 2], String> {
    let taken = |e| {
        format!("Port {PORT}: {e}\nPerhaps another case or your server has it.")
    };
    drop(TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).map_err(taken)?);
    // Where there is no IPv6, no other case has it.
    match TcpListener::bind((Ipv6Addr::LOCALHOST, PORT)) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            return Err(taken(error));
        }
        _ => {}
    }
    let start = |name| child(number, name).map_err(|e| format!("{name}: {e}"));
    let (server, mut output) = start("server")?;
    let mut said = String::new();
    let _ = output.read_line(&mut said);
    if said.trim_end() != LISTENS {
        let _ = output.read_to_string(&mut said);
        return Err(said.trim_end().to_string());
    }
    Ok([(server, output), start("client")?])
}

/// This program once more, as one of the two.
fn child(number: &str, name: &str) -> io::Result<Program> {
    let mut command = Command::new(env::current_exe()?);
    command.args([number, name]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn()?;
    let output = child.stdout.take().expect("it was piped");
    Ok((child, BufReader::new(output)))
}

fn watch(programs: [Program; 2], number: &str) {
    let [server, client] = programs.each_ref().map(|(child, _)| child.id());
    say(&format!("The server is process {server}, the client {client}."));
    say(&format!("Their port is {PORT}."));
    say("Name the cause in another terminal:");
    say(&format!("cargo run --bin case {number} CAUSE"));
    thread::scope(|all| {
        for (name, program) in ["server", "client"].into_iter().zip(programs) {
            all.spawn(move || follow(name, program));
        }
    });
}

/// Prints what a program prints, with its name, until it has ended.
fn follow(name: &str, (mut child, output): Program) {
    for line in output.lines().map_while(Result::ok) {
        say(&format!("[{name}] {line}"));
    }
    let _ = child.wait();
    say(&format!("[{name}] (has ended)"));
}
