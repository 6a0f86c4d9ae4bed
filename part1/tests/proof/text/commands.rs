//! Are the commands of the book and of the documents besides ones that exist? Most are played
//! (play/transcripts.rs); here are those that are not.

use super::checks::own_commands;
use crate::book::fence::{Console, Fence};
use crate::book::report::Report;
use crate::book::steps;
use crate::book::steps::Context;
use crate::book::tree::Tree;
use crate::book::{BESIDES, Book};
use crate::run::package::NAME;

/// Why a fence may stay unrun, and the commands for which that holds.
const NOT_RUN: &str = "part1/tests/proof/text/not_run.txt";

/// What comes with Rust or with every shell, and is therefore played without more.
const PLAIN: [&str; 7] = ["cargo", "rustc", "cd", "echo", "mkdir", "mv", "cp"];

/// A reason of [`NOT_RUN`], with the line of each of its commands.
struct Reason<'a> {
    line: usize,
    name: &'a str,
    fences: usize,
    commands: Vec<(usize, &'a str)>,
}

fn reasons(tree: &Tree) -> Vec<Reason<'_>> {
    let mut reasons: Vec<Reason> = Vec::new();
    for (line, text) in (1..).zip(tree.get(NOT_RUN).unwrap_or_default().lines()) {
        if let (Some(command), Some(last)) = (text.strip_prefix("    "), reasons.last_mut()) {
            last.commands.push((line, command));
        } else if let Some((name, fences)) =
            text.split(':').next().and_then(|head| head.split_once(' '))
            && !text.starts_with('#')
        {
            let fences = fences.parse().unwrap_or(0);
            reasons.push(Reason { line, name, fences, commands: Vec::new() });
        }
    }
    reasons
}

/// What holds of the fences that are not run for that reason, in the words of the list.
pub fn why_not_run<'a>(tree: &'a Tree, reason: &str) -> &'a str {
    let lines = tree.get(NOT_RUN).unwrap_or_default().lines();
    let mut own = lines.filter(|line| line.starts_with(&format!("{reason} ")));
    own.next().and_then(|line| line.split_once(": ")).map_or("", |(_, note)| note)
}

