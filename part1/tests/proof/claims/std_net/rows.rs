//! The rows of the page beside the cases, and the calls beside what the cases call.

use super::prelude::*;
use super::{addresses, connect, end, errors, read, settings, udp, write};
use crate::book::markdown::has_words;
use crate::text::std_net::{PAGE, list, minor, tables};
use std::collections::BTreeSet;

/// The cases of each table, and the text in which they are.
const TABLES: [(&[Case], &str); 8] = [
    (connect::ROWS, include_str!("connect.rs")),
    (read::ROWS, include_str!("read.rs")),
    (write::ROWS, include_str!("write.rs")),
    (addresses::ROWS, include_str!("addresses.rs")),
    (settings::ROWS, include_str!("settings.rs")),
    (end::ROWS, include_str!("end.rs")),
    (errors::ROWS, include_str!("errors.rs")),
    (udp::ROWS, include_str!("udp.rs")),
];

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn each_row_is_so() {
    says("std-net", "A test calls all of them on one Linux machine");
    let page = Context::live().book.named("std-net");
    let tables: Vec<_> = tables(page).collect();
    assert_eq!(tables.len(), TABLES.len(), "{PAGE}: a table for each file of cases");
    for (table, (cases, _)) in tables.into_iter().zip(TABLES) {
        let help = "put the row's new words into the test, and see that its case shows them";
        play_beside(page, &table.rows, ("calls", cases), help, |(row, case), on_page| {
            case();
            let cells = [0, 1, 2].map(|column| on_page.cell(column)).join(" | ");
            [row.join(" | "), cells]
        });
    }
}

/// The oldest Rust that builds this repository; its minor version.
fn oldest_rust() -> u32 {
    minor(env!("CARGO_PKG_RUST_VERSION")).expect("1.x")
}

/// Whether a text of Rust calls something of that name, or names it behind its type.
fn has_call(text: &str, name: &str) -> bool {
    [".", "::"].map(|before| format!("{before}{name}")).iter().any(|call| has_words(text, call))
        // It is in every program's reach without its module.
        || name == "drop"
}

#[test]
fn each_call_is_made_by_a_case() {
    says("std-net", "but for two that are too new for the oldest Rust of this repository");
    let mut report = Report::default();
    let mut not_made = BTreeSet::new();
    for call in list(Tree::live(), &mut report) {
        report.count("calls");
        if TABLES.iter().any(|(_, text)| has_call(text, call.method)) {
            continue;
        }
        not_made.insert(call.method);
        let actual = format!("`{}`, which no case calls", call.name());
        let help = "call it in the case of its row";
        let is_too_new = call.minor() > oldest_rust();
        report.demand(call.place(), is_too_new, actual, "a case that calls it", help);
    }
    report.settle();
    assert_eq!(Vec::from_iter(not_made), ["from_octets", "from_segments"]);
}
