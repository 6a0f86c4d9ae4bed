//! What the reader is told, in plain sentences.

use crate::action::Action;
use crate::display::{coloured, ending, escaped, plain};
use crate::fault::{Fault, Result};
use crate::kernel;
use crate::player::{ActualOutcome, ProbeResult, Request};
use crate::reasons::reasons;
use shared::scenario::{End, MisbehavingPeer, Outcome, Page, Probe};
use shared::scenario::{Scenario, Step};
use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::Path;

/// How many of the last things that were done are told.
const ACTIONS: usize = 4;

/// How many lines of a complaint are shown, of the first and of the last.
const COMPLAINTS: usize = 3;

/// Of a line, in columns.
const WIDTH: usize = 78;

/// How a terminal is told a colour. The words say the same without it.
const GREEN: u8 = 32;
const RED: u8 = 31;

pub fn list(scenarios: &[Scenario]) {
    for Scenario { name, about, .. } in scenarios {
        println!("{name:<10} {about}");
    }
}

/// `is_own`: the program is one of the repository's.
pub fn begin(request: &Request, is_own: bool) {
    let Request { command, port, folder, .. } = request;
    let command = command.join(OsStr::new(" "));
    let command = Path::new(&command).display();
    let place = folder.as_ref().map_or(String::new(), |f| format!(" in {f}"));
    println!("Checking `{command}`{place}, at 127.0.0.1:{port}");
    if is_own {
        println!("(the repository's own; --in FOLDER leads to yours)");
    }
    println!();
}

pub fn done(step: &Step) {
    println!("{}  {}", coloured("   done", GREEN), step.title);
}

/// What a program says when it cannot do its work.
pub fn probe(result: &ProbeResult) {
    let when = match result.probe {
        Probe::Taken => "With its address taken",
        Probe::Nobody => "With nobody there",
    };
    match last_words(result) {
        Some(line) => {
            println!("         {when}, it says:");
            println!("         {}", plain(line));
        }
        None => println!("         {when}, it says nothing."),
    }
}

/// The line that says most of a complaint: of a panic the one below its
/// first, or else the last, which is the error's in most languages.
fn last_words(result: &ProbeResult) -> Option<&str> {
    let printed = result.lines.iter().map(String::as_str);
    let said = result.complaint.lines().chain(printed);
    let mut said = said.filter(|line| !line.trim().is_empty());
    let mut panic =
        said.clone().skip_while(|line| !line.contains(" panicked at "));
    panic.nth(1).or_else(|| said.next_back())
}

pub fn not_yet(scenario: &Scenario, step: &Step, fault: &Fault) {
    println!("{}  {}\n", coloured("not yet", RED), step.title);
    let first = fault.did.len().saturating_sub(ACTIONS);
    let cut = if first > 0 { "…, " } else { "" };
    let did: Vec<String> =
        fault.did[first..].iter().map(Action::to_string).collect();
    print("    I did:    ", &format!("{cut}{}", did.join(", ")));
    print("    Expected: ", &fault.expected);
    print("    Came:     ", &fault.came.to_string());
    complain(&fault.complaint);
    println!("\n    Likely reasons:");
    for (i, reason) in reasons(fault).iter().enumerate() {
        print(&format!("    {}. ", i + 1), reason);
    }
    println!();
    let path = scenario.page_of(step);
    match step.page {
        Some(_) => println!("    Read again: {} ({})", step.title, file(&path)),
        None => println!("    Read again: {}", file(&path)),
    }
}

/// What the program has complained of: the error stands first or last, and
/// in between the way to it.
fn complain(complaint: &str) {
    let lines: Vec<&str> = complaint.lines().collect();
    if lines.is_empty() {
        return;
    }
    println!("    On its standard error it printed:");
    let left_out = COMPLAINTS..lines.len().saturating_sub(COMPLAINTS);
    for (i, line) in lines.iter().enumerate() {
        if i == left_out.start && !left_out.is_empty() {
            println!("      …");
        }
        if !left_out.contains(&i) {
            println!("      {}", plain(line));
        }
    }
}

/// Prints a text in lines of the width of a terminal, the first behind
/// `start` and the others below its end.
fn print(start: &str, text: &str) {
    let mut line = start.to_string();
    for word in text.split(' ') {
        let is_first = line.trim_end().len() == start.trim_end().len();
        if !is_first && line.chars().count() + word.chars().count() > WIDTH {
            println!("{}", line.trim_end());
            line = " ".repeat(start.chars().count());
        }
        line += word;
        line.push(' ');
    }
    println!("{}", line.trim_end());
}

pub fn finished(scenario: &Scenario, done: usize) {
    let all = scenario.steps.len();
    let next = scenario.steps.get(done).map(|next| next.title);
    let next = next.map_or(".".into(), |title| format!("; next: {title}"));
    println!("\nYou have finished {done} of {all} steps{next}");
}

pub fn misbehaving_peers() {
    println!("\nNot asked of you, and worth knowing: what if the other side …");
}

pub fn misbehaving_peer(peer: &MisbehavingPeer, result: Result<ActualOutcome>) {
    println!("\n  … {}?", peer.how);
    let actual = match result {
        Ok(actual) => actual,
        Err(came) => {
            println!("    Your program did not come so far: {came}");
            return;
        }
    };
    println!("    Yours {}.", told(&actual));
    let is_so = |outcome: &Outcome| is_so(outcome, &actual);
    if peer.ready.as_ref().is_some_and(is_so) {
        println!("    It is ready for that.");
        return;
    }
    let verdict = match is_so(&peer.usual) {
        true => "So does the book's",
        false => "The book's does otherwise",
    };
    println!("    {verdict}: {}", where_it_is(peer.page));
    println!("    Better:  {}", where_it_is(peer.better));
}

fn is_so(expected: &Outcome, actual: &ActualOutcome) -> bool {
    let end = match actual.ended {
        None => End::Waits,
        Some(status) if status.success() => End::Well,
        Some(_) => End::Badly,
    };
    // What it holds back until it ends cannot be seen.
    let unseen = end == End::Waits && actual.last_line.is_empty();
    let line_fits = actual.facts.fit(expected.last_line, &actual.last_line);
    end == expected.end && (unseen || line_fits)
}

fn told(actual: &ActualOutcome) -> String {
    let printed = match actual.last_line.as_str() {
        "" => "printed nothing".to_string(),
        line => format!("printed \"{}\"", escaped(line)),
    };
    match actual.ended {
        None => format!("{printed}, and waits"),
        Some(status) => format!("{printed}, and ended {}", ending(&status)),
    }
}

fn where_it_is(Page { title, path }: Page) -> String {
    format!("{title} ({})", file(path))
}

/// A page's file, seen from the repository's folder.
fn file(path: &str) -> String {
    format!("book/src/{path}.md")
}

/// The address cannot be had: why, and what to do.
pub fn cannot_be_had(port: u16, error: &io::Error) {
    if error.kind() != ErrorKind::AddrInUse {
        println!("127.0.0.1:{port} cannot be had: {error}");
        return;
    }
    println!("127.0.0.1:{port} is taken, and the conversation needs it.");
    for holder in kernel::holders(port) {
        println!("It is taken by {holder}.");
    }
    println!(
        "Most often that is an older copy of your program, in a forgotten \
         terminal: end\nit. `ss -tanp 'sport = :{port}'` on Linux, `lsof -nP \
         -iTCP:{port}` on macOS and\n`netstat -ano` on Windows show who has \
         it. If nobody listens there, a connection\nhas it, or the kernel \
         remembers one, for about a minute after its end."
    );
}
