//! What do the pages show of `check`, and is that what it says of the
//! program as the reader has it there?

use crate::book::{Book, CHECKED, Fence, Page, SUMMARY, summary};
use crate::cast::{Cast, PATIENT, Role};
use crate::console::{self, Exchange};
use crate::finding::Report;
use crate::masks::masked;
use crate::package::{self, NEW};
use crate::steps::{self, EXAMPLES, PROGRAMS, Shelf};
use crate::tree::Tree;
use shared::scenario::{Scenario, Step};
use shared::scenarios::SCENARIOS;

/// How the reader calls it, in the repository's folder.
const CALL: &str = "cargo run --bin check --";

/// Where the reader's package lies, seen from there.
const FOLDER: &str = "../hello-tcp";
const PACKAGE: &str = "--in ../hello-tcp";

/// Where a page's lines leave out what is said before or between.
const MORE: &str = "…";

/// The page before the first step.
const SET_UP: &str = "set-up";

/// The folder of the exercises' pages.
const EXERCISES: &str = "exercises/";

/// After these pages the reader has done so many steps: what the next one
/// adds closes what the end of the program closes as well, and from outside
/// nobody can tell.
const AHEAD: [(&str, usize); 2] =
    [("server/receive", 6), ("client/receive-and-send", 4)];

/// A fence that shows what is said of a program.
struct Shown<'a> {
    page: &'a Page,
    fence: &'a Fence,
    exchange: Exchange,
    scenario: &'static Scenario,
    /// The reader's command.
    command: String,
}

