// ANCHOR: start
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener};

const HOST: &str = "127.0.0.1";
const PORT: u16 = 50000;
const SERVER: (&str, u16) = (HOST, PORT);
// ANCHOR_END: start

// ANCHOR: line
fn main() -> io::Result<()> {
    let server = TcpListener::bind(SERVER)?;
    let (mut client, _) = server.accept()?;
    let mut from = BufReader::new(client.try_clone()?);
    let mut name = String::new();
    from.read_line(&mut name)?;
    // ANCHOR_END: line
    // ANCHOR: answer
    let answer = format!("Goodbye, {}!\n", name.trim_end());
    client.write_all(answer.as_bytes())?;
    client.shutdown(Shutdown::Write)?;
    // ANCHOR_END: answer
    // ANCHOR: rest
    io::copy(&mut from, &mut io::sink())?;
    Ok(())
}
// ANCHOR_END: rest
