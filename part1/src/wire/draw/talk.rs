//! A conversation of a client and the server, as far as a relay can know it:
//! makes a row of each event.

use super::row::{Arrow, Row, Way, bytes, long, name};
use shared::relay::{Bytes, Faults, Side, What};
use std::io::ErrorKind;
use std::time::Duration;

/// What is known of it so far.
#[derive(Clone)]
pub struct Talk {
    faults: Faults,
    /// When something happened last.
    last: Duration,
    /// The client's, and the server's.
    senders: [Sender; 2],
    /// What the wire has done to both, in place of passing on.
    wire: Option<&'static str>,
    ended: Option<&'static str>,
}

/// What is known of a program, which sends.
#[derive(Clone)]
struct Sender {
    sent: u64,
    passed_on: u64,
    /// When it sent last, or when the client connected.
    spoke: Duration,
    has_finished: bool,
    /// What came to the other one in place of the rest.
    stop: Option<&'static str>,
    /// What has happened to its connection.
    fate: Option<&'static str>,
}

impl Talk {
    /// It begins when the client connects.
    pub fn new(faults: Faults, at: Duration) -> Talk {
        let sender = Sender {
            sent: 0,
            passed_on: 0,
            spoke: at,
            has_finished: false,
            stop: None,
            fate: None,
        };
        let senders = [sender.clone(), sender];
        Talk { faults, last: at, senders, wire: None, ended: None }
    }

