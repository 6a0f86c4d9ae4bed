// ANCHOR: send
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:50000")?;
    stream.write_all(b"Hello Server, ")?;
    stream.write_all(b"how are you?")?;
    stream.shutdown(Shutdown::Write)?;
    // ANCHOR_END: send
    // ANCHOR: receive
    let mut answer = String::new();
    let mut limited = stream.take(4097);
    limited.read_to_string(&mut answer)?;
    if limited.limit() == 0 {
        return Err(io::Error::other("too long"));
    }
    println!("Server: {answer}");
    Ok(())
}
// ANCHOR_END: receive
