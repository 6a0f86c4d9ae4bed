//! One page alone, in seconds: `PAGE=wrong/waits cargo test --test proof one_page`. It is checked as
//! a text and played, and what of it was not played is told, with how to play it.

use crate::book::fence::{Console, Kind, Text};
use crate::book::prelude::*;
use crate::book::steps;
use crate::checker;
use crate::play::{self, Scenes};
use crate::run::namespace::in_own_network;
use crate::text::TEXTS;
use crate::text::commands::why_not_run;
use std::env;
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
        Kind::Text(Text::Recorded(what)) => {
            let test = match *what {
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

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn alone() {
    let (context, mut report) = (Context::live(), Report::default());
    let Some(page) = asked(context) else {
        // No page is asked for: for each fence of each page, it can be told.
        for page in context.book.all() {
            report.count_many("fences", page.fences.len());
            for fence in &page.fences {
                let is_told =
                    unplayed(context, page, fence).is_none_or(|told| !told.ends_with(": "));
                assert!(is_told, "{}:{}: not played, and nothing to tell", page.path, fence.line);
            }
        }
        return report.settle();
    };
    for (_, check) in TEXTS {
        report.count("checks of the text");
        check(context, &mut report);
        report.findings.retain(|finding| finding.file == page.path);
    }
    for step in steps::steps(&context.book) {
        if step.page.path == page.path {
            play::step_builds(context, &step, &mut report);
        }
    }
    play::typed_fences_do_as_shown(context, page, &mut report);
    for scenes in [Scenes::Plain, Scenes::Elsewhere, Scenes::Measured] {
        play::play_page(context, page, scenes, &mut report);
    }
    checker::page_shows_what_is_said(context, |path| path == page.path, &mut report);
    let told = |fence| {
        let why = unplayed(context, page, fence)?;
        Some(format!("  {}:{}  {why}\n", page.path, fence.line))
    };
    let all: String = page.fences.iter().filter_map(told).collect();
    let chapter = page.name().split('/').next().unwrap_or_default();
    let claims = format!("its sentences: cargo test --test proof claims (look for {chapter})");
    // Past the capture of tests.
    let _ = writeln!(stderr(), "\n{} was read and played, but for:\n{all}  {claims}\n", page.path);
    report.settle_part();
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
