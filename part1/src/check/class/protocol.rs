//! What a server and a client have to say to each other, as data: it's in the
//! scenarios of the two already.

use super::side_name;
use shared::relay::Side;
use shared::scenario::{Move, Piece, Scenario};
use shared::scenarios::SCENARIOS;

/// One conversation.
pub struct Protocol {
    /// Who says what, in this order.
    turns: Vec<Turn>,
    /// What each of the two prints, by its [`Side`].
    lines: [Vec<&'static str>; 2],
}

struct Turn {
    speaker: Side,
    bytes: &'static [u8],
}

impl Protocol {
    /// That of the lesson.
    pub fn of_lesson() -> Protocol {
        let turn = |at: &Move| match *at {
            Move::Hear(0, Piece::Just(bytes)) => {
                Some(Turn { speaker: Side::Server, bytes })
            }
            Move::Send(0, Piece::Just(bytes)) => {
                Some(Turn { speaker: Side::Client, bytes })
            }
            _ => None,
        };
        let turns = moves(scenario(Side::Server)).filter_map(turn).collect();
        let lines = Side::BOTH.map(|side| {
            let line = |at: &Move| match *at {
                Move::Prints(line) => Some(line),
                _ => None,
            };
            moves(scenario(side)).filter_map(line).collect()
        });
        Protocol { turns, lines }
    }

    /// What that side prints.
    pub fn lines(&self, side: Side) -> &[&'static str] {
        &self.lines[side as usize]
    }

    /// All that side says.
    pub fn whole(&self, side: Side) -> Vec<u8> {
        let own = self.turns.iter().filter(|turn| turn.speaker == side);
        own.flat_map(|turn| turn.bytes).copied().collect()
    }

    /// How much the other side says before that side, which has said so many
    /// bytes, may go on; and how much of this it says last.
    pub fn due(&self, side: Side, said: usize) -> (usize, usize) {
        let (mut own, mut due, mut last) = (0, 0, 0);
        for Turn { speaker, bytes } in &self.turns {
            if *speaker != side {
                (due, last) = (due + bytes.len(), bytes.len());
                continue;
            }
            own += bytes.len();
            if own > said {
                break;
            }
        }
        (due, last)
    }

    /// Whose turn it is, when each has said so many bytes, by its [`Side`].
    pub fn turn(&self, said: [usize; 2]) -> Option<Side> {
        let mut all = [0; 2];
        let open = self.turns.iter().find(|turn| {
            let side = turn.speaker as usize;
            all[side] += turn.bytes.len();
            said[side] < all[side]
        });
        open.map(|turn| turn.speaker)
    }
}

/// The scenario of that side's program.
pub fn scenario(side: Side) -> &'static Scenario {
    let name = side_name(side);
    let mut all = SCENARIOS.iter();
    all.find(|scenario| scenario.name == name).expect("the lesson's two")
}

fn moves(scenario: &'static Scenario) -> impl Iterator<Item = &'static Move> {
    scenario.steps.iter().flat_map(|step| step.moves)
}
