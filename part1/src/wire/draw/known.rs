//! What is known of both programs and of the wire at a moment.

use super::row::{bytes, name};
use shared::relay::Side;

/// What is known then.
#[derive(Clone)]
pub struct Known {
    /// Of the client, and of the server.
    senders: [Sender; 2],
    /// What the wire has done to both, besides passing on.
    pub wire: Option<&'static str>,
}

/// What is known of a program, which sends.
#[derive(Clone, Default)]
pub struct Sender {
    pub sent: u64,
    /// How many of its bytes have been written to the other one.
    pub passed_on: u64,
    pub has_finished: bool,
    /// What came to the other one in place of the rest.
    pub stop: Option<&'static str>,
    /// Why there is no connection to it.
    pub absent: Option<&'static str>,
    /// How its connection was reset.
    pub reset: Option<&'static str>,
}

impl Known {
    /// Nothing has been sent, and the server has not been reached.
    pub fn new() -> Known {
        let absent = Some("not reached yet");
        let server = Sender { absent, ..Sender::default() };
        Known { senders: [Sender::default(), server], wire: None }
    }

    pub fn of(&self, side: Side) -> &Sender {
        &self.senders[side as usize]
    }

    pub fn of_mut(&mut self, side: Side) -> &mut Sender {
        &mut self.senders[side as usize]
    }

    /// Both are known to be so.
    pub fn both(&self, is_so: impl Fn(&Sender) -> bool) -> bool {
        self.senders.iter().all(is_so)
    }

    /// In words: of the server, the wire and the client. A newline separates
    /// two things.
    pub fn in_words(&self) -> [String; 3] {
        let [client, server] = self.senders.each_ref().map(Sender::in_words);
        [server, self.wire_in_words(), client]
    }

    /// What the wire has passed on, to each, and what else it has done.
    fn wire_in_words(&self) -> String {
        let to = |side: Side| {
            let from = self.of(side.other());
            let what = match (from.sent, from.passed_on) {
                (0, _) => "nothing".to_string(),
                (sent, all) if all == sent => format!("all {}", bytes(sent)),
                (sent, some) => format!("{some} of {}", bytes(sent)),
            };
            let stop =
                from.stop.map_or(String::new(), |s| format!(", and {s}"));
            format!("passed on to {}: {what}{stop}", name(side))
        };
        let all = [to(Side::Server), to(Side::Client)].into_iter();
        let all = all.chain(self.wire.map(str::to_string));
        all.collect::<Vec<_>>().join("\n")
    }
}

impl Sender {
    fn in_words(&self) -> String {
        if let Some(absent) = self.absent {
            return absent.to_string();
        }
        let sent = match self.sent {
            0 => "has sent nothing".to_string(),
            count => format!("has sent {}", bytes(count)),
        };
        let finished = if self.has_finished { ", and finished" } else { "" };
        let reset = self.reset.map_or(String::new(), |r| format!("\n{r}"));
        format!("{sent}{finished}{reset}")
    }
}