/// Fences that stay unrun say why, and hold only commands for which that is true; each such command
/// stands somewhere.
pub fn unrun_fences_say_why(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let reasons = reasons(tree);
    let mut met = Vec::new();
    for page in book.all() {
        for console in page.fences.iter().filter_map(|fence| fence.console()) {
            let Some(name) = console.not_run.as_deref() else { continue };
            report.count("console fences not run");
            let reason = reasons.iter().find(|reason| reason.name == name);
            let allowed = reason.map_or(&[][..], |reason| &reason.commands);
            let allowed: Vec<&str> = allowed.iter().map(|(_, command)| *command).collect();
            met.push((name, ""));
            for exchange in &console.exchanges {
                let command = exchange.command.as_str();
                let place = (page.path.as_str(), exchange.line);
                met.push((name, command));
                if let Some(script) = command.strip_prefix("sh ").and_then(|c| c.split(' ').next())
                    && tree.get(script).is_none()
                {
                    let help = "mend the path: it is seen from the top folder";
                    report.add(place, script, "a script of the repository", help);
                }
                if !allowed.contains(&command) {
                    report.add(
                        place,
                        format!("`{command}`, not run: {name}"),
                        format!("one of: {}", allowed.join(" · ")),
                        format!("let it be run, or mend the command, or add it to {NOT_RUN}"),
                    );
                }
            }
        }
    }
    for Reason { line, name, fences, commands } in reasons {
        let met_so_often = met.iter().filter(|met| **met == (name, "")).count();
        report.same(
            (NOT_RUN, line),
            format!("{name} {fences}"),
            format!("{name} {met_so_often}"),
            "so many fences give that reason: run the new one, or change the number on purpose",
        );
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
    let book = &context.book;
    for page in book.all() {
        let consoles = page.fences.iter().filter_map(|fence| fence.console());
        for console in consoles.filter(|c| c.not_run.is_none() && c.needs.is_empty()) {
            for exchange in &console.exchanges {
                report.count("commands of plain consoles");
                let program = exchange.command.split(' ').next().unwrap_or_default();
                if !PLAIN.contains(&program) {
                    report.add(
                        (&page.path, exchange.line),
                        format!("`{program}` in a console without `needs=`"),
                        format!("one of: {}", PLAIN.join(", ")),
                        format!("say so in the fence, `needs={program}`: an ignored test plays it"),
                    );
                }
            }
        }
    }
}

/// The commands in those of the console fences.
fn shown(book: &Book, which: impl Fn(&Console) -> bool) -> Vec<String> {
    let consoles = book.all().flat_map(|page| &page.fences).filter_map(|fence| fence.console());
    let exchanges = consoles.filter(|console| which(console)).flat_map(|c| &c.exchanges);
    exchanges.map(|exchange| exchange.command.clone()).collect()
}

/// Each example is run on some page.
pub fn examples_are_run(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let mut run = shown(book, |console| console.not_run.is_none());
    // What is checked on a page is the scenario's own program.
    run.extend(own_commands(book));
    for path in tree.paths() {
        let Some(name) = steps::example(path) else { continue };
        report.count("examples");
        let command = format!("cargo run --example {name}");
        let runs = |line: &String| {
            // Those that measure are run with --release.
            line.replace("--release ", "")
                .strip_prefix(&command)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        if !run.iter().any(runs) {
            report.add(
                (path, 1),
                "an example that no page runs",
                format!("a console fence with `{command}`"),
                "show how to run it and what it prints",
            );
        }
    }
}

/// CONTRIBUTING.md lists what check.sh runs, for those without a shell.
pub fn contributing_lists_what_the_script_runs(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let script = tree.get("scripts/check.sh").unwrap_or_default();
    let cargo = script.lines().filter(|line| line.starts_with("cargo "));
    let runs: Vec<String> = cargo.map(|line| format!("$ {line}")).collect();
    report.count_many("commands of check.sh", runs.len());
    let [_, document] = BESIDES;
    let fences = book.page(document).map_or(&[][..], |page| &page.fences);
    let listed = fences.iter().find(|fence| fence.body.first() == runs.first());
    let (line, body) = listed.map_or((1, &[][..]), |fence| (fence.line, &fence.body));
    report.same(
        (document, line),
        body.join("\n"),
        runs.join("\n"),
        "list the commands of scripts/check.sh, in its order",
    );
}

/// Commands in running text are ones that some fence shows.
pub fn commands_in_prose_are_shown(context: &Context, report: &mut Report) {
    let book = &context.book;
    let shown = shown(book, |_| true);
    for page in book.all() {
        for prose in &page.prose {
            for span in &prose.spans {
                let words: Vec<&str> = span.split(' ').collect();
                let is_command = words.len() > 1 && ["cargo", "mdbook", "sh"].contains(&words[0]);
                if !is_command {
                    continue;
                }
                report.count("commands in prose");
                let starts =
                    |shown: &String| shown == span || shown.starts_with(&format!("{span} "));
                if !shown.iter().any(starts) {
                    report.add(
                        (&page.path, prose.line),
                        format!("`{span}`"),
                        "a command that some console fence shows, or the \
                         first words of one",
                        "mend it, or show it in a fence, where it is run",
                    );
                }
            }
        }
    }
}

/// The package that the set-up page makes is the one whose steps are
/// built and run.
pub fn the_package_has_the_name_of_the_page(context: &Context, report: &mut Report) {
    let book = &context.book;
    let command = format!("$ cargo new {NAME}");
    let fences = book.pages.iter().flat_map(|page| &page.fences);
    let is_it = |fence: &&Fence| fence.body.contains(&command);
    report.count_many("fences with `cargo new`", fences.filter(is_it).count());
}
