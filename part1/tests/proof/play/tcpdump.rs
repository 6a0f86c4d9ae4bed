//! Which segments go over the wire? tcpdump says, and the book shows the same.

use super::prelude::*;
use crate::book::tcp_segments::LINE;
use std::iter;

/// What the reader types behind `sudo`.
const TCPDUMP: &str = "tcpdump -i lo -n -t -l port 50000";

/// How often the exchange is repeated at most, until its end goes as the page shows. Who closes first
/// is chance; both may at once; and an acknowledgment may come alone, or with a FIN.
const TRIES: usize = 50;

/// A line of tcpdump without what differs: the first numbers of a connection, windows, options.
fn short(line: &str) -> String {
    let varies = |part: &&str| {
        let is_number = part.starts_with("seq ") && !part.contains(':');
        part.starts_with("win ")
            || is_number && line.contains("Flags [S")
            || part.starts_with("ack ") && line.contains("Flags [S.]")
    };
    let (before, options) = line.split_once("options [").unwrap_or((line, ""));
    let (_, rest) = options.split_once("], ").unwrap_or_default();
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
        let mut tries = 1;
        let first = captured();
        let others = (1..TRIES).map(|_| captured()).inspect(|_| tries += 1);
        // Only the end is chance, and has only acknowledgments and FINs.
        let before_end = expected.len() - 3;
        let is_compared = |segments: &Vec<String>| {
            let segments = normalized(segments);
            let (before, end) = segments.split_at(before_end.min(segments.len()));
            let closes = |line: &String| line.contains("[.]") || line.contains("[F.]");
            segments == expected || before != &expected[..before_end] || !end.iter().all(closes)
        };
        let segments = iter::once(first.clone()).chain(others).find(is_compared).unwrap_or(first);
        report.count_many("exchanges", tries);
        report.count_many("segments", segments.len());
        let help = "show the segments as tcpdump does, without window, options and the numbers that \
                    a connection begins with";
        Recorded::whole(page, fence).compare(context, &segments, &normalized, help, &mut report);
        report.settle();
    });
}

/// What tcpdump sees of one exchange, until both ends have closed.
fn captured() -> Vec<String> {
    let words: Vec<&str> = TCPDUMP.split(' ').collect();
    let tcpdump = tcpdump(&words[1..]);
    let server = start_server();
    end_well(start_client());
    end_well(server);
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
        row(("[P.], seq 1:14, win 6, options [nop], length 13", "[P.], seq 1:14, length 13")),
        row(("[F.], seq 14, ack 14, win 6, length 0", "[F.], seq 14, ack 14, length 0")),
    ];
    let line = "IP 127.0.0.1.36812 > 127.0.0.1.50000: Flags ";
    let shown = line.replace("127.0.0.1.", "127.0.0.1:");
    each_row(&rows, |rest| {
        let short = short(&format!("{line}{rest}"));
        short.strip_prefix(&shown).unwrap_or(&short).to_string()
    });
}
