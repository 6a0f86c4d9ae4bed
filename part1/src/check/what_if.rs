//! Looks for signs of what is wrong, when that changes no verdict any more:
//! what does a program that waits go on with?

use crate::complaint::lacks_bytes;
use crate::fault::{Came, Fault, Given, Result, Then, is_of_address};
use crate::kernel;
use crate::player::{Player, WATCH, WHILE};
use crate::program::mark;
use shared::scenario::Move;
use shared::wait::wait_until;
use std::net::{Ipv4Addr, TcpListener, TcpStream};

/// The usual ends of a message in text.
const NEWLINE: &[u8] = b"\r\n\0";

/// With what was sent before, fewer bytes than any usual buffer for output
/// has: C has 4096, most others have 8192.
const MANY: usize = 4000;

/// More than all of these have, and fewer than the kernel takes.
const MORE: usize = 60_000;

impl Player<'_> {
    /// What is done to the program here can no longer change the verdict.
    pub fn look_for_signs(&mut self, fault: &mut Fault) {
        fault.signs = self.signs;
        match (fault.at, &fault.came) {
            (Move::ProbeFailed, came) => {
                fault.signs.goes_on = self.has_shown_error()
                    || match self.listener {
                        Some(_) => self.has_connected(),
                        None => listens_at(self.request.port),
                    };
                // With a table, one knows where it listens.
                fault.signs.is_port_swapped = self.listener.is_none()
                    && !kernel::has_table()
                    && listens_at(self.request.port.swap_bytes());
                if let Came::Elsewhere(before) = came {
                    let now = kernel::addresses(&mark());
                    fault.signs.port_differs =
                        !now.is_empty() && now != *before;
                }
            }
            (Move::IsQuiet, Came::Line(line)) => {
                fault.signs.goes_on = self.probe.as_ref().is_some_and(|p| {
                    !p.has_failed() && p.lines.first() == Some(line)
                });
            }
            (Move::Accept(_), _) if is_of_address(&fault.complaint) => {
                fault.signs.is_port_swapped = self.is_port_swapped();
            }
            (Move::Ends, Came::StillRuns) => {
                fault.signs.still_listens =
                    self.listener.is_none() && listens_at(self.request.port);
            }
            (at, came) if is_waiting(came) => {
                let last = self.peers.keys().next_back().copied();
                if let Some(n) = number(at).or(last) {
                    self.give_more(fault, n);
                }
            }
            _ => {}
        }
    }

    /// A program that holds back what it prints until it ends is let go. It
    /// is given the end of a line first, which changes no line but the next.
    /// An error of one that has lost its other side is none of its own.
    pub fn let_go(&mut self) -> Result {
        let was_running = self.ended().is_none();
        self.signs.was_let_go = was_running;
        let last = self.peers.keys().next_back().copied();
        if let Some(n) = last.filter(|_| was_running) {
            let given = [(Given::Newline, NEWLINE.to_vec())];
            self.signs.waited_for = self.goes_on_with(n, &given);
            self.note_what_came(n);
        }
        let went_on = self.signs.waited_for.is_some();
        self.peers.clear();
        self.crowd.clear();
        let ended = self.watch();
        self.signs.runs_on = ended.is_none();
        if was_running && ended.is_some() && !went_on {
            self.signs.waited_for = Some(Given::OurEnd);
        }
        match ended {
            Some(status) if was_running && !status.success() => {
                Err(Came::Nothing)
            }
            _ => Ok(()),
        }
    }

    fn give_more(&mut self, fault: &mut Fault, n: usize) {
        let has_ended = self.ended().is_some();
        // None is left where the program was let go.
        let Some(peer) = self.peers.get(&n).filter(|_| !has_ended) else {
            return;
        };
        let has_printed = self.expected_lines.is_empty() && self.compared > 0;
        fault.signs.has_printed = has_printed;
        let is_read = kernel::is_read(peer.ours.port());
        fault.signs.leaves_unread = is_read == Some(false);
        if peer.is_sending() || fault.signs.leaves_unread {
            return;
        }
        let given = [
            (Given::Newline, NEWLINE.to_vec()),
            (Given::ManyBytes, vec![b'.'; MANY]),
            (Given::MoreBytes, vec![b'.'; MORE]),
            (Given::OurEnd, Vec::new()),
        ];
        fault.signs.waited_for = self.goes_on_with(n, &given);
        self.note_what_came(n);
        fault.signs.sent_then = self.signs.sent_then;
        fault.signs.closed_then = self.signs.closed_then;
        // A program closes before it ends, and has said all when it has ended.
        let ended = match self.signs.closed_then {
            true => self.watch(),
            false => self.ended(),
        };
        fault.signs.lacked_then =
            ended.is_some() && lacks_bytes(&self.complaint());
        // That it was given, and had no use for.
        let Some(peer) = self.peers.get(&n) else { return };
        let is_read = kernel::is_read(peer.ours.port());
        if fault.signs.waited_for.is_none() && ended.is_none() {
            fault.signs.leaves_unread = is_read == Some(false);
        }
    }

    /// Gives it one after the other, until it sends, prints or closes.
    fn goes_on_with(
        &mut self,
        n: usize,
        given: &[(Given, Vec<u8>)],
    ) -> Option<Given> {
        let printed = self.lines().len();
        let found = given.iter().find(|(_, bytes)| {
            let Some(peer) = self.peers.get_mut(&n) else { return false };
            match bytes.is_empty() {
                true => peer.finish(),
                false => peer.send(bytes.clone()),
            }
            wait_until(WATCH, || {
                let has_come = |player: &mut Self| {
                    player.peers.get_mut(&n).is_some_and(|peer| peer.has_come())
                };
                has_come(self)
                    || self.lines().len() > printed
                    || self.ended().is_some()
            })
        });
        found.map(|(given, _)| *given)
    }

    /// What it did then, and whether it is done.
    fn note_what_came(&mut self, n: usize) {
        let Some(peer) = self.peers.get_mut(&n) else { return };
        let is_closed = wait_until(WHILE, || peer.look() != Then::Open);
        self.signs.closed_then = is_closed;
        let expected = &self.expected_bytes;
        let count = expected.len().min(peer.unread.len());
        self.signs.sent_then =
            count > 0 && peer.unread[..count] == expected[..count];
    }

    /// Whether the call that is given an address has failed in the probe.
    fn has_shown_error(&self) -> bool {
        self.probe.as_ref().is_some_and(|result| {
            is_of_address(&result.complaint)
                || result.lines.iter().any(|line| is_of_address(line))
        })
    }

    /// Whether it connects to the port with its two bytes exchanged.
    fn is_port_swapped(&mut self) -> bool {
        let port = self.request.port.swap_bytes();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = listener.and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        let Ok(listener) = listener else { return false };
        self.start_program().is_ok()
            && wait_until(WATCH.max(self.slowness()), || {
                listener.accept().is_ok()
            })
    }
}

/// Whether somebody listens there, where a client on this machine finds it.
fn listens_at(port: u16) -> bool {
    let address = (Ipv4Addr::LOCALHOST, port).into();
    TcpStream::connect_timeout(&address, WHILE)
        // Where nobody listens, a connection may meet itself.
        .is_ok_and(|stream| stream.local_addr().ok() != Some(address))
}

/// Whether it is nothing that came, while the program runs.
fn is_waiting(came: &Came) -> bool {
    match came {
        Came::Nothing => true,
        Came::Bytes(bytes, Then::Open) => bytes.is_empty(),
        _ => false,
    }
}

/// The connection that a move is about.
fn number(at: Move) -> Option<usize> {
    match at {
        Move::Hear(n, _) | Move::Closes(n) | Move::Finishes(n) => Some(n),
        Move::IsServed(n, ..) => Some(n),
        _ => None,
    }
}
