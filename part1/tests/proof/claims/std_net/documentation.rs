//! Is the list of calls that of the documentation that comes with Rust? A new Rust may have more.

use super::prelude::*;
use crate::run::bless::{is_blessed, rewrite};
use crate::run::compiler::{excuse_words, rustc};
use crate::text::std_net::{LIST, list};
use std::collections::BTreeSet;

/// Of each type or module whose calls have rows: its page in the documentation, and those of its
/// calls that are meant, where they are not all.
const PAGES: [(&str, &str, &[&str]); 24] = [
    ("TcpListener", "net/struct.TcpListener", &[]),
    ("TcpStream", "net/struct.TcpStream", &[]),
    ("UdpSocket", "net/struct.UdpSocket", &[]),
    ("SocketAddr", "net/enum.SocketAddr", &[]),
    ("SocketAddrV4", "net/struct.SocketAddrV4", &[]),
    ("SocketAddrV6", "net/struct.SocketAddrV6", &[]),
    ("IpAddr", "net/enum.IpAddr", &[]),
    ("Ipv4Addr", "net/struct.Ipv4Addr", &[]),
    ("Ipv6Addr", "net/struct.Ipv6Addr", &[]),
    ("Shutdown", "net/enum.Shutdown", &[]),
    ("ToSocketAddrs", "net/trait.ToSocketAddrs", &[]),
    ("Incoming", "net/struct.Incoming", &[]),
    ("AddrParseError", "net/struct.AddrParseError", &[]),
    ("Read", "io/trait.Read", &[]),
    ("BufRead", "io/trait.BufRead", &[]),
    ("Write", "io/trait.Write", &[]),
    ("BufReader", "io/struct.BufReader", &[]),
    ("BufWriter", "io/struct.BufWriter", &[]),
    ("Take", "io/struct.Take", &[]),
    ("Chain", "io/struct.Chain", &[]),
    ("Error", "io/struct.Error", &[]),
    ("std::io", "io/fn.copy", &["copy"]),
    ("std::mem", "mem/fn.drop", &["drop"]),
    ("str", "primitive.str", &["parse"]),
];

/// What a page of the documentation calls its sections of calls.
const SECTIONS: [&str; 4] = ["tymethod.", "method.", "variant.", "associatedconstant."];

/// What comes behind them: implementations of traits, and types that have the trait.
const BEHIND: [&str; 3] = ["trait-implementations", "foreign-impls", "implementors"];

/// The text between two others.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    text.split_once(from)?.1.split_once(to).map(|(inside, _)| inside)
}

/// The version that a part of a page says it is stable since.
fn since(part: &str) -> Option<&str> {
    let since = between(part, "Stable since Rust version ", "\"")?;
    since.split([',', ' ']).next()
}

/// The stable calls of a page, each with the version that it came with.
fn calls(html: &str) -> Vec<(&str, &str)> {
    let ends = BEHIND.iter().filter_map(|id| html.find(&format!("id=\"{id}\"")));
    let own = &html[..ends.min().unwrap_or(html.len())];
    let whole = own.split_once("<h1>").and_then(|(_, below)| since(below)).unwrap_or_default();
    let calls = own.split("<section id=\"").skip(1).filter_map(|section| {
        let id = section.split('"').next()?;
        let name = SECTIONS.iter().find_map(|kind| id.strip_prefix(kind))?;
        let head = section.split("<div class=\"docblock\">").next()?;
        (!head.contains("stab unstable")).then(|| (name, since(head).unwrap_or(whole)))
    });
    let mut calls: Vec<_> = calls.collect();
    if calls.is_empty() && own.contains("<h1>Function") {
        let name = between(own, "class=\"fn\">", "<").unwrap_or_default();
        calls.push((name, whole));
    }
    calls
}

/// The folder of the documentation of `std`.
fn folder() -> PathBuf {
    let root = done(rustc().args(["--print", "sysroot"]));
    let folder = Path::new(root.trim()).join("share/doc/rust/html/std");
    assert!(folder.is_dir(), "{folder:?}: no documentation; rustup component add rust-docs");
    folder
}

fn page(folder: &Path, name: &str) -> String {
    let path = folder.join(format!("{name}.html"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A line of the list for each call.
fn documented(folder: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, path, only) in PAGES {
        let html = page(folder, path);
        for (call, since) in calls(&html) {
            if only.is_empty() || only.contains(&call) {
                lines.push(format!("{name} {call} {since}"));
            }
        }
    }
    lines
}

#[test]
#[ignore = "needs rust-docs"]
fn the_list_is_that_of_the_documentation() {
    let mut report = Report::default();
    let folder = folder();
    let documented = documented(&folder);
    report.count_many("calls of the documentation", documented.len());
    if is_blessed() {
        return rewrite(LIST, |text| {
            let comments = text.lines().take_while(|line| line.starts_with('#'));
            let lines: Vec<&str> =
                comments.chain([""]).chain(documented.iter().map(|line| &**line)).collect();
            (1, lines.join("\n") + "\n")
        });
    }
    let listed: Vec<_> = list(Tree::live(), &mut report)
        .iter()
        .map(|call| (call.line, format!("{} {} {}", call.of, call.method, call.since)))
        .collect();
    let help = "BLESS=1, and give it a row and a case, or take its row away";
    for line in &documented {
        let is_listed = listed.iter().any(|(_, listed)| listed == line);
        report.demand((LIST, 1), is_listed, "no such line", line, help);
    }
    for (number, line) in &listed {
        let is_there = documented.contains(line);
        report.demand((LIST, *number), is_there, line, "a stable call of that version", help);
    }
    excuse_words(&mut report, 0);
    report.settle();
}

/// Each stable type and trait of `std::net` is among the pages.
#[test]
#[ignore = "needs rust-docs"]
fn each_type_of_std_net_is_looked_at() {
    let mut report = Report::default();
    let index = page(&folder(), "net/index");
    let known: BTreeSet<&str> = PAGES.iter().map(|(_, path, _)| *path).collect();
    for item in index.split("<dt>").skip(1) {
        let head = item.split("</dt>").next().unwrap_or_default();
        let path = between(head, "href=\"", ".html").unwrap_or_default();
        if !head.contains("stab unstable") {
            report.count("types of std::net");
            let path = format!("net/{path}");
            let help = "add it to PAGES, and give each of its calls a row";
            report.demand((LIST, 1), known.contains(&*path), path, "a page that is known", help);
        }
    }
    excuse_words(&mut report, 0);
    report.settle();
}

#[test]
fn stable_calls_are_told_from_others() {
    let stable = "<section id=\"method.take\" class=\"method\"><span class=\"since\" \
                  title=\"Stable since Rust version 1.7.0, const since 1.69.0\">1.7.0</span>";
    let new = "<section id=\"method.new\" class=\"method\"><h4>";
    let unstable = "<section id=\"method.peek\" class=\"method\"><div class=\"stab unstable\">";
    let other = "<section id=\"impl-Read\">";
    let behind = "<h2 id=\"trait-implementations\"><section id=\"method.read\">";
    let top = "<h1></h1><span title=\"Stable since Rust version 1.0.0\">";
    let html = format!("{top}{stable}{new}{unstable}{other}{behind}");
    assert_eq!(calls(&html), [("take", "1.7.0"), ("new", "1.0.0")]);
    let html = top.replace("</h1>", "Function <span class=\"fn\">copy</span></h1>");
    assert_eq!(calls(&html), [("copy", "1.0.0")]);
}
