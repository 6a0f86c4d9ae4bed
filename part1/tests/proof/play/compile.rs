//! Does the program compile after each step, with the warnings that the page shows, and does each
//! wrong attempt fail as the page says?

use super::prelude::*;
use crate::book::steps::{Step, steps};
use crate::run::as_before::is_ci;
use crate::run::bless::is_blessed;
use crate::run::compiler;
use std::collections::BTreeSet;

#[test]
fn each_step_compiles_with_the_warnings_of_its_page() {
    let (context, mut report) = (Context::live(), Report::default());
    for step in steps(&context.book) {
        step_builds(context, &step, &mut report);
    }
    report.settle();
}

#[test]
fn typed_fences_compile_or_fail_as_the_page_says() {
    let (context, mut report) = (Context::live(), Report::default());
    for page in context.book.all() {
        typed_fences_do_as_shown(context, page, &mut report);
    }
    report.settle();
}

/// The program of a step builds, with exactly the page's warnings.
pub fn step_builds(context: &Context, step: &Step, report: &mut Report) {
    let page = step.page;
    let folder = readers_package::write(context, page, None);
    report.count("programs compiled");
    let build = readers_package::build(&folder, &["--bin", step.program]);
    let build = build.unwrap_or_else(|message| panic!("{}: {message}", page.path));
    let fence = page.fences.iter().find(|fence| fence.is_text("warnings"));
    let place = page.at(fence.map_or(1, |fence| fence.line));
    if !build.status.success() {
        let actual = format!("a program that does not compile\n{}", build.stderr);
        let help = "let the regions up to this page make a program";
        return report.add(place, actual, "one that compiles after each page", help);
    }
    // Cargo's summary, "`hello-tcp` (bin …) generated …", is no warning of its own.
    let summary = format!("warning: `{}`", readers_package::NAME);
    let is_warning = |line: &&str| line.starts_with("warning: ") && !line.starts_with(&summary);
    let warnings: Vec<String> = build.stderr.lines().filter(is_warning).map(String::from).collect();
    report.count_many("warnings", warnings.len());
    let first = report.findings.len();
    let help = "let a ```text,warnings fence show the compiler's warnings, or take it away";
    match fence.map(|fence| Recorded::whole(page, fence)) {
        Some(recorded) => recorded.compare(context, &warnings, &<[_]>::to_vec, help, report),
        None => report.same(place, warnings.join("\n"), "", help),
    }
    compiler::excuse_words(report, first);
}

/// A typed fence compiles in the place it names; one that `fails` does not, and the compiler says
/// what the fence behind it shows.
pub fn typed_fences_do_as_shown(context: &Context, page: &Page, report: &mut Report) {
    for (index, fence) in page.fences.iter().enumerate() {
        let Some(rust) = fence.rust().filter(|rust| rust.typed) else { continue };
        let with = |program| readers_package::program_with(context, page, program, fence);
        let programs = PROGRAMS.into_iter().filter_map(|program| Some((program, with(program)?)));
        let programs: Vec<(&str, String)> = programs.collect();
        for (number, line) in fence.lines() {
            let is_in = |(_, text): &(&str, String)| text.lines().any(|own| own == line);
            let expected = "a beginning like that of a line of the program, which it replaces";
            let help = "mend it, or say with `instead-of` which region it replaces";
            report.demand(page.at(number), programs.iter().any(is_in), line, expected, help);
        }
        for (program, text) in programs {
            if rust.whole {
                let changed = readers_package::last_change(context, page, program, fence.line);
                let changed = changed.unwrap_or("something above that changes it".to_string());
                let help = "show the program as the last change above has it";
                report.same(page.at(fence.line), &text, changed, help);
            }
            let name = format!("typed-{}-{index}-{program}.rs", page.name().replace('/', "-"));
            let path = kept(&context.label).join(name);
            let known = said_before(&path, &text);
            report.count(match known {
                Some(_) => "typed fences as they were",
                None => "typed fences compiled",
            });
            let said = known.unwrap_or_else(|| compile(&path, &text));
            let before = report.findings.len();
            if let Some(codes) = &rust.fails {
                fails_with(page, fence, codes, &said, report);
                shows_the_error(context, page, index, &said, report);
            } else if said.contains("error") {
                let help = "mend the fence, or say with `fails=E…` that it is wrong";
                report.add((&page.path, fence.line), &*said, "a program that compiles", help);
            }
            if report.findings.len() == before {
                save(&path.with_extension("said"), &format!("{}{said}\0", asked(&text)));
            }
        }
    }
}