    /// How it ended.
    pub fn end(&self) -> &'static str {
        self.ended.unwrap_or("The wire has not seen its end yet.")
    }

    /// The row of an event, with all that is known after it.
    pub fn row(&mut self, at: Duration, what: What) -> Row {
        let still = at.saturating_sub(self.last);
        self.last = at;
        let (says, arrows) = self.hear(at, what);
        let server = self.known_of(Side::Server);
        let client = self.known_of(Side::Client);
        let known = [server, self.known_of_wire(), client];
        Row { at, still, says, arrows, known }
    }

    fn sender(&mut self, side: Side) -> &mut Sender {
        &mut self.senders[side as usize]
    }

    /// What an event is in words, and what crosses the wire.
    fn hear(&mut self, at: Duration, what: What) -> (String, Vec<Arrow>) {
        let arrow = |from, way, what: &str| {
            vec![Arrow { from, way, what: what.to_string() }]
        };
        match what {
            What::Connects => {
                self.sender(Side::Server).fate = Some("not reached yet");
                let says = "Your client connects to the wire, and now the \
                            wire connects to your server.";
                let way = [Way::ToWire, Way::FromWire];
                let both = way.map(|way| arrow(Side::Client, way, "connects"));
                (says.to_string(), both.concat())
            }
            What::NoServer(error) => self.no_server(error),
            What::Sent(side, piece) => self.sent(at, side, piece),
            What::PassedOn(side, piece) => {
                let count = piece.len() as u64;
                self.sender(side.other()).passed_on += count;
                let (count, to) = (bytes(count), name(side));
                let says = format!("The wire passes {count} on to {to}.");
                let what = Bytes(piece).to_string();
                (says, arrow(side.other(), Way::FromWire, &what))
            }
            What::Finished(side) => {
                self.is_reached();
                self.sender(side).has_finished = true;
                self.sender(side).stop = Some("the end");
                self.end_if_both_have();
                let says = "has finished sending, and the wire passes that on.";
                let says = self.says_of(side, says, at);
                (says, arrow(side, Way::Whole, "the end"))
            }
            What::Reset(side) => {
                self.is_reset("passes the reset on");
                self.sender(side).fate = Some("has reset");
                self.ended = Some(match side {
                    Side::Client => "It ended when your client reset it.",
                    Side::Server => "It ended when your server reset it.",
                });
                let says = "has reset, and the wire passes that on.";
                let says = self.says_of(side, says, at);
                (says, arrow(side, Way::Whole, "reset"))
            }
            What::WireEnds(side) => {
                self.is_reached();
                let from = side.other();
                self.sender(from).stop = Some("the end");
                self.end_if_both_have();
                let (to, from_whom) = (name(side), name(from));
                let says = format!(
                    "The wire lets {to} read the end, although {from_whom} \
                     has not finished sending."
                );
                (says, arrow(from, Way::FromWire, "the end"))
            }
            What::WirePauses(side) => {
                self.is_reached();
                let from = side.other();
                self.sender(from).stop = Some("nothing more");
                let says = format!(
                    "From now on, the wire passes nothing on to {}.",
                    name(side)
                );
                (says, arrow(from, Way::Nothing, "nothing more"))
            }
            What::WireResets => {
                self.is_reset("has reset both");
                self.ended = Some("It ended when the wire reset both.");
                let both = [Side::Server, Side::Client];
                let both = both.map(|side| arrow(side, Way::FromWire, "reset"));
                ("The wire resets both.".to_string(), both.concat())
            }
        }
    }

    fn no_server(&mut self, error: &std::io::Error) -> (String, Vec<Arrow>) {
        let is_refused = error.kind() == ErrorKind::ConnectionRefused;
        self.is_reset("has reset your client");
        self.ended = Some("It ended before your server was reached.");
        let reset = Arrow {
            from: Side::Server,
            way: Way::FromWire,
            what: "reset".to_string(),
        };
        if !is_refused {
            self.sender(Side::Server).fate = Some("can't be reached");
            let says = format!(
                "Your server can't be reached ({error}), so the wire resets \
                 your client."
            );
            return (says, vec![reset]);
        }
        self.sender(Side::Server).fate = Some("refuses");
        let refuses = "refuses".to_string();
        let refusal =
            Arrow { from: Side::Server, way: Way::ToWire, what: refuses };
        let says = "Your server refuses, so the wire resets your client.";
        (says.to_string(), vec![refusal, reset])
    }

    fn sent(
        &mut self,
        at: Duration,
        side: Side,
        piece: &[u8],
    ) -> (String, Vec<Arrow>) {
        self.is_reached();
        let faults = match side {
            Side::Client => self.faults.client,
            Side::Server => self.faults.server,
        };
        let count = piece.len() as u64;
        let (is_good, is_stopped) =
            (faults.is_none(), self.sender(side).stop.is_some());
        let them = if count == 1 { "it" } else { "them" };
        let does = match (is_good, is_stopped) {
            (true, _) => format!(", and the wire passes {them} on."),
            (_, false) => " to the wire.".to_string(),
            (_, true) => format!(", and the wire drops {them}."),
        };
        let says = format!("sends {}{does}", bytes(count));
        let says = self.says_of(side, &says, at);
        let sender = self.sender(side);
        sender.sent += count;
        sender.passed_on += if is_good { count } else { 0 };
        sender.spoke = at;
        let way = if is_good { Way::Whole } else { Way::ToWire };
        let what = Bytes(piece).to_string();
        (says, vec![Arrow { from: side, way, what }])
    }

    /// What a program does, and for how long it had sent nothing before.
    fn says_of(&self, side: Side, does: &str, at: Duration) -> String {
        let silence = at.saturating_sub(self.senders[side as usize].spoke);
        let who = match side {
            Side::Client => "Your client",
            Side::Server => "Your server",
        };
        let silence = long(silence).map_or(String::new(), |silence| {
            format!(" It had sent nothing for {silence}.")
        });
        format!("{who} {does}{silence}")
    }

    /// The server has been reached, or nothing could have passed.
    fn is_reached(&mut self) {
        let server = self.sender(Side::Server);
        server.fate = server.fate.filter(|fate| *fate != "not reached yet");
    }

    /// The wire has reset a side, or both.
    fn is_reset(&mut self, what: &'static str) {
        self.wire = Some(what);
        for sender in &mut self.senders {
            sender.fate = Some("was reset");
        }
    }

    /// The end of both directions is the end of all.
    fn end_if_both_have(&mut self) {
        let is_over = |sender: &Sender| sender.stop == Some("the end");
        if self.senders.iter().all(is_over) {
            let by_itself = self.senders.iter().all(|one| one.has_finished);
            self.ended = Some(match by_itself {
                true => "It ended when both had finished sending.",
                false => "It ended when each had read an end.",
            });
        }
    }

    fn known_of(&self, side: Side) -> String {
        let sender = &self.senders[side as usize];
        let sent = match sender.sent {
            0 => "has sent nothing".to_string(),
            count => format!("has sent {}", bytes(count)),
        };
        match sender.fate {
            Some(fate) => fate.to_string(),
            None if sender.has_finished => format!("{sent}, and finished"),
            None => sent,
        }
    }

    /// What the wire has passed on, to each.
    fn known_of_wire(&self) -> String {
        if let Some(wire) = self.wire {
            return wire.to_string();
        }
        let to = |side: Side| {
            let from = &self.senders[side.other() as usize];
            let what = match (from.sent, from.passed_on) {
                (0, _) => "nothing".to_string(),
                (sent, all) if all == sent => format!("all {}", bytes(sent)),
                (sent, some) => format!("{some} of {}", bytes(sent)),
            };
            let stop =
                from.stop.map_or(String::new(), |s| format!(", and {s}"));
            format!("to {}: {what}{stop}", name(side))
        };
        format!("{}\n{}", to(Side::Server), to(Side::Client))
    }
}
