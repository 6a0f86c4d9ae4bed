//! Are the commands of the book and of the documents besides ones that exist? Most are played
//! (play/transcripts.rs); here are those that are not.

use super::check_on_pages::own_commands;
use super::documents::CONTRIBUTING;
use crate::book::fence::Console;
use crate::book::prelude::*;
use crate::book::steps;
use crate::run::readers_package::NAME;

/// Why a fence may stay unrun, and the commands for which that holds.
const NOT_RUN: &str = "part1/tests/proof/text/not_run.txt";

/// What comes with Rust or with every shell, and is therefore played without more.
const PLAIN: [&str; 7] = ["cargo", "rustc", "cd", "echo", "mkdir", "mv", "cp"];

/// A reason of [`NOT_RUN`], with the line of each of its commands.
struct Reason<'a> {
    line: usize,
    name: &'a str,
    fences: usize,
    note: &'a str,
    commands: Vec<(usize, &'a str)>,
}

fn reasons(tree: &Tree) -> Vec<Reason<'_>> {
    let mut reasons: Vec<Reason> = Vec::new();
    for (line, text) in (1..).zip(tree.get(NOT_RUN).unwrap_or_default().lines()) {
        let (head, note) = text.split_once(':').unwrap_or((text, ""));
        if let (Some(command), Some(last)) = (text.strip_prefix("    "), reasons.last_mut()) {
            last.commands.push((line, command));
        } else if let (Some((name, fences)), false) = (head.split_once(' '), head.starts_with('#'))
        {
            let (fences, note) = (fences.parse().unwrap_or(0), note.trim_start());
            reasons.push(Reason { line, name, fences, note, commands: Vec::new() });
        }
    }
    reasons
}

/// What holds of the fences that are not run for that reason, in the words of the list.
pub fn why_not_run<'a>(tree: &'a Tree, reason: &str) -> &'a str {
    let reasons = reasons(tree);
    reasons.iter().find(|own| own.name == reason).map_or("", |own| own.note)
}

/// The consoles of all pages, each with its page.
fn consoles(book: &Book) -> impl Iterator<Item = (&Page, &Console)> {
    book.fences().filter_map(|(page, fence)| Some((page, fence.console()?)))
}

/// Fences that stay unrun say why, and hold only commands for which that is true; each such command
/// stands somewhere.
pub fn unrun_fences_say_why(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let reasons = reasons(tree);
    let mut met = Vec::new();
    for (page, console) in consoles(book) {
        let Some(name) = console.not_run.as_deref() else { continue };
        report.count("console fences not run");
        let reason = reasons.iter().find(|reason| reason.name == name);
        let allowed = reason.map_or(&[][..], |reason| &reason.commands);
        let allowed: Vec<&str> = allowed.iter().map(|(_, command)| *command).collect();
        met.push((name, ""));
        for exchange in &console.exchanges {
            let (place, command) = (page.at(exchange.line), exchange.command.as_str());
            met.push((name, command));
            if let Some(script) = command.strip_prefix("sh ").and_then(|c| c.split(' ').next())
                && tree.get(script).is_none()
            {
                let help = "mend the path: it is seen from the top folder";
                report.add(place, script, "a script of the repository", help);
            }
            if !allowed.contains(&command) {
                let actual = format!("`{command}`, not run: {name}");
                let help = format!("let it be run, or mend the command, or add it to {NOT_RUN}");
                report.add(place, actual, format!("one of: {}", allowed.join(" · ")), help);
            }
        }
    }
    for Reason { line, name, fences, commands, .. } in reasons {
        let count = met.iter().filter(|met| **met == (name, "")).count();
        let help =
            "so many fences give that reason: run the new one, or change the number on purpose";
        let (actual, expected) = (format!("{name} {fences}"), format!("{name} {count}"));
        report.same((NOT_RUN, line), actual, expected, help);
        for (line, command) in commands {
            if !met.contains(&(name, command)) {
                let actual = format!("`{command}`, which no page shows as {name}");
                report.add((NOT_RUN, line), actual, "a command of a page", "take it out");
            }
        }
    }
}

/// A console that needs no tool runs only what comes with Rust: another reader has no more.
pub fn plain_consoles_need_only_rust(context: &Context, report: &mut Report) {
    let consoles = consoles(&context.book).filter(|(_, console)| console.not_run.is_none());
    for (page, console) in consoles.filter(|(_, console)| console.needs.is_empty()) {
        for exchange in &console.exchanges {
            report.count("commands of plain consoles");
            let program = exchange.command.split(' ').next().unwrap_or_default();
            if !PLAIN.contains(&program) {
                let actual = format!("`{program}` in a console without `needs=`");
                let expected = format!("one of: {}", PLAIN.join(", "));
                let help =
                    format!("say so in the fence, `needs={program}`: an ignored test plays it");
                report.add(page.at(exchange.line), actual, expected, help);
            }
        }
    }
}

/// The commands in those of the console fences.
fn shown(book: &Book, is_meant: impl Fn(&Console) -> bool) -> Vec<String> {
    let consoles = consoles(book).filter(|(_, console)| is_meant(console));
    consoles.flat_map(|(_, console)| console.commands()).map(str::to_string).collect()
}

/// Whether a command is one that begins with these words.
fn begins_with(command: &str, words: &str) -> bool {
    command.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Each example is run on some page.
pub fn examples_are_run(context: &Context, report: &mut Report) {
    let mut run = shown(&context.book, |console| console.not_run.is_none());
    // What is checked on a page is the scenario's own program.
    run.extend(own_commands(&context.book));
    for path in context.tree.paths() {
        let Some(name) = steps::example(path) else { continue };
        report.count("examples");
        let command = format!("cargo run --example {name}");
        // Those that measure are run with --release.
        if !run.iter().any(|run| begins_with(&run.replace("--release ", ""), &command)) {
            let expected = format!("a console fence with `{command}`");
            let help = "show how to run it and what it prints";
            report.add((path, 1), "an example that no page runs", expected, help);
        }
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
    let shown = shown(&context.book, |_| true);
    for (page, prose) in context.book.prose() {
        for span in &prose.spans {
            let program = span.split_once(' ').map_or("", |(program, _)| program);
            if !["cargo", "mdbook", "sh"].contains(&program) {
                continue;
            }
            report.count("commands in prose");
            if !shown.iter().any(|shown| begins_with(shown, span)) {
                let expected = "a command that some console fence shows, or the first words of one";
                let help = "mend it, or show it in a fence, where it is run";
                report.add(page.at(prose.line), format!("`{span}`"), expected, help);
            }
        }
    }
}

/// The package that the set-up page makes is the one whose steps are built and run.
pub fn the_package_has_the_name_of_the_page(context: &Context, report: &mut Report) {
    let command = format!("$ cargo new {NAME}");
    let fences = context.book.pages.iter().flat_map(|page| &page.fences);
    let count = fences.filter(|fence| fence.body.contains(&command)).count();
    report.count_many("fences with `cargo new`", count);
}
