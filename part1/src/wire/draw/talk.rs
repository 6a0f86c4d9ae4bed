//! A conversation of a client and the server, as far as a relay can know it:
//! makes a row of each event.

use super::known::{Known, Sender};
use super::row::{Arrow, LONG, Row, Way, bytes, long, name};
use shared::relay::{Bytes, Faults, Live, Side, Waited, What};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// What came when a direction had been away is read late, unless it read for
/// longer than this.
const AT_ONCE: Duration = Duration::from_millis(10);

/// What is known of it so far.
#[derive(Clone)]
pub struct Talk {
    faults: Faults,
    /// When something happened last.
    last: Duration,
    known: Known,
    /// What the wire is about to write: the client's bytes, and the server's.
    begun: [Option<Begun>; 2],
    ended: Option<String>,
}

/// Bytes that the wire has begun to pass on.
#[derive(Clone)]
struct Begun {
    at: Duration,
    count: u64,
    /// How many of them have not been written yet.
    left: u64,
    /// The bytes, as an arrow has them.
    what: String,
}

/// What an event is in words, and what crosses the wire.
type Said = (String, Vec<Arrow>);

impl Talk {
    /// It begins when the client connects.
    pub fn new(faults: Faults, at: Duration) -> Talk {
        let (known, begun) = (Known::new(), [None, None]);
        Talk { faults, last: at, known, begun, ended: None }
    }

    /// How it ended.
    pub fn end(&self) -> &str {
        let none = "The wire has not seen its end yet.";
        self.ended.as_deref().unwrap_or(none)
    }

    /// The row of an event, with all that is known after it.
    pub fn row(&mut self, at: Duration, what: What) -> Row {
        let (said, then) = self.hear(at, what);
        self.row_of(at, said, then)
    }

    fn row_of(&mut self, at: Duration, said: Said, then: Option<Said>) -> Row {
        let still = at.saturating_sub(self.last);
        self.last = at;
        let (says, arrows) = said;
        Row { at, still, says, arrows, known: self.known.clone(), then }
    }

    /// So many bytes have been written to that side. If that was soon, it
    /// belongs to the row that began it, and to all since; or else it has a
    /// row of its own when all are.
    pub fn written(
        &mut self,
        at: Duration,
        to: Side,
        count: usize,
        rows: &mut [Row],
    ) -> Option<Row> {
        let (from, count) = (to.other(), count as u64);
        self.known.of_mut(from).passed_on += count;
        let begun = self.begun[from as usize].as_mut()?;
        begun.left = begun.left.saturating_sub(count);
        let (is_all, took) = (begun.left == 0, at.saturating_sub(begun.at));
        if took < LONG {
            let since = rows.iter_mut().filter(|row| row.at >= begun.at);
            for row in since {
                row.known.of_mut(from).passed_on += count;
                if is_all && row.at == begun.at {
                    row.is_passed_on();
                }
            }
            return None;
        }
        let begun = self.begun[from as usize].take_if(|_| is_all)?;
        let (count, to) = (bytes(begun.count), name(to));
        let took = long(took).unwrap_or_default();
        let says = format!(
            "The wire has passed {count} on to {to}, for which it had to wait \
             {took}."
        );
        let arrows = arrow(from, Way::FromWire, &begun.what);
        Some(self.row_of(at, (says, arrows), None))
    }

    /// What an event is; and what it is when all its bytes have been written.
    fn hear(&mut self, at: Duration, what: What) -> (Said, Option<Said>) {
        let said = match what {
            What::Connects => connects(),
            What::NoServer(error) => self.no_server(error),
            What::Sent(side, piece, waited) => {
                return self.sent(at, side, piece, waited);
            }
            What::PassedOn(side, piece) => {
                return self.passes_on(at, side, piece);
            }
            // It's no row.
            What::Written(..) => (String::new(), Vec::new()),
            What::Finished(side, waited) => self.finished(side, waited),
            What::Reset(side, live) => self.reset(side, live),
            What::WireEnds(side) => self.wire_ends(side),
            What::WirePauses(side) => self.wire_pauses(side),
            What::WireResets(live) => self.wire_resets(live),
        };
        (said, None)
    }

