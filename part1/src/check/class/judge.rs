//! Do they talk? And if not, who has left the protocol? The first thing in
//! the record that differs from it names a side. If all in it is right, what
//! they print and how they end does.

use super::pair::{Deed, Passed, Run, Seen, sentence};
use super::protocol::Protocol;
use crate::display::{count, shown};
use crate::lines::Facts;
use shared::relay::{Bytes, Side};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Who has left the protocol, and what was seen.
pub type Blame = Vec<(Side, String)>;

const SERVER_FIRST: [Side; 2] = [Side::Server, Side::Client];

/// Nobody, if they talk as they should.
pub fn blame(protocol: &Protocol, seen: &Seen, port: u16) -> Blame {
    if let Some((side, what)) = &seen.absent {
        return vec![(*side, sentence(*side, what))];
    }
    let outside = || of_programs(protocol, seen, port);
    let Some(record) = &seen.record else { return outside() };
    let walk = Walk::through(protocol, record);
    let mut blame = of_record(&walk, seen);
    if blame.is_empty() {
        blame = of_silence(&walk, seen);
    }
    if blame.is_empty() { outside() } else { blame }
}

/// What the record has of both, up to what differs from the protocol.
struct Walk<'a> {
    protocol: &'a Protocol,
    /// All that each has sent, by its [`Side`].
    said: [Vec<u8>; 2],
    has_finished: [bool; 2],
    /// Who has left the protocol first.
    left: Option<(Side, Left)>,
}

/// How a side leaves the protocol.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// It sent other bytes.
    Bytes,
    /// It sent them before the other side had sent anything.
    TooEarly,
    /// It sent them after so many bytes, and more came.
    AfterPart(usize),
    Finished,
    Reset,
}

impl Walk<'_> {
    fn through<'a>(protocol: &'a Protocol, record: &[Passed]) -> Walk<'a> {
        let mut walk = Walk {
            protocol,
            said: Default::default(),
            has_finished: [false; 2],
            left: None,
        };
        // Who has answered a part, and after how many bytes. Whether that's
        // too early shows later: if the other side sends more.
        let mut doubt = None;
        for Passed { what, .. } in record {
            let left = walk.step(what, &mut doubt);
            walk.left = walk.left.or(left);
        }
        walk
    }

    /// Who leaves the protocol with this.
    fn step(
        &mut self,
        what: &Deed,
        doubt: &mut Option<(Side, usize)>,
    ) -> Option<(Side, Left)> {
        match what {
            Deed::Connected => None,
            Deed::Sent(side, bytes) => {
                let before = self.count(*side);
                self.said[*side as usize].extend(bytes);
                if !self.is_right(*side) {
                    return Some((*side, Left::Bytes));
                }
                let doubted = doubt.filter(|(other, _)| other != side);
                if let Some((other, after)) = doubted {
                    return Some((other, Left::AfterPart(after)));
                }
                let heard = self.count(side.other());
                let (due, last) = self.protocol.due(*side, before);
                if heard < due && heard + last > due {
                    doubt.get_or_insert((*side, heard));
                }
                let is_early = heard + last <= due && last > 0;
                is_early.then_some((*side, Left::TooEarly))
            }
            Deed::Finished(side) => {
                self.has_finished[*side as usize] = true;
                let is_whole = self.count(*side) == self.whole(*side).len();
                (!is_whole).then_some((*side, Left::Finished))
            }
            Deed::Reset(side) => Some((*side, Left::Reset)),
        }
    }

    fn count(&self, side: Side) -> usize {
        self.said[side as usize].len()
    }

    fn whole(&self, side: Side) -> Vec<u8> {
        self.protocol.whole(side)
    }

    /// Whether what a side has sent is what it should, as far as it goes.
    fn is_right(&self, side: Side) -> bool {
        self.whole(side).starts_with(&self.said[side as usize])
    }

    /// What was seen of one that has left in that way.
    fn observed(&self, side: Side, left: Left) -> String {
        let said = &self.said[side as usize][..];
        let sent = match said {
            [] => "sent nothing".to_string(),
            _ => format!("sent {}", Bytes(said)),
        };
        let [own, others] =
            [side, side.other()].map(|side| shown(&self.whole(side)));
        match left {
            Left::Bytes => format!("{sent} where {own} was expected"),
            Left::TooEarly => format!("{sent} before it had {others}"),
            Left::AfterPart(after) => {
                let after = count(after, "byte");
                format!("{sent} when only {after} of {others} had come")
            }
            Left::Finished => {
                format!("{sent} and finished, where {own} was expected")
            }
            Left::Reset => "reset the connection".to_string(),
        }
    }
}

