//! Can the laboratory's lists be changed, by each of their controls, and does the page's address say
//! what they are?

use super::prelude::*;
use crate::book::laboratory::LABORATORY;

const LESSON: &str = "server=listen,accept,write:Hello%20client!,read:2048\
                      &client=connect,read:2048,write:Hello%20Server!";

/// A change of the lists: what is done, at which element, with which value; and what of the page has
/// to be there then.
type Change = ([&'static str; 3], &'static [&'static str]);

/// One after the other, from the lesson on.
const CHANGES: [Change; 21] = [
    (
        ["press", "[data-name=server] [data-at=\"3\"] [data-does=up]", ""],
        &[
            "server=listen,accept,read:2048,write:Hello%20client!&",
            "server: server 3, read up to: move up",
            "wait for each other.",
        ],
    ),
    (
        ["set", "[data-name=server] [data-at=\"2\"] input", "5"],
        &["server=listen,accept,read:5,write:Hello%20client!&"],
    ),
    (
        ["set", "[data-name=server] [data-at=\"2\"] input", "17"],
        &["server=listen,accept,read:2048,write:Hello%20client!&"],
    ),
    (
        ["set", "[data-name=server] [data-at=\"3\"] input", "é, (b)"],
        &["server=listen,accept,read:2048,write:%C3%A9%2C%20%28b%29&"],
    ),
    (
        ["press", "[data-name=client] [data-at=\"0\"] [data-does=remove]", ""],
        &[
            "&client=read:2048,write:Hello%20Server!",
            "client: client 1, read up to: remove",
            "2 left out",
        ],
    ),
    (
        ["set", "[data-name=client] > select", "connect"],
        &["&client=read:2048,write:Hello%20Server!"],
    ),
    (
        ["press", "[data-name=client] > button", ""],
        &["&client=read:2048,write:Hello%20Server!,connect", "2 left out", "client: add it to"],
    ),
    (["set", "[data-name=server] > select", "stay"], &["%28b%29&"]),
    (["press", "[data-name=server] > button", ""], &["%28b%29,stay&", "2 left out"]),
    (["set", "[data-name=server] > select", "pause"], &["%28b%29,stay&"]),
    (["press", "[data-name=server] > button", ""], &["%28b%29,pause,stay&"]),
    (["check", "[name=second]", ""], &["connect&clients=2", "3 programs"]),
    (["check", "[name=first]", ""], &["connect&clients=2&first=client", "1 of 13"]),
    (
        ["open", "", "server=listen,accept,read:9&client=connect,write:a,write:b"],
        &[
            "server=listen,accept,read:9&client=connect,write:a,write:b",
            "end 1 of 2",
            "2 programs",
            "1 of ",
            "server: Client: a |",
        ],
    ),
    (["press", ".ways button", ""], &["end 2 of 2", "server: Client: ab |"]),
    (
        ["open", "", "server=listen,read:0&client=connect"],
        &["can't be read", "Server: Hello client!"],
    ),
    (["open", "", "server=listen,__proto__&client="], &["can't be read", "Server: Hello client!"]),
    (["open", "", "server=listen"], &["can't be read", "Server: Hello client!"]),
    (["check", "[name=second]", ""], &["Server!&clients=2", "3 programs"]),
    (["open", "", "what-happens"], &["what-happens", "3 programs"]),
    (
        ["press", "[data-name=client] [data-at=\"2\"] [data-does=down]", ""],
        &["Server!&clients=2", "client: client 3, write: move down"],
    ),
];

/// Makes each change, and compares what the page shows then.
pub fn the_lists_can_be_changed(site: Site, _: &Context, report: &mut Report) {
    let changes: Vec<_> = CHANGES.iter().map(|([act, at, value], _)| (act, at, value)).collect();
    let given: [Given; 2] = [("FIRST", &LESSON), ("CHANGES", &changes)];
    let seen = visit(site, &given, include_str!("laboratory.js"));
    let opened: (&str, &[&str]) = (
        "opened",
        &[
            LESSON,
            "client: Server: Hello client!",
            "The server reads “Hello Server!” and ends. The client",
        ],
    );
    let changed = CHANGES.iter().map(|([act, ..], shows)| (*act, *shows));
    for ((act, shows), line) in [opened].into_iter().chain(changed).zip(&seen.lines) {
        for words in shows {
            report.count("changes of lists");
            let shown = line[1..].join(" | ");
            let actual = format!("after {act}: {shown}");
            let help = "mend book/src/lab/lists.js";
            report.demand(
                (LABORATORY, 1),
                shown.contains(words),
                actual,
                format!("… {words} …"),
                help,
            );
        }
    }
}
