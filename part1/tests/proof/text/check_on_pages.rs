//! Do the pages show the check where they should, and does it name the pages as they are?

use super::prelude::*;
use shared::scenario::{self, Scenario};
use shared::scenarios::SCENARIOS;

/// How the reader calls it, in the repository's folder: the scenario's name follows, and options
/// that change what is said. It finds the program by itself.
const CALL: &str = "cargo run --bin check";

/// Where the reader's package lies, seen from there.
pub const FOLDER: &str = "../hello-tcp";

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
    /// Such as `--why`.
    pub options: Vec<&'a str>,
}

/// Every fence that shows what is said of a program.
pub fn all_shown<'a>(book: &'a Book, report: &mut Report) -> Vec<Shown<'a>> {
    let mut all = Vec::new();
    for (page, fence) in book.fences() {
        let Some(console) = fence.console().filter(|console| console.checked) else { continue };
        report.count("fences with a check");
        let shown = console.exchanges.first().and_then(|exchange| {
            let (scenario, options, command) = called(&exchange.command)?;
            Some(Shown { page, fence, exchange, scenario, command, options })
        });
        if shown.is_none() {
            let actual = fence.body.first().map_or("", String::as_str);
            let help = "let it be a check of the reader's program";
            report.add(page.at(fence.line), actual, format!("$ {CALL} SCENARIO"), help);
        }
        all.extend(shown);
    }
    all
}

/// What is checked by a call: the scenario, options, and the command that is run.
fn called(call: &str) -> Option<(&'static Scenario, Vec<&str>, String)> {
    let mut words = call.strip_prefix(CALL)?.split_whitespace();
    let scenario = scenario(words.next()?)?;
    let options: Vec<&str> = words.collect();
    let are_options = options.iter().all(|word| ["--why", "--peers"].contains(word));
    are_options.then(|| (scenario, options, format!("cargo run --bin {}", scenario.name)))
}

fn scenario(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// How far the reader has come, in the words of the check: these are the titles of all steps.
fn verdict(done: usize, titles: &[&str]) -> String {
    let all = titles.len();
    let next = titles.get(done).map(|next| format!("{done} of {all} steps done. Next: {next}"));
    next.unwrap_or(format!("All {all} steps done."))
}

fn pages_of<'a>(book: &'a Book, program: &str) -> Vec<&'a Page> {
    let steps = steps::steps(book).into_iter().filter(|step| step.program == program);
    steps.map(|step| step.page).collect()
}

/// Where the reader has a program to be checked: the page before the first step, each page that
/// adds to a program, and each exercise; with the program's name, and what is said of it there.
fn all_due(book: &Book) -> Vec<(&Page, &str, String)> {
    let mut all = Vec::new();
    for program in PROGRAMS {
        let own = pages_of(book, program);
        let titles: Vec<&str> = own.iter().map(|page| page.title.as_str()).collect();
        let set_up = book.pages.iter().find(|page| page.name() == "set-up");
        let first = set_up.filter(|_| program == PROGRAMS[0]).map(|page| (0, page));
        for (number, page) in first.into_iter().chain((1..).zip(own)) {
            let ahead = AHEAD.iter().find(|(name, _)| *name == page.name());
            all.push((page, program, verdict(ahead.map_or(number, |(_, done)| *done), &titles)));
        }
    }
    for page in &book.pages {
        let Some(exercise) = page.exercise() else { continue };
        let own: Vec<_> = SCENARIOS.iter().filter(|it| it.is_on(page.name())).collect();
        for Scenario { name, steps, .. } in &own {
            let titles: Vec<&str> = steps.iter().map(|step| step.title).collect();
            all.push((page, *name, verdict(titles.len(), &titles)));
        }
        if own.is_empty() {
            all.push((page, exercise, verdict(0, &[])));
        }
    }
    all
}

/// Each page on which the reader has a program to be checked shows that, and how far it has come.
pub fn each_step_is_checked(context: &Context, report: &mut Report) {
    let shown = all_shown(&context.book, report);
    let help = "show how far the reader has come";
    for (page, program, verdict) in all_due(&context.book) {
        report.count("pages that have to be checked");
        let command = format!("cargo run --bin {program}");
        let mut own = shown.iter().filter(|shown| shown.page.path == page.path);
        let own = own.find(|own| own.scenario.name == program && own.command == command);
        let Some(Shown { exchange, .. }) = own else {
            let call = format!("`{CALL} {program}`");
            let expected = format!("a ```console,in=tutorial,checked fence with {call}");
            report.add(page.at(1), "no check of the reader's program", expected, help);
            continue;
        };
        let holds = exchange.output.contains(&verdict);
        report.demand(page.at(exchange.line), holds, exchange.output.join("\n"), verdict, help);
    }
}

/// The pages that scenarios name, such as `server/listen`, each with its title.
pub fn named_pages() -> Vec<scenario::Page> {
    let mut pages = Vec::new();
    for scenario in SCENARIOS {
        let steps = scenario.steps.iter();
        pages.extend(steps.clone().map(|step| scenario.page_of(step)));
        pages.extend(steps.filter_map(|step| step.taught_on));
        let peers = scenario.misbehaving_peers.iter();
        pages.extend(peers.flat_map(|peer| [peer.page, peer.better]));
    }
    pages
}

/// Every page that a scenario names is listed, with that title; and the steps of the two programs
/// are the pages that add to them, in order.
pub fn scenarios_name_pages(context: &Context, report: &mut Report) {
    let entries = summary(&context.tree);
    for scenario::Page { path: page, title } in named_pages() {
        report.count("pages that scenarios name");
        let mut listed = entries.iter().filter(|entry| entry.path == path_of(page));
        let is_listed = listed.any(|entry| title == entry.title);
        let actual = format!("no [{title}]({page}.md)");
        let expected = "the page, with the title, that a scenario of `check` names";
        let help = "mend the table in part1/src/shared, or the title";
        report.demand((SUMMARY, 1), is_listed, actual, expected, help);
    }
    for program in PROGRAMS {
        let of_book = pages_of(&context.book, program);
        let of_book: Vec<&str> = of_book.into_iter().map(|page| page.path.as_str()).collect();
        let of_check = scenario(program).map_or(&[][..], |scenario| scenario.steps);
        let of_check: Vec<String> = of_check.iter().filter_map(|s| s.page).map(path_of).collect();
        let place = ("part1/src/shared/scenarios/lesson.rs", 1);
        let help = "give the scenario a step for each page, in the book's order";
        report.same(place, of_check.join(" "), of_book.join(" "), help);
    }
}
