//! Is a step that is not begun told from one that is wrong? A reader who has done some steps, and ends
//! the program there, has made no mistake, and hears of none.

use super::prelude::*;
use crate::run::readers_package::NEW;
use shared::scenario::Scenario;
use shared::scenarios::SCENARIOS;

const STILL_NEW: &str = "This is still the program that `cargo new` wrote.";
const NOTHING: &str = "It ends, and has done nothing yet.";
const ALL_RIGHT: &str = "All is right so far.";

/// A program that does nothing.
const EMPTY: &str = "fn main() {}\n";

/// A program that is right as far as it comes, how many steps that is, and what is said then.
struct Case {
    program: Program,
    scenario: &'static Scenario,
    done: usize,
    says: &'static str,
}

impl Case {
    fn new(
        name: &str, text: String, on: &'static Scenario, done: usize, says: &'static str,
    ) -> Case {
        let (name, scenario) = (format!("{name}, {}", on.name), on.name.to_string());
        let options = Vec::new();
        Case { program: Program { name, scenario, options, text }, scenario: on, done, says }
    }
}

/// The program of the lesson as it is after each page that is not its last step; and for each
/// scenario, the program that `cargo new` writes, and the one that does nothing.
fn cases(context: &Context) -> Vec<Case> {
    let mut all = Vec::new();
    for scenario in SCENARIOS {
        // An empty program of the lesson asks for no address: it has done the first step.
        let (done, says) = match scenario.steps[0].page {
            Some(_) => (1, ALL_RIGHT),
            None => (0, NOTHING),
        };
        all.push(Case::new("new", NEW.to_string(), scenario, 0, STILL_NEW));
        // As on a busy machine: it has printed, and is not seen to have ended.
        let late =
            NEW.replace(";\n", ";\nstd::thread::sleep(std::time::Duration::from_millis(700));\n");
        all.push(Case::new("new and late", late, scenario, 0, STILL_NEW));
        all.push(Case::new("empty", EMPTY.to_string(), scenario, done, says));
        // What the last step adds, no check can see: the one before it has done them all.
        for (place, step) in scenario.steps[..scenario.steps.len() - 2].iter().enumerate() {
            let Some(path) = step.page else { break };
            let page = context.book.pages.iter().find(|page| page.name() == path);
            let page = page.unwrap_or_else(|| panic!("no page {path}"));
            let text = context.program_after(scenario.name, page).expect("a program there");
            all.push(Case::new(path, text, scenario, place + 1, ALL_RIGHT));
        }
    }
    all
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Unix")]
fn a_step_that_is_not_begun_is_no_mistake() {
    says("check/yours", "So nothing is wrong, and the check explains nothing unless you ask.");
    let Some(()) = own_network() else { return };
    let mut report = Report::default();
    let cases = cases(Context::live());
    let programs: Vec<Program> = cases.iter().map(|case| case.program.clone()).collect();
    for (case, verdict) in cases.iter().zip(check_all("begun", PATIENT, &programs)) {
        report.count("programs checked");
        let (done, steps) = (case.done, case.scenario.steps);
        let next = steps[done].title;
        let end = format!(
            "\n{}\nAdd --why to see what is expected next.\n\n{done} of {} steps done. Next: {next}\n",
            case.says,
            steps.len()
        );
        let text = &verdict.stdout;
        let is_so = text.ends_with(&end) && !text.contains("not yet") && verdict.code() == "1";
        let actual = format!("{}:\n{text}\nexit code {}", case.program.name, verdict.code());
        let expected = format!("no reasons; at the end{end}exit code 1");
        let help = "mend what part1/src/check/begun.rs takes for begun, or the cases of this file";
        report.demand((file!(), line!() as usize), is_so, actual, expected, help);
    }
    report.settle();
}
