//! Do the pages show the check where they should, and does it name the pages as they are?

use crate::book::console::Exchange;
use crate::book::prelude::*;
use crate::book::steps::steps;
use crate::book::{SUMMARY, path_of, summary};
use shared::scenario::Scenario;
use shared::scenarios::SCENARIOS;

/// How the reader calls it, in the repository's folder.
const CALL: &str = "cargo run --bin check --";

/// Where the reader's package lies, seen from there.
pub const FOLDER: &str = "../hello-tcp";
const PACKAGE: &str = "--in ../hello-tcp";

/// The page before the first step.
const SET_UP: &str = "set-up";

/// After these pages the reader has done so many steps: what the next one adds closes what the end
/// of the program closes as well, and from outside nobody can tell.
const AHEAD: [(&str, usize); 2] = [("server/receive", 6), ("client/receive-and-send", 4)];

/// A fence that shows what is said of a program.
pub struct Shown<'a> {
    pub page: &'a Page,
    pub fence: &'a Fence,
    pub exchange: &'a Exchange,
    pub scenario: &'static Scenario,
    /// The reader's command.
    pub command: String,
}

/// Every fence that shows what is said of a program.
pub fn all_shown<'a>(book: &'a Book, report: &mut Report) -> Vec<Shown<'a>> {
    let mut all = Vec::new();
    for (page, fence) in book.fences() {
        let Some(console) = fence.console().filter(|console| console.checked) else { continue };
        report.count("fences with a check");
        let shown = console.exchanges.first().and_then(|exchange| {
            let (scenario, command) = call(&exchange.command)?;
            Some(Shown { page, fence, exchange, scenario, command })
        });
        if shown.is_none() {
            let actual = fence.body.first().map_or("", String::as_str);
            let expected = format!("$ {CALL} {PACKAGE} SCENARIO COMMAND");
            let help = "let it be a check of the reader's program";
            report.add(page.at(fence.line), actual, expected, help);
        }
        all.extend(shown);
    }
    all
}

fn scenario(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// The scenario and the reader's command in a call.
fn call(command: &str) -> Option<(&'static Scenario, String)> {
    let rest = command.strip_prefix(CALL)?.trim();
    let (name, command) = rest.strip_prefix(PACKAGE)?.trim().split_once(' ')?;
    Some((scenario(name)?, command.to_string()))
}

/// What runs the programs of this repository that are checked on pages in place of the reader's.
pub fn own_commands(book: &Book) -> Vec<String> {
    let shown = all_shown(book, &mut Report::default());
    shown.iter().map(|shown| format!("cargo run {}", shown.scenario.own.join(" "))).collect()
}

/// How far the reader has come, in the words of the check: these are the titles of all steps.
fn verdict(done: usize, titles: &[&str]) -> String {
    let words = format!("You have finished {done} of {} steps", titles.len());
    titles.get(done).map_or(format!("{words}."), |next| format!("{words}; next: {next}"))
}

/// Where the reader has a program to be checked: the page before the first step, each page that
/// adds to a program, and each exercise; with the program's name, and what is said of it there.
fn all_due(book: &Book) -> Vec<(&Page, &str, String)> {
    let steps = steps(book);
    let mut all = Vec::new();
    for program in PROGRAMS {
        let own = steps.iter().filter(|step| step.program == program).map(|step| step.page);
        let titles: Vec<&str> = own.clone().map(|page| page.title.as_str()).collect();
        if program == PROGRAMS[0] {
            let set_up = book.pages.iter().find(|page| page.name() == SET_UP);
            all.extend(set_up.map(|page| (page, program, verdict(0, &titles))));
        }
        for (number, page) in (1..).zip(own) {
            let ahead = AHEAD.iter().find(|(name, _)| *name == page.name());
            all.push((page, program, verdict(ahead.map_or(number, |(_, done)| *done), &titles)));
        }
    }
    for page in &book.pages {
        let Some(program) = page.exercise() else { continue };
        let steps = scenario(program).map_or(&[][..], |scenario| scenario.steps);
        let titles: Vec<&str> = steps.iter().map(|step| step.title).collect();
        all.push((page, program, verdict(titles.len(), &titles)));
    }
    all
}

/// Each page on which the reader has a program to be checked shows that, and how far the reader has
/// come.
pub fn each_step_is_checked(context: &Context, report: &mut Report) {
    let shown = all_shown(&context.book, report);
    let help = "show how far the reader has come";
    for (page, program, verdict) in all_due(&context.book) {
        report.count("pages that have to be checked");
        let command = format!("cargo run --bin {program}");
        let mut own = shown.iter().filter(|shown| shown.page.path == page.path);
        let own = own.find(|own| own.scenario.name == program && own.command == command);
        let Some(Shown { exchange, .. }) = own else {
            let call = format!("`{CALL} {PACKAGE} {program} {command}`");
            let expected = format!("a ```console,in=tutorial,checked fence with {call}");
            report.add((&page.path, 1), "no check of the reader's program", expected, help);
            continue;
        };
        if !exchange.output.contains(&verdict) {
            report.add(page.at(exchange.line), exchange.output.join("\n"), verdict, help);
        }
    }
}

/// The pages that scenarios name, such as `server/listen`, each with its title if they say it: of
/// an exercise they do not.
pub fn named_pages() -> Vec<(String, Option<&'static str>)> {
    let mut pages = Vec::new();
    for scenario in SCENARIOS {
        let steps = scenario.steps.iter();
        pages.extend(steps.map(|step| (scenario.page_of(step), step.page.map(|_| step.title))));
        let peers = scenario.misbehaving_peers.iter().flat_map(|peer| [peer.page, peer.better]);
        pages.extend(peers.map(|page| (page.path.to_string(), Some(page.title))));
    }
    pages
}

/// Every page that a scenario names is listed, with that title; and the steps of the two programs
/// are the pages that add to them, in order.
pub fn scenarios_name_pages(context: &Context, report: &mut Report) {
    let entries = summary(&context.tree);
    for (page, title) in named_pages() {
        report.count("pages that scenarios name");
        let mut listed = entries.iter().filter(|entry| entry.path == path_of(&page));
        if !listed.any(|entry| title.is_none_or(|title| title == entry.title)) {
            let actual = format!("no [{}]({page}.md)", title.unwrap_or("…"));
            let expected = "the page, with the title, that a scenario of `check` names";
            let help = "mend the table in part1/src/shared, or the title";
            report.add((SUMMARY, 1), actual, expected, help);
        }
    }
    let steps = steps(&context.book);
    for program in PROGRAMS {
        let of_book = steps.iter().filter(|step| step.program == program);
        let of_book: Vec<&str> = of_book.map(|step| step.page.path.as_str()).collect();
        let of_check = scenario(program).map_or(&[][..], |scenario| scenario.steps);
        let of_check: Vec<String> = of_check.iter().filter_map(|s| s.page).map(path_of).collect();
        let place = ("part1/src/shared/scenarios/lesson.rs", 1);
        let help = "give the scenario a step for each page, in the book's order";
        report.same(place, of_check.join(" "), of_book.join(" "), help);
    }
}
