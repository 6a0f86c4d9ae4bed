//! One page alone, in seconds: `PAGE=wrong/waits cargo test --test proof one_page`. It is checked as
//! a text and played, and what of it was not played is told, with how to play it.

use crate::book::fence::{Console, Kind};
use crate::book::prelude::*;
use crate::book::steps;
use crate::checker;
use crate::play::{self, Scenes};
use crate::run::namespace::this;
use crate::run::prelude::*;
use crate::text::TEXTS;
use crate::text::commands::why_not_run;
use std::collections::HashSet;
use std::io::{Write, stderr};

/// The page that is asked for, by its name or its path.
fn asked(context: &Context) -> Option<&Page> {
    let name = env::var("PAGE").ok()?;
    let short = name.trim_end_matches(".md").trim_start_matches("book/src/");
    let page = context.book.all().find(|page| page.name() == short || page.path == name);
    let names = || context.book.all().map(Page::name).collect::<Vec<_>>().join(" ");
    Some(page.unwrap_or_else(|| panic!("PAGE={name} is no page. These are: {}", names())))
}

/// Why a fence is not played with the page alone, and how it is; `None` if it is.
fn unplayed(context: &Context, page: &Page, fence: &Fence) -> Option<String> {
    let ignored = |test: &str| format!("cargo test --test proof -- --ignored {test}");
    Some(match &fence.kind {
        Kind::Console(Console { not_run: Some(reason), .. }) => {
            format!("not-run={reason}: {}", why_not_run(&context.tree, reason))
        }
        Kind::Console(console) if !console.needs.is_empty() => {
            let needs = console.needs.join("+");
            format!("needs {needs}, as root: PAGE={} {}", page.name(), ignored("one_page"))
        }
        Kind::Text(what) => {
            let test = match what.as_str() {
                "warnings" | "errors" => return None,
                "server-calls" | "client-calls" => ignored("play::strace"),
                "segments" => ignored("play::tcpdump"),
                "python" => ignored("play::python"),
                _ => "cargo test --test proof claims::stranger".to_string(),
            };
            format!("recorded={what}: {test}")
        }
        Kind::Python => format!("Python: {}", ignored("python")),
        _ => return None,
    })
}

/// Where the tests are of which one may quote a page.
const PROOF: &str = "part1/tests/proof/";

/// A test, by its path, and what stands between one quote and the next in it, or above the first test
/// of its file.
struct Test<'a> {
    path: String,
    is_ignored: bool,
    quoted: HashSet<&'a str>,
}

fn tests(tree: &Tree) -> Vec<Test<'_>> {
    let mut tests = Vec::new();
    for file in tree.paths().filter(|path| path.ends_with(".rs")) {
        let Some(module) = file.strip_prefix(PROOF) else { continue };
        let module = module.trim_end_matches(".rs").replace('/', "::");
        let mut parts = tree.get(file).unwrap_or_default().split("#[test]\n");
        // What stands above the first test is for all of them.
        let above: Vec<&str> = parts.next().unwrap_or_default().split('"').collect();
        for test in parts {
            let (attributes, rest) = test.split_once("fn ").unwrap_or_default();
            let function = rest.split('(').next().unwrap_or_default();
            let path = format!("{module}::{function}");
            let is_ignored = attributes.contains("#[ignore");
            let quoted = test.split('"').chain(above.iter().copied()).collect();
            tests.push(Test { path, is_ignored, quoted });
        }
    }
    tests
}

/// The tests that name the page, each by its path, and whether it is ignored: they prove sentences.
fn tests_of(tests: &[Test], page: &Page) -> Vec<(String, bool)> {
    let name_it =
        |test: &&Test| [page.name(), &page.path].iter().any(|name| test.quoted.contains(name));
    tests.iter().filter(name_it).map(|test| (test.path.clone(), test.is_ignored)).collect()
}

