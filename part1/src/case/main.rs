//! Cases to solve: eight pairs of programs with one fault each. It runs a
//! pair, and says of a cause that is named why it can't be that one.

mod cases;
mod programs;
mod run;

use cases::{CASES, Case};
use std::env;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: case [NUMBER [CAUSE]]

    cargo run --bin case            lists the cases and the causes
    cargo run --bin case 3          runs case 3 until Ctrl-C
    cargo run --bin case 3 CAUSE    says whether that is the cause of case 3

The exit code is 0 for the right cause, 1 for a wrong one or when a case
can't be run, 2 for a wrong call.
";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((word, rest)) = words.split_first() else { return list() };
    let number = word.parse::<usize>().unwrap_or(0);
    let case = number.checked_sub(1).and_then(|at| CASES.get(at));
    let cause = |name| CASES.iter().find(|case| case.cause == name);
    match (case, rest) {
        (Some(case), []) => run::both(case, word),
        (Some(case), ["server"]) => run::one(|| programs::serve(case)),
        (Some(case), ["client"]) => run::one(|| programs::connect(case)),
        (Some(case), [name]) => match cause(*name) {
            Some(named) => judge(case, word, named),
            None => wrong_call(&format!("There is no cause `{name}`.")),
        },
        (None, [] | [_]) => wrong_call(&format!("There is no case `{word}`.")),
        _ => wrong_call("A number and a cause are enough."),
    }
}

/// All cases by their numbers, and all causes in the order of the alphabet.
fn list() -> ExitCode {
    run::say("The cases:\n");
    for (number, case) in (1..).zip(&CASES) {
        run::say(&format!("  {number}  {}", case.sentence));
    }
    run::say("\nThe causes:\n");
    let mut causes = CASES.each_ref();
    causes.sort_by_key(|case| case.cause);
    for case in causes {
        run::say(&format!("  {:9}  {}", case.cause, case.means));
    }
    ExitCode::SUCCESS
}

/// Says whether a case has the cause of that other one, and how one sees it.
fn judge(case: &Case, number: &str, named: &Case) -> ExitCode {
    if case.cause == named.cause {
        let [page, part] = case.mended;
        run::say(&format!("Yes: {}.", case.means));
        run::say(&format!("See “{page}”, below “{part}”."));
        return ExitCode::SUCCESS;
    }
    let (place, its_sign) = case.refutes(named);
    let [would, does] = place.verbs();
    let own = case.sights[place as usize];
    run::say(&format!("No. If {},\n{would} {its_sign}.", named.if_so));
    run::say(&format!("But while case {number} runs,\n{does} {own}."));
    ExitCode::FAILURE
}

fn wrong_call(message: &str) -> ExitCode {
    eprint!("{USAGE}\n{message}\n");
    ExitCode::from(2)
}
