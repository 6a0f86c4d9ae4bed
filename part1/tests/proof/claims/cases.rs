//! The cases to solve. Each is run and measured, and then each wrong cause is named: is what would be
//! seen of that cause to be seen where it is the right one, and not here?

use super::prelude::*;
use crate::book::repository::root;
use crate::run::sockets::Socket;
use shared::processes;
use shared::sockets::{TABLES, read as read_table};

/// The right cause of each case, by the case's number.
const CAUSES: [&str; 8] =
    ["accept", "both-read", "family", "newline", "one-read", "full", "unread", "order"];

/// More bytes than these lie only where nobody reads.
const HIGH: u64 = 10_000;

fn case(words: &[&str]) -> Command {
    let mut case = interruptible(env!("CARGO_BIN_EXE_case"));
    case.args(words);
    case
}

fn answer(words: &[&str]) -> Ended {
    run(&mut case(words), BOUND).unwrap_or_else(|message| panic!("{message}"))
}

/// What is to be seen of a case that runs: the sockets of the port, and what is printed.
struct Seen {
    sockets: Vec<Socket>,
    printed: String,
}

impl Seen {
    fn of(running: &Running) -> Seen {
        // The second table is not there when the system has no IPv6.
        let tables = TABLES.map(|table| read_table("self", table).unwrap_or_default());
        let mut sockets = tables.concat();
        sockets.retain(|s| [s.local, s.peer].contains(&PORT) && s.state != TIME_WAIT);
        Seen { sockets, printed: running.printed() }
    }

    /// The lines of both programs, in the order of the alphabet.
    fn lines(&self) -> Vec<&str> {
        let mut lines: Vec<&str> = self.printed.lines().filter(|l| l.starts_with('[')).collect();
        lines.sort();
        lines
    }

    fn listener(&self) -> Option<&Socket> {
        self.sockets.iter().find(|socket| socket.state == LISTEN)
    }

    /// Whether it is so, in the words of the program.
    fn shows(&self, sight: &str) -> bool {
        let words: Vec<&str> = sight.split(' ').collect();
        let number = || words.iter().find_map(|word| word.parse::<u64>().ok());
        let ends: Vec<&Socket> = self.sockets.iter().filter(|s| s.state == ESTABLISHED).collect();
        match sight {
            "a Recv-Q above 0 for LISTEN" => self.listener().is_some_and(|s| s.to_read > 0),
            "the listener on an IPv6 address" => self.listener().is_some_and(|s| s.host.is_ipv6()),
            "that a message was sent, and no line from its receiver" => {
                let sent = |line: &&&str| line.contains("] Sent: ");
                let other = |line: &str| line.starts_with("[client] ");
                let lines = self.lines();
                lines
                    .iter()
                    .find(sent)
                    .is_some_and(|it| lines.iter().all(|l| other(l) == other(it)))
            }
            "a Recv-Q above 0 at one end, and Send-Q 0 at the other" => {
                ends.len() == 2
                    && ends.iter().any(|s| s.to_read > 0)
                    && ends.iter().all(|s| s.to_send == 0)
            }
            "`ConnectionReset` from one program" => self.printed.contains("ConnectionReset"),
            "a length that is not the message's" => {
                self.printed.contains("A message of ")
                    && !self.printed.contains("A message of 13 bytes")
            }
            "two `ESTAB` lines with all numbers 0" => {
                ends.len() == 2 && ends.iter().all(|s| (s.to_read, s.to_send) == (0, 0))
            }
            "no `ESTAB` line of port 50000" => ends.is_empty(),
            "a Send-Q above 10000 at both ends" => {
                ends.len() == 2 && ends.iter().all(|s| s.to_send > HIGH)
            }
            _ if sight.ends_with(" at the client's end") => {
                ends.iter().any(|s| s.peer == PORT && Some(s.to_read) == number())
            }
            _ if sight.ends_with(" for LISTEN") => self.listener().map(|s| s.to_read) == number(),
            _ if sight.starts_with("the listener on") => self.listener().is_some_and(|s| {
                sight == format!("the listener on `{}`", SocketAddr::from((s.host, s.local)))
            }),
            "nothing from either program" => self.lines().is_empty(),
            _ => sight.split(", and ").all(|part| self.is_printed(part)),
        }
    }

    /// Whether a program has printed that, or nothing.
    fn is_printed(&self, part: &str) -> bool {
        let (text, program) = part.split_once(" from the ").expect("what, and from which program");
        let label = format!("[{program}] ");
        let mut lines = self.printed.lines().filter_map(|line| line.strip_prefix(&label));
        match text.trim_matches('`') {
            "nothing" => lines.next().is_none(),
            text => lines.any(|line| line.contains(text)),
        }
    }
}

