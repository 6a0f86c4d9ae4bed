//! What the reader is told, in plain sentences. If the reader closes the
//! pipe, as `head` does, or the disk is full, all of these return that error.

use crate::action::Action;
use crate::begun::SoFar;
use crate::call::Whose;
use crate::complaint;
use crate::display::{coloured, ending, escaped, plain};
use crate::fault::{Fault, Result};
use crate::kernel;
use crate::player::{ActualOutcome, ProbeResult, Request};
use crate::reasons::reasons;
use crate::steps::Stop;
use shared::scenario::{End, MisbehavingPeer, Outcome, Probe};
use shared::scenario::{Scenario, Step};
use std::ffi::OsStr;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

type Told = io::Result<()>;

/// As `println!`, which panics where this returns an error.
macro_rules! say {
    ($($words:tt)*) => {
        writeln!(io::stdout(), $($words)*)?
    };
}

/// How many of the last things that were done are told.
const ACTIONS: usize = 4;

/// Of a line, in columns.
const WIDTH: usize = 78;

/// How a terminal is told a colour. The words say the same without it.
const GREEN: u8 = 32;
const RED: u8 = 31;

pub fn usage(text: &str) -> Told {
    write!(io::stdout(), "{text}")
}

pub fn list(scenarios: &[Scenario]) -> Told {
    for Scenario { name, about, .. } in scenarios {
        say!("{name:<12} {about}");
    }
    Ok(())
}

pub fn begin(request: &Request, whose: &Whose) -> Told {
    let Request { command, port, folder, .. } = request;
    let command = command.join(OsStr::new(" "));
    let command = Path::new(&command).display();
    let place = folder.as_ref().map_or(String::new(), |f| format!(" in {f}"));
    say!("Checking `{command}`{place}, at 127.0.0.1:{port}");
    match whose {
        Whose::Readers => say!("This is your program."),
        Whose::Books(None) => say!("This is the book's program."),
        Whose::Books(Some(why)) => {
            say!("This is the book's program, because {why}.");
        }
    }
    say!();
    Ok(())
}

pub fn done(step: &Step) -> Told {
    say!("{}  {}", coloured("   done", GREEN), step.title);
    Ok(())
}

/// What a program says when it cannot do its work.
pub fn probe(result: &ProbeResult) -> Told {
    let when = match result.probe {
        Probe::Taken => "With its address taken",
        Probe::Nobody => "With nobody there",
    };
    let said = format!("{}\n{}", result.complaint, result.lines.join("\n"));
    match complaint::says_most(&said) {
        Some(line) => {
            say!("         {when}, it says:");
            say!("         {}", plain(&line));
        }
        None => say!("         {when}, it says nothing."),
    }
    Ok(())
}

/// The first step that does not hold.
pub fn stopped(
    scenario: &Scenario,
    step: &Step,
    stop: &Stop,
    is_asked: bool,
) -> Told {
    match &stop.so_far {
        Some(so_far) => next(scenario, step, &stop.fault, so_far, is_asked),
        None => not_yet(scenario, step, &stop.fault),
    }
}

/// A step that is begun, and wrong.
fn not_yet(scenario: &Scenario, step: &Step, fault: &Fault) -> Told {
    say!("{}  {}\n", coloured("not yet", RED), step.title);
    why(scenario, step, fault)
}

/// A step that is not begun: what was expected of it, if that was asked for.
fn next(
    scenario: &Scenario,
    step: &Step,
    fault: &Fault,
    so_far: &SoFar,
    is_asked: bool,
) -> Told {
    let so_far = match so_far {
        SoFar::New => "This is still the program that `cargo new` wrote.",
        SoFar::Nothing => "It ends, and has done nothing yet.",
        SoFar::Right => "All is right so far.",
    };
    if is_asked {
        say!("   next  {}\n", step.title);
        say!("    {so_far}\n");
        return why(scenario, step, fault);
    }
    if fault.step > 0 {
        say!();
    }
    say!("{so_far}");
    say!("Add --why to see what is expected next.");
    Ok(())
}

