//! Who is blamed? Two right programs never blame each other, each wrong one is blamed, and no right one
//! is because of a wrong one.

use super::books;
use super::prelude::*;
use crate::checker::fixtures::{PROGRAM, compile};
use crate::checker::verdicts::{RIGHT, WRONG, programs};

/// How long `check` waits for anything, in seconds.
const WAIT: &str = "3";

const SIDES: [&str; 2] = ["server", "client"];

/// All programs of the two files for a server or a client, in one, and the lesson's own two before.
struct All {
    programs: Vec<(Program, bool)>,
    file: PathBuf,
}

impl All {
    fn new() -> All {
        let book = SIDES.map(|side| {
            let [name, scenario] = [side; 2].map(str::to_string);
            let text = text_of(Tree::live(), side).expect("the program").to_string();
            (Program { name, scenario, options: Vec::new(), text }, false)
        });
        let files = [RIGHT, WRONG].map(|file| programs(file, &SIDES));
        let programs: Vec<_> = book.into_iter().chain(files.into_iter().flatten()).collect();
        let texts: Vec<Program> = programs.iter().map(|(program, _)| program.clone()).collect();
        let file = compile("class", &texts, &vec![PORT; texts.len()]);
        All { programs, file }
    }

    /// The places of the right ones, or the wrong ones, of a side.
    fn places(&self, side: &str, are_wrong: bool) -> Vec<usize> {
        let is_one = |place: &usize| {
            let (program, is_wrong) = &self.programs[*place];
            program.scenario == side && *is_wrong == are_wrong
        };
        (0..self.programs.len()).filter(is_one).collect()
    }

    fn name(&self, place: usize) -> &str {
        &self.programs[place].0.name
    }

    /// Why no pair sees that this one is wrong, if that is so.
    fn only_alone(&self, place: usize) -> Option<&'static str> {
        let (program, _) = &self.programs[place];
        let is_it = |[side, words, _]: &&[&str; 3]| {
            program.scenario == *side && program.text.contains(words)
        };
        ONLY_ALONE.iter().find(is_it).map(|[.., why]| *why)
    }

    /// Each row of the list names a program that is there.
    fn names_them(&self, side: &str, report: &mut Report) {
        let texts = self.places(side, true).into_iter().map(|place| &self.programs[place].0.text);
        let texts: Vec<&String> = texts.collect();
        for [of, words, _] in ONLY_ALONE.iter().filter(|[of, ..]| *of == side) {
            let is_there = texts.iter().any(|text| text.contains(words));
            let expected = format!("a wrong program for a {of} has these words");
            report.demand(at(), is_there, *words, expected, "take the row out of ONLY_ALONE");
        }
    }

    fn command(&self, place: usize) -> String {
        format!("env {PROGRAM}=m{place} \"{}\"", self.file.display())
    }

    /// The right ones at these places, each with each.
    fn right_ones(&self, servers: &[usize], clients: &[usize], report: &mut Report) {
        let mut class = Class::new();
        for number in 0..servers.len().max(clients.len()) {
            let command =
                |all: &[usize]| all.get(number).map_or(String::new(), |place| self.command(*place));
            class.add(&number.to_string(), &command(servers), &command(clients));
        }
        let said = class.check(WAIT);
        for pair in said.json["pairs"].list() {
            report.count("pairs of two right programs");
            let [server, client] = SIDES.map(|side| pair[side].number() - 1);
            let names = [self.name(servers[server]), self.name(clients[client])].join(" with ");
            let actual = format!("{names}: {pair:?}");
            let is_so = pair["talk"] == Json::Bool(true);
            report.demand(at(), is_so, actual, "they talk", "mend class/judge.rs");
        }
        let is_all = said.ended.code() == "0";
        report.demand(at(), is_all, &said.ended.stdout, "exit code 0", "see what is missing");
    }

    /// The wrong ones of a side at these places, each with right ones of the other side.
    fn wrong_ones(&self, side: &str, wrong: &[usize], right: &[usize], report: &mut Report) {
        let mut class = Class::new();
        let is_server = side == "server";
        for place in right.iter().chain(wrong) {
            let own = (self.programs[*place].0.scenario == "server", self.command(*place));
            let [server, client] = match own {
                (true, command) => [command, String::new()],
                (false, command) => [String::new(), command],
            };
            class.add(&place.to_string(), &server, &client);
        }
        let said = class.check(WAIT);
        for (number, place) in (right.len() + 1..).zip(wrong) {
            report.count("wrong programs");
            let [done, of] = said.done(number, side).expect("it was run");
            let pairs = (1..=right.len()).map(|other| match is_server {
                true => said.pair(number, other),
                false => said.pair(other, number),
            });
            let pairs: Vec<_> = pairs.collect();
            let name = self.name(*place);
            let actual = format!("{name}: {done} of {of} steps, {pairs:#?}");
            let help = "mend class/judge.rs, or what `check` finds";
            report.demand(at(), done < of, &actual, "it is wrong alone", help);
            let is_blamed = pairs.iter().any(|(blame, _)| blame.contains(&side));
            let only_alone = self.only_alone(*place);
            let expected = match only_alone {
                Some(why) => format!("no pair sees it: {why}"),
                None => "a pair with a right one blames it".to_string(),
            };
            let help = "mend class/judge.rs, or ONLY_ALONE";
            report.demand(at(), is_blamed != only_alone.is_some(), &actual, expected, help);
            report.count_many("its pairs", pairs.len());
            let is_alone = pairs.iter().all(|(blame, _)| blame.iter().all(|who| *who == side));
            report.demand(at(), is_alone, &actual, "no right program is blamed", help);
        }
    }
}