/// A refutation: how a sight of the wrong cause and one of the case are looked for, and both.
fn refutation(number: &str, cause: &str) -> ([String; 2], [String; 2]) {
    let ended = answer(&[number, cause]);
    assert_eq!(ended.code(), "1", "case {number} {cause}: {ended:?}");
    let but = format!(".\nBut while case {number} runs,\n");
    let sentence = ended.stdout.strip_prefix("No. If ").and_then(|rest| rest.strip_suffix(".\n"));
    let (would, does) = sentence.and_then(|it| it.split_once(&but)).expect(&ended.stdout);
    let verbs = [
        ("`ss -tln` would show ", "`ss -tln` shows "),
        ("`ss -tn` would show ", "`ss -tn` shows "),
        ("you would see ", "you see "),
    ];
    let parts = verbs.iter().find_map(|(would_see, sees)| {
        let (_, would) = would.split_once(&format!(",\n{would_see}"))?;
        Some(([*would_see, *sees], [would, does.strip_prefix(sees)?]))
    });
    let (verbs, sights) = parts.unwrap_or_else(|| panic!("two places in {}", ended.stdout));
    (verbs.map(String::from), sights.map(String::from))
}

/// The wrong causes of a case, each with its sight and the case's own.
fn refutations(number: &str, right: &str) -> Vec<(&'static str, [String; 2])> {
    let wrong = CAUSES.into_iter().filter(|cause| *cause != right);
    wrong.map(|cause| (cause, refutation(number, cause).1)).collect()
}

/// What is to be seen of a case when all is so that it says of itself, and stays so.
fn seen(number: &str, own: &[&String]) -> Seen {
    let running = started(&mut case(&[number]));
    let is_so = |seen: &Seen| own.iter().all(|sight| seen.shows(sight));
    happens(|| is_so(&Seen::of(&running)));
    thread::sleep(WHILE);
    let seen = Seen::of(&running);
    let wrong: Vec<_> = own.iter().filter(|sight| !seen.shows(sight)).collect();
    let found = format!("{:?}\n{}", seen.sockets, seen.printed);
    assert!(wrong.is_empty(), "case {number} shows nothing of {wrong:?}, but:\n{found}");
    drop(running);
    assert!(happens(all_gone), "case {number} leaves {:?}", left());
    seen
}

/// The programs of cases that run.
fn left() -> Vec<String> {
    let commands = processes::all().map(|process| process.command());
    let program = env!("CARGO_BIN_EXE_case");
    commands.filter(|command| command.starts_with(program)).collect()
}

