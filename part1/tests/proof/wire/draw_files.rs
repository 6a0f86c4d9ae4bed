//! The files that are drawn: which ones may be replaced, and how soon they are.

use super::draw::{Drawings, MARK, rows};
use super::fixtures::{client, client_without_server};
use super::prelude::*;
use shared::bound::Bound;

/// So many times that it would take longer than any bound, if what is new were drawn five times a
/// second.
const TIMES: usize = 160;

#[test]
fn what_is_new_is_drawn_soon() {
    let Some(()) = own_network() else { return };
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let _wire = drawings.wire(&[]);
    let mut client = client();
    let _server = accept(&listener);
    let mut bound = Bound::new(BOUND);
    for number in 0..TIMES {
        let piece = format!("piece {number} of them");
        write(&mut client, piece.as_bytes());
        assert!(happens(|| drawings.page().contains(&piece)), "{}", drawings.main());
        assert!(!bound.is_over(), "{number} of {TIMES} in {BOUND:?}");
    }
}

#[test]
fn a_file_of_somebody_else_is_not_drawn_over() {
    let Some(_port) = PortLock::take() else { return };
    let folder = TemporaryFolder::new("drawn");
    let path = |name: &str| folder.0.join(name);
    let not_ours = ["<!DOCTYPE html>\n<h1>My homework</h1>\n", &MARK[..20], "x"];
    for text in not_ours {
        save(&path("run.html"), text);
        let mut wire = Command::new(env!("CARGO_BIN_EXE_wire"));
        wire.arg("--draw").arg(path("run.svg")).arg("--draw").arg(path("run.html"));
        let ended = end(started(&mut wire));
        assert_eq!((ended.code(), &*ended.stdout), ("1".to_string(), ""), "{text}");
        let name = path("run.html").to_string_lossy().escape_debug().to_string();
        let why = "This file is there already, and the wire has not drawn it.";
        assert!(ended.stderr.starts_with(&format!("{name}: {why}")), "{}", ended.stderr);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
        assert_eq!(fs::read_to_string(path("run.html")).expect("it"), text);
        assert!(!path("run.svg").exists(), "it draws the other one");
    }
}

#[test]
fn an_empty_file_and_an_old_drawing_are_drawn_over() {
    says("wire", "draws anew");
    let Some(_port) = PortLock::take() else { return };
    let drawings = Drawings::new();
    save(&drawings.path("run.html"), "");
    for run in ["first", "second"] {
        let _wire = drawings.wire(&[]);
        assert!(rows(&drawings.page()).is_empty(), "rows before the {run} run");
        client_without_server();
        assert!(happens(|| rows(&drawings.page()).len() == 2), "{}", drawings.main());
    }
}
