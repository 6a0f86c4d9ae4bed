//! Are the commands of the book and of the documents besides ones that exist? Most are played
//! (play/transcripts.rs); here are those that are not.

use super::check_on_pages::all_shown;
use super::documents::CONTRIBUTING;
use super::{lines, prelude::*};
use crate::book::fence::Console;
use crate::run::readers_package::NAME;

/// Why a fence may stay unrun, and the commands for which that holds.
const NOT_RUN: &str = "part1/tests/proof/text/not_run.txt";

/// What comes with Rust or with every shell, and is therefore played without more.
const PLAIN: [&str; 7] = ["cargo", "rustc", "cd", "echo", "mkdir", "mv", "cp"];

/// A reason of [`NOT_RUN`], with the line of each of its commands.
struct Reason<'a> {
    line: usize,
    name: &'a str,
    fences: &'a str,
    note: &'a str,
    commands: Vec<(usize, &'a str)>,
}

fn reasons(tree: &Tree) -> Vec<Reason<'_>> {
    let mut reasons: Vec<Reason> = Vec::new();
    for (line, text) in lines(tree, NOT_RUN).filter(|(_, text)| !text.starts_with('#')) {
        let (head, note) = text.split_once(": ").unwrap_or((text, ""));
        if let (Some(command), Some(last)) = (text.strip_prefix("    "), reasons.last_mut()) {
            last.commands.push((line, command));
        } else if let Some((name, fences)) = head.split_once(' ') {
            reasons.push(Reason { line, name, fences, note, commands: Vec::new() });
        }
    }
    reasons
}

/// What holds of the fences that are not run for that reason, in the words of the list.
pub fn why_not_run<'a>(tree: &'a Tree, reason: &str) -> &'a str {
    reasons(tree).iter().find(|own| own.name == reason).map_or("", |own| own.note)
}

fn consoles(book: &Book) -> impl Iterator<Item = (&Page, &Console)> {
    book.fences().filter_map(|(page, fence)| Some((page, fence.console()?)))
}

fn commands(book: &Book) -> impl Iterator<Item = (&Page, &Console, &Exchange)> {
    consoles(book).flat_map(|(page, console)| {
        console.exchanges.iter().map(move |exchange| (page, console, exchange))
    })
}

/// The commands that the documents besides the book show.
pub fn shown_besides(book: &Book) -> impl Iterator<Item = &str> {
    let besides = commands(book).filter(|(page, ..)| !page.is_of_book());
    besides.map(|(.., exchange)| exchange.command.as_str())
}

/// A console that needs no tool runs only what comes with Rust: another reader has no more. One
/// that stays unrun says why, and holds only commands of that reason, each of which is shown.
pub fn consoles_are_run_or_say_why_not(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let reasons = reasons(tree);
    for (page, console, Exchange { line, command, .. }) in commands(book) {
        let Some(name) = console.not_run.as_deref() else {
            if console.needs.is_empty() {
                report.count("commands of plain consoles");
                let program = command.split(' ').next().unwrap_or_default();
                let actual = format!("`{program}` in a console without `needs=`");
                let help =
                    format!("say so in the fence, `needs={program}`: an ignored test plays it");
                report.known(page.at(*line), (program, &PLAIN), actual, help);
            }
            continue;
        };
        report.count("commands not run");
        let script = command.strip_prefix("sh ").and_then(|c| c.split(' ').next());
        if let Some(script) = script.filter(|script| tree.get(script).is_none()) {
            let help = "mend the path: it is seen from the top folder";
            report.add(page.at(*line), script, "a script of the repository", help);
        }
        let own = reasons.iter().filter(|reason| reason.name == name);
        let allowed: Vec<&str> = own.flat_map(|own| &own.commands).map(|(_, own)| *own).collect();
        let actual = format!("`{command}`, not run: {name}");
        let help = format!("let it be run, or mend the command, or add it to {NOT_RUN}");
        report.known(page.at(*line), (command, &allowed), actual, help);
    }
    for Reason { line, name, fences, commands, .. } in reasons {
        let own = consoles(book).filter(|(_, console)| console.not_run.as_deref() == Some(name));
        let own: Vec<&Console> = own.map(|(_, console)| console).collect();
        let (actual, expected) = (format!("{name} {fences}"), format!("{name} {}", own.len()));
        let help = "so many fences give that reason: run the new one, or change the number";
        report.same((NOT_RUN, line), actual, expected, help);
        for (line, command) in commands {
            let is_shown = own.iter().any(|own| own.commands().any(|shown| shown == command));
            let actual = format!("`{command}`, which no page shows as {name}");
            report.demand((NOT_RUN, line), is_shown, actual, "a command of a page", "take it out");
        }
    }
}

