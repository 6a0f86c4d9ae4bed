//! Do the records of what was measured agree with the programs that keep them, and do they bear out
//! what the pages say of them?

use super::examples::cost::cost_record::{self, best};
use super::examples::cost::{measure, record};
use super::examples::nagle;
use super::prelude::*;
use super::records::{assert_kept, assert_recorded, bears_out, recorded};
use crate::run::kernel_counters::{DELAYED_ACKS, counter};
use std::io::BufWriter;

/// Makes the record of `cost` anew.
const AGAIN: &str = "taskset -c 0 cargo run --release --example cost part1/measured";

#[test]
fn the_record_is_the_programs_and_bears_out_what_the_page_says() {
    let rows = cost_record::read(recorded("cost.md"));
    let has_all_sizes = rows.iter().map(|row| row.size).eq((0..=18).map(|power| 1 << power));
    let (table, picture) = (cost_record::markdown(&rows), cost_record::picture(&rows));
    assert_recorded("cost", &table, &picture, has_all_sizes, AGAIN);
    let at = |size| rows.iter().find(|row| row.size == size).expect("a row of that size");
    let per_second = |size| at(size).per_second;
    says("cost/buffers", "2048 bytes take less than two and a half times as long as those of one");
    bears_out("cost.md", 2048.0 / per_second(2048) < 2.5 / per_second(1));
    says(
        "cost/buffers",
        "bring more than 800 times as many bytes per second as one byte at a time",
    );
    bears_out("cost.md", per_second(2048) > 800.0 * per_second(1));
    // One byte takes 1 / per_second(1), of which nearly all is the call; one byte among many takes
    // 1 / best.
    says("cost/buffers", "a call costs as much as moving one or two thousand bytes.");
    bears_out("cost.md", (1000.0..2500.0).contains(&(best(&rows) / per_second(1))));
    says("cost/buffers", "a factor of less than three is left to gain");
    bears_out("cost.md", best(&rows) < 3.0 * per_second(2048));
    says("cost/buffers", "2048 bytes takes less than 1.2 times as long as one of a single byte");
    bears_out("cost.md", at(2048).round_trip < 1.2 * at(1).round_trip);
    says(
        "cost/buffers",
        "256 KiB, a quarter of a million times as much, takes less than twenty times as long",
    );
    bears_out("cost.md", at(262_144).round_trip < 20.0 * at(1).round_trip);
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
    for language in ["Rust", "C", "Python"] {
        says("cost/compare", &format!("{language} {:.1} ", ratio(language, start)));
    }
    says("cost/compare", "takes more than ten times as long as ours to fail");
    bears_out("compare.md", ratio("Python", start) > 10.0);
    says("cost/compare", "these two differ by less than a factor of two");
    bears_out("compare.md", (0.5..2.0).contains(&ratio("C", start)));
    says("cost/compare", "takes less than twice as long as a run that fails");
    let talks_soon = |language| compared(language, exchange).1 < 2.0 * compared(language, start).1;
    bears_out("compare.md", ["Rust", "C", "Python"].into_iter().all(talks_soon));
    says("cost/compare", "holds more than four times as much as ours");
    bears_out("compare.md", ratio("Python", memory) > 4.0);
    says("cost/compare", "Ours holds more than C's");
    bears_out("compare.md", ratio("C", memory) < 1.0);
}

#[test]
#[cfg_attr(windows, ignore = "needs date")]
fn what_a_buffer_costs_can_be_measured_and_kept() {
    let rows = measure(Duration::from_micros(50)).expect("loopback");
    let positive = |row: &cost_record::Row| row.round_trip > 0.0 && row.per_second > 0.0;
    assert!(rows.iter().all(positive), "{rows:?}");
    assert_eq!(rows.len(), 19);
    let table = cost_record::markdown(&rows);
    assert_kept("cost", &table, |folder| cost_record::write(folder, &rows));
}

