// ANCHOR: pair
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    // ANCHOR_END: pair

    // ANCHOR: finish
    client.write_all(b"one, two, three")?;
    client.shutdown(Shutdown::Write)?;
    // ANCHOR_END: finish

    // ANCHOR: answer
    let mut all = String::new();
    server.read_to_string(&mut all)?;
    let answer = format!("you sent {} bytes", all.len());
    server.write_all(answer.as_bytes())?;
    drop(server);
    // ANCHOR_END: answer

    // ANCHOR: read
    let mut answer = String::new();
    client.read_to_string(&mut answer)?;
    println!("{answer}");
    // ANCHOR_END: read

    // ANCHOR: refused
    println!("{:?}", client.write(b"four"));
    Ok(())
}
// ANCHOR_END: refused
