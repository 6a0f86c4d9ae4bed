//! Which segments go over the wire? tcpdump says, in a network of this
//! test's own, and the book shows the same.

use crate::book::prelude::*;
use crate::book::tcp_segments::LINE;
use crate::run::prelude::*;
use crate::run::traces::tcpdump;

/// What the reader types behind `sudo`.
const TCPDUMP: &str = "tcpdump -i lo -n -t -l port 50000";

/// How often the exchange is repeated at most, until the client closes first.
const TRIES: usize = 200;

/// A line of tcpdump without what differs from run to run: the numbers
/// that a connection begins with, the window, the options.
fn short(line: &str) -> String {
    let varies = |part: &&str| {
        let is_number = part.starts_with("seq ") && !part.contains(':');
        part.starts_with("win ")
            || is_number && line.contains("Flags [S")
            || part.starts_with("ack ") && line.contains("Flags [S.]")
    };
    let (before, rest) = match line.split_once("options [") {
        Some((before, rest)) => (before, rest.split_once("], ").map_or("", |(_, rest)| rest)),
        None => (line, ""),
    };
    let parts = before.split(", ").filter(|part| !varies(part)).chain([rest]);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    // tcpdump writes a dot before the port, the book a colon.
    parts.join(", ").replace("127.0.0.1.", "127.0.0.1:")
}

#[test]
#[ignore = "needs root, unshare, ip, tcpdump"]
fn the_programs_send_the_segments_of_the_book() {
    in_own_network(|| {
        let (context, mut report) = (Context::live(), Report::default());
        let recorded = context.book.recorded("segments").next();
        let (page, fence) = recorded.expect("a text,recorded=segments fence");
        let shown = format!("$ sudo {TCPDUMP}");
        if !page.fences.iter().any(|fence| fence.body.contains(&shown)) {
            let help = "show the command that this test runs, or mend TCPDUMP";
            report.add((&page.path, 1), "no fence has it", &shown, help);
        }
        let expected = normalized(&fence.body);
        let known = [other_end_first(&expected), with_late_close(&expected)];
        let known = [&known[..], &[with_late_close(&known[0])]].concat();
        let is_other = |segments: &Vec<String>| !known.contains(&normalized(segments));
        let segments = (0..TRIES).map(|_| captured()).find(is_other).unwrap_or_else(captured);
        report.count_many("segments", segments.len());
        let recorded = Recorded { page, fence, exchange: None };
        let help = "show the segments as tcpdump does, without window, options and the numbers that \
                    a connection begins with";
        recorded.compare(context, &segments, &normalized, help, &mut report);
        report.settle();
    });
}

/// How many segments close the connection.
const CLOSING: usize = 3;

/// The same exchange when the server is the first to close, as it is
/// sometimes: its last three segments go the other way.
fn other_end_first(shown: &[String]) -> Vec<String> {
    let (before, last) = shown.split_at(shown.len() - CLOSING);
    let turned = last.iter().filter_map(|line| turned(line));
    before.iter().cloned().chain(turned).collect()
}

/// The same exchange when the second to close takes so long that its
/// kernel acknowledges the first FIN with a segment of its own.
fn with_late_close(shown: &[String]) -> Vec<String> {
    let (before, last) = shown.split_at(shown.len() - CLOSING + 1);
    let ack = last.last().and_then(|line| turned(line));
    before.iter().cloned().chain(ack).chain(last.iter().cloned()).collect()
}

/// The same segment in the other direction.
fn turned(line: &str) -> Option<String> {
    let (from, rest) = line.strip_prefix(LINE)?.split_once(" > ")?;
    let (to, rest) = rest.split_once(": ")?;
    Some(format!("{LINE}{to} > {from}: {rest}"))
}

/// What tcpdump sees of one exchange, until both ends have closed.
fn captured() -> Vec<String> {
    let words: Vec<&str> = TCPDUMP.split(' ').collect();
    let tcpdump = tcpdump(&words[1..]);
    let server = start_server();
    for ended in [start_client(), server].map(end) {
        assert!(ended.status.success(), "{ended:?}");
    }
    let mut lines: Vec<String> = Vec::new();
    happens(|| {
        let printed = tcpdump.printed();
        lines = printed.lines().filter(|line| line.starts_with(LINE)).map(short).collect();
        let ends = lines.last().is_some_and(|line| line.contains("[.]"));
        ends && lines.iter().filter(|line| line.contains("[F.]")).count() == 2
    });
    lines
}

#[test]
fn only_what_a_connection_begins_with_is_left_out() {
    let rows = [
        row(("[S], seq 7, win 1, options [mss 9,wscale 7], length 0", "[S], length 0")),
        row(("[S.], seq 7, ack 8, win 1, length 0", "[S.], length 0")),
        row((
            "[P.], seq 1:14, ack 1, win 6, options [nop], length 13",
            "[P.], seq 1:14, ack 1, length 13",
        )),
        row(("[F.], seq 14, ack 14, win 6, length 0", "[F.], seq 14, ack 14, length 0")),
    ];
    let line = "IP 127.0.0.1.36812 > 127.0.0.1.50000: Flags ";
    let shown = line.replace("127.0.0.1.", "127.0.0.1:");
    each_row(&rows, |rest| {
        let short = short(&format!("{line}{rest}"));
        short.strip_prefix(&shown).unwrap_or(&short).to_string()
    });
}

#[test]
fn the_known_other_ways_to_close_are_these() {
    let lines = |lines: &[&str]| lines.iter().map(|line| format!("{LINE}{line}")).collect();
    let shown: Vec<String> = lines(&["C > S: Flags [F.]", "S > C: Flags [F.]", "C > S: ack"]);
    let turned = lines(&["S > C: Flags [F.]", "C > S: Flags [F.]", "S > C: ack"]);
    let late = lines(&["C > S: Flags [F.]", "S > C: ack", "S > C: Flags [F.]", "C > S: ack"]);
    let rows = [row((other_end_first(&shown), turned)), row((with_late_close(&shown), late))];
    each_row(&rows, Vec::clone);
}
