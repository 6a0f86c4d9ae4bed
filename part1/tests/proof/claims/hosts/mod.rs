//! The chapter “Two machines”, a file a page. Its hosts are made by `run/two_hosts.rs`.

mod addresses;
mod cut;
mod machine;
mod names;

use super::prelude::*;
use crate::book::console::two_machines;

/// The two terminals of the page show what is printed on the two machines, the server's first.
fn are_shown(page: &Page, printed: [String; 2]) {
    let mut report = Report::default();
    for (fence, printed) in two_machines(page).into_iter().zip(printed) {
        report.count("terminals of two machines");
        let commands = fence.console().map_or(0, |console| console.exchanges.len());
        assert_eq!(commands, 1, "{}:{}: one command is played", page.path, fence.line);
        let lines: Vec<String> = printed.lines().map(str::to_string).collect();
        let recorded = Recorded { page, fence, exchange: Some(0) };
        let help = "show what is printed on the two machines";
        recorded.compare(Context::live(), &lines, &normalized, help, &mut report);
    }
    report.settle();
}

/// Changes, for the client's host, which machine has an address (`man 8 ip-neighbour`).
fn neighbour(words: &str) {
    done(Command::new("ip").arg("neigh").args(words.split(' ')));
}