fn begins_with(command: &str, words: &str) -> bool {
    command.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Each example is run on some page.
pub fn examples_are_run(context: &Context, report: &mut Report) {
    let run = commands(&context.book).filter(|(_, console, _)| console.not_run.is_none());
    // Those that measure are run with --release.
    let run = run.map(|(.., exchange)| exchange.command.replace("--release ", ""));
    // What is checked on a page is the scenario's own program.
    let checked = all_shown(&context.book, &mut Report::default()).into_iter();
    let checked = checked.map(|shown| format!("cargo run {}", shown.scenario.own.join(" ")));
    let run: Vec<String> = run.chain(checked).collect();
    for path in context.tree.paths() {
        let Some(name) = steps::example(path) else { continue };
        report.count("examples");
        let command = format!("cargo run --example {name}");
        let is_run = run.iter().any(|run| begins_with(run, &command));
        let expected = format!("a console fence with `{command}`");
        let help = "show how to run it and what it prints";
        report.demand((path, 1), is_run, "an example that no page runs", expected, help);
    }
}

/// CONTRIBUTING.md lists what check.sh runs, for those without a shell.
pub fn contributing_lists_what_the_script_runs(context: &Context, report: &mut Report) {
    let script = context.tree.get("scripts/check.sh").unwrap_or_default();
    let cargo = script.lines().filter(|line| line.starts_with("cargo "));
    let runs: Vec<String> = cargo.map(|line| format!("$ {line}")).collect();
    report.count_many("commands of check.sh", runs.len());
    let fences = context.book.page(CONTRIBUTING).map_or(&[][..], |page| &page.fences);
    let listed = fences.iter().find(|fence| fence.body.first() == runs.first());
    let (line, body) = listed.map_or((1, &[][..]), |fence| (fence.line, &fence.body));
    let help = "list the commands of scripts/check.sh, in its order";
    report.same((CONTRIBUTING, line), body.join("\n"), runs.join("\n"), help);
}

/// Commands in running text are ones that some fence shows.
pub fn commands_in_prose_are_shown(context: &Context, report: &mut Report) {
    let begins = ["cargo ", "mdbook ", "sh "];
    for (page, prose) in context.book.prose() {
        for span in prose.spans.iter().filter(|span| begins.iter().any(|b| span.starts_with(b))) {
            report.count("commands in prose");
            let mut shown = commands(&context.book).map(|(.., exchange)| &exchange.command);
            let is_shown = shown.any(|shown| begins_with(shown, span));
            let expected = "a command that some console fence shows, or the first words of one";
            let help = "mend it, or show it in a fence, where it is run";
            report.demand(page.at(prose.line), is_shown, format!("`{span}`"), expected, help);
        }
    }
}

/// The package that the set-up page makes is the one whose steps are built and run.
pub fn the_package_has_the_name_of_the_page(context: &Context, report: &mut Report) {
    let new = format!("cargo new {NAME}");
    let shown = commands(&context.book).filter(|(page, ..)| page.is_of_book());
    let count = shown.filter(|(.., exchange)| exchange.command == new).count();
    report.count_many("fences with `cargo new`", count);
}
