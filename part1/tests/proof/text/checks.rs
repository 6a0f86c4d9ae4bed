//! Do the pages show the check where they should, and does it name the pages as they are?

use crate::book::console::Exchange;
use crate::book::fence::Fence;
use crate::book::page::Page;
use crate::book::report::Report;
use crate::book::steps::{self, Context, PROGRAMS};
use crate::book::{Book, SUMMARY, path_of, summary};
use shared::scenario::{Scenario, Step};
use shared::scenarios::SCENARIOS;

/// How the reader calls it, in the repository's folder.
const CALL: &str = "cargo run --bin check --";

/// Where the reader's package lies, seen from there.
pub const FOLDER: &str = "../hello-tcp";
const PACKAGE: &str = "--in ../hello-tcp";

/// The page before the first step.
const SET_UP: &str = "set-up";

/// The folder of the exercises' pages.
const EXERCISES: &str = "exercises/";

/// After these pages the reader has done so many steps: what the next one
/// adds closes what the end of the program closes as well, and from outside
/// nobody can tell.
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

pub fn all_shown<'a>(book: &'a Book, report: &mut Report) -> Vec<Shown<'a>> {
    let mut all = Vec::new();
    for page in book.all() {
        for fence in &page.fences {
            let Some(console) = fence.console().filter(|console| console.checked) else { continue };
            report.count("fences with a check");
            let shown = console.exchanges.first().and_then(|exchange| {
                let (scenario, command) = call(&exchange.command)?;
                Some(Shown { page, fence, exchange, scenario, command })
            });
            match shown {
                Some(shown) => all.push(shown),
                None => report.add(
                    (&page.path, fence.line),
                    fence.body.first().map_or("", String::as_str),
                    format!("$ {CALL} {PACKAGE} SCENARIO COMMAND"),
                    "let it be a check of the reader's program",
                ),
            }
        }
    }
    all
}

/// The scenario and the reader's command in a call.
fn call(command: &str) -> Option<(&'static Scenario, String)> {
    let rest = command.strip_prefix(CALL)?.trim();
    let rest = rest.strip_prefix(PACKAGE)?.trim();
    let (name, command) = rest.split_once(' ')?;
    let scenario = SCENARIOS.iter().find(|s| s.name == name)?;
    Some((scenario, command.to_string()))
}

/// What runs the programs of this repository that are checked on pages in
/// place of the reader's.
pub fn own_commands(book: &Book) -> Vec<String> {
    let shown = all_shown(book, &mut Report::default());
    let own = shown.iter().map(|shown| shown.scenario.own.join(" "));
    own.map(|own| format!("cargo run {own}")).collect()
}

/// A page on which the reader has a program to be checked: whose, how many
/// of its steps are done, and their titles.
struct Due<'a> {
    page: &'a Page,
    program: &'a str,
    done: usize,
    titles: Vec<String>,
}

impl Due<'_> {
    /// How far the reader has come there, in the words of the check.
    fn verdict(&self) -> String {
        let Due { done, titles, .. } = self;
        let words = format!("You have finished {done} of {} steps", titles.len());
        match titles.get(*done) {
            Some(next) => format!("{words}; next: {next}"),
            None => words + ".",
        }
    }
}

/// The page before the first step, each page that adds to a program, and
/// each exercise.
fn all_due(book: &Book) -> Vec<Due<'_>> {
    let steps = steps::steps(book);
    let mut all = Vec::new();
    for program in PROGRAMS {
        let own = steps.iter().filter(|step| step.program == program);
        let own: Vec<&Page> = own.map(|step| step.page).collect();
        let titles: Vec<String> = own.iter().map(|page| page.title.clone()).collect();
        for (i, page) in own.into_iter().enumerate() {
            let ahead = AHEAD.iter().find(|(name, _)| *name == page.name());
            let done = ahead.map_or(i + 1, |(_, done)| *done);
            all.push(Due { page, program, done, titles: titles.clone() });
        }
        let set_up = book.pages.iter().find(|page| page.name() == SET_UP);
        if program == PROGRAMS[0]
            && let Some(page) = set_up
        {
            all.push(Due { page, program, done: 0, titles });
        }
    }
    for page in &book.pages {
        let Some(program) = page.name().strip_prefix(EXERCISES) else {
            continue;
        };
        let scenario = SCENARIOS.iter().find(|s| s.name == program);
        let steps = scenario.map_or(&[][..], |scenario| scenario.steps);
        let title = |step: &Step| step.title.to_string();
        let titles = steps.iter().map(title).collect();
        all.push(Due { page, program, done: steps.len(), titles });
    }
    all
}

/// Each page on which the reader has a program to be checked shows that,
/// and how far the reader has come.
pub fn each_step_is_checked(context: &Context, report: &mut Report) {
    let book = &context.book;
    let shown = all_shown(book, report);
    for due in all_due(book) {
        report.count("pages that have to be checked");
        let Due { page, program, .. } = due;
        let is_it = |shown: &&Shown| {
            shown.page.path == page.path
                && shown.scenario.name == program
                && shown.command == format!("cargo run --bin {program}")
        };
        let Some(shown) = shown.iter().find(is_it) else {
            report.add(
                (&page.path, 1),
                "no check of the reader's program",
                format!(
                    "a ```console,in=tutorial,checked fence with `{CALL} {PACKAGE} {program} \
                     cargo run --bin {program}`"
                ),
                "show how far the reader has come",
            );
            continue;
        };
        let verdict = due.verdict();
        if !shown.exchange.output.contains(&verdict) {
            report.add(
                (&page.path, shown.exchange.line),
                shown.exchange.output.join("\n"),
                verdict,
                "show how far the reader has come",
            );
        }
    }
}

/// The pages that scenarios name, such as `server/listen`, each with its title if they say it: of
/// an exercise they do not.
pub fn named_pages() -> Vec<(String, Option<&'static str>)> {
    let mut pages = Vec::new();
    for scenario in SCENARIOS {
        for step in scenario.steps {
            let title = step.page.map(|_| step.title);
            pages.push((scenario.page_of(step), title));
        }
        for page in scenario.misbehaving_peers.iter().flat_map(|p| [p.page, p.better]) {
            pages.push((page.path.to_string(), Some(page.title)));
        }
    }
    pages
}

/// Every page that a scenario names is listed, with that title; and the
/// steps of the two programs are the pages that add to them, in order.
pub fn scenarios_name_pages(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let entries = summary(tree);
    for (page, title) in named_pages() {
        report.count("pages that scenarios name");
        let listed = entries
            .iter()
            .any(|entry| entry.path == path_of(&page) && title.is_none_or(|t| t == entry.title));
        if !listed {
            report.add(
                (SUMMARY, 1),
                format!("no [{}]({page}.md)", title.unwrap_or("…")),
                "the page, with the title, that a scenario of `check` names",
                "mend the table in part1/src/shared, or the title",
            );
        }
    }
    let steps = steps::steps(book);
    for program in PROGRAMS {
        let of_book: Vec<String> = steps
            .iter()
            .filter(|step| step.program == program)
            .map(|step| step.page.path.clone())
            .collect();
        let scenario = SCENARIOS.iter().find(|s| s.name == program);
        let of_check: Vec<String> = scenario
            .iter()
            .flat_map(|scenario| scenario.steps)
            .filter_map(|step| Some(path_of(step.page?)))
            .collect();
        if of_book != of_check {
            report.add(
                ("part1/src/shared/scenarios/lesson.rs", 1),
                of_check.join(" "),
                of_book.join(" "),
                "give the scenario a step for each page, in the book's order",
            );
        }
    }
}
