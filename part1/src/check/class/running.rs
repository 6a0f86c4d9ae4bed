//! Runs all there is to run: first what leaves the address as it was.

use super::alone::Alone;
use super::pair::{Place, Seen, Start};
use super::progress::Progress;
use super::protocol::Protocol;
use super::student::{Ready, Student};
use super::{Pair, judge};
use shared::relay::Side;
use std::io;

/// A class, and what is known of it so far.
pub struct Running<'a> {
    students: &'a [Student],
    place: Place,
    progress: Progress,
    /// The server and the client of the pair that was started last.
    last: Option<[usize; 2]>,
    protocol: Protocol,
    /// Servers that can't have their address beside a connection: they don't
    /// set SO_REUSEADDR. Alone, they leave it to nobody for a minute.
    kept_out: Vec<usize>,
    /// By student, and there by [`Side`].
    pub alone: Vec<[Option<Alone>; 2]>,
    /// Server by server.
    pub pairs: Vec<Pair>,
}

impl Running<'_> {
    pub fn new(
        students: &[Student],
        place: Place,
        progress: Progress,
    ) -> Running<'_> {
        Running {
            students,
            place,
            progress,
            last: None,
            protocol: Protocol::of_lesson(),
            kept_out: Vec::new(),
            alone: students.iter().map(|_| [None, None]).collect(),
            pairs: Vec::new(),
        }
    }

    /// The error is one of the address: somebody else has it, so nothing more
    /// can be played. What was found before stays.
    pub fn play(&mut self) -> io::Result<()> {
        let played = self.play_all();
        self.pairs.sort_by_key(|pair| (pair.server, pair.client));
        played
    }

    fn play_all(&mut self) -> io::Result<()> {
        let count = self.students.len();
        for server in 0..count {
            for client in 0..count {
                self.play_pair(server, client)?;
            }
        }
        for student in 0..count {
            for side in Side::BOTH {
                let is_server = side == Side::Server;
                if !is_server || !self.kept_out.contains(&student) {
                    self.play_alone(student, side);
                }
            }
        }
        for [server, client] in self.gave_up() {
            self.forget(server, Some(client));
            self.play_directly(server, client);
        }
        for server in self.kept_out.clone() {
            // It may have been found only after some of its pairs.
            self.forget(server, None);
            // Who is right alone is known when a pair is judged.
            self.play_alone(server, Side::Server);
            for client in 0..count {
                self.place.wait_for_address(&mut self.progress);
                self.play_directly(server, client);
            }
        }
        Ok(())
    }

    /// The pairs whose client, which is right alone, has not waited until its
    /// server listened: with the wire in between, it's started first.
    fn gave_up(&self) -> Vec<[usize; 2]> {
        let is_right = |client: usize| {
            let alone = self.alone[client][Side::Client as usize].as_ref();
            alone.is_some_and(|alone| alone.missing().is_none())
        };
        let all = self.pairs.iter();
        let all = all.filter(|pair| pair.seen.gave_up && is_right(pair.client));
        all.map(|pair| [pair.server, pair.client]).collect()
    }

    /// What was seen of a server's pairs, or of that with one client, counts
    /// no more.
    fn forget(&mut self, server: usize, client: Option<usize>) {
        self.pairs.retain(|pair| {
            let is_it = client.is_none_or(|client| pair.client == client);
            pair.server != server || !is_it
        });
    }

    /// Who may have the address when there is an error of it.
    pub fn suspects(&self) -> Option<String> {
        let [server, client] = self.last?;
        let names = self.names(server, client);
        let why = "one of the two has left something running";
        Some(format!(", after {names}: {why}"))
    }

    fn names(&self, server: usize, client: usize) -> String {
        let server = self.students[server].whose(Side::Server);
        let client = self.students[client].whose(Side::Client);
        format!("{server} with {client}")
    }

    /// Says which pair is begun.
    fn begin(&mut self, server: usize, client: usize) {
        let are_there = |side: Side| {
            let all = 0..self.students.len();
            all.filter(|student| self.ready(*student, side).is_some()).count()
        };
        let all = are_there(Side::Server) * are_there(Side::Client);
        let (number, names) =
            (self.pairs.len() + 1, self.names(server, client));
        self.progress.say(format!("pair {number} of {all}: {names}"));
    }

    fn ready(&self, student: usize, side: Side) -> Option<&Ready> {
        self.students[student].programs[side as usize].ready()
    }

    /// The two programs of a pair, if both are there.
    fn starts(&self, server: usize, client: usize) -> Option<[Start<'_>; 2]> {
        let server = self.ready(server, Side::Server)?;
        let client = self.ready(client, Side::Client)?;
        Some(
            [server, client].map(|ready| Start {
                words: &ready.words,
                folder: &ready.folder,
            }),
        )
    }

    fn play_pair(&mut self, server: usize, client: usize) -> io::Result<()> {
        if self.kept_out.contains(&server) {
            return Ok(());
        }
        if self.starts(server, client).is_none() {
            return Ok(());
        }
        self.begin(server, client);
        let listener = self.place.listen(&mut self.progress)?;
        self.last = Some([server, client]);
        let Some([to, from]) = self.starts(server, client) else {
            return Ok(());
        };
        let seen = self.place.play(listener, to, from);
        let run = seen.programs[Side::Server as usize].as_ref();
        let is_absent = matches!(seen.absent, Some((Side::Server, _)));
        if is_absent && run.is_some_and(|run| run.finds_address_in_use()) {
            self.kept_out.push(server);
        } else {
            self.judge(server, client, false, seen);
        }
        Ok(())
    }

    fn play_directly(&mut self, server: usize, client: usize) {
        if self.starts(server, client).is_none() {
            return;
        }
        self.begin(server, client);
        if let Some([to, from]) = self.starts(server, client) {
            let seen = self.place.play_directly(to, from);
            self.judge(server, client, true, seen);
        }
    }

    fn judge(
        &mut self,
        server: usize,
        client: usize,
        is_direct: bool,
        seen: Seen,
    ) {
        let mut blame = judge::blame(&self.protocol, &seen, self.place.port);
        if is_direct && seen.absent.is_none() {
            let both = [(client, Side::Client), (server, Side::Server)];
            let missing = both.map(|(student, side)| {
                let alone = self.alone[student][side as usize].as_ref();
                let alone = alone.filter(|alone| !alone.misses_its_address());
                alone.and_then(Alone::missing)
            });
            judge::without_record(&mut blame, missing);
        }
        self.pairs.push(Pair { server, client, is_direct, seen, blame });
    }

    fn play_alone(&mut self, student: usize, side: Side) {
        if self.ready(student, side).is_none() {
            return;
        }
        if self.kept_out.contains(&student) || !self.place.is_free() {
            self.place.wait_for_address(&mut self.progress);
        }
        let who = self.students[student].whose(side);
        self.progress.say(format!("{who} alone"));
        let place = self.place;
        let alone = self
            .ready(student, side)
            .map(|ready| Alone::play(ready, side, place));
        self.alone[student][side as usize] = alone;
    }
}
