// ANCHOR: start
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let server = TcpListener::bind("127.0.0.1:50000")?;
    loop {
        let (client, address) = server.accept()?;
        println!("New client joined: {address}");
        // ANCHOR_END: start
        // ANCHOR: talk
        for line in BufReader::new(&client).lines() {
            let line = line?;
            println!("Client: {line}");
            let answer = format!("{} bytes\n", line.len());
            (&client).write_all(answer.as_bytes())?;
        }
    }
}
// ANCHOR_END: talk
