//! A relay between the reader's two programs: the client connects to it, and
//! it connects to the server. It passes on what each sends, and prints it. If
//! asked to, it's a bad wire: it cuts, delays, stops, or changes a bit.

mod call;
mod draw;
mod record;

use call::{Relay, SERVER, WIRE};
use draw::Drawing;
use record::Record;
use shared::relay::{Event, Wire, relay};
use std::env;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::{self, ExitCode};
use std::sync::mpsc;
use std::thread;

/// So many connections at the same time; more wait in the listener's queue.
/// Each takes two sockets, and some systems give a program 256 files.
const AT_ONCE: usize = 100;

fn main() -> ExitCode {
    match call::read(env::args_os().skip(1)) {
        Ok(None) => record::print(call::USAGE),
        Ok(Some(asked)) => serve(asked),
        Err(message) => {
            let usage = call::USAGE;
            let _ = writeln!(io::stderr(), "{usage}\n{message}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Accepts clients, and carries their connections side by side.
fn serve(Relay { faults, options, files }: Relay) {
    let listener = TcpListener::bind(WIRE).unwrap_or_else(fail);
    let drawing = Drawing::begin(files, faults, options).unwrap_or_else(end);
    let record = Record::begin(&drawing);
    let say = |event: Event| record.say(&event);
    let wire = Wire { server: SERVER, faults, record: &say };
    // Who takes a place gives it back at the end.
    let (give, places) = mpsc::channel();
    for _ in 0..AT_ONCE {
        let _ = give.send(());
    }
    thread::scope(|clients| {
        if drawing.is_asked_for() {
            clients.spawn(|| drawing.keep_written());
        }
        for number in 1.. {
            let _ = places.recv();
            let (client, _) = listener.accept().unwrap_or_else(fail);
            let (give, wire) = (give.clone(), &wire);
            clients.spawn(move || {
                relay(client, number, wire);
                give.send(())
            });
        }
    });
}

/// The wire can't listen, or can't accept any more.
fn fail<T>(error: io::Error) -> T {
    end(format!("{WIRE}: {error}"))
}

/// Ends the program, and all connections with it.
fn end<T>(message: String) -> T {
    let _ = writeln!(io::stderr(), "{message}");
    process::exit(1);
}
