//! What `cost` keeps of a run: its numbers as a table, and the picture that
//! is drawn from this table, so that the two agree to the last digit.

use super::plot::{Axis, Drawing, Line, Panel};
use super::record::{self, cells, date_and_machine, table};
use std::io;

/// What one size of buffer costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Of the buffer at both ends, in bytes.
    pub size: usize,
    /// One message there and back, in microseconds.
    pub round_trip: f64,
    /// In one direction, in megabytes (millions of bytes) per second.
    pub per_second: f64,
}

impl Row {
    /// From seconds, and bytes per second.
    pub fn new(size: usize, round_trip: f64, per_second: f64) -> Row {
        let (round_trip, per_second) = (round_trip * 1e6, per_second / 1e6);
        Row { size, round_trip, per_second }
    }
}

const HEADS: [&str; 4] = ["buffer, bytes", "round trip, µs", "MB/s", "of best"];

/// The numbers as a Markdown table, with the part that each size reaches of
/// the best.
pub fn markdown(rows: &[Row]) -> String {
    let best = best(rows);
    let cells = rows.iter().map(|row| {
        vec![
            row.size.to_string(),
            format!("{:.1}", row.round_trip),
            format!("{:.2}", row.per_second),
            percent(row.per_second / best),
        ]
    });
    table(&HEADS, &cells.collect::<Vec<_>>())
}

/// A part as a percentage, of small ones with one more digit.
fn percent(part: f64) -> String {
    let digits = if part < 0.01 { 2 } else { 1 };
    format!("{:.digits$} %", part * 100.0)
}

/// The most megabytes per second of all sizes.
pub fn best(rows: &[Row]) -> f64 {
    rows.iter().map(|row| row.per_second).fold(0.0, f64::max)
}

/// The numbers in a record.
pub fn read(record: &str) -> Vec<Row> {
    let number = |cell: &str| cell.parse().expect("a number in the record");
    let rows = cells(record).into_iter().map(|cells| Row {
        size: number(&cells[0]) as usize,
        round_trip: number(&cells[1]),
        per_second: number(&cells[2]),
    });
    rows.collect()
}

/// The sizes that the picture's axis names.
const SIZES: [(f64, &str); 6] = [
    (1.0, "1"),
    (16.0, "16"),
    (256.0, "256"),
    (2048.0, "2048"),
    (32_768.0, "32 Ki"),
    (262_144.0, "256 Ki"),
];

/// The picture: what each size reaches of the best, and how many times the
/// time of one byte its round trip takes.
pub fn picture(rows: &[Row]) -> String {
    let best = best(rows);
    let one = rows[0].round_trip;
    let part = |row: &Row| row.per_second / best * 100.0;
    let times = |row: &Row| row.round_trip / one;
    let over = |of: &dyn Fn(&Row) -> f64| {
        let points = rows.iter().map(|row| (row.size as f64, of(row)));
        vec![Line { label: "", points: points.collect() }]
    };
    let (parts, trips) = (over(&part), over(&times));
    // Four steps up to the slowest round trip, in whole numbers.
    let longest = rows.iter().map(times).fold(1.0, f64::max);
    let step = (longest / 4.0).ceil();
    let step = [0.0, 1.0, 2.0, 3.0, 4.0].map(|i| i * step);
    let panel = |label, ticks: &[f64], lines| Panel {
        x: Axis::log("buffer, bytes", &SIZES),
        y: Axis::linear(label, ticks),
        lines,
    };
    let row = |size| rows.iter().find(|r| r.size == size).expect("the size");
    let (middle, last) = (row(2048), row(262_144));
    let words = format!(
        "Two panels over the size of the buffer, from one byte to 256 KiB. In \
         the upper one, the bytes per second rise from nearly nothing, at 1 \
         byte, to {:.0} percent of the best at 2048 bytes. The rest takes \
         larger buffers, up to 256 KiB. In the lower one, the round \
         trip stays flat: at 2048 bytes, it takes {:.1} times as long as at 1 \
         byte. At the end it bends up: at 256 KiB, it takes {:.0} times as \
         long.",
        part(middle),
        times(middle),
        times(last),
    );
    Drawing {
        id: "cost",
        title: "What a buffer of each size costs",
        words: &words,
        panels: vec![
            panel(
                "bytes per second, % of the best",
                &[0.0, 25.0, 50.0, 75.0, 100.0],
                parts,
            ),
            panel("round trip, times that of 1 byte", &step, trips),
        ],
    }
    .svg()
}

/// Writes the table and the picture into a folder.
pub fn write(folder: &str, rows: &[Row]) -> io::Result<()> {
    let numbers = markdown(rows);
    let record = format!("{numbers}\n{}\n", date_and_machine());
    record::write(folder, "cost.md", &record)?;
    record::write(folder, "cost.svg", &picture(&read(&record)))
}
