//! The matrix, as text.

use super::alone::Alone;
use super::student::{Own, Student};
use super::{Pair, side_name};
use shared::relay::Side;

/// So many students have columns in which words fit.
const WORDS: usize = 8;

/// The width of what stands before the first cell.
const HEAD: usize = 10;

/// What there is no program for, and one that couldn't be built.
const NONE: &str = "—";
const BROKEN: &str = "!";

/// What could not be played any more.
const NOT_PLAYED: &str = "?";

/// How it's written: in words, or a letter a pair.
struct Form {
    width: usize,
    /// For pairs that talk; that the server has left, the client, both.
    marks: [&'static str; 4],
}

const IN_WORDS: Form =
    Form { width: 8, marks: ["ok", "server", "client", "both"] };
const IN_LETTERS: Form = Form { width: 2, marks: ["+", "s", "c", "b"] };

/// All that is known of a class.
#[derive(Default)]
pub struct Class {
    pub students: Vec<Student>,
    /// By student, and there by [`Side`].
    pub alone: Vec<[Option<Alone>; 2]>,
    pub pairs: Vec<Pair>,
    /// Why not all was played.
    pub problem: Option<String>,
}

impl Class {
    /// The matrix, and what its marks mean.
    pub fn matrix(&self) -> String {
        let count = self.students.len();
        let form = if count <= WORDS { IN_WORDS } else { IN_LETTERS };
        let mut text = self.numbers(&form);
        text += &self.row(" client", &form, |client| {
            self.steps(client, Side::Client, form.width > 2)
        });
        text += " server\n";
        for server in 0..count {
            let steps = self.steps(server, Side::Server, true);
            let head = format!("{:>3}  {steps}", server + 1);
            text += &self
                .row(&head, &form, |client| self.cell(&form, server, client));
        }
        let unplayed = format!("{NOT_PLAYED}: not played.\n");
        let unplayed = self.problem.as_ref().map_or("", |_| &unplayed);
        text + "\n" + &legend(&form) + unplayed + "\n" + &self.names()
    }

    /// The students' numbers above the columns, a digit a line if these are
    /// narrow.
    fn numbers(&self, form: &Form) -> String {
        let numbers = (1..=self.students.len()).map(|n| n.to_string());
        let numbers: Vec<String> = numbers.collect();
        if form.width > 2 {
            return self.row("", form, |place| numbers[place].clone());
        }
        let most = numbers.last().map_or(0, String::len);
        let lines = (0..most).map(|digit| {
            self.row("", form, |place| {
                let number = format!("{:>most$}", numbers[place]);
                number.chars().nth(digit).into_iter().collect()
            })
        });
        lines.collect()
    }

    fn row(
        &self,
        head: &str,
        form: &Form,
        cell: impl Fn(usize) -> String,
    ) -> String {
        let width = form.width;
        let cells = (0..self.students.len()).map(cell);
        let cells: String =
            cells.map(|cell| format!("{cell:<width$}")).collect();
        let line = format!("{head:<HEAD$}{cells}");
        format!("{}\n", line.trim_end())
    }

    /// How many steps a program has done alone, perhaps of how many.
    fn steps(&self, student: usize, side: Side, is_whole: bool) -> String {
        let own = &self.students[student].programs[side as usize];
        match &self.alone[student][side as usize] {
            Some(alone) if is_whole => {
                format!("{}/{}", alone.done(), alone.steps())
            }
            Some(alone) => alone.done().to_string(),
            None => own_mark(own).to_string(),
        }
    }

    fn cell(&self, form: &Form, server: usize, client: usize) -> String {
        let is_it = |p: &&Pair| (p.server, p.client) == (server, client);
        let Some(pair) = self.pairs.iter().find(is_it) else {
            let both = [(server, Side::Server), (client, Side::Client)];
            let are_there = both.iter().all(|(student, side)| {
                let own = &self.students[*student].programs[*side as usize];
                matches!(own, Own::Ready(_))
            });
            return if are_there { NOT_PLAYED } else { NONE }.to_string();
        };
        let blamed: Vec<Side> = pair.blame.iter().map(|(s, _)| *s).collect();
        let [ok, server, client, both] = form.marks;
        let mark = match blamed[..] {
            [] => ok,
            [Side::Server] => server,
            [Side::Client] => client,
            _ => both,
        };
        let star =
            if pair.seen.record.is_none() && pair.is_direct { "*" } else { "" };
        format!("{mark}{star}")
    }

    fn names(&self) -> String {
        let names = (1..).zip(&self.students);
        names.map(|(n, s)| format!("{n:>3}  {}\n", s.name)).collect()
    }

    /// A line for each failure.
    pub fn failures(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (student, alone) in self.students.iter().zip(&self.alone) {
            let Student { name, problem, programs, .. } = student;
            lines.extend(problem.iter().map(|why| format!("{name}: {why}")));
            for side in [Side::Server, Side::Client] {
                let who = format!("{name}, {} alone", side_name(side));
                if let Own::Broken(why) = &programs[side as usize] {
                    lines.push(format!("{who}: {why}"));
                }
                let alone = alone[side as usize].as_ref();
                lines.extend(
                    alone
                        .and_then(Alone::failure)
                        .map(|failure| format!("{who}: {failure}")),
                );
            }
        }
        for pair in &self.pairs {
            let [server, client] = [pair.server, pair.client]
                .map(|place| &self.students[place].name);
            lines.extend(pair.blame.iter().map(|(_, sentence)| {
                format!("{server} with {client}: {sentence}")
            }));
        }
        lines
    }
}

/// The mark of a program that was not run.
fn own_mark(own: &Own) -> &'static str {
    match own {
        Own::Missing => NONE,
        Own::Broken(_) => BROKEN,
        Own::InPackage(_) | Own::Ready(_) => NOT_PLAYED,
    }
}

fn legend(form: &Form) -> String {
    let [ok, server, client, both] = form.marks;
    let lines = [
        "A row is a server, a column a client. Alone: steps that are done."
            .to_string(),
        format!(
            "{ok}: they talk. {server}, {client}, {both}: who has left the \
             protocol."
        ),
        format!(
            "*: without the wire in between. {NONE}: no program. {BROKEN}: it \
             can't be built."
        ),
    ];
    lines.join("\n") + "\n"
}