/// Whether none runs, nor has the port: a process that ends has no command any more a moment before
/// its sockets are closed.
fn all_gone() -> bool {
    left().is_empty() && is_listening(PORT) != Some(true)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_wrong_cause_is_refuted_by_what_is_to_be_seen() {
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    let numbers = (1..=CAUSES.len()).map(|number| number.to_string());
    let cases: Vec<_> = numbers.zip(CAUSES).collect();
    let all = cases.iter().map(|(number, right)| (number, refutations(number, right)));
    let all: Vec<_> = all.collect();
    let seen = all.iter().map(|(number, refuted)| {
        let own: Vec<&String> = refuted.iter().map(|(_, [_, own])| own).collect();
        seen(number, &own)
    });
    let seen: Vec<Seen> = seen.collect();
    let mut count = 0;
    for ((number, refuted), here) in all.iter().zip(&seen) {
        for (cause, [would, _]) in refuted {
            let at = CAUSES.iter().position(|own| own == cause).expect("a case with that cause");
            assert!(seen[at].shows(would), "case {number} {cause}: {would}: it is not so there");
            assert!(!here.shows(would), "case {number} {cause}: {would}: it is so here, too");
            count += 1;
        }
    }
    assert_eq!(count, 56, "refutations");
    says("wrong/cases", "For cases 3, 5, 7 and 8, what the programs print is enough.");
    let mut printed: Vec<Vec<&str>> = seen.iter().map(Seen::lines).collect();
    let silent = printed.iter().zip(1..).filter(|(lines, _)| lines.is_empty());
    let silent: Vec<usize> = silent.map(|(_, number)| number).collect();
    assert_eq!(silent, [1, 2, 6], "cases that print nothing");
    printed.sort();
    printed.dedup();
    assert_eq!(printed.len(), 6, "five that differ, and those that print nothing: {printed:?}");
}

#[test]
fn the_right_cause_is_said_with_the_heading_that_mends_it() {
    let book = &Context::live().book;
    for (number, cause) in (1..).zip(CAUSES) {
        let ended = answer(&[&number.to_string(), cause]);
        assert_eq!((ended.code().as_str(), ended.stderr.as_str()), ("0", ""), "{number} {cause}");
        let quoted: Vec<&str> = ended.stdout.split(['“', '”']).collect();
        let [_, title, _, heading, _] = quoted[..] else { panic!("{}", ended.stdout) };
        let page = book.pages.iter().find(|page| page.title == title);
        let page = page.unwrap_or_else(|| panic!("no page {title}"));
        let is_there = page.headings.iter().any(|own| own.text == heading);
        assert!(is_there, "{} has no heading {heading}", page.path);
    }
}

#[test]
fn a_wrong_call_prints_the_usage_and_ends_with_2() {
    let calls = [
        (&["9"][..], "There is no case `9`."),
        (&["0"], "There is no case `0`."),
        (&["x"], "There is no case `x`."),
        (&["9", "full"], "There is no case `9`."),
        (&["3", "bad"], "There is no cause `bad`."),
        (&["3", "full", "full"], "A number and a cause are enough."),
    ];
    for (words, message) in calls {
        let ended = answer(words);
        assert_eq!((ended.code().as_str(), ended.stdout.as_str()), ("2", ""), "{words:?}");
        let said = &ended.stderr;
        assert!(said.starts_with("Usage: case ") && said.trim_end().ends_with(message), "{said}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn no_program_of_a_case_outlives_it() {
    let Some(_port) = PortLock::take() else { return };
    for (signal, number) in [("INT", "6"), ("KILL", "5"), ("TERM", "3")] {
        let running = started(&mut case(&[number]));
        assert!(happens(|| running.printed().contains("CAUSE")), "{}", running.complained());
        running.signal(signal);
        assert!(happens(all_gone), "{signal} leaves {:?}", left());
    }
}

#[test]
fn a_taken_port_is_said() {
    let Some(_port) = PortLock::take() else { return };
    let _listener = crate::run::server_and_client::listen_as_server();
    let ended = answer(&["1"]);
    assert_eq!((ended.code().as_str(), ended.stdout.as_str()), ("1", ""));
    let begins = ended.stderr.starts_with("Port 50000: ");
    assert!(begins && ended.stderr.ends_with("has it.\n"), "{}", ended.stderr);
}

#[test]
#[ignore = "needs root, unshare, ip, strace"]
fn strace_shows_the_call_in_which_both_programs_wait() {
    says("wrong/cases", "`strace` shows a `recvfrom` in both");
    says("wrong/cases", "where `strace` shows a `sendto`");
    in_own_network(|| {
        for (number, call) in [("2", "recvfrom("), ("6", "sendto(")] {
            let running = started(&mut case(&[number]));
            assert!(happens(|| running.printed().contains("CAUSE")), "{}", running.complained());
            let printed = running.printed();
            let line = printed.lines().nth(1).expect("a line with the numbers of the processes");
            let words = line.split(|c: char| !c.is_ascii_digit());
            let ids: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            assert_eq!(ids.len(), 2, "{line}");
            for id in ids {
                let strace = started(Command::new("strace").args(["-p", id]));
                let is_shown = || strace.complained().contains(call);
                assert!(happens(is_shown), "case {number}: {}", strace.complained());
            }
            drop(running);
            assert!(happens(all_gone), "case {number} leaves {:?}", left());
        }
    });
}

#[test]
#[ignore = "needs root, unshare, ip"]
fn where_there_is_no_ipv6_the_case_that_needs_it_says_so() {
    in_own_network(|| {
        fs::write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1").expect("a setting");
        let ended = answer(&["3"]);
        assert_eq!((ended.code().as_str(), ended.stdout.as_str()), ("1", ""));
        assert!(ended.stderr.starts_with("This system has no IPv6"), "{}", ended.stderr);
    });
}

#[test]
fn the_page_has_a_hint_and_the_cause_of_each_case() {
    let page = fs::read_to_string(root().join("book/src/wrong/cases.md")).expect("the page");
    let pages = &Context::live().book.pages;
    for (number, right) in (1..).zip(CAUSES).skip(1) {
        let number = format!("{number}");
        let hint = format!("<summary>Case {number}</summary>\n");
        assert!(page.contains(&hint), "no fold with {hint}");
        let cause = format!("<summary>The cause of case {number}</summary>\n\nIt's `{right}`. ");
        let (_, fold) = page.split_once(&cause).unwrap_or_else(|| panic!("no fold with {cause}"));
        let fold = fold.split("</details>").next().unwrap_or_default();
        let title = answer(&[&number, right]).stdout;
        let title = title.split(['“', '”']).nth(1).expect("a title");
        let linked = pages.iter().find(|page| page.title == title).expect("a page of that title");
        let file = linked.path.rsplit('/').next().expect("a file");
        assert!(fold.contains(&format!("{file}#")), "case {number}: no link to {title}");
    }
}
