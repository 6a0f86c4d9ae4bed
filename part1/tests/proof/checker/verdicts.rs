//! Does `check` say of each program of checked.rs what is so: how far it has
//! come, what is wrong, and why?

use crate::book::steps::{EXAMPLES, PROGRAMS, program_path};
use crate::book::tree::Tree;
use crate::checker::fixtures::{Fixtures, PATIENT, Program, QUICK, Verdict};
use crate::checker::wrong::{HELD_BACK, HeldBack, PANIC, RIGHT, Right, SAY, SLEEP, WRONG, Wrong};
use std::fmt;

/// What is said of a program, or the beginnings of what has to be.
struct Told {
    done: usize,
    came: String,
    reasons: String,
    code: Option<i32>,
}

impl Told {
    fn of(verdict: &Verdict) -> Told {
        let text = verdict.text();
        let is_done = |line: &&str| line.starts_with("   done");
        Told {
            done: text.lines().filter(is_done).count(),
            came: part(&text, "Came:", "Likely reasons:"),
            reasons: part(&text, "Likely reasons:", "Read again:"),
            code: verdict.ended.status.code(),
        }
    }

    fn is_what_is_said(&self, verdict: &Verdict) -> bool {
        let words = format!("You have finished {} of", self.done);
        let said = Told::of(verdict);
        verdict.text().contains(&words)
            && said.done == self.done
            && said.came.starts_with(&self.came)
            && said.reasons.starts_with(&self.reasons)
            && said.code == self.code
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Told { done, came, reasons, code } = self;
        write!(f, "{done} steps done, then: {came} | {reasons} | {code:?}")
    }
}

/// What stands in a verdict from one word to another, in one line and
/// without the numbers of reasons.
fn part(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_default();
    let (rest, _) = rest.split_once(to).unwrap_or_default();
    let words = rest.split_whitespace();
    let is_number =
        |word: &&str| word.strip_suffix('.').is_some_and(|n| n.parse::<usize>().is_ok());
    words.filter(|word| !is_number(word)).collect::<Vec<_>>().join(" ")
}

/// A program that is wrong as its row says.
fn wrong(tree: &Tree, wrong: &Wrong) -> (Program, Told) {
    let &Wrong { place, program, old, .. } = wrong;
    let text = source(tree, program);
    assert!(text.contains(old), "{place}: {program} has no `{old}`");
    let new = wrong.new.replace("SLEEP", SLEEP).replace("PANIC", PANIC);
    let change = format!("{old} -> {}", wrong.new).replace('\n', " ");
    let program = Program {
        name: format!("{place}: {program}: {change}"),
        scenario: wrong.scenario.to_string(),
        text: text.replacen(old, &new, 1),
    };
    let told = Told {
        done: wrong.done,
        came: wrong.came.to_string(),
        reasons: wrong.reason.to_string(),
        code: Some(1),
    };
    (program, told)
}

/// One that prints its lines when it ends, and lacks a line.
fn held_back(tree: &Tree, held_back: &HeldBack) -> (Program, Told) {
    let (program, without, done, came, reason) = *held_back;
    let text = source(tree, program);
    assert!(text.contains(without), "{program}: no `{without}`");
    let text = text
        .replace(without, "")
        .replace("println!", "say!")
        .replace("Ok(())", "print!(\"{}\", SAID.lock().unwrap()); Ok(())");
    let program = Program {
        name: format!("HELD_BACK: {program} without {without}"),
        scenario: program.to_string(),
        text: SAY.to_string() + &text,
    };
    let told = Told {
        done,
        came: came.to_string(),
        reasons: reason.to_string(),
        code: Some(if reason.is_empty() { 0 } else { 1 }),
    };
    (program, told)
}

fn source(tree: &Tree, program: &str) -> String {
    let path = match PROGRAMS.contains(&program) {
        true => program_path(program),
        false => format!("{EXAMPLES}{program}.rs"),
    };
    let text = tree.get(&path);
    text.unwrap_or_else(|| panic!("{path} is not there")).to_string()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_program_is_stopped_where_it_is_wrong_and_told_why() {
    let tree = Tree::read();
    let wrong = WRONG.iter().map(|row| wrong(&tree, row));
    let held_back = HELD_BACK.iter().map(|row| held_back(&tree, row));
    let (programs, told): (Vec<Program>, Vec<Told>) = wrong.chain(held_back).unzip();
    let cast = Fixtures::new("wrong", QUICK, &programs);
    let verdicts = cast.check_all();
    let mut failed = String::new();
    for (i, verdict) in verdicts.iter().enumerate() {
        // That something does not come, `check` sees by waiting for a
        // while; on a machine that is busy with the others, it may miss it.
        if told[i].is_what_is_said(verdict) || told[i].is_what_is_said(&cast.check(i)) {
            continue;
        }
        failed += &format!(
            "\n{}\n    found:    {}\n    expected: {}\n    to mend:  this row, \
             or what `check` finds and says:\n{}{}",
            programs[i].name,
            Told::of(verdict),
            told[i],
            verdict.text(),
            verdict.ended.stderr,
        );
    }
    println!("{} programs checked", verdicts.len());
    assert!(failed.is_empty(), "{failed}");
    assert_eq!(verdicts.len(), programs.len());
}

/// A right program, in other words, is refused nothing.
#[test]
#[cfg_attr(not(unix), ignore = "needs Unix")]
fn right_programs_in_other_words_pass_in_full() {
    let tree = Tree::read();
    let program = |(program, scenario, old, new): &Right| {
        let text = source(&tree, program);
        assert!(text.contains(old), "RIGHT: {program} has no `{old}`");
        Program {
            name: format!("{program}: {old} -> {new}"),
            scenario: scenario.to_string(),
            text: text.replacen(old, new, 1),
        }
    };
    let programs: Vec<Program> = RIGHT.iter().map(program).collect();
    let verdicts = Fixtures::new("right", PATIENT, &programs).check_all();
    for (program, verdict) in programs.iter().zip(&verdicts) {
        let text = verdict.text();
        assert!(
            verdict.ended.status.success() && !text.contains("not yet"),
            "RIGHT: {}\n{text}",
            program.name,
        );
    }
    assert_eq!(verdicts.len(), RIGHT.len());
}
