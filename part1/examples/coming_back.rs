// ANCHOR: start
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

const SERVER: ([u8; 4], u16) = ([127, 0, 0, 1], 50000);
const PATIENCE: Duration = Duration::from_secs(5);
const ATTEMPTS: u32 = 8;
// ANCHOR_END: start

// ANCHOR: pause
const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(2);

/// How long to wait after so many failures in a row.
pub fn pause(failures: u32) -> Duration {
    let grown = FIRST.saturating_mul(2u32.saturating_pow(failures - 1));
    let half = grown.min(LONGEST) / 2;
    let percent = RandomState::new().hash_one(()) % 101;
    half + half * percent as u32 / 100
}
// ANCHOR_END: pause

// ANCHOR: connect
type Connection = BufReader<TcpStream>;

fn connect() -> io::Result<Connection> {
    let server = SocketAddr::from(SERVER);
    let stream = TcpStream::connect_timeout(&server, PATIENCE)?;
    if stream.local_addr()? == stream.peer_addr()? {
        // It's connected to itself, so no server listens.
        return Err(ErrorKind::ConnectionRefused.into());
    }
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}
// ANCHOR_END: connect

// ANCHOR: ask
fn ask(mut to: Connection, line: &str) -> io::Result<(Connection, String)> {
    to.get_mut().write_all(line.as_bytes())?;
    let mut answer = String::new();
    to.by_ref().take(4096).read_line(&mut answer)?;
    match answer.strip_suffix('\n') {
        Some(answer) => Ok((to, answer.to_string())),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}
// ANCHOR_END: ask

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut open: Option<Connection> = None;
    let mut failures = 0;
    for line in io::stdin().lines() {
        let line = line? + "\n";
        let answer = loop {
            let connection = open.take().map_or_else(connect, Ok);
            match connection.and_then(|to| ask(to, &line)) {
                Ok((connection, answer)) => {
                    open = Some(connection);
                    failures = 0;
                    break answer;
                }
                // ANCHOR_END: main
                // ANCHOR: again
                Err(error) => {
                    failures += 1;
                    if failures == ATTEMPTS {
                        return Err(error);
                    }
                    let pause = pause(failures);
                    eprintln!("{error}; again in {} ms", pause.as_millis());
                    thread::sleep(pause);
                }
            }
        };
        println!("{}", answer.escape_debug());
    }
    Ok(())
}
// ANCHOR_END: again
