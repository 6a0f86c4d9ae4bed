//! A bad wire between the program and us: the relay of this repository.

use crate::kernel;
use crate::player::{DRIP, PATIENCE};
use shared::relay::{Apart, Faults, SenderFaults, Side, Wire, carry_both};
use shared::scenario::BadWire;
use shared::wait::wait_until;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// In the words that follow "on a wire that".
pub fn in_words(wire: BadWire) -> String {
    match wire {
        BadWire::Cut(1) => "cuts into pieces of 1 byte".to_string(),
        BadWire::Cut(count) => format!("cuts into pieces of {count} bytes"),
        BadWire::Glue(ms) => format!("glues what comes within {ms} ms"),
        BadWire::Delay(ms) => format!("delays by {ms} ms"),
    }
}

/// Puts a wire between that program, which is on that side, and us: our end.
pub fn put(
    wire: BadWire,
    program: TcpStream,
    side: Side,
) -> io::Result<TcpStream> {
    let (ours, relays) = pair()?;
    let server = program.peer_addr()?;
    thread::spawn(move || {
        let (client, behind) = match side {
            Side::Client => (program, relays),
            Side::Server => (relays, program),
        };
        let wire = Wire { server, faults: faults(wire, side), record: &|_| {} };
        carry_both(client, behind, 1, &wire);
    });
    Ok(ours)
}

/// Both ends of a connection.
fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let ours = TcpStream::connect(listener.local_addr()?)?;
    loop {
        let (stream, from) = listener.accept()?;
        // Others may find the listener, too.
        if from == ours.local_addr()? {
            return Ok((ours, stream));
        }
    }
}

fn faults(wire: BadWire, program: Side) -> Faults {
    let apart = Apart(until_read);
    let ms = |ms| Some(Duration::from_millis(ms));
    let ours = match wire {
        BadWire::Cut(count) => {
            SenderFaults { cut: Some(count), apart, ..Default::default() }
        }
        BadWire::Glue(time) => {
            SenderFaults { glue: ms(time), ..Default::default() }
        }
        BadWire::Delay(time) => {
            SenderFaults { delay: ms(time), ..Default::default() }
        }
    };
    let its = match wire {
        // We take a piece when we look for it: nobody waits for that.
        BadWire::Cut(_) => SenderFaults { apart: Apart(|_| {}), ..ours },
        // What the program sends may be followed by its reset, when it has no
        // use for all that we send: no answer is kept back until then.
        BadWire::Glue(_) => SenderFaults::default(),
        BadWire::Delay(_) => ours,
    };
    match program {
        Side::Client => Faults { client: its, server: ours },
        Side::Server => Faults { client: ours, server: its },
    }
}

/// Waits until a piece has been read. Who doesn't read gets the next one all
/// the same, a while later.
fn until_read(to: &TcpStream) {
    let Ok(ours) = to.local_addr() else { return };
    if !kernel::has_table() {
        return thread::sleep(DRIP);
    }
    // Mostly, that is long enough, and to look costs more.
    thread::sleep(Duration::from_millis(1));
    wait_until(PATIENCE, || kernel::is_read(ours.port()) == Some(true));
}