/// How a typed fence is compiled.
const RUSTC: &str = "--edition 2024 --crate-type bin --crate-name typed --emit metadata";

/// What the compiler is asked: of what was as the page says, the same is not asked again.
fn asked(text: &str) -> String {
    format!("{}{RUSTC}\n{text}\0", compiler::version())
}

/// What the compiler said when it was asked the same; in CI it is asked each time.
fn said_before(path: &Path, text: &str) -> Option<String> {
    let before = fs::read_to_string(path.with_extension("said")).ok()?;
    let said = before.strip_prefix(&asked(text))?.strip_suffix('\0')?;
    (!is_ci()).then(|| said.to_string())
}

fn compile(path: &Path, text: &str) -> String {
    save(path, text);
    let mut rustc = compiler::rustc();
    rustc.args(RUSTC.split(' ')).arg("-o").args([&path.with_extension("rmeta"), path]);
    run(&mut rustc, BUILD_BOUND).unwrap_or_else(|e| panic!("{path:?}: {e}")).stderr
}

/// It fails with errors of these codes, joined by `+`, and with no others.
fn fails_with(page: &Page, fence: &Fence, codes: &str, said: &str, report: &mut Report) {
    let said_codes = said.lines().filter_map(|line| line.strip_prefix("error[")?.split(']').next());
    let said_codes: BTreeSet<&str> = said_codes.collect();
    // A lint that is an error by itself has a name instead of a code.
    let is_lint = said_codes.is_empty() && said.contains(&format!("`#[deny({codes})]`"));
    if !is_lint && said_codes != codes.split('+').collect() {
        let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error")).collect();
        let actual = format!("what the compiler says:\n{}", errors.join("\n"));
        let help = "name the error that the attempt really gives";
        report.add((&page.path, fence.line), actual, format!("fails={codes}"), help);
    }
}

/// The fence behind a wrong attempt shows lines of what the compiler says.
fn shows_the_error(context: &Context, page: &Page, index: usize, said: &str, report: &mut Report) {
    let Some(fence) = page.fences.get(index + 1).filter(|fence| fence.is_text("errors")) else {
        let place = page.at(page.fences[index].line);
        let actual = "a wrong attempt without the error it gives";
        let help = "show the compiler's own words, which readers search for";
        return report.add(place, actual, "a ```text,errors fence behind it", help);
    };
    let is_said = |shown: &str| said.lines().any(|line| line.trim() == shown.trim());
    if context.is_live() && fence.body.iter().any(|line| !is_said(line)) && is_blessed() {
        let mended = |line: &String| if is_said(line) { line.clone() } else { nearest(line, said) };
        let lines: Vec<String> = fence.body.iter().map(mended).collect();
        return Recorded::whole(page, fence).write(&lines);
    }
    let first = report.findings.len();
    for (line, shown) in fence.lines() {
        report.count("lines of errors");
        if !is_said(shown) {
            let actual = format!("what the compiler says:\n{said}");
            report.add(page.at(line), actual, shown, "copy the compiler's line as it is");
        }
    }
    compiler::excuse_words(report, first);
}

/// The compiler's line that has most words in common with one that is shown.
fn nearest(shown: &str, said: &str) -> String {
    let words: Vec<&str> = shown.split_whitespace().collect();
    let common = |line: &&str| line.split_whitespace().filter(|word| words.contains(word)).count();
    said.lines().max_by_key(common).unwrap_or(shown).to_string()
}
