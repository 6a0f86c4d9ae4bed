//! What the pages show of `check`: is that what it says of the program as the reader has it there?

use super::prelude::*;
use crate::run::readers_package::NEW;
use crate::text::check_on_pages::{FOLDER, Shown, all_shown};

/// The program that a fence is about, as the reader has it there.
fn program(context: &Context, shown: &Shown) -> Program {
    let [_, own] = shown.scenario.own;
    let last = context.book.pages.last().expect("a page");
    let page = if shown.page.is_of_book() { shown.page } else { last };
    let is_changed = shown.fence.console().is_some_and(|console| console.changed.is_some());
    let text = if !PROGRAMS.contains(&own) {
        text_of(&context.tree, own).unwrap_or_default().to_string()
    } else if is_changed {
        readers_package::program_changed(context, page, own, shown.fence.line)
    } else {
        context.program_after(own, page).unwrap_or(NEW.to_string())
    };
    let (name, scenario) = (shown.page.path.clone(), shown.scenario.name.to_string());
    let options = shown.options.iter().map(ToString::to_string).collect();
    Program { name, scenario, options, text }
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Unix")]
fn the_check_says_what_the_pages_show() {
    let Some(()) = own_network() else { return };
    let mut report = Report::default();
    page_shows_what_is_said(Context::live(), |_| true, &mut report);
    report.settle();
}

/// Said of each program as the reader has it after its page, on the pages of these paths.
pub fn page_shows_what_is_said(
    context: &Context, is_wanted: impl Fn(&str) -> bool, report: &mut Report,
) {
    let mut all = all_shown(&context.book, report);
    all.retain(|shown| is_wanted(&shown.page.path));
    if all.is_empty() {
        return;
    }
    let programs: Vec<Program> = all.iter().map(|shown| program(context, shown)).collect();
    let verdicts = check_all("shown", PATIENT, &programs);
    all.iter().zip(&verdicts).for_each(|(shown, said)| compare(context, shown, said, report));
}

/// What is said of a program is what the fence shows. Here it has been checked under another name.
fn compare(context: &Context, shown: &Shown, verdict: &Ended, report: &mut Report) {
    report.count("programs checked");
    let lines = verdict.stdout.lines();
    let mut said: Vec<String> = lines.map(|line| line.trim_end().to_string()).collect();
    if let Some(first) = said.first_mut() {
        let (_, at) = first.rsplit_once("`, ").unwrap_or_default();
        *first = format!("Checking `{}` in {FOLDER}, {at}", shown.command);
    }
    let recorded = Recorded { page: shown.page, fence: shown.fence, exchange: Some(0) };
    let help = "mend the page, or the scenario if the page is right";
    recorded.compare(context, &said, &normalized, help, report);
}

/// The numbers that the page has of `check` are those of its constants, in milliseconds.
#[test]
fn the_page_about_the_check_has_its_numbers() {
    let tree = Tree::live();
    let milliseconds = |constant: &str| -> f64 {
        let start = format!("const {constant}: Duration = Duration::from_millis(");
        let mut texts = tree.paths().filter(|path| path.starts_with("part1/src/"));
        let rest = texts.find_map(|path| Some(tree.get(path)?.split_once(&start)?.1));
        let number = rest.and_then(|rest| rest.split(')').next()?.parse().ok());
        number.unwrap_or_else(|| panic!("no `{start}…)` below part1/src"))
    };
    let look = milliseconds("LOOK");
    says("check/how", &format!("timeout](../stranger/silent.md) of {look} ms"));
    let seconds = milliseconds("WHILE") / 1000.0;
    says("check/how", &format!("wait for a while, and the check waits {seconds} seconds"));
}
