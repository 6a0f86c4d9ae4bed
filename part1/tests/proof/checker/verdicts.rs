//! Does `check` say of each program of wrong_programs.txt what is so: how far it has come, what is
//! wrong, and why? And is a right program of right_programs.txt, in other words, refused nothing? The
//! first lines of the two files say how a row is written.

use super::fixtures::{QUICK, check_some};
use super::prelude::*;
use crate::book::rows::keyed_rows;
use crate::run::as_before::AsBefore;
use crate::run::wine;

pub const WRONG: &str = "part1/tests/proof/checker/wrong_programs.txt";
pub const RIGHT: &str = "part1/tests/proof/checker/right_programs.txt";

/// Where a row stands, and what `check` has to say of its program.
struct Row {
    at: (&'static str, usize),
    demanded: [String; 7],
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

/// The rows of a file, and their programs. One that is not there or not so is a finding.
fn rows(
    tree: &Tree, file: &'static str, options: &[&str], report: &mut Report,
) -> (Vec<Row>, Vec<Program>) {
    let text = in_full(tree.get(file).unwrap_or_else(|| panic!("{file} is not there")));
    let mut all = Vec::new();
    for row in keyed_rows(file, &text, &["-", "+", "came:", "reason:", "again:"], report) {
        let at = (file, row.place.1);
        let (old, new) = (row.text("-"), row.text("+"));
        let (row_head, is_begun) = match row.head.strip_suffix(", not begun") {
            Some(head) => (head, false),
            None => (row.head, true),
        };
        let Some((program, scenario, is_held_back, done)) = head(row_head) else {
            let help = "write it as the first lines of the two files say";
            report.add(at, row.head, "the first line of a row", help);
            continue;
        };
        let text = text_of(tree, program).unwrap_or_default();
        if text.is_empty() || !text.contains(&old) {
            let actual = if text.is_empty() { "no such file" } else { "it does not stand there" };
            let expected = format!("the program or example `{program}`, with\n{old}");
            report.add(at, actual, expected, "let the row name what is in the program");
            continue;
        }
        let mut text = text.replacen(&old, &new, 1);
        if !cfg!(unix) && text.contains("std::os::fd") {
            continue;
        }
        // Under Wine, bytes that lie unread when a socket closes make no reset that is sure to come,
        // and two pieces are soon one: nothing tells when the first has been read.
        let is_on_wire = ["relay", "wire-server", "wire-client"].contains(&scenario);
        if wine::version().is_some() && (new.contains("ConnectionReset") || is_on_wire) {
            continue;
        }
        if is_held_back {
            let end = "print!(\"{}\", SAID.lock().unwrap()); Ok(())";
            text = SAY.to_string() + &text.replace("println!", "say!").replace("Ok(())", end);
        }
        let (name, scenario) = (format!("{file}:{}", at.1), scenario.to_string());
        let [came, reason, again] = ["came:", "reason:", "again:"].map(|key| row.text(key));
        let code = if reason.is_empty() { "0" } else { "1" };
        let step = match (reason.is_empty(), is_begun) {
            (true, _) => "",
            (false, true) => WRONG_STEP,
            (false, false) => NEXT_STEP,
        };
        let finished = format!("{done} of");
        let demanded = said(done, step, &finished, &came, &reason, &again, code);
        let options = options.iter().map(ToString::to_string).collect();
        all.push((Row { at, demanded }, Program { name, scenario, options, text }));
    }
    all.into_iter().unzip()
}

/// The programs of a file for these scenarios, and whether each is wrong.
pub fn programs(file: &'static str, scenarios: &[&str]) -> Vec<(Program, bool)> {
    let mut report = Report::default();
    let (rows, programs) = rows(Tree::live(), file, &[], &mut report);
    // The tests above say what is wrong with the file.
    let all = rows.iter().zip(programs);
    let is_wrong = |row: &Row| !row.demanded.contains(&"reason: ".to_string());
    let all = all.map(|(row, program)| (program, is_wrong(row)));
    all.filter(|(program, _)| scenarios.contains(&program.scenario.as_str())).collect()
}

/// The text with each word in capital letters replaced by what a line `WORD = …` says.
fn in_full(text: &str) -> String {
    let is_word = |name: &str| name.chars().all(|c| c.is_ascii_uppercase());
    let words = text.lines().filter_map(|line| line.split_once(" = "));
    words.filter(|(word, _)| is_word(word)).fold(text.to_string(), |text, (word, is)| {
        text.replace(&format!("{word} = {is}"), "#").replace(word, is)
    })
}

/// Reads the first line of a row, `PROGRAM as SCENARIO held back, N done`, of which all but the
/// program may be left out: the two names, whether what it prints comes when it ends, and `N`.
fn head(line: &str) -> Option<(&str, &str, bool, &str)> {
    let (who, done) = match line.split_once(", ") {
        Some((who, done)) => (who, done.strip_suffix(" done")?),
        None => (line, "none"),
    };
    let is_held_back = who.ends_with(" held back");
    let who = who.trim_end_matches(" held back");
    let (program, scenario) = who.split_once(" as ").unwrap_or((who, who));
    let is_name = |word: &str| !word.is_empty() && !word.contains(' ');
    let are_names = is_name(program) && is_name(scenario);
    are_names.then_some((program, scenario, is_held_back, done))
}

/// How the line of a step begins that is begun and wrong, and of one that is not begun.
const WRONG_STEP: &str = "not yet";
const NEXT_STEP: &str = "next";

/// What is said of a program, or how each of these has to begin.
fn said(
    done: &str, step: &str, finished: &str, came: &str, reasons: &str, again: &str, code: &str,
) -> [String; 7] {
    [
        format!("{done} done"),
        format!("step: {step}"),
        format!("finished: {finished}"),
        format!("came: {came}"),
        format!("reason: {reasons}"),
        format!("again: {again}"),
        format!("exit code: {code}."),
    ]
}

fn actual(verdict: &Ended) -> [String; 7] {
    let text = &verdict.stdout;
    let done = text.lines().filter(|line| line.starts_with("   done")).count().to_string();
    let begins = |step: &str| text.lines().any(|line| line.trim_start().starts_with(step));
    let step = [WRONG_STEP, NEXT_STEP].into_iter().find(|step| begins(&format!("{step}  ")));
    let last = text.lines().next_back().unwrap_or_default();
    let finished = match last.strip_prefix("All ").and_then(|all| all.split_once(' ')) {
        Some((all, "steps done.")) => format!("{all} of {all}"),
        _ => last.split(" steps done").next().unwrap_or_default().to_string(),
    };
    let came = part(text, "Came:", "Likely reasons:");
    let reasons = part(text, "Likely reasons:", "Read again:");
    let (again, step) = (part(text, "Read again:", "\n"), step.unwrap_or_default());
    said(&done, step, &finished, &came, &reasons, &again, &verdict.code())
}

/// Whether what is said begins with what the row demands. What came, and so why, is seen otherwise on
/// another system than Linux; there the program is stopped at the same step, with the same code.
fn is_as_demanded(row: &Row, verdict: &Ended) -> bool {
    let is_compared = |said: &str| {
        let is_why = ["step:", "came:", "reason:"].iter().any(|word| said.starts_with(word));
        cfg!(target_os = "linux") || !is_why
    };
    let mut both = actual(verdict).into_iter().zip(&row.demanded);
    both.all(|(actual, begin)| actual.starts_with(begin) || !is_compared(begin))
}

/// What stands in a verdict from one word to another, in one line and without the numbers of reasons.
fn part(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_default();
    let (rest, _) = rest.split_once(to).unwrap_or_default();
    let is_number = |word: &&str| word.strip_suffix('.').is_some_and(|n| n.parse::<u8>().is_ok());
    let words = rest.split_whitespace().filter(|word| !is_number(word));
    words.collect::<Vec<_>>().join(" ")
}

/// How many programs may be checked once more.
const MOST_ONCE_MORE: usize = 3;

/// That something does not come, `check` can see only by waiting for a while. On a machine that is
/// busy with all the others, a program may come too late for that, and is judged as another one. So
/// who is not judged as its row says is checked once more, when the others are through. Each of them
/// is named, and more than a few are a finding.
#[test]
fn each_program_is_stopped_where_it_is_wrong_and_told_why() {
    let Some(()) = own_network() else { return };
    let mut report = Report::default();
    let (rows, programs) = rows(Tree::live(), WRONG, &["--why"], &mut report);
    let mut known = AsBefore::read("wrong-programs", env!("CARGO_BIN_EXE_check"));
    let thing = |i: usize| {
        let Program { scenario, text, .. } = &programs[i];
        (scenario.clone(), text.clone(), rows[i].demanded.clone())
    };
    let (same, new): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|i| known.is_right(thing(*i)));
    same.iter().for_each(|_| report.count("programs judged as before"));
    let verdicts = check_some("wrong", QUICK, &programs, &new);
    verdicts.iter().for_each(|_| report.count("programs checked"));
    let judged = new.iter().zip(&verdicts).map(|(i, first)| (*i, (&rows[*i], first)));
    let (right, others): (Vec<_>, Vec<_>) =
        judged.partition(|(_, (row, first))| is_as_demanded(row, first));
    right.iter().for_each(|(i, _)| known.add(thing(*i)));
    known.save();
    println!("{:>5} programs checked once more", others.len());
    for (i, (row, first)) in &others {
        println!("      {}", programs[*i].name);
        let again = check_some("wrong", QUICK, &programs, &[*i]).remove(0);
        let [said, said_again] = [first, &again].map(|verdict| actual(verdict).join("\n"));
        if others.len() > MOST_ONCE_MORE {
            let actual = format!("{said}\n(and others)");
            let expected = format!("at most {MOST_ONCE_MORE} are judged otherwise at first");
            let help = "find out what `check` does not wait for, or let the machine be idle";
            report.add(row.at, actual, expected, help);
        }
        if !is_as_demanded(row, &again) {
            let Ended { stdout, stderr, .. } = again;
            let actual = format!("{said}\n\nonce more:\n{said_again}\n\n{stdout}{stderr}");
            let help = "mend this row, or what `check` finds and says";
            report.add(row.at, actual, row.demanded.join("\n"), help);
        }
    }
    report.settle();
}

#[test]
#[cfg_attr(not(unix), ignore = "needs Unix")]
fn right_programs_in_other_words_pass_in_full() {
    let Some(()) = own_network() else { return };
    let mut report = Report::default();
    let (rows, programs) = rows(Tree::live(), RIGHT, &[], &mut report);
    let verdicts = check_all("right", PATIENT, &programs);
    for (row, verdict) in rows.iter().zip(&verdicts) {
        report.count("programs checked");
        let passes = verdict.status.success() && !verdict.stdout.contains("not yet");
        let help = "mend this row, or `check`";
        report.demand(row.at, passes, &verdict.stdout, "it passes in full", help);
    }
    report.settle();
}