/// Runs the tests of the page's sentences; what they say if one fails.
fn prove(tests: &[(String, bool)]) -> Result<(), String> {
    let plain: Vec<&String> = tests.iter().filter(|test| !test.1).map(|test| &test.0).collect();
    if plain.is_empty() {
        return Ok(());
    }
    let mut again = Command::new(this());
    let ended = run(again.arg("--exact").args(&plain).env("RUST_BACKTRACE", "0"), BUILD_BOUND)?;
    let told = ended.stdout + &ended.stderr;
    if told.contains(&format!("running {} test", plain.len())) && ended.status.success() {
        return Ok(());
    }
    Err(format!("{plain:?}:\n{told}"))
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn alone() {
    let context = Context::live();
    let Some(page) = asked(context) else {
        let mut report = Report::default();
        // No page is asked for: of each, all that would be told is true.
        let list = done(Command::new(this()).arg("--list"));
        let tests = tests(&context.tree);
        for page in context.book.all() {
            report.count_many("fences", page.fences.len());
            for fence in &page.fences {
                let is_told =
                    unplayed(context, page, fence).is_none_or(|told| !told.ends_with(": "));
                assert!(is_told, "{}:{}: not played, and nothing to tell", page.path, fence.line);
            }
            for (test, _) in tests_of(&tests, page) {
                report.count("tests of sentences");
                let is_test = list.contains(&format!("{test}: test"));
                assert!(is_test, "{}: no test {test} is there to prove it", page.path);
            }
        }
        return report.settle();
    };
    let tests = tests_of(&tests(&context.tree), page);
    // The parts are side by side, each in a network of its own, where the system gives them.
    let parts = || {
        side_by_side(&PARTS, |part| {
            let mut report = Report::default();
            play_part(context, page, part, &mut report);
            report.settle_part();
        });
    };
    if namespace::is_inside() {
        return parts();
    }
    tell(context, page, &tests);
    let sentences = thread::scope(|scope| {
        let sentences = scope.spawn(|| prove(&tests));
        parts();
        sentences.join().expect("no panic")
    });
    sentences.unwrap_or_else(|said| panic!("{said}"));
}

/// What a page is checked for: by itself, as a text and by the compiler; its consoles; and what it
/// shows of `check`.
const PARTS: [&str; 3] = ["text", "consoles", "check"];

fn play_part(context: &Context, page: &Page, part: &str, report: &mut Report) {
    // A page may have no consoles, say.
    report.count("parts of the page");
    match part {
        "consoles" => {
            for scenes in [Scenes::Plain, Scenes::Measured] {
                play::play_page(context, page, scenes, report);
            }
        }
        "check" => checker::page_shows_what_is_said(context, |path| path == page.path, report),
        _ => {
            for (_, check) in TEXTS {
                report.count("checks of the text");
                check(context, report);
                report.findings.retain(|finding| finding.file == page.path);
            }
            for step in steps::steps(&context.book) {
                if step.page.path == page.path {
                    play::step_builds(context, &step, report);
                }
            }
            play::typed_fences_do_as_shown(context, page, report);
        }
    }
}

/// Says what of the page is not played, past the capture of tests.
fn tell(context: &Context, page: &Page, tests: &[(String, bool)]) {
    let told = |fence| {
        let why = unplayed(context, page, fence)?;
        Some(format!("  {}:{}  {why}\n", page.path, fence.line))
    };
    let mut all: String = page.fences.iter().filter_map(told).collect();
    for (test, _) in tests.iter().filter(|(_, is_ignored)| *is_ignored) {
        all += &format!("  sentences: cargo test --test proof -- --ignored {test}\n");
    }
    let but = if all.is_empty() { ", all of it" } else { ", but for:" };
    let _ = writeln!(stderr(), "\n{} is read and played{but}\n{all}", page.path);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn a_page_without_consoles_is_read() {
    if env::var_os("PAGE").is_some() {
        return println!("another page is asked for");
    }
    let mut pages = Context::live().book.pages.iter();
    let page = pages.find(|page| page.fences.is_empty()).expect("a page without a fence");
    let mut alone = Command::new(this());
    done_within(BUILD_BOUND, alone.args(["--exact", "one_page::alone"]).env("PAGE", page.name()));
}

#[test]
#[ignore = "needs root, unshare, ip, and the tools of the page"]
fn alone_with_tools() {
    in_own_network(|| {
        let (context, mut report) = (Context::live(), Report::default());
        report.count("pages");
        if let Some(page) = asked(context) {
            play::play_page(context, page, Scenes::WithTools, &mut report);
        }
        report.settle_part();
    });
}
