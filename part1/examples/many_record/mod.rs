//! What `many_clients` keeps of a run: when each client was served, as a
//! table, and the picture that is drawn from this table.

use super::plot::{Axis, Drawing, Line, Panel};
use super::record::{self, cells, date_and_machine, table};
use std::io;

const HEADS: [&str; 5] = [
    "served",
    "clients think: loop",
    "threads",
    "server computes: loop",
    "threads",
];

/// A row for each client: how many are served then, and after how many
/// seconds that was, in each of the columns.
fn rows(columns: &[Vec<f64>]) -> Vec<Vec<String>> {
    let row = |i: usize| {
        let times = columns.iter().map(|column| format!("{:.3}", column[i]));
        [(i + 1).to_string()].into_iter().chain(times).collect()
    };
    (0..columns[0].len()).map(row).collect()
}

/// What is printed: the same numbers in columns.
pub fn text(columns: &[Vec<f64>]) -> String {
    let mut text = String::from(
        "served  clients think: loop  threads  server computes: loop  threads\n",
    );
    for row in rows(columns) {
        let [served, a, b, c, d] = &row[..] else { unreachable!() };
        text += &format!("{served:>6}{a:>21}{b:>9}{c:>23}{d:>9}\n");
    }
    text
}

/// The numbers as a Markdown table.
pub fn markdown(columns: &[Vec<f64>]) -> String {
    table(&HEADS, &rows(columns))
}

/// The columns of numbers in a record.
pub fn read(record: &str) -> Vec<Vec<f64>> {
    let number = |cell: &String| cell.parse().expect("a number in the record");
    let rows = cells(record);
    let column = |i| rows.iter().map(|cells| number(&cells[i])).collect();
    (1..HEADS.len()).map(column).collect()
}

/// The picture: clients served against time.
pub fn picture(columns: &[Vec<f64>]) -> String {
    let clients = columns[0].len() as f64;
    let line = |label, column: &Vec<f64>| {
        let served = (1..).map(f64::from);
        let points = column.iter().copied().zip(served);
        Line { label, points: [(0.0, 0.0)].into_iter().chain(points).collect() }
    };
    let panel = |what, columns: &[Vec<f64>]| Panel {
        x: Axis::linear("seconds", &ticks(columns)),
        y: Axis::linear(what, &[0.0, clients / 2.0, clients]),
        lines: vec![
            line("one after the other", &columns[0]),
            line("a thread each", &columns[1]),
        ],
    };
    let last = |column: usize| columns[column].last().expect("clients");
    let words = format!(
        "Two panels: clients served against time, by a loop and by threads. \
         In the upper one, each client thinks before it answers: with the loop, \
         the line rises step by step until {:.1} seconds; with threads, all are \
         served at nearly the same moment, and the loop takes {:.0} times as \
         long for the last. In the lower one, the server computes for each \
         client: the loop's line rises evenly; with threads, the first client is \
         served later than with the loop, but for the last, the loop takes \
         {:.1} times as long.",
        last(0),
        last(0) / last(1),
        last(2) / last(3),
    );
    Drawing {
        id: "many",
        title: "Clients served against time, with a loop and with threads",
        words: &words,
        panels: vec![
            panel("served; each client thinks", &columns[..2]),
            panel("served; the server computes", &columns[2..]),
        ],
    }
    .svg()
}

/// Four steps of tenths of a second that reach beyond all times.
fn ticks(columns: &[Vec<f64>]) -> [f64; 5] {
    let longest = columns.iter().flatten().copied().fold(0.0, f64::max);
    let tenths = (longest * 10.0 / 4.0).ceil().max(1.0);
    [0.0, 1.0, 2.0, 3.0, 4.0].map(|i| i * tenths / 10.0)
}

/// Writes the table and the picture into a folder.
pub fn write(folder: &str, columns: &[Vec<f64>]) -> io::Result<()> {
    let numbers = markdown(columns);
    let record = format!("{numbers}\n{}\n", date_and_machine());
    record::write(folder, "many_clients.md", &record)?;
    let picture = picture(&read(&record));
    record::write(folder, "many_clients.svg", &picture)
}
