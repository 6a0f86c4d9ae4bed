//! What a scenario is: data, in which nothing happens. The tables are in
//! `lesson.rs` and `exercises.rs`; the checker's `player.rs` carries them out.

use std::net::SocketAddr;

/// One kind of program, and how to find out whether it does its part.
pub struct Scenario {
    /// What the reader types: one word.
    pub name: &'static str,
    /// The line of `--list`.
    pub about: &'static str,
    /// What is checked without a COMMAND: `--bin` or `--example`, and the
    /// name of a program of this repository.
    pub own: [&'static str; 2],
    /// How many bytes of [`many`] are in the file whose path is the
    /// program's last argument; `None` if it gets none.
    pub file: Option<usize>,
    /// The page of an exercise; `None` in the lesson, in which each step has
    /// a page.
    pub page: Option<Page>,
    /// In the order in which the reader comes to them.
    pub steps: &'static [Step],
    /// Peers that the program need not be ready for.
    pub misbehaving_peers: &'static [MisbehavingPeer],
}

/// What the reader has done when these moves go well.
pub struct Step {
    /// Of its page; in an exercise, what holds, in a few words.
    pub title: &'static str,
    /// The path of its page, as in [`Page`]; `None` for an exercise, which
    /// has one page.
    pub page: Option<&'static str>,
    /// The page that teaches what an exercise's step needs; `None` for its
    /// own page.
    pub taught_on: Option<Page>,
    /// The moves are played on each of these, one after the other; if there
    /// is none, without a wire in between.
    pub wires: &'static [BadWire],
    /// What is done and expected, in this order.
    pub moves: &'static [Move],
}

/// A page of the book.
#[derive(Clone, Copy)]
pub struct Page {
    /// As in `SUMMARY.md`.
    pub title: &'static str,
    /// Below `book/src`, without `.md`.
    pub path: &'static str,
}

impl Scenario {
    /// The title and the path of the page on which that step stands.
    pub fn page_of(&self, step: &Step) -> Page {
        let own = step.page.map(|path| Page { title: step.title, path });
        own.or(self.page).expect("a page of the step, or of the exercise")
    }

    /// Whether it's one of a relay, which needs the next port, too.
    pub fn is_of_relay(&self) -> bool {
        let mut moves = self.steps.iter().flat_map(|step| step.moves);
        moves.any(|at| matches!(at, Move::ConnectToRelay(_)))
    }

    /// Whether that is the exercise of the page at this path.
    pub fn is_on(&self, path: &str) -> bool {
        self.page.is_some_and(|page| page.path == path)
    }

    /// The title of the page that helps with that step.
    pub fn read_again(&self, step: &Step) -> &'static str {
        step.taught_on.unwrap_or(self.page_of(step)).title
    }
}

/// What a relay does to the bytes that pass between the program and us.
#[derive(Clone, Copy)]
pub enum BadWire {
    /// It passes them on in pieces of so many bytes, each of which arrives
    /// alone.
    Cut(u32),
    /// It passes on as one what we send within so many milliseconds.
    Glue(u64),
    /// It holds them back for so many milliseconds.
    Delay(u64),
}

