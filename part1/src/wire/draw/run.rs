//! What is kept of a run, to be drawn: no more than there is room for.

use super::row::Row;
use super::talk::Talk;
use shared::relay::{Event, Faults, What};
use std::time::Duration;

/// So many clients are drawn, the first ones.
pub const CLIENTS: usize = 20;

/// So many events of a client are drawn: the first, and the last ones.
pub const FIRST: usize = 80;
pub const LAST: usize = 20;

/// All that is drawn.
#[derive(Clone)]
pub struct Run {
    faults: Faults,
    /// The wire's options, as they were typed.
    pub options: String,
    pub clients: Vec<Client>,
    /// How many clients came after those.
    pub more: usize,
}

/// A client, and what passed between it and the server.
#[derive(Clone)]
pub struct Client {
    pub number: usize,
    talk: Talk,
    rows: Vec<Row>,
    left_out: usize,
}

impl Run {
    pub fn new(faults: Faults, options: String) -> Run {
        Run { faults, options, clients: Vec::new(), more: 0 }
    }

    /// Keeps an event, or counts it; whether the drawing is another one then.
    pub fn add(&mut self, at: Duration, event: &Event) -> bool {
        let Event { client: number, what } = *event;
        if let What::Connects = what {
            if self.clients.len() == CLIENTS {
                self.more += 1;
                return true;
            }
            let talk = Talk::new(self.faults, at);
            let rows = Vec::new();
            self.clients.push(Client { number, talk, rows, left_out: 0 });
        }
        let known = self.clients.iter_mut().find(|one| one.number == number);
        known.map(|client| client.add(at, what)).is_some()
    }
}

impl Client {
    fn add(&mut self, at: Duration, what: What) {
        let row = match what {
            What::Written(to, count) => {
                self.talk.written(at, to, count, &mut self.rows)
            }
            _ => Some(self.talk.row(at, what)),
        };
        let Some(row) = row else { return };
        if self.rows.len() == FIRST + LAST {
            self.rows.remove(FIRST);
            self.left_out += 1;
        }
        self.rows.push(row);
    }

    /// The rows, and how many are left out between the first and the last
    /// ones.
    pub fn rows(&self) -> (&[Row], usize, &[Row]) {
        let (first, last) = self.rows.split_at(self.rows.len().min(FIRST));
        (first, self.left_out, last)
    }

    pub fn end(&self) -> &str {
        self.talk.end()
    }
}

/// What stands in place of the events that are left out.
pub fn left_out(count: usize) -> String {
    let (are, s) = if count == 1 { ("is", "") } else { ("are", "s") };
    format!("{count} event{s} {are} left out here.")
}

impl Run {
    /// What stands below all of the clients, if more came.
    pub fn more(&self) -> Option<String> {
        let s = if self.more == 1 { "" } else { "s" };
        let more = format!("{} more client{s} came, and only", self.more);
        (self.more > 0)
            .then(|| format!("{more} the first {CLIENTS} are drawn."))
    }

    /// What kind of a wire it was.
    pub fn wire(&self) -> String {
        match self.options.as_str() {
            "" => "a good wire".to_string(),
            options => format!("a wire with {options}"),
        }
    }
}
