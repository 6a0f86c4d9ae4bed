//! What the exercises say of lines and letters.

use super::examples::line_server;
use super::prelude::*;
use std::io::{BufRead, BufReader};

#[test]
fn where_a_line_ends_is_an_agreement() {
    says("exercises/shout", "a server with `lines` counts 5 bytes");
    let sent = &b"Hello\r\n"[..];
    let line = sent.lines().next().expect("a line").expect("UTF-8");
    assert_eq!(line.len(), 5, "{line:?}");
    says("exercises/shout", "[A line](../stream/line.md), counts 6");
    let line = line_server::receive(&mut BufReader::new(sent)).expect("UTF-8").expect("a line");
    assert_eq!(line.len(), 6, "{line:?}");
}

/// The version of Unicode in which `ƛ` got an upper case.
const HAS_UPPER: u8 = 16;

#[test]
fn a_newer_unicode_has_more_capital_letters() {
    says("exercises/shout", "In Unicode 16, for example, `ƛ` got an upper case");
    let (version, ..) = char::UNICODE_VERSION;
    assert_eq!("ƛ".to_uppercase() != "ƛ", version >= HAS_UPPER, "Unicode {version}");
}

#[test]
#[ignore = "needs python3"]
fn so_has_that_of_python() {
    says("exercises/shout", "Python 3.11 has Unicode 14, and leaves a `ƛ` as it is");
    let lines = "import unicodedata; print('ƛ'.upper() != 'ƛ', unicodedata.unidata_version)";
    let said = done(Command::new("python3").args(["-c", lines]));
    let (changes, version) = said.trim().split_once(' ').expect("two words");
    let version: u8 = version.split('.').next().expect("a part").parse().expect("a number");
    assert_eq!(changes == "True", version >= HAS_UPPER, "Unicode {version}");
}
