//! Do the records of what was measured agree with the programs that keep them, and do they bear out
//! what the pages say of them?

use super::prelude::*;
use super::records::{assert_recorded, bears_out, kept, recorded};
use crate::book::report::Row;
use crate::run::kernel_counters::{DELAYED_ACKS, counter};
use buffers::cost_record::{self, best};
use buffers::record;
use std::io::BufWriter;

#[expect(dead_code, reason = "the example's `main`")]
mod buffers {
    include!("../../../examples/cost.rs");
}
#[expect(dead_code, reason = "the example's `main`")]
mod nagle {
    include!("../../../examples/nagle.rs");
}

/// How to make the record of `cost` anew.
const AGAIN: &str = "let the program write it again: `taskset -c 0 cargo run \
                     --release --example cost part1/measured`";

#[test]
fn the_picture_of_the_costs_is_drawn_from_their_table() {
    let rows = cost_record::read(recorded("cost.md"));
    let (table, picture) = (cost_record::markdown(&rows), cost_record::picture(&rows));
    assert_recorded("cost", &table, &picture, AGAIN);
    let powers = (0..=18).map(|power| 1 << power);
    assert!(rows.iter().map(|row| row.size).eq(powers), "part1/measured/cost.md: sizes; {AGAIN}");
}

/// Words of the page, and whether they are true of the record.
type Claim = (&'static str, fn(&dyn Fn(usize) -> cost_record::Row, f64) -> bool);

const CLAIMS: [Row<Claim>; 8] = [
    row(("2048 bytes take less than two and a half times as long as those of one", |at, _| {
        2048.0 / at(2048).per_second < 2.5 / at(1).per_second
    })),
    row(("bring more than 800 times as many bytes per second as one at a time", |at, _| {
        at(2048).per_second > 800.0 * at(1).per_second
    })),
    // One byte takes 1 / per_second(1), of which nearly all is the call; one byte among many takes
    // 1 / best.
    row(("A call costs as much as moving one or two thousand bytes.", |at, best| {
        (1000.0..2500.0).contains(&(best / at(1).per_second))
    })),
    row(("the buffer of 2048 bytes reaches more than two fifths of the best", |at, best| {
        at(2048).per_second > 0.4 * best
    })),
    row(("a buffer 128 times as large gives less than three times as much", |at, _| {
        at(128 * 2048).per_second < 3.0 * at(2048).per_second
    })),
    row(("reach more than three fifths of the best", |at, best| at(8192).per_second > 0.6 * best)),
    row(("2048 bytes takes less than 1.2 times as long as one of a single byte", |at, _| {
        at(2048).round_trip < 1.2 * at(1).round_trip
    })),
    row(("take less than twenty times as long", |at, _| {
        at(262_144).round_trip < 20.0 * at(1).round_trip
    })),
];

#[test]
fn the_record_bears_out_what_the_page_says_of_it() {
    let rows = cost_record::read(recorded("cost.md"));
    let at = |size| {
        let row = rows.iter().find(|row| row.size == size);
        row.unwrap_or_else(|| panic!("cost.md: no {size}")).clone()
    };
    bears_out("cost.md", "cost/buffers", &CLAIMS, |is_so| is_so(&at, best(&rows)));
}

/// Of a language in the record, a column's ratio to Rust's, and its value.
fn compared(language: &str, column: usize) -> (f64, f64) {
    let mut rows = record::cells(recorded("compare.md")).into_iter();
    let row = rows.find(|row| row[0] == language).unwrap_or_else(|| panic!("no {language}"));
    let numbers = row[column].split(['×', '(', ' ', '\u{a0}']).filter_map(|n| n.parse().ok());
    let numbers: Vec<f64> = numbers.collect();
    (numbers[0], numbers[1])
}

#[test]
fn the_record_bears_out_what_is_said_of_other_languages() {
    let [start, exchange, memory] = [1, 2, 3];
    let ratio = |language, column| compared(language, column).0;
    let talks_soon = |language| compared(language, exchange).1 < 2.0 * compared(language, start).1;
    let all_talk_soon = ["Rust", "C", "Python"].into_iter().all(talks_soon);
    let is_near = (0.5..2.0).contains(&ratio("C", start));
    let claims = [
        row(("takes more than ten times as long as ours until", ratio("Python", start) > 10.0)),
        row(("their two programs it is less than a factor of two", is_near)),
        row(("takes less than twice as long as a run that fails", all_talk_soon)),
        row(("holds more than five times as much as ours", ratio("Python", memory) > 5.0)),
        row(("Ours holds more than C's", ratio("C", memory) < 1.0)),
    ];
    bears_out("compare.md", "cost/compare", &claims, |is_so| *is_so);
}

#[test]
fn what_a_buffer_costs_can_be_measured_and_kept() {
    let rows = buffers::measure(Duration::from_micros(50)).expect("loopback");
    let positive = |row: &cost_record::Row| row.round_trip > 0.0 && row.per_second > 0.0;
    assert!(rows.iter().all(positive), "{rows:?}");
    assert_eq!(rows.len(), 19);
    let [table, picture] = kept("cost", |folder| cost_record::write(folder, &rows));
    assert!(table.starts_with("| buffer, bytes |"), "{table}");
    assert!(table.contains("\n\nMeasured: 2"), "{table}");
    assert!(table.ends_with(", loopback.\n"), "{table}");
    assert!(picture.ends_with("</svg>\n"), "{picture}");
}

/// How many acknowledgements Linux's timer has sent while that was done: this is what somebody waits
/// for who waits some 40 milliseconds. The others of these tests are counted, too, but have few.
fn timers(done: impl FnOnce()) -> u64 {
    let before = counter(DELAYED_ACKS);
    done();
    counter(DELAYED_ACKS) - before
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_question_in_two_pieces_waits_for_a_timer() {
    says("cost/nagle", "That waits for an answer. And the answer waits for the second piece");
    let asks =
        |pieces: &[&str], nodelay| timers(|| _ = nagle::median(pieces, nodelay).expect("loopback"));
    let one = asks(&["question"], false);
    let two = asks(&["ques", "tion"], false);
    let nodelay = asks(&["ques", "tion"], true);
    // Of the 15 questions, the first ones are quick.
    assert!(two >= 10, "{two} timers for two writes");
    assert!(one < two / 2, "{one} timers for one write, {two} for two");
    assert!(nodelay < two / 2, "{nodelay} timers with nodelay, {two} without");
}

/// The times that the page shows are those of its words.
#[test]
fn the_page_shows_some_forty_milliseconds() {
    let page = Context::live().book.named("cost/nagle");
    let lines = page.fences.iter().flat_map(|fence| &fence.body);
    let times = lines.filter_map(|line| line.split_once(": ")?.1.strip_suffix(" ms")?.parse().ok());
    let times: Vec<f64> = times.collect();
    let [one, two, nodelay] = times[..] else { panic!("{}: the times {times:?}", page.path) };
    says("cost/nagle", "each answer takes some 40 milliseconds");
    assert!((40.0..50.0).contains(&two), "{}: some 40 milliseconds, {times:?}", page.path);
    says("cost/nagle", "take hundreds of times as long");
    assert!(two > 200.0 * one.max(nodelay), "{}: hundreds of times, {times:?}", page.path);
}

fn middle(counts: &[u64]) -> u64 {
    let mut counts = counts.to_vec();
    counts.sort();
    counts[counts.len() / 2]
}

/// Asks on a new connection, and returns how many timers each answer took.
fn asks(ask: impl Fn(&TcpStream) -> io::Result<()>) -> Vec<u64> {
    let (mut server, mut client) = pair();
    thread::scope(|scope| {
        scope.spawn(move || {
            while server.read_exact(&mut [0; 8]).is_ok() {
                server.write_all(b"answer").expect("the client reads");
            }
        });
        let answers = (0..5).map(|_| {
            timers(|| {
                ask(&client).and_then(|()| client.read_exact(&mut [0; 6])).expect("an answer")
            })
        });
        let counts = answers.collect();
        client.shutdown(Shutdown::Both).expect("connected");
        counts
    })
}

fn in_two_pieces(mut to: impl Write) -> io::Result<()> {
    to.write_all(b"ques")?;
    to.write_all(b"tion")
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_new_connection_and_a_buffer_do_not_wait() {
    says("cost/nagle", "The first exchange on a new connection is quick");
    let connections = [(); 3].map(|()| asks(|client| in_two_pieces(client)));
    let first = connections.iter().map(|counts| counts[0]).min();
    assert_eq!(first, Some(0), "timers of the first answer");
    for counts in connections {
        assert!(middle(&counts) > 0, "timers of the answers: {counts:?}");
    }

    says("cost/nagle", "and call `flush` when the message is whole");
    let counts = asks(|client| {
        let mut buffered = BufWriter::new(client);
        in_two_pieces(&mut buffered)?;
        buffered.flush()
    });
    assert_eq!(middle(&counts), 0, "timers of the answers: {counts:?}");
}