    fn no_server(&mut self, error: &io::Error) -> Said {
        let is_refused = error.kind() == ErrorKind::ConnectionRefused;
        self.known.wire = Some("has reset your client");
        self.known.of_mut(Side::Client).reset = Some("was reset");
        self.ended = Some("It ended before your server was reached.".into());
        let server = self.known.of_mut(Side::Server);
        let reset = arrow(Side::Server, Way::FromWire, "reset");
        if !is_refused {
            server.absent = Some("can't be reached");
            let says = format!(
                "Your server can't be reached ({error}), so the wire resets \
                 your client."
            );
            return (says, reset);
        }
        server.absent = Some("refuses");
        let says = "Your server refuses, so the wire resets your client.";
        let refusal = arrow(Side::Server, Way::ToWire, "refuses");
        (says.to_string(), [refusal, reset].concat())
    }

    fn sent(
        &mut self,
        at: Duration,
        side: Side,
        piece: &[u8],
        waited: Waited,
    ) -> (Said, Option<Said>) {
        self.is_reached();
        let faults = match side {
            Side::Client => self.faults.client,
            Side::Server => self.faults.server,
        };
        let (count, what) = (piece.len() as u64, Bytes(piece).to_string());
        let sender = self.known.of_mut(side);
        let (is_good, is_stopped) = (faults.is_none(), sender.stop.is_some());
        sender.sent += count;
        let them = if count == 1 { "it" } else { "them" };
        let says = |does: String, way| {
            let sends = format!("sends {}{does}", bytes(count));
            (says_of(side, &sends, waited), arrow(side, way, &what))
        };
        if is_stopped {
            let drops = format!(", and the wire drops {them}.");
            return (says(drops, Way::ToWire), None);
        }
        let comes = says(" to the wire.".into(), Way::ToWire);
        if !is_good {
            return (comes, None);
        }
        let passes = format!(", and the wire passes {them} on.");
        let passes = says(passes, Way::Whole);
        self.begin(at, side, count, what);
        (comes, Some(passes))
    }

    fn passes_on(
        &mut self,
        at: Duration,
        to: Side,
        piece: &[u8],
    ) -> (Said, Option<Said>) {
        let (from, count) = (to.other(), piece.len() as u64);
        let (what, many, to) =
            (Bytes(piece).to_string(), bytes(count), name(to));
        let begins = format!("The wire begins to pass {many} on to {to}.");
        let passes = format!("The wire passes {many} on to {to}.");
        let passes = (passes, arrow(from, Way::FromWire, &what));
        self.begin(at, from, count, what);
        ((begins, Vec::new()), Some(passes))
    }

    /// The wire begins to write these bytes of that side.
    fn begin(&mut self, at: Duration, from: Side, count: u64, what: String) {
        let begun = Begun { at, count, left: count, what };
        self.begun[from as usize] = Some(begun);
    }

    fn finished(&mut self, side: Side, waited: Waited) -> Said {
        self.is_reached();
        self.known.of_mut(side).has_finished = true;
        self.known.of_mut(side).stop = Some("the end");
        self.end_if_both_have();
        let says = "has finished sending, and the wire passes that on.";
        (says_of(side, says, waited), arrow(side, Way::Whole, "the end"))
    }

    fn reset(&mut self, side: Side, live: Live) -> Said {
        self.is_reached();
        let [who, other] = [side, side.other()].map(sentence_name);
        self.known.of_mut(side).reset = Some("has reset");
        let reset_it = format!("It ended when {} reset it.", name(side));
        self.ended = Some(reset_it);
        if !live.has(side.other()) {
            let says = format!(
                "{who} has reset. {other}'s connection was over already."
            );
            return (says, arrow(side, Way::ToWire, "reset"));
        }
        self.known.wire = Some("passes the reset on");
        self.known.of_mut(side.other()).reset = Some("was reset");
        let says = format!("{who} has reset, and the wire passes that on.");
        (says, arrow(side, Way::Whole, "reset"))
    }

