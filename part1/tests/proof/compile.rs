//! Does the program compile after each step, with the warnings that the
//! page tells of, and does each wrong attempt fail as the page says?

use crate::book::{Fence, Page};
use crate::compiler;
use crate::finding::Report;
use crate::package::{self, Changed};
use crate::process::{BUILD_BOUND, run};
use crate::steps::{self, PROGRAMS, Shelf, Step};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The program of a step builds, with exactly the page's warnings.
pub fn step_builds(shelf: &Shelf, step: &Step, report: &mut Report) {
    let page = step.page;
    let folder = package::write(shelf, page, Changed::No);
    report.saw("programs compiled");
    let build = match package::build(&folder, &["--bin", step.program]) {
        Ok(build) => build,
        Err(message) => panic!("{}: {message}", page.path),
    };
    let fence = page.fences.iter().find(|f| f.attribute("warnings").is_some());
    let line = fence.map_or(1, |fence| fence.line);
    if !build.status.success() {
        report.add(
            (&page.path, line),
            format!("a program that does not compile\n{}", build.stderr),
            "one that compiles after each page",
            "let the regions up to this page make a program",
        );
        return;
    }
    // Cargo's summary, "`hello-tcp` (bin …) generated …", is no warning
    // of its own.
    let summary = format!("warning: `{}`", package::NAME);
    let warnings: Vec<&str> = build
        .stderr
        .lines()
        .filter(|l| l.starts_with("warning: ") && !l.starts_with(&summary))
        .collect();
    let told: Vec<&str> = fence
        .map(|fence| fence.body.iter().map(String::as_str).collect())
        .unwrap_or_default();
    report.saw_many("warnings", warnings.len());
    let first = report.findings.len();
    if warnings != told {
        report.add(
            (&page.path, line),
            told.join("\n"),
            warnings.join("\n"),
            "put the compiler's warnings into a ```text,warnings fence, \
             or take it away when there are none",
        );
    }
    compiler::excuse_words(report, first);
}

/// A typed fence compiles in the place it names; one that `fails` does
/// not, and the compiler says what the fence behind it shows.
pub fn typed_fences_do_as_told(
    shelf: &Shelf,
    page: &Page,
    report: &mut Report,
) {
    for (index, fence) in page.fences.iter().enumerate() {
        if fence.attribute("typed").is_none() {
            continue;
        }
        for (program, text) in typed_programs(shelf, page, fence) {
            report.saw("typed fences compiled");
            let said = compile(shelf, page, program, &text);
            let said = said.unwrap_or_else(|e| panic!("{}: {e}", page.path));
            match fence.attribute("fails") {
                None => expect_no_error(page, fence, &said, report),
                Some(code) => {
                    let next = page.fences.get(index + 1);
                    expect_error(page, fence, code, next, &said, report);
                }
            }
        }
    }
}

/// The programs that a typed fence is about, as it makes them: its
/// page's own, or both.
fn typed_programs(
    shelf: &Shelf,
    page: &Page,
    fence: &Fence,
) -> Vec<(&'static str, String)> {
    let own = fence.attribute("of").or(steps::program_of(page));
    let about = PROGRAMS.into_iter().filter(|p| own.is_none_or(|o| o == *p));
    about
        .filter_map(|program| {
            let source = shelf.sources.get(&steps::program_path(program))?;
            let regions = steps::regions_after(shelf.book, program, page)?;
            let text = match fence.attribute("instead-of") {
                Some(r) => source.assemble_with(&regions, r, &fence.body),
                None => {
                    let now = source.assemble(&regions);
                    package::with_lines_changed(&now, &fence.body)
                }
            };
            Some((program, text))
        })
        .collect()
}

/// What the compiler says of a program.
fn compile(
    shelf: &Shelf,
    page: &Page,
    program: &str,
    text: &str,
) -> Result<String, String> {
    let name = format!("typed-{}-{program}", page.name().replace('/', "-"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(shelf.label);
    fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let path = folder.join(format!("{name}.rs"));
    fs::write(&path, text).map_err(|e| e.to_string())?;
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--edition", "2024", "--crate-type", "bin"])
        .args(["--crate-name", "typed", "--emit", "metadata", "-o"])
        .arg(folder.join(format!("{name}.rmeta")))
        .arg(&path);
    Ok(run(&mut rustc, BUILD_BOUND)?.stderr)
}

fn expect_no_error(
    page: &Page,
    fence: &Fence,
    said: &str,
    report: &mut Report,
) {
    if said.contains("error") {
        report.add(
            (&page.path, fence.line),
            said,
            "a program that compiles",
            "mend the fence, or say with `fails=E…` that it is wrong",
        );
    }
}

fn expect_error(
    page: &Page,
    fence: &Fence,
    code: &str,
    next: Option<&Fence>,
    said: &str,
    report: &mut Report,
) {
    let errors: Vec<&str> =
        said.lines().filter(|line| line.starts_with("error[")).collect();
    let codes: Vec<String> =
        code.split('+').map(|code| format!("error[{code}]")).collect();
    let named = |error: &&&str| codes.iter().any(|c| error.starts_with(c));
    let met = |code: &String| errors.iter().any(|e| e.starts_with(code));
    // A lint that is an error by itself has a name instead of a code.
    let denied = format!("`#[deny({code})]`");
    let fails_so = match errors[..] {
        [] => said.contains(&denied),
        _ => errors.iter().all(|e| named(&e)) && codes.iter().all(met),
    };
    if !fails_so {
        report.add(
            (&page.path, fence.line),
            format!("fails={code}"),
            format!("what the compiler says:\n{}", errors.join("\n")),
            "name the error that the attempt really gives",
        );
    }
    let Some(next) = next.filter(|f| f.attribute("errors").is_some()) else {
        report.add(
            (&page.path, fence.line),
            "a wrong attempt without the error it gives",
            "a ```text,errors fence behind it",
            "show the compiler's own words, which readers search for",
        );
        return;
    };
    let first = report.findings.len();
    for (i, shown) in next.body.iter().enumerate() {
        report.saw("lines of errors");
        if !said.lines().any(|line| line.trim() == shown.trim()) {
            report.add(
                (&page.path, next.line + 1 + i),
                shown,
                format!("a line of what the compiler says:\n{said}"),
                "copy the compiler's line as it is",
            );
        }
    }
    compiler::excuse_words(report, first);
}
