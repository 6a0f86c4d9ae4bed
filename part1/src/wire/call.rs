//! What is asked for on the command line.

use crate::draw::Kind;
use shared::relay::{Faults, SenderFaults, Stop};
use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Where the wire listens.
pub const WIRE: SocketAddr = local(50001);

/// Where the reader's server listens.
pub const SERVER: SocketAddr = local(50000);

const fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

pub const USAGE: &str = "\
Usage: wire [OPTION…]

Listens on 127.0.0.1:50001, connects each client to the server on
127.0.0.1:50000, and prints what passes, until you press Ctrl-C. In the
tutorial's folder:

    cargo run --bin wire
    cargo run --bin wire -- --cut server:1

Options, which make it a bad wire:
    --cut N         pass on pieces of N bytes, 200 ms apart
    --glue MS       pass on as one what arrives within MS milliseconds
    --delay MS      pass on what comes MS to twice MS milliseconds later
    --rate BYTES    pass on so many bytes a second
    --flip AFTER    change the lowest bit of the byte after the first AFTER
    --pause AFTER   after so many bytes, nothing arrives, not even the end
    --half AFTER    after so many bytes, the sender seems to have finished
    --reset AFTER   after so many bytes, reset both connections
    --help          print this

And, on any wire:
    --draw FILE     draw what passes: run.html is a page to step through, and
                    run.svg a picture; twice for both

A number is about the bytes of both. Write `server:` or `client:` before it,
and it is about what that one sends. Of --pause, --half and --reset, a sender
has only one.

The exit code is 2 for a wrong call. When it can't begin, or nobody reads what
it prints any more, it ends with 1.
";

/// A wire, and the files that it draws.
#[derive(Default)]
pub struct Relay {
    pub faults: Faults,
    /// The words that ask for them.
    pub options: String,
    pub files: Vec<(Kind, PathBuf)>,
}

/// Reads the words of the command line. Nothing but help may be asked for.
pub fn read(
    mut words: impl Iterator<Item = OsString>,
) -> Result<Option<Relay>, String> {
    let mut relay = Relay::default();
    while let Some(option) = words.next() {
        let option = option.to_string_lossy();
        if option == "--help" {
            return Ok(None);
        }
        let is_drawing = option == "--draw";
        if !is_drawing && !OPTIONS.contains(&option.as_ref()) {
            return Err(format!("There is no option `{option}`."));
        }
        let value = words.next().ok_or(format!("{option} what?"))?;
        match is_drawing {
            true => add_file(&mut relay.files, value.into())?,
            false => add_fault(&mut relay, &option, &value.to_string_lossy())?,
        }
    }
    Ok(Some(relay))
}

/// Adds a file that is to be drawn, one of each kind.
fn add_file(
    files: &mut Vec<(Kind, PathBuf)>,
    path: PathBuf,
) -> Result<(), String> {
    let kind = Kind::of(&path).ok_or(
        "--draw: a file whose name ends in .html or .svg, please.".to_string(),
    )?;
    if files.iter().any(|(other, _)| *other == kind) {
        let path = path.display();
        return Err(format!("--draw {path}: one of a kind is enough."));
    }
    files.push((kind, path));
    Ok(())
}

/// Adds what makes it a bad wire.
fn add_fault(
    relay: &mut Relay,
    option: &str,
    value: &str,
) -> Result<(), String> {
    let faults = &mut relay.faults;
    let (senders, number) = match value.split_once(':') {
        None => (vec![&mut faults.client, &mut faults.server], value),
        Some(("client", number)) => (vec![&mut faults.client], number),
        Some(("server", number)) => (vec![&mut faults.server], number),
        Some((other, _)) => {
            return Err(format!("{option}: who is `{other}`?"));
        }
    };
    let number = number_of(option, number)?;
    for sender in senders {
        if !set(sender, option, number) {
            return Err(format!("{option} {value}: once is enough."));
        }
    }
    let space = if relay.options.is_empty() { "" } else { " " };
    relay.options += &format!("{space}{option} {value}");
    Ok(())
}

const OPTIONS: [&str; 8] = [
    "--cut", "--glue", "--delay", "--rate", "--flip", "--pause", "--half",
    "--reset",
];

/// Sets what an option says; whether nothing had been said of it before.
fn set(faults: &mut SenderFaults, option: &str, number: u32) -> bool {
    let time = Duration::from_millis(number.into());
    let after = u64::from(number);
    match option {
        "--cut" => faults.cut.replace(number).is_none(),
        "--glue" => faults.glue.replace(time).is_none(),
        "--delay" => faults.delay.replace(time).is_none(),
        "--rate" => faults.rate.replace(number).is_none(),
        "--flip" => faults.flip.replace(after).is_none(),
        "--pause" => faults.stop.replace((after, Stop::Pause)).is_none(),
        "--half" => faults.stop.replace((after, Stop::Half)).is_none(),
        _ => faults.stop.replace((after, Stop::Reset)).is_none(),
    }
}

/// The number of an option, which may be 0 if it counts bytes that pass.
fn number_of(option: &str, word: &str) -> Result<u32, String> {
    let least = match option {
        "--cut" | "--glue" | "--delay" | "--rate" => 1,
        _ => 0,
    };
    let number = word.parse().ok().filter(|number| *number >= least);
    let most = u32::MAX;
    number.ok_or(format!("{option}: a number from {least} to {most}, please."))
}