    fn wire_ends(&mut self, to: Side) -> Said {
        self.is_reached();
        let from = to.other();
        self.known.of_mut(from).stop = Some("the end");
        self.end_if_both_have();
        let says = format!(
            "The wire sends {} the end, before it has read one from {}.",
            name(to),
            name(from)
        );
        (says, arrow(from, Way::FromWire, "the end"))
    }

    fn wire_pauses(&mut self, to: Side) -> Said {
        self.is_reached();
        let from = to.other();
        self.known.of_mut(from).stop = Some("nothing more");
        let says =
            format!("From now on, the wire passes nothing on to {}.", name(to));
        (says, arrow(from, Way::Nothing, "nothing more"))
    }

    fn wire_resets(&mut self, live: Live) -> Said {
        self.is_reached();
        let (mut arrows, mut over) = (Vec::new(), Vec::new());
        for side in [Side::Server, Side::Client] {
            if live.has(side) {
                self.known.of_mut(side).reset = Some("was reset");
                arrows.extend(arrow(side.other(), Way::FromWire, "reset"));
            } else {
                over.push(side);
            }
        }
        let (resets, has_reset) = match over[..] {
            [] => ("both", "has reset both"),
            [Side::Server] => (name(Side::Client), "has reset your client"),
            [Side::Client] => (name(Side::Server), "has reset your server"),
            _ => {
                self.ended = Some("It ended when both were gone.".into());
                let says = "The wire gives up. Both connections were over \
                            already.";
                return (says.to_string(), arrows);
            }
        };
        self.known.wire = Some(has_reset);
        self.ended = Some(format!("It ended when the wire reset {resets}."));
        let others = over.first().map_or(String::new(), |side| {
            let who = sentence_name(*side);
            format!(" {who}'s connection was over already.")
        });
        (format!("The wire resets {resets}.{others}"), arrows)
    }

    /// The server has been reached, or nothing could have passed.
    fn is_reached(&mut self) {
        self.known.of_mut(Side::Server).absent = None;
    }

    /// The end of both directions is the end of all.
    fn end_if_both_have(&mut self) {
        let is_over = |sender: &Sender| sender.stop == Some("the end");
        if self.known.both(is_over) {
            let by_itself = self.known.both(|one| one.has_finished);
            let end = match by_itself {
                true => "It ended when both had finished sending.",
                false => "It ended when the wire had sent an end to each.",
            };
            self.ended = Some(end.to_string());
        }
    }
}

fn arrow(from: Side, way: Way, what: &str) -> Vec<Arrow> {
    vec![Arrow { from, way, what: what.to_string() }]
}

fn connects() -> Said {
    let says = "Your client connects to the wire, and now the wire connects \
                to your server.";
    let way = [Way::ToWire, Way::FromWire];
    let both = way.map(|way| arrow(Side::Client, way, "connects"));
    (says.to_string(), both.concat())
}

/// A program at the beginning of a sentence.
fn sentence_name(side: Side) -> &'static str {
    match side {
        Side::Client => "Your client",
        Side::Server => "Your server",
    }
}

/// What a program does, and how it came to be read: the silence is its own
/// only while the wire read.
fn says_of(side: Side, does: &str, waited: Waited) -> String {
    let who = sentence_name(side);
    let Waited { reading, away } = waited;
    let how = match (long(reading), long(away)) {
        (Some(silence), _) => format!(" It had sent nothing for {silence}."),
        (None, Some(away)) if reading < AT_ONCE => format!(
            " The wire may have read it late: it had not looked for {away}."
        ),
        _ => String::new(),
    };
    format!("{who} {does}{how}")
}