const ITS_END: &str = "a right client ends, which ends the wait";
const FREE: &str = "a pair's server finds its address free";
const THERE: &str = "a pair's client finds its server";

/// Wrong programs in which no pair with a right one sees anything wrong: the side, words of the
/// program, and why not.
const ONLY_ALONE: &[[&str; 3]] = &[
    ["server", "stream.read_to_end(", ITS_END],
    ["server", "io::BufRead::read_until(&mut reader, b'\\n'", ITS_END],
    ["server", "match TcpListener::bind(SERVER) { Ok(s) => s, _ => return Ok(()) }", FREE],
    ["server", "Err(e) => { println!(\"{e}\"); return Ok(()) }", FREE],
    ["server", "TcpListener::bind(SERVER).or_else(|_| TcpListener::bind((HOST, 0)))", FREE],
    [
        "server",
        "OwnedFd::from(listener)",
        "nobody starts the server again, who would miss its address",
    ],
    ["client", "if let Ok(stream) = TcpStream::connect(SERVER) { break stream; }", THERE],
    ["client", "match TcpStream::connect(SERVER) { Ok(s) => s, _ => return Ok(()) }", THERE],
];

fn at() -> (&'static str, usize) {
    (file!(), 1)
}

/// What is done in a network: with the programs of a side that are wrong, or with the right ones; and
/// which of them, of how many parts.
fn play(part: &str, all: &All, parts: usize, is_sample: bool) {
    let mut report = Report::default();
    let right = SIDES.map(|side| all.places(side, false));
    // The lesson's own, and the one that half-closes.
    let two = right.each_ref().map(|places| &places[..2]);
    let (kind, number) = part.split_once(' ').expect("two words");
    let number: usize = number.parse().expect("a number");
    let own = |places: &[usize]| -> Vec<usize> {
        places.iter().copied().skip(number).step_by(parts).collect()
    };
    match (kind, is_sample) {
        ("right", true) => all.right_ones(two[0], two[1], &mut report),
        ("right", false) => all.right_ones(&own(&right[0]), &right[1], &mut report),
        (side, _) => {
            let partners = if side == "server" { two[1] } else { two[0] };
            let mut wrong = own(&all.places(side, true));
            if is_sample {
                // Those that wait are the first.
                wrong = wrong.into_iter().skip(SAMPLE).take(SAMPLE).collect();
            }
            all.wrong_ones(side, &wrong, partners, &mut report);
            all.names_them(side, &mut report);
        }
    }
    report.settle_part();
}

/// So many wrong programs of a side are tried where not all are.
const SAMPLE: usize = 2;

/// Into so many parts the wrong ones of a side are divided. The sample is of one of them.
const PARTS: usize = 12;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn some_right_programs_talk_and_some_wrong_ones_are_blamed() {
    let all = All::new();
    side_by_side(&["right 0", "server 7", "client 7"], |part| play(part, &all, PARTS, true));
}

#[test]
#[ignore = "needs unshare, and minutes"]
fn all_right_programs_talk_each_with_each() {
    let all = All::new();
    let count = all.places("server", false).len().min(PARTS);
    let parts: Vec<String> = (0..count).map(|part| format!("right {part}")).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    side_by_side(&parts, |part| play(part, &all, PARTS, false));
}

#[test]
#[ignore = "needs unshare, and minutes"]
fn each_wrong_program_is_blamed_and_no_right_one_is() {
    let all = All::new();
    let parts = (0..PARTS).flat_map(|part| SIDES.map(|side| format!("{side} {part}")));
    let parts: Vec<String> = parts.collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    side_by_side(&parts, |part| play(part, &all, PARTS, false));
}

/// What the page shows is what is said of such a class. `…` stands for lines that are left out.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn the_page_shows_what_is_said_of_a_class() {
    let Some(_port) = PortLock::take() else { return };
    says("check/yours", "Eve's client sends the newline from above.");
    says("check/yours", "`--all` waits for 5 seconds, not 10");
    let wrong =
        text_of(Tree::live(), "client").expect("the program").replacen("r!\"", "r!\\n\"", 1);
    let [name, scenario] = ["eve", "client"].map(str::to_string);
    let eve = [Program { name, scenario, options: Vec::new(), text: wrong }];
    let eve = format!("env {PROGRAM}=m0 \"{}\"", compile("eve", &eve, &[PORT]).display());
    let [server, client] = books();
    let mut class = Class::new();
    for (name, client) in [("ada", &client), ("bob", &client), ("eve", &eve)] {
        class.add(name, &server, client);
    }
    let said = class.check("5");
    let book = &Context::live().book;
    let page = book.pages.iter().find(|page| page.name() == "check/yours").expect("the page");
    let shown = page.fences.iter().find(|fence| fence.body.iter().any(|l| l.contains("--all")));
    let shown = shown.expect("a console with `--all`");
    let mut rest = said.ended.stdout.as_str();
    for part in shown.body[1..].split(|line| line == "…") {
        let part: String = part.iter().map(|line| format!("{line}\n")).collect();
        let found = rest.split_once(&part);
        rest = found.unwrap_or_else(|| panic!("{part}\nis not said:\n{}", said.ended.stdout)).1;
    }
    assert_eq!((rest, said.ended.code().as_str()), ("", "1"), "{}", said.ended.stdout);
}
