//! A relay between the reader's two programs: the client connects to it, and
//! it connects to the server. It passes on what each sends, and prints it. If
//! asked to, it's a bad wire: it cuts, delays, stops, or changes a bit.

mod call;
mod connection;
mod direction;
mod faults;
mod record;
mod reset;

use call::Call;
use connection::relay;
use faults::Wire;
use record::Record;
use std::env;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

/// So many connections at the same time; more wait in the listener's queue.
/// Each takes two sockets, and some systems give a program 256 files.
const AT_ONCE: usize = 100;

fn main() -> ExitCode {
    match call::read(env::args_os().skip(1)) {
        Ok(Call::Help) => record::print(call::USAGE),
        Ok(Call::Carry(wire)) => {
            if let Err(error) = carry(wire) {
                let [host, port] = [call::HOST, &call::PORT.to_string()];
                let _ = writeln!(io::stderr(), "{host}:{port}: {error}");
                return ExitCode::FAILURE;
            }
        }
        Err(message) => {
            let usage = call::USAGE;
            let _ = writeln!(io::stderr(), "{usage}\n{message}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn carry(wire: Wire) -> io::Result<()> {
    let listener = TcpListener::bind((call::HOST, call::PORT))?;
    let record = Record::begin();
    // Who takes a place gives it back at the end.
    let (give, places) = mpsc::channel();
    for _ in 0..AT_ONCE {
        let _ = give.send(());
    }
    for number in 1.. {
        let _ = places.recv();
        let (client, _) = listener.accept()?;
        let give = give.clone();
        thread::spawn(move || {
            relay(client, number, wire, record);
            give.send(())
        });
    }
    Ok(())
}
