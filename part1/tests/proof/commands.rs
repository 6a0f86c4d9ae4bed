//! Are the commands of the book and of README.md ones that exist? Most
//! are played (transcripts.rs); here are those that are not.

use crate::book::{Book, Fence};
use crate::console;
use crate::finding::Report;
use crate::package::NAME;
use crate::steps;
use crate::told;
use crate::tree::Tree;

/// Why a fence may stay unrun, and the commands for which that holds:
/// a misspelt one is in no list. Ignored tests run those marked so.
const NOT_RUN: [(&str, &[&str]); 8] = [
    // Playing it would begin the tests within the tests.
    (
        "it-is-this-proof",
        &[
            "cargo test",
            "cargo test -- --show-output",
            "cargo test -- --ignored",
            "cargo fmt --check",
            "cargo clippy --all-targets -- -D warnings",
            "cargo bench",
            "cargo test --test proof -- --include-ignored stories played staged",
            "sh scripts/check.sh",
        ],
    ),
    // site.rs runs the first, which runs the second.
    (
        "it-serves-until-stopped",
        &["sh scripts/serve.sh", "mdbook serve book --open"],
    ),
    // capture.rs does, and holds it equal to what it runs.
    ("a-test-runs-it-as-root", &["sudo tcpdump -i lo -n -t -l port 50000"]),
    // Nobody has run it here: the page names its source.
    (
        "it-is-for-windows",
        &["netsh interface ipv4 show excludedportrange protocol=tcp"],
    ),
    // costs.rs and many.rs have the same written elsewhere, and an ignored
    // test runs the programs without an argument.
    (
        "it-writes-the-record",
        &[
            "taskset -c 0 cargo run --release --example cost target",
            "sh scripts/compare.sh 51 target",
            "cargo run --release --example many_clients target",
        ],
    ),
    // A test of this repository downloads nothing.
    ("it-downloads", &["cargo add socket2"]),
    // reach.rs and cut.rs make the second one, run these, and compare.
    (
        "it-takes-two-machines",
        &[
            "cargo run --bin server",
            "cargo run --bin client",
            "cargo run --example hear 0.0.0.0:50000",
            "cargo run --example say 192.0.2.1:50000",
            "sudo ip netns add far",
            "sudo ip link add near type veth peer name cable netns far",
            "sudo ip addr add 192.0.2.1/24 dev near",
            "sudo ip link set near up",
            "sudo ip -n far addr add 192.0.2.2/24 dev cable",
            "sudo ip -n far link set cable up",
            "cargo build --bin client",
            "sudo ip netns exec far target/debug/client",
            "sudo ip netns del far",
        ],
    ),
    // tests/proof/site.rs asks for the same version.
    ("it-installs", &["cargo install mdbook --version 0.5.4 --locked"]),
];

/// How many fences are not run: one more needs a good reason.
const UNRUN: usize = 22;

/// Fences that stay unrun say why, and hold only commands for which
/// that is true; each such command stands somewhere.
pub fn unrun_fences_say_why(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let mut met = Vec::new();
    let mut unrun = 0;
    for page in book.all() {
        for fence in page.fences.iter().filter(|f| f.language == "console") {
            let Some(reason) = fence.attribute("not-run") else { continue };
            report.saw("console fences not run");
            unrun += 1;
            let allowed = NOT_RUN.iter().find(|(name, _)| *name == reason);
            let allowed =
                allowed.map_or(&[] as &[&str], |(_, commands)| commands);
            for exchange in console::exchanges(page, fence, &mut report) {
                met.push(exchange.command.clone());
                let words: Vec<&str> = exchange.command.split(' ').collect();
                if let ["sh", script, ..] = words[..]
                    && tree.get(script).is_none()
                {
                    report.add(
                        (&page.path, exchange.line),
                        script,
                        "a script of the repository",
                        "mend the path: it is seen from the top folder",
                    );
                }
                if !allowed.contains(&exchange.command.as_str()) {
                    report.add(
                        (&page.path, exchange.line),
                        format!("`{}`, not run: {reason}", exchange.command),
                        format!("one of: {}", allowed.join(" · ")),
                        "let it be run, or mend the command",
                    );
                }
            }
        }
    }
    if unrun != UNRUN {
        report.add(
            (file!(), 1),
            format!("{unrun} fences that are not run"),
            format!("{UNRUN}, as UNRUN says"),
            "run the new one, or change UNRUN here on purpose",
        );
    }
    for command in NOT_RUN.iter().flat_map(|(_, commands)| *commands) {
        if !met.iter().any(|m| m == command) {
            report.add(
                (file!(), 1),
                format!("`{command}` is in NOT_RUN and on no page"),
                "only commands that a page shows",
                "take it out of the list",
            );
        }
    }
    report
}

/// The commands in those of the console fences.
fn shown(book: &Book, which: impl Fn(&Fence) -> bool) -> Vec<String> {
    let fences = book
        .all()
        .flat_map(|page| page.fences.iter().map(move |fence| (page, fence)));
    fences
        .filter(|(_, fence)| fence.language == "console" && which(fence))
        .flat_map(|(page, fence)| {
            console::exchanges(page, fence, &mut Report::default())
        })
        .map(|exchange| exchange.command)
        .collect()
}

/// Each example is run on some page.
pub fn examples_are_run(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let mut run = shown(book, |fence| fence.attribute("not-run").is_none());
    // What is checked on a page is the scenario's own program.
    run.extend(told::own_commands(book));
    for path in tree.paths() {
        let Some(name) = steps::example(path) else { continue };
        report.saw("examples");
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
    report
}

/// README.md lists what check.sh runs, for those without a shell.
pub fn readme_lists_what_the_script_runs(tree: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let script = tree.get("scripts/check.sh").unwrap_or_default();
    let cargo = script.lines().filter(|line| line.starts_with("cargo "));
    let runs: Vec<String> = cargo.map(|line| format!("$ {line}")).collect();
    report.saw_many("commands of check.sh", runs.len());
    let fences = &book.readme.fences;
    let listed = fences.iter().find(|f| f.body.first() == runs.first());
    let (line, body) = listed.map_or((1, &[] as &[_]), |f| (f.line, &f.body));
    if body != runs {
        report.add(
            (&book.readme.path, line),
            body.join("\n"),
            runs.join("\n"),
            "list the commands of scripts/check.sh, in its order",
        );
    }
    report
}

/// Commands in running text are ones that some fence shows.
pub fn commands_in_prose_are_shown(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let shown = shown(book, |_| true);
    for page in book.all() {
        for prose in &page.prose {
            for span in &prose.spans {
                let words: Vec<&str> = span.split(' ').collect();
                let is_command = words.len() > 1
                    && ["cargo", "mdbook", "sh"].contains(&words[0]);
                if !is_command {
                    continue;
                }
                report.saw("commands in prose");
                let starts = |shown: &String| {
                    shown == span || shown.starts_with(&format!("{span} "))
                };
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
    report
}

/// The package that the set-up page makes is the one whose steps are
/// built and run.
pub fn the_package_has_the_name_of_the_page(_: &Tree, book: &Book) -> Report {
    let mut report = Report::default();
    let command = format!("$ cargo new {NAME}");
    let fences = book.pages.iter().flat_map(|page| &page.fences);
    let is_it = |fence: &&Fence| fence.body.contains(&command);
    report.saw_many("fences with `cargo new`", fences.filter(is_it).count());
    report
}
