//! Do the records of what was measured agree with the programs that keep
//! them, and do they bear out what the pages say of them?

use crate::book::{MEASURED, says};
use crate::claims::records::{assert_recorded, bears_out, recorded};
use crate::run::pair::pair;
use cost::cost_record::{self, Row, best};
use cost::record;
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

#[expect(dead_code, reason = "the example's `main`")]
mod cost {
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
    let numbers = recorded("cost.md");
    let rows = cost_record::read(&numbers);
    let (table, picture) = (cost_record::markdown(&rows), cost_record::picture(&rows));
    assert_recorded("cost", &table, &picture, AGAIN);
    let sizes: Vec<usize> = rows.iter().map(|row| row.size).collect();
    let powers: Vec<usize> = (0..=18).map(|power| 1 << power).collect();
    assert_eq!(sizes, powers, "{MEASURED}cost.md: the sizes; {AGAIN}");
}

/// Words of the page, and whether they are true of the record.
type Claim = (&'static str, fn(&dyn Fn(usize) -> Row, f64) -> bool);

const CLAIMS: [Claim; 8] = [
    ("2048 bytes take less than two and a half times as long as those of one", |at, _| {
        2048.0 / at(2048).per_second < 2.5 / at(1).per_second
    }),
    ("bring more than 800 times as many bytes per second as one at a time", |at, _| {
        at(2048).per_second > 800.0 * at(1).per_second
    }),
    // One byte takes 1 / per_second(1), of which nearly all is the call;
    // one byte among many takes 1 / best.
    ("A call costs as much as moving one or two thousand bytes.", |at, best| {
        (1000.0..2500.0).contains(&(best / at(1).per_second))
    }),
    ("the buffer of 2048 bytes reaches more than two fifths of the best", |at, best| {
        at(2048).per_second > 0.4 * best
    }),
    ("a buffer 128 times as large gives less than three times as much", |at, _| {
        at(128 * 2048).per_second < 3.0 * at(2048).per_second
    }),
    ("reach more than three fifths of the best", |at, best| at(8192).per_second > 0.6 * best),
    ("2048 bytes takes less than 1.2 times as long as one of a single byte", |at, _| {
        at(2048).round_trip < 1.2 * at(1).round_trip
    }),
    ("take less than twenty times as long", |at, _| {
        at(262_144).round_trip < 20.0 * at(1).round_trip
    }),
];

#[test]
fn the_record_bears_out_what_the_page_says_of_it() {
    let rows = cost_record::read(&recorded("cost.md"));
    let at = |size| {
        let row = rows.iter().find(|row| row.size == size);
        row.unwrap_or_else(|| panic!("cost.md: no {size}")).clone()
    };
    for (words, is_so) in CLAIMS {
        says("cost/buffers", words);
        bears_out("cost.md", words, is_so(&at, best(&rows)));
    }
}

/// Of a language in the record, a column's ratio to Rust's, and its value.
fn compared(language: &str, column: usize) -> (f64, f64) {
    let rows = record::cells(&recorded("compare.md"));
    let row = rows.iter().find(|row| row[0] == language);
    let cell = &row.unwrap_or_else(|| panic!("no {language}"))[column];
    let numbers = cell.split(['×', '(', ' ', '\u{a0}']).filter_map(|n| n.parse().ok());
    let numbers: Vec<f64> = numbers.collect();
    (numbers[0], numbers[1])
}

#[test]
fn the_record_bears_out_what_is_said_of_other_languages() {
    let [start, exchange, memory] = [1, 2, 3];
    let talks_soon = |language| compared(language, exchange).1 < 2.0 * compared(language, start).1;
    for (words, is_so) in [
        ("takes more than ten times as long as ours until", compared("Python", start).0 > 10.0),
        (
            "their two programs it is less than a factor of two",
            (0.5..2.0).contains(&compared("C", start).0),
        ),
        (
            "takes less than twice as long as a run that fails",
            ["Rust", "C", "Python"].into_iter().all(talks_soon),
        ),
        ("holds more than five times as much as ours", compared("Python", memory).0 > 5.0),
        ("Ours holds more than C's", compared("C", memory).0 < 1.0),
    ] {
        says("cost/compare", words);
        bears_out("compare.md", words, is_so);
    }
}

#[test]
fn what_a_buffer_costs_can_be_measured_and_kept() {
    let rows = cost::measure(Duration::from_micros(50)).expect("loopback");
    let positive = |row: &Row| row.round_trip > 0.0 && row.per_second > 0.0;
    assert!(rows.iter().all(positive), "{rows:?}");
    assert_eq!(rows.len(), 19);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("measured");
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.to_str().expect("a path in UTF-8");
    cost_record::write(path, &rows).expect("a record");
    let written = |name| fs::read_to_string(folder.join(name)).expect(name);
    let (table, picture) = (written("cost.md"), written("cost.svg"));
    assert!(table.starts_with("| buffer, bytes |"), "{table}");
    assert!(table.contains("\n\nMeasured: 2"), "{table}");
    assert!(table.ends_with(", loopback.\n"), "{table}");
    assert!(picture.ends_with("</svg>\n"), "{picture}");
}

/// How many times as long the exchange in two writes takes, at least: far
/// less than it does, since a busy machine is slow with each.
const TIMES: u32 = 10;

/// The timer of 40 ms, which counts in ticks of up to 10.
const TIMER: Duration = Duration::from_millis(30);

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_question_in_two_pieces_waits_for_a_timer() {
    says("cost/nagle", "each answer takes some 40 milliseconds");
    let [one, two, nodelay] = [
        nagle::median(&["question"], false),
        nagle::median(&["ques", "tion"], false),
        nagle::median(&["ques", "tion"], true),
    ]
    .map(|time| time.expect("loopback"));
    assert!(two >= TIMER, "two writes take {two:?}");
    assert!(two >= TIMES * one, "one write takes {one:?}, two {two:?}");
    assert!(two >= TIMES * nodelay, "with nodelay {nodelay:?}, not {two:?}");
}

fn middle(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// Asks on a new connection, and returns how long each answer took.
fn asks(mut ask: impl FnMut(&TcpStream) -> io::Result<()>) -> Vec<Duration> {
    let (mut server, client) = pair();
    thread::scope(|scope| {
        scope.spawn(move || {
            while server.read_exact(&mut [0; 8]).is_ok() {
                server.write_all(b"answer").expect("the client reads");
            }
        });
        let times = (0..5).map(|_| {
            let start = Instant::now();
            ask(&client).expect("it is taken");
            (&client).read_exact(&mut [0; 6]).expect("an answer");
            start.elapsed()
        });
        let times = times.collect();
        client.shutdown(Shutdown::Both).expect("connected");
        times
    })
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_new_connection_and_a_buffer_do_not_wait() {
    says("cost/nagle", "The first exchange on a new connection is quick");
    let connections = [(); 3].map(|()| {
        asks(|mut client| {
            client.write_all(b"ques")?;
            client.write_all(b"tion")
        })
    });
    let first = connections.iter().map(|times| times[0]).min();
    assert!(first < Some(TIMER), "the first takes {first:?}");
    for times in connections {
        assert!(middle(&times) >= TIMER, "the others take {times:?}");
    }

    says("cost/nagle", "and call `flush` when the message is whole");
    let times = asks(|client| {
        let mut buffered = BufWriter::new(client);
        buffered.write_all(b"ques")?;
        buffered.write_all(b"tion")?;
        buffered.flush()
    });
    assert!(middle(&times) < TIMER / TIMES, "{times:?}");
}