/// One thing that is done to the program, or expected of it. A number is
/// a connection: the first is 0.
#[derive(Clone, Copy)]
pub enum Move {
    /// Start it where it cannot do its work, and wait until it has ended.
    StartProbe(Probe),
    /// It has ended then, with an error.
    ProbeFailed,
    /// Start it where it can.
    Start,
    /// It prints nothing before anybody has come, and does not end with
    /// the same error as in the probe.
    IsQuiet,
    /// It has not ended.
    Waits,
    /// Listen at the server's address.
    Listen,
    /// Stop listening. A connection that nobody has accepted is reset.
    Unlisten,
    /// Connect to it, as soon as it listens.
    Connect(usize),
    /// The same at `::1`, on a machine that has IPv6.
    ConnectV6(usize),
    /// The same at the next port: that's where a relay listens.
    ConnectToRelay(usize),
    /// Accept its connection, as soon as it comes.
    Accept(usize),
    /// This is the next line on its standard output. `{peer}` stands for
    /// our address in the last connection, and `{ms}` for a number of
    /// milliseconds that may have passed in [`Move::EchoLate`]. It may
    /// come late: some programs hold back what they print until they end.
    Prints(&'static str),
    /// It has printed no more lines than were expected.
    PrintsNoMore,
    /// It prints this line on its standard error so many times, with a
    /// pause of so many milliseconds after each, or a longer one.
    Complains(&'static str, u32, u64),
    /// Hand these bytes to the kernel, without waiting for anybody.
    Send(usize, Piece),
    /// Send them one at a time, with a pause after each.
    Drip(usize, &'static [u8]),
    /// These bytes come next.
    Hear(usize, Piece),
    /// For a while, no byte comes.
    HearNoMore(usize),
    /// For a while, it does not close.
    KeepsOpen(usize),
    /// Send bytes back, one at a time, each after so many milliseconds;
    /// three bytes at least.
    EchoLate(usize, &'static [u64]),
    /// Send in the first connection until no more is taken, since the second
    /// one isn't read; that is before a relay has taken [`TOO_MUCH`]. Then all
    /// of it comes in the second.
    SlowReader(usize, usize),
    /// All that was sent has gone to it, and no reset has come.
    Takes(usize),
    /// Half-close: no more bytes from us.
    Finish(usize),
    /// It closes: no more bytes from it, and none is left.
    Closes(usize),
    /// The same, where it is to half-close.
    Finishes(usize),
    /// It gives the connection up, without a word, and no sooner than so
    /// many milliseconds after we connected. A reset is as good as an end.
    HangsUp(usize, u64),
    /// Send these bytes again and again, until it does.
    Endless(usize, &'static [u8]),
    /// Close our end. With bytes unread, that is a reset.
    Drop(usize),
    /// When bytes have come, close our end and leave them unread.
    Reset(usize),
    /// So many more connections, which say nothing and stay.
    Crowd(usize),
    /// One more connection, which sends the first piece at once and hears
    /// the second. If it is turned away without a word, another comes.
    IsServed(usize, Piece, Piece),
    /// Do nothing for so many milliseconds.
    Pause(u64),
    /// It ends, with exit code 0, and nobody has its address then.
    Ends,
    /// It ends, with another exit code, and says why.
    Fails,
    /// It can be started again at once, and sends this.
    StartsAgain(usize, Piece),
}

/// More than this is in no kernel's buffers, in bytes.
pub const TOO_MUCH: usize = 64 << 20;

/// The port on which a relay listens, whose server is at this one.
#[must_use]
pub fn next_port(port: u16) -> u16 {
    port.saturating_add(1)
}

/// A first start, which shows the error of the call that is given an
/// address: why it cannot succeed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// A server: somebody else listens at its address.
    Taken,
    /// A client: nobody does.
    Nobody,
}

/// Bytes on the wire.
#[derive(Clone, Copy)]
pub enum Piece {
    /// These.
    Just(&'static [u8]),
    /// So many bytes of [`many`].
    Many(usize),
    /// The address of our end of the connection, and a newline.
    OurAddress,
}

impl Piece {
    /// What it is in a connection of which `ours` is our end.
    pub fn bytes(self, ours: SocketAddr) -> Vec<u8> {
        match self {
            Piece::Just(bytes) => bytes.to_vec(),
            Piece::Many(count) => many(count),
            Piece::OurAddress => format!("{ours}\n").into_bytes(),
        }
    }
}

/// So many bytes, of a period that fits into no usual buffer: what is lost
/// or swapped is noticed. The first, which a verdict shows, are letters.
pub fn many(count: usize) -> Vec<u8> {
    let period: Vec<u8> = (b'A'..=250).chain(0..b'A').collect();
    period.repeat(count / period.len() + 1)[..count].to_vec()
}

/// A peer that misbehaves, and what comes of it.
pub struct MisbehavingPeer {
    /// What it does, in the words that follow "what if the other side".
    pub how: &'static str,
    /// From the program's start on.
    pub moves: &'static [Move],
    /// What comes of it with the book's own program.
    pub usual: Outcome,
    /// The page that says so.
    pub page: Page,
    /// What comes of it with a program that is ready for such a peer, where
    /// one can tell from outside.
    pub ready: Option<Outcome>,
    /// The page that makes a program so.
    pub better: Page,
}

/// What can be seen of a program when a peer has misbehaved.
pub struct Outcome {
    /// The last line that it prints, as in [`Move::Prints`]; `…` at its
    /// end stands for anything.
    pub last_line: &'static str,
    /// How it ends.
    pub end: End,
}

/// How a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With exit code 0.
    Well,
    /// With another one.
    Badly,
    /// It goes on for as long as one looks.
    Waits,
}