/// Whoever left the protocol first; and whoever sent other bytes, since no
/// deed of the other side makes them right.
fn of_record(walk: &Walk, seen: &Seen) -> Blame {
    let mut left: Vec<_> = walk.left.into_iter().collect();
    let is_named = |left: &[(Side, Left)], side| {
        left.iter().any(|(named, _)| *named == side)
    };
    for side in SERVER_FIRST {
        if !is_named(&left, side) && !walk.is_right(side) {
            left.push((side, Left::Bytes));
        }
    }
    let told = left.into_iter().map(|(side, left)| {
        let what = walk.observed(side, left);
        let run = seen.programs[side as usize].as_ref();
        let failed = run.filter(|run| run.status.is_some_and(|s| !s.success()));
        let then = failed.map(|run| format!("; it {}", run.how_it_ended()));
        (side, sentence(side, &(what + &then.unwrap_or_default())))
    });
    told.collect()
}

/// Whoever doesn't go on when all that came was right.
fn of_silence(walk: &Walk, seen: &Seen) -> Blame {
    let Some(waited) = seen.waited else { return Vec::new() };
    let said = Side::BOTH.map(|side| walk.count(side));
    if let Some(side) = walk.protocol.turn(said) {
        let whole = shown(&walk.whole(side));
        let sent = match walk.count(side) {
            0 => "sent nothing".to_string(),
            _ => {
                let said = Bytes(&walk.said[side as usize]);
                format!("sent {said}, and no more")
            }
        };
        let time = seconds(waited);
        let what = format!("{sent}, for {time}, where {whole} was expected");
        return vec![(side, sentence(side, &what))];
    }
    let open =
        SERVER_FIRST.into_iter().filter(|s| !walk.has_finished[*s as usize]);
    let what = "did not close the connection";
    open.map(|side| (side, sentence(side, what))).collect()
}

/// Without a record, nobody sees whose fault it is that a pair doesn't talk:
/// it's that of whoever is wrong alone. What they miss is there by their
/// [`Side`].
pub fn without_record(blame: &mut Blame, missing: [Option<String>; 2]) {
    let Some((_, what)) = blame.first().cloned() else { return };
    let wrong = SERVER_FIRST.into_iter().filter_map(|side| {
        let missing = missing[side as usize].as_ref()?;
        let what = format!("has {missing} alone, and here: {what}");
        Some((side, sentence(side, &what)))
    });
    let wrong: Blame = wrong.collect();
    if !wrong.is_empty() {
        *blame = wrong;
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs())
}

/// Whoever prints something else, or doesn't end well. The server is at that
/// port.
fn of_programs(protocol: &Protocol, seen: &Seen, port: u16) -> Blame {
    let wrong = |side: Side| {
        let run = seen.programs[side as usize].as_ref()?;
        let lines = protocol.lines(side);
        let what = wrong_end(run)
            .or_else(|| wrong_lines(lines, run, seen.peer, port))?;
        Some((side, sentence(side, &what)))
    };
    SERVER_FIRST.into_iter().filter_map(wrong).collect()
}

fn wrong_end(run: &Run) -> Option<String> {
    let is_well = run.status.is_some_and(|status| status.success());
    (!is_well).then(|| run.how_it_ended())
}

fn wrong_lines(
    expected: &[&str],
    run: &Run,
    peer: Option<SocketAddr>,
    port: u16,
) -> Option<String> {
    let lines = &run.lines;
    for (place, expected) in expected.iter().enumerate() {
        let line = lines.get(place);
        let peer = peer.or_else(|| peer_in(line?, port));
        let facts = peer.map(|ours| Facts { ours, late: [0; 2] });
        // Where nobody knows it, no number stands for its port.
        let wanted = match &facts {
            Some(facts) => facts.show(expected),
            None => expected.replace("{peer}", UNKNOWN),
        };
        let wanted = shown(wanted.as_bytes());
        let is_right = |line: &str| match &facts {
            Some(facts) => facts.fit(expected, line),
            None => *expected == line,
        };
        match line {
            Some(line) if is_right(line) => {}
            Some(line) => {
                let line = shown(line.as_bytes());
                return Some(format!(
                    "printed {line} where {wanted} was expected"
                ));
            }
            None => return Some(format!("did not print {wanted}")),
        }
    }
    let more = lines.get(expected.len())?;
    Some(format!("printed {}, too", shown(more.as_bytes())))
}

/// The client's address, where only the server knows its port.
const UNKNOWN: &str = "127.0.0.1:…";

/// Without a wire, nobody knows the client's port but the server: it's the
/// number at the end of its line. It isn't the server's own.
fn peer_in(line: &str, own: u16) -> Option<SocketAddr> {
    let line = line.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start = line.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let port: u16 = line[start..].parse().ok()?;
    if port == 0 || port == own {
        return None;
    }
    Some((Ipv4Addr::LOCALHOST, port).into())
}