fn all_shown<'a>(book: &'a Book, report: &mut Report) -> Vec<Shown<'a>> {
    let mut all = Vec::new();
    for page in book.all() {
        for fence in &page.fences {
            if fence.attribute(CHECKED).is_none() {
                continue;
            }
            report.saw("fences with a check");
            let exchanges = console::exchanges(page, fence, report);
            let mut shown = exchanges.into_iter().filter_map(|exchange| {
                let (scenario, command) = call(&exchange.command)?;
                Some(Shown { page, fence, exchange, scenario, command })
            });
            match shown.next() {
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
        let words =
            format!("You have finished {done} of {} steps", titles.len());
        match titles.get(*done) {
            Some(next) => format!("{words}; next: {next}"),
            None => words + ".",
        }
    }
}

/// The page before the first step, each page that adds to a program, and
/// each exercise.
fn all_due<'a>(tree: &Tree, book: &'a Book) -> Vec<Due<'a>> {
    let entries = summary(tree);
    let title = |page: &Page| {
        let entry = entries.iter().find(|entry| entry.path == page.path);
        entry.map_or(String::new(), |entry| entry.title.clone())
    };
    let steps = steps::steps(book);
    let mut all = Vec::new();
    for program in PROGRAMS {
        let own = steps.iter().filter(|step| step.program == program);
        let own: Vec<&Page> = own.map(|step| step.page).collect();
        let titles: Vec<String> = own.iter().map(|page| title(page)).collect();
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
pub fn each_step_is_checked(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let shown = all_shown(book, &mut report);
    for due in all_due(tree, book) {
        report.saw("pages that have to be checked");
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
                    "a ```console,in=tutorial,{CHECKED} fence with `{CALL} \
                     {PACKAGE} {program} cargo run --bin {program}`"
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
    report
}

/// Every page that a scenario names is listed, with that title; and the
/// steps of the two programs are the pages that add to them, in order.
pub fn scenarios_name_pages(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let entries = summary(tree);
    let path = |name: &str| format!("book/src/{name}.md");
    let mut is_listed = |page: &str, title: Option<&str>| {
        report.saw("pages that scenarios name");
        let listed = entries.iter().any(|entry| {
            entry.path == path(page) && title.is_none_or(|t| t == entry.title)
        });
        if !listed {
            report.add(
                (SUMMARY, 1),
                format!("no [{}]({page}.md)", title.unwrap_or("…")),
                "the page, with the title, that a scenario of `check` names",
                "mend the table in part1/src/shared, or the title",
            );
        }
    };
    for scenario in SCENARIOS {
        for step in scenario.steps {
            let title = step.page.map(|_| step.title);
            is_listed(&scenario.page_of(step), title);
        }
        for page in
            scenario.misbehaving_peers.iter().flat_map(|p| [p.page, p.better])
        {
            is_listed(page.path, Some(page.title));
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
            .filter_map(|step| Some(path(step.page?)))
            .collect();
        if of_book != of_check {
            report.add(
                ("part1/src/shared/lesson.rs", 1),
                of_check.join(" "),
                of_book.join(" "),
                "give the scenario a step for each page, in the book's order",
            );
        }
    }
    report
}

/// The program that a fence is about, as the reader has it there.
fn role(shelf: &Shelf, tree: &Tree, shown: &Shown) -> Role {
    let [_, own] = shown.scenario.own;
    let place = PROGRAMS.iter().position(|program| *program == own);
    let last = shelf.book.pages.last().expect("a page");
    let page = match shelf.book.pages.iter().any(|p| p.path == shown.page.path)
    {
        true => shown.page,
        false => last,
    };
    let text = match place {
        Some(place) => {
            let programs =
                steps::programs_after(shelf.book, shelf.sources, page);
            let text = programs[place].clone().unwrap_or(NEW.to_string());
            match shown.fence.attribute("changed") {
                Some(_) => package::with_changed_line(page, own, &text),
                None => text,
            }
        }
        None => {
            let path = format!("{EXAMPLES}{own}.rs");
            tree.get(&path).unwrap_or_default().to_string()
        }
    };
    Role {
        name: shown.page.path.clone(),
        scenario: shown.scenario.name.to_string(),
        text,
    }
}

/// Whether the lines of a page tell what was said: `…` stands for any.
fn is_told(told: &[String], said: &[String]) -> bool {
    match told.split_first() {
        None => said.is_empty(),
        Some((line, rest)) if line == MORE => {
            (0..=said.len()).any(|from| is_told(rest, &said[from..]))
        }
        Some((line, rest)) => {
            said.first() == Some(line) && is_told(rest, &said[1..])
        }
    }
}

/// Said of each program as the reader has it after its page.
#[test]
#[cfg_attr(not(unix), ignore = "needs Unix")]
fn the_check_says_what_the_pages_show() {
    let tree = Tree::read();
    let mut report = Report::default();
    let sources = steps::sources(&tree, &mut report);
    let book = Book::read(&tree);
    let shelf = Shelf { book: &book, sources: &sources, label: "book" };
    let shown = all_shown(&book, &mut report);
    let roles: Vec<Role> =
        shown.iter().map(|shown| role(&shelf, &tree, shown)).collect();
    let verdicts = Cast::new("told", PATIENT, &roles).check_all();
    for (shown, verdict) in shown.iter().zip(&verdicts) {
        report.saw("programs checked");
        let mut said: Vec<String> = verdict
            .text()
            .lines()
            .map(|line| line.trim_end().to_string())
            .collect();
        if let Some(first) = said.first_mut() {
            let (_, at) = first.rsplit_once("`, ").unwrap_or_default();
            let command = &shown.command;
            *first = format!("Checking `{command}` in {FOLDER}, {at}");
        }
        let said = masked(&said);
        let told = masked(&shown.exchange.output);
        if !is_told(&told, &said) {
            report.add(
                (&shown.page.path, shown.exchange.line),
                format!(
                    "the page says that the check says\n{}",
                    told.join("\n")
                ),
                format!("what it says\n{}", said.join("\n")),
                "mend the page, or the scenario if the page is right",
            );
        }
    }
    report.settle();
}

#[test]
fn lines_that_are_left_out_may_be_any() {
    let lines = |text: &str| -> Vec<String> {
        text.split_whitespace().map(str::to_string).collect()
    };
    for (told, said, expected) in [
        ("a b", "a b", true),
        ("a", "a b", false),
        ("… b", "a a b", true),
        ("… b", "a b c", false),
        ("… b …", "a b c", true),
        ("… b …", "a c", false),
    ] {
        assert_eq!(is_told(&lines(told), &lines(said)), expected, "{told}");
    }
}