/// How many acknowledgments Linux's timer has sent while that was done: this is what somebody waits
/// for who waits some 40 milliseconds. The others of these tests are counted, too, but have few.
fn timers(done: impl FnOnce()) -> u64 {
    let before = counter(DELAYED_ACKS);
    done();
    counter(DELAYED_ACKS) - before
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_question_in_two_pieces_waits_for_a_timer() {
    let Some(()) = own_network() else { return };
    says(
        "cost/nagle",
        "The acknowledgment waits for an answer. And the answer waits for the second piece",
    );
    let questions =
        [(&["question"][..], false), (&["ques", "tion"], false), (&["ques", "tion"], true)];
    let counts = questions
        .map(|(pieces, nodelay)| timers(|| _ = nagle::median(pieces, nodelay).expect("loopback")));
    let [one, two, nodelay] = counts;
    // Of the 15 questions, the first ones are quick.
    let is_so = two >= 10 && one < two / 2 && nodelay < two / 2;
    assert!(is_so, "timers for one write, for two, and for two with nodelay: {counts:?}");
}

#[test]
fn the_page_shows_some_forty_milliseconds() {
    let page = Context::live().book.named("cost/nagle");
    let lines = page.fences.iter().flat_map(|fence| &fence.body);
    let times = lines.filter_map(|line| line.split_once(": ")?.1.strip_suffix(" ms")?.parse().ok());
    let times: Vec<f64> = times.collect();
    let [one, two, nodelay] = times[..] else { panic!("{}: the times {times:?}", page.path) };
    says("cost/nagle", "each answer takes some 40 milliseconds");
    assert!((40.0..50.0).contains(&two), "{}: some 40 milliseconds, {times:?}", page.path);
    says("cost/nagle", "take more than a thousand times as long");
    assert!(two > 1000.0 * one.max(nodelay), "{}: a thousand times, {times:?}", page.path);
}

/// Asks five times on a new connection: how many timers the first answer took, and the middle one, if
/// they are sorted by that.
fn asks(ask: impl Fn(&TcpStream) -> io::Result<()>) -> [u64; 2] {
    let (mut server, mut client) = pair();
    thread::scope(|scope| {
        scope.spawn(move || {
            while server.read_exact(&mut [0; 8]).is_ok() {
                write(&mut server, b"answer");
            }
        });
        let mut counts = [(); 5].map(|()| {
            timers(|| {
                ask(&client).and_then(|()| client.read_exact(&mut [0; 6])).expect("an answer")
            })
        });
        client.shutdown(Shutdown::Both).expect("connected");
        let first = counts[0];
        counts.sort();
        [first, counts[2]]
    })
}

fn in_two_pieces(mut to: impl Write) -> io::Result<()> {
    to.write_all(b"ques")?;
    to.write_all(b"tion")
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_new_connection_and_a_buffer_do_not_wait() {
    let Some(()) = own_network() else { return };
    says("cost/nagle", "The first exchange on a new connection is quick");
    let connections = [(); 3].map(|()| asks(|client| in_two_pieces(client)));
    // On a busy machine, both pieces may be there before anybody looks.
    let is_so = connections.iter().any(|[first, middle]| *first == 0 && *middle > 0);
    assert!(is_so, "timers of the first answer and of the middle one: {connections:?}");

    says("cost/nagle", "and call `flush` when the message is whole");
    let [_, middle] = asks(|client| {
        let mut buffered = BufWriter::new(client);
        in_two_pieces(&mut buffered)?;
        buffered.flush()
    });
    assert_eq!(middle, 0, "timers of the middle answer");
}

#[test]
fn a_buffer_writes_in_parts_what_it_has_no_room_for() {
    says("cost/nagle", "The buffer has room for 8 KiB, or for what you give `with_capacity`");
    let writes = |mut buffered: BufWriter<Writes>, length| {
        let pieces = [&[0; 4][..], &vec![0; length - 4_usize]];
        pieces.iter().for_each(|piece| buffered.write_all(piece).expect("no error"));
        buffered.flush().expect("no error");
        buffered.get_ref().0
    };
    assert_eq!(writes(BufWriter::new(Writes(0)), 8192), 1);
    assert_eq!(writes(BufWriter::new(Writes(0)), 8193), 2);
    assert_eq!(writes(BufWriter::with_capacity(8193, Writes(0)), 8193), 1);
}

#[test]
fn a_formatted_text_is_written_in_parts() {
    says(
        "cost/nagle",
        "`write!` and `writeln!` write the parts of the text one by one, each with its own `write`.",
    );
    let name = String::from("Ann");
    let mut writes = Writes(0);
    writeln!(writes, "Hello {name}!").expect("no error");
    assert_eq!(writes.0, 3);
    let mut writes = Writes(0);
    writes.write_all(format!("Hello {name}!\n").as_bytes()).expect("no error");
    assert_eq!(writes.0, 1);
}
