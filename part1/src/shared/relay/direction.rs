//! One direction of a connection: from its sender to the other side.

use super::Side;
use super::connection::{Connection, LOOK};
use super::event::{Waited, What};
use super::faults::{SenderFaults, Stop};
use std::io::{self, ErrorKind, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

/// No more than this is kept of what a sender has sent, in bytes.
const BUFFER: usize = 512 * 1024;

/// Carries what that side sends, up to its end or a reset.
pub fn carry(both: &Connection, sender: Side, faults: SenderFaults) {
    let receiver = sender.other();
    let mut direction = Direction {
        both,
        sender,
        receiver,
        faults,
        handled: 0,
        looked: Instant::now(),
        waited: Waited::default(),
    };
    if let Err(side) = direction.pass_all() {
        both.give_up(|live| What::Reset(side, live));
    }
}

struct Direction<'a> {
    both: &'a Connection<'a>,
    sender: Side,
    receiver: Side,
    faults: SenderFaults,
    /// How many bytes of the sender have come and been dealt with.
    handled: u64,
    /// When it last stopped reading.
    looked: Instant,
    /// How it came to what it has read last.
    waited: Waited,
}

impl Direction<'_> {
    // ANCHOR: carry
    /// Passes on what comes. An error names the side that has reset.
    fn pass_all(&mut self) -> Result<(), Side> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = self.read(&mut buffer);
            let count = read.map_err(|_| self.sender)?;
            if count == 0 {
                self.both.has_finished(self.sender, self.waited);
                return Ok(());
            }
            let passed = self.pass_on(&mut buffer[..count]);
            if let Some(stop) = passed.map_err(|_| self.receiver)? {
                let stopped = self.stop(stop, &mut buffer);
                return stopped.map_err(|_| self.sender);
            }
        }
    }
    // ANCHOR_END: carry

    /// Reads what is there; with `--glue`, also what arrives within its time,
    /// and with `--delay`, its time later.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = self.read_once(buffer)?;
        if let Some(glue) = self.faults.glue.filter(|_| count > 0) {
            count = self.read_for(glue, buffer, count)?;
        }
        thread::sleep(self.faults.delay.unwrap_or_default());
        Ok(count)
    }

    /// Reads for that time, behind what is there already.
    fn read_for(
        &mut self,
        glue: Duration,
        buffer: &mut [u8],
        mut count: usize,
    ) -> io::Result<usize> {
        let mut from = self.both.stream(self.sender);
        let begin = Instant::now();
        while count < buffer.len() && begin.elapsed() < glue {
            // 0 would be for ever.
            let left = glue.saturating_sub(begin.elapsed());
            from.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
            match from.read(&mut buffer[count..]) {
                // The next `read` says it again.
                Ok(0) => break,
                Ok(more) => {
                    self.has_read(self.looked);
                    self.say_sent(&buffer[count..count + more]);
                    count += more;
                }
                Err(error) if is_nothing_yet(&error) => {}
                Err(error) => return Err(error),
            }
        }
        from.set_read_timeout(LOOK)?;
        // Until now.
        self.looked = Instant::now();
        Ok(count)
    }

    /// Reads once; 0 if the sender has finished, or both are given up.
    fn read_once(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let begin = Instant::now();
        let count = self.wait_for_bytes(buffer)?;
        self.has_read(begin);
        if count > 0 {
            self.say_sent(&buffer[..count]);
        }
        Ok(count)
    }

    /// Notes how long it read, since it began.
    fn has_read(&mut self, begin: Instant) {
        let away = begin.saturating_duration_since(self.looked);
        self.waited = Waited { reading: begin.elapsed(), away };
        self.looked = Instant::now();
    }

    fn wait_for_bytes(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut from = self.both.stream(self.sender);
        loop {
            match from.read(buffer) {
                Ok(0) if self.both.is_lost(self.sender) => {
                    return Err(ErrorKind::ConnectionReset.into());
                }
                Ok(count) => return Ok(count),
                Err(error) if !is_nothing_yet(&error) => return Err(error),
                Err(_) if self.both.is_given_up() => return Ok(0),
                Err(_) => {}
            }
        }
    }

    fn say_sent(&self, bytes: &[u8]) {
        self.both.say(What::Sent(self.sender, bytes, self.waited));
    }

    /// Writes these bytes, as far as the faults let them pass; how it stops
    /// if not all do.
    fn pass_on(&mut self, bytes: &mut [u8]) -> io::Result<Option<Stop>> {
        self.faults.change(bytes, self.handled);
        let (room, stop) = self.faults.limit(bytes.len(), self.handled);
        self.handled += bytes.len() as u64;
        self.write(&bytes[..room])?;
        Ok(stop)
    }

    /// Writes these bytes, all at once or in pieces.
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        if self.faults.is_none() {
            return self.write_all(bytes);
        }
        let to = self.both.stream(self.receiver);
        for piece in bytes.chunks(self.faults.length()) {
            // A receiver that has gone resets as soon as it gets the first.
            let error = to.take_error()?;
            error.map_or(Ok(()), Err)?;
            if self.both.is_given_up() {
                break;
            }
            self.both.say(What::PassedOn(self.receiver, piece));
            self.write_all(piece)?;
            self.faults.pause(piece.len(), to);
        }
        Ok(())
    }

    /// As `write_all` of std, but it ends when both are given up.
    fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        let mut to = self.both.stream(self.receiver);
        while !bytes.is_empty() {
            match to.write(bytes) {
                Ok(count) => {
                    self.both.say(What::Written(self.receiver, count));
                    bytes = &bytes[count..];
                }
                Err(error) if !is_nothing_yet(&error) => return Err(error),
                Err(error) if self.both.is_given_up() => return Err(error),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Stops before the sender has finished. An error says that it has reset.
    fn stop(&mut self, stop: Stop, buffer: &mut [u8]) -> io::Result<()> {
        match stop {
            Stop::Reset => self.both.give_up(What::WireResets),
            Stop::Half => {
                self.both.say(What::WireEnds(self.receiver));
                self.both.end(self.receiver);
            }
            Stop::Pause => self.both.say(What::WirePauses(self.receiver)),
        }
        // What else comes is lost, but the connection stays until its end.
        while self.read_once(buffer)? > 0 {}
        Ok(())
    }
}

/// Whether a stream's timeout is over (on Windows `TimedOut`), or the program
/// was stopped and continues: neither has happened to the connection.
fn is_nothing_yet(error: &io::Error) -> bool {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}
