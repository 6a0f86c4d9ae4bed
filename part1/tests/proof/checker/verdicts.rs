//! Does `check` say of each program of wrong_programs.txt what is so: how far it has come, what is
//! wrong, and why? And is a right program, in other words, refused nothing?

use super::fixtures::{Fixtures, PATIENT, Program, QUICK, Verdict};
use super::rows::{RIGHT, Row, WRONG, rows};
use crate::book::prelude::*;
use std::fmt;

/// What is said of a program, or the beginnings of what has to be.
struct Said {
    done: usize,
    came: String,
    reasons: String,
    code: Option<i32>,
}

impl Said {
    fn demanded(row: &Row) -> Said {
        let (done, came, reasons) = (row.done.unwrap_or(0), row.came.clone(), row.reason.clone());
        Said { done, came, reasons, code: Some(if row.reason.is_empty() { 0 } else { 1 }) }
    }

    fn of(verdict: &Verdict) -> Said {
        let text = verdict.text();
        let is_done = |line: &&str| line.starts_with("   done");
        Said {
            done: text.lines().filter(is_done).count(),
            came: part(&text, "Came:", "Likely reasons:"),
            reasons: part(&text, "Likely reasons:", "Read again:"),
            code: verdict.ended.status.code(),
        }
    }

    fn begins_like(&self, expected: &Said) -> bool {
        self.done == expected.done
            && self.came.starts_with(&expected.came)
            && self.reasons.starts_with(&expected.reasons)
            && self.code == expected.code
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Said { done, came, reasons, code } = self;
        let code = code.map_or("none".to_string(), |code| code.to_string());
        write!(f, "{done} done\ncame: {came}\nreason: {reasons}\nexit code: {code}")
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

/// What a program that is held back says its lines with.
const SAY: &str = "
static SAID: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
macro_rules! say {
    ($($words:tt)*) => {
        *SAID.lock().unwrap() += &(format!($($words)*) + \"\\n\")
    };
}
";

/// The rows of a file whose programs can be made, with these.
fn programs(tree: &Tree, file: &'static str, report: &mut Report) -> Vec<(Row, Program)> {
    let mut all = Vec::new();
    for row in rows(tree, file, report) {
        let Some(mut text) = row.changed(tree, report) else { continue };
        if row.is_held_back {
            text = text
                .replace("println!", "say!")
                .replace("Ok(())", "print!(\"{}\", SAID.lock().unwrap()); Ok(())");
            text = SAY.to_string() + &text;
        }
        let name = format!("{}:{}", row.at().0, row.at().1);
        let program = Program { name, scenario: row.scenario.clone(), text };
        all.push((row, program));
    }
    all
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
    let (tree, mut report) = (Tree::read(), Report::default());
    let (rows, programs): (Vec<Row>, Vec<Program>) =
        programs(&tree, WRONG, &mut report).into_iter().unzip();
    let fixtures = Fixtures::new("wrong", QUICK, &programs);
    let is_as_expected = |row: &Row, verdict: &Verdict| {
        let finished = row.done.map(|done| format!("You have finished {done} of"));
        finished.is_some_and(|words| verdict.text().contains(&words))
            && Said::of(verdict).begins_like(&Said::demanded(row))
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
        if are_many {
            let help =
                "find out what `check` does not wait for, or run the test on an idle machine";
            let actual = format!("{}\n(and others)", Said::of(&first));
            let expected =
                format!("at most {MOST_ONCE_MORE} programs are judged otherwise at first");
            report.add(row.at(), actual, expected, help);
        }
        if !is_as_expected(row, &again) {
            let said = [&first, &again].map(|verdict| Said::of(verdict).to_string());
            let [text, complaint] = [again.text(), again.ended.stderr];
            let actual = format!("{}\n\nonce more:\n{}\n\n{text}{complaint}", said[0], said[1]);
            let help = "mend this row, or what `check` finds and says";
            report.add(row.at(), actual, Said::demanded(row).to_string(), help);
        }
    }
    report.settle();
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Unix")]
fn right_programs_in_other_words_pass_in_full() {
    let (tree, mut report) = (Tree::read(), Report::default());
    let (rows, programs): (Vec<Row>, Vec<Program>) =
        programs(&tree, RIGHT, &mut report).into_iter().unzip();
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