fn why(scenario: &Scenario, step: &Step, fault: &Fault) -> Told {
    let first = fault.did.len().saturating_sub(ACTIONS);
    let cut = if first > 0 { "…, " } else { "" };
    let did: Vec<String> =
        fault.did[first..].iter().map(Action::to_string).collect();
    print("    I did:    ", &format!("{cut}{}", did.join(", ")))?;
    print("    Expected: ", &fault.expected)?;
    print("    Came:     ", &fault.came.to_string())?;
    complain(&fault.complaint)?;
    say!("\n    Likely reasons:");
    for (i, reason) in reasons(fault).iter().enumerate() {
        print(&format!("    {}. ", i + 1), reason)?;
    }
    say!("\n    Read again: {}", scenario.read_again(step));
    Ok(())
}

/// What the program has complained of, if it has.
fn complain(complaint: &str) -> Told {
    let lines = complaint::excerpt(complaint);
    if !lines.is_empty() {
        say!("    On its standard error it printed:");
    }
    for line in lines {
        say!("      {}", plain(&line));
    }
    Ok(())
}

/// Prints a text in lines of the width of a terminal, the first behind
/// `start` and the others below its end.
fn print(start: &str, text: &str) -> Told {
    let mut line = start.to_string();
    for word in text.split(' ') {
        let is_first = line.trim_end().len() == start.trim_end().len();
        if !is_first && line.chars().count() + word.chars().count() > WIDTH {
            say!("{}", line.trim_end());
            line = " ".repeat(start.chars().count());
        }
        line += word;
        line.push(' ');
    }
    say!("{}", line.trim_end());
    Ok(())
}

/// The last line.
pub fn finished(scenario: &Scenario, done: usize) -> Told {
    let all = scenario.steps.len();
    match scenario.steps.get(done) {
        Some(next) => {
            let title = next.title;
            say!("\n{done} of {all} steps done. Next: {title}");
        }
        None => {
            let verdict = format!("All {all} steps done.");
            say!("\n{}", coloured(&verdict, GREEN));
        }
    }
    Ok(())
}

/// That one can see more, in the last step.
pub fn more_peers(count: usize) -> Told {
    say!(
        "         Optional: with --peers, it meets {count} misbehaving peers."
    );
    Ok(())
}

pub fn misbehaving_peers(count: usize) -> Told {
    match count {
        0 => say!("\nThis scenario has no misbehaving peers but its own."),
        _ => say!("\nOptional: what if the other side …"),
    }
    Ok(())
}

/// That they come later.
pub fn no_peers_yet() -> Told {
    say!("\n--peers waits until all steps are done.");
    Ok(())
}

pub fn misbehaving_peer(
    peer: &MisbehavingPeer,
    result: Result<ActualOutcome>,
) -> Told {
    say!("\n  … {}?", peer.how);
    let actual = match result {
        Ok(actual) => actual,
        Err(came) => {
            say!("    Your program did not get that far: {came}");
            return Ok(());
        }
    };
    say!("    Yours {}.", told(&actual));
    let is_so = |outcome: &Outcome| is_so(outcome, &actual);
    if peer.ready.as_ref().is_some_and(is_so) {
        say!("    It is ready for that.");
        return Ok(());
    }
    let verdict = match is_so(&peer.usual) {
        true => "The book's program does the same, see",
        false => "The book's program does something else, see",
    };
    say!("    {verdict}: {}", peer.page.title);
    say!("    What helps: {}", peer.better.title);
    Ok(())
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
    let has_failed = actual.ended.is_some_and(|status| !status.success());
    let printed = match actual.last_line.as_str() {
        "" if has_failed && actual.has_complained => {
            "printed only on standard error".to_string()
        }
        "" => "printed nothing".to_string(),
        line => format!("printed \"{}\"", escaped(line)),
    };
    match actual.ended {
        None => format!("{printed}, and waits"),
        Some(status) => format!("{printed}, and ended {}", ending(&status)),
    }
}

/// The address cannot be had: why, and what to do.
pub fn cannot_be_had(port: u16, error: &io::Error) -> Told {
    if error.kind() != ErrorKind::AddrInUse {
        say!("127.0.0.1:{port} can't be used: {error}");
        return Ok(());
    }
    say!("127.0.0.1:{port} is taken, and the conversation needs it.");
    for holder in kernel::holders(port) {
        say!("It is taken by {holder}.");
    }
    say!(
        "Most often, an older copy of your program has it, in a forgotten \
         terminal. End it\nthere. `ss -tanp 'sport = :{port}'` on Linux, \
         `lsof -nP -iTCP:{port}` on macOS and\n`netstat -ano` on Windows \
         show who has it. If no program listens there, a\nconnection has \
         it, or the kernel remembers one for up to a minute after its end."
    );
    Ok(())
}
