//! Does `check` say of each program of wrong_programs.txt what is so: how far it has come, what is
//! wrong, and why? And is a right program, in other words, refused nothing?

use super::fixtures::{Fixtures, PATIENT, Program, QUICK, Verdict};
use super::program_rows::{RIGHT, Row, WRONG, rows};
use crate::book::prelude::*;

/// What is said of a program, or how each of these has to begin.
fn said(done: usize, came: &str, reasons: &str, code: Option<i32>) -> [String; 4] {
    let code = code.map_or("none".to_string(), |code| code.to_string());
    [
        format!("{done} done"),
        format!("came: {came}"),
        format!("reason: {reasons}"),
        format!("exit code: {code}."),
    ]
}

fn demanded(row: &Row) -> [String; 4] {
    let code = if row.reason.is_empty() { 0 } else { 1 };
    said(row.done.unwrap_or(0), &row.came, &row.reason, Some(code))
}

fn actual(verdict: &Verdict) -> [String; 4] {
    let text = verdict.text();
    let done = text.lines().filter(|line| line.starts_with("   done")).count();
    let came = part(&text, "Came:", "Likely reasons:");
    let reasons = part(&text, "Likely reasons:", "Read again:");
    said(done, &came, &reasons, verdict.ended.status.code())
}

/// What stands in a verdict from one word to another, in one line and without the numbers of reasons.
fn part(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_default();
    let (rest, _) = rest.split_once(to).unwrap_or_default();
    let is_number = |word: &&str| word.strip_suffix('.').is_some_and(|n| n.parse::<u8>().is_ok());
    let words = rest.split_whitespace().filter(|word| !is_number(word));
    words.collect::<Vec<_>>().join(" ")
}

/// The rows of a file whose programs can be made, and these.
fn programs(file: &'static str, report: &mut Report) -> (Vec<Row>, Vec<Program>) {
    let tree = &Context::live().tree;
    let rows = rows(tree, file, report).into_iter();
    rows.filter_map(|row| row.changed(tree, report).map(|program| (row, program))).unzip()
}

/// How many programs may be checked once more.
const MOST_ONCE_MORE: usize = 3;

/// That something does not come, `check` can see only by waiting for a while. On a machine that is
/// busy with all the others, a program may come too late for that, and is judged as another one. So
/// who is not judged as its row says is checked once more, when the others are through. Each of them
/// is named, and more than a few are a finding.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_program_is_stopped_where_it_is_wrong_and_told_why() {
    let mut report = Report::default();
    let (rows, programs) = programs(WRONG, &mut report);
    let fixtures = Fixtures::new("wrong", QUICK, &programs);
    let is_as_expected = |row: &Row, verdict: &Verdict| {
        let finished = row.done.map(|done| format!("You have finished {done} of"));
        let (all, begin) = (actual(verdict), demanded(row));
        finished.is_some_and(|words| verdict.text().contains(&words))
            && all.iter().zip(&begin).all(|(actual, begin)| actual.starts_with(begin))
    };
    let verdicts = fixtures.check_all();
    report.count_many("programs checked", verdicts.len());
    let judged = rows.iter().zip(verdicts).enumerate();
    let others: Vec<_> =
        judged.filter(|(_, (row, verdict))| !is_as_expected(row, verdict)).collect();
    println!("{:>5} programs checked once more", others.len());
    let are_many = others.len() > MOST_ONCE_MORE;
    for (i, (row, first)) in others {
        println!("      {}", programs[i].name);
        let again = fixtures.check(i);
        let [said, said_again] = [&first, &again].map(|verdict| actual(verdict).join("\n"));
        if are_many {
            let expected =
                format!("at most {MOST_ONCE_MORE} programs are judged otherwise at first");
            let help =
                "find out what `check` does not wait for, or run the test on an idle machine";
            report.add(row.at(), format!("{said}\n(and others)"), expected, help);
        }
        if !is_as_expected(row, &again) {
            let [text, complaint] = [again.text(), again.ended.stderr];
            let actual = format!("{said}\n\nonce more:\n{said_again}\n\n{text}{complaint}");
            let help = "mend this row, or what `check` finds and says";
            report.add(row.at(), actual, demanded(row).join("\n"), help);
        }
    }
    report.settle();
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Unix")]
fn right_programs_in_other_words_pass_in_full() {
    let mut report = Report::default();
    let (rows, programs) = programs(RIGHT, &mut report);
    let verdicts = Fixtures::new("right", PATIENT, &programs).check_all();
    for (row, verdict) in rows.iter().zip(&verdicts) {
        report.count("programs checked");
        let text = verdict.text();
        if !verdict.ended.status.success() || text.contains("not yet") {
            report.add(row.at(), text, "it passes in full", "mend this row, or `check`");
        }
    }
    report.settle();
}
