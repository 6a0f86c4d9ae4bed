//! What is drawn of an event: a sentence, what crosses the wire, and what is
//! known of both programs and of the wire then.

use super::known::Known;
use shared::relay::Side;
use std::time::Duration;

/// An event of a conversation, in words that any kind of drawing has.
#[derive(Clone)]
pub struct Row {
    /// When it was, since the wire was started.
    pub at: Duration,
    /// How long nothing had happened in the conversation.
    pub still: Duration,
    pub says: String,
    pub arrows: Vec<Arrow>,
    pub known: Known,
    /// What it says, and what crosses the wire, as soon as the wire has passed
    /// on all of it.
    pub then: Option<(String, Vec<Arrow>)>,
}

/// The names of the three.
pub const NAMES: [&str; 3] = ["your server", "the wire", "your client"];

/// A shorter stillness is nothing that somebody waits for.
pub const LONG: Duration = Duration::from_millis(100);

impl Row {
    /// How long nothing had happened, if that was long.
    pub fn stillness(&self) -> Option<String> {
        long(self.still)
    }

    /// All its bytes have been passed on.
    pub fn is_passed_on(&mut self) {
        if let Some((says, arrows)) = self.then.take() {
            (self.says, self.arrows) = (says, arrows);
        }
    }
}

/// Something that crosses the wire, or a half of the way.
#[derive(Clone)]
pub struct Arrow {
    /// Whose bytes or whose end it is, or instead of whom the wire acts.
    pub from: Side,
    pub way: Way,
    /// What it is: escaped bytes, or words.
    pub what: String,
}

impl Arrow {
    /// Who does it.
    pub fn who(&self) -> &'static str {
        match self.way {
            Way::Whole | Way::ToWire => name(self.from),
            Way::FromWire | Way::Nothing => NAMES[1],
        }
    }
}

/// Which part of the way.
#[derive(Clone, Copy, PartialEq)]
pub enum Way {
    /// From one program to the other, at once.
    Whole,
    /// From a program to the wire.
    ToWire,
    /// From the wire to a program.
    FromWire,
    /// The same, but nothing comes.
    Nothing,
}

/// The name of a program.
pub fn name(side: Side) -> &'static str {
    match side {
        Side::Server => NAMES[0],
        Side::Client => NAMES[2],
    }
}

/// Seconds as the wire prints them.
pub fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

/// A time that is long, to a tenth of a second.
pub fn long(time: Duration) -> Option<String> {
    (time >= LONG).then(|| format!("{:.1} s", time.as_secs_f64()))
}

/// A number of bytes.
pub fn bytes(count: u64) -> String {
    format!("{count} byte{}", if count == 1 { "" } else { "s" })
}

/// Text as HTML and SVG show it: no sign of it begins markup or ends it.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}
