//! Does who searches find? People look for what they see or have heard, and seldom in the words of a
//! page.

use super::prelude::*;

/// What people search for, and the page that helps.
const SEARCHES: [(&str, &str); 32] = [
    ("E0373", "clients/threads"),
    ("TIME_WAIT", "kernel/life"),
    ("UDP", "next/other"),
    ("broadcast", "clients/chat"),
    ("checksum", "kernel/calls"),
    ("concurrent", "clients/threads"),
    ("crash", "hosts/cut"),
    ("delimiter", "stream/line"),
    ("disconnect", "questions"),
    ("docker", "next/where"),
    ("freeze", "wrong/waits"),
    ("garbage", "wrong/bytes"),
    ("graceful shutdown", "clients/stop"),
    ("graceful", "clients/stop"),
    ("latency", "cost/buffers"),
    ("linger", "python/missing"),
    ("nc", "next/peers"),
    ("netcat", "next/peers"),
    ("parallel", "clients/threads"),
    ("partial read", "stream/messages"),
    ("partial", "stream/messages"),
    ("read blocks", "glossary"),
    ("reconnect", "questions"),
    ("spawn", "questions"),
    ("stdin", "questions"),
    ("threads", "glossary"),
    ("throughput", "cost/buffers"),
    ("take_error", "std-net"),
    ("set_ttl", "std-net"),
    ("read_vectored", "std-net"),
    ("multicast", "std-net"),
    ("into_inner", "std-net"),
];

/// Each of these words leads to its page, with one of the first three finds. A book that has not all
/// of the pages is searched for those that it has.
pub fn searches_lead_to_their_pages(site: Site, context: &Context, report: &mut Report) {
    let is_there = |page: &str| context.book.page(&format!("book/src/{page}.md")).is_some();
    let searches: Vec<_> = SEARCHES.into_iter().filter(|(_, page)| is_there(page)).collect();
    let words: Vec<&str> = searches.iter().map(|(word, _)| *word).collect();
    let seen = visit(site, &[("WORDS", &words)], include_str!("search.js"));
    for (word, page) in searches {
        report.count("searches");
        let line = seen.lines.iter().find(|line| line[0] == word);
        let found = line.map_or("nothing".to_string(), |line| line[1..].join(", "));
        let is_found = found.contains(&format!("{page}.html"));
        let place = format!("book/src/{page}.md");
        let expected = format!("{page}.html among the first three finds");
        let help = "let a heading or a short section of the page have the word";
        report.demand((&place, 1), is_found, format!("`{word}`: {found}"), expected, help);
    }
}
