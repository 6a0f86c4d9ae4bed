// ANCHOR: start
use std::io::{self, Error, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

/// The first byte of each message. If the rest changes, so does this.
const VERSION: u8 = 1;

#[derive(Debug, PartialEq)]
pub struct Position {
    pub player: u16,
    pub x: i32,
    pub y: i32,
}
// ANCHOR_END: start

// ANCHOR: send
pub fn to_bytes(position: &Position) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend(position.player.to_be_bytes());
    bytes.extend(position.x.to_be_bytes());
    bytes.extend(position.y.to_be_bytes());
    bytes
}
// ANCHOR_END: send

// ANCHOR: receive
pub fn receive(from: &mut impl Read) -> io::Result<Position> {
    if next(from)? != [VERSION] {
        return Err(Error::new(ErrorKind::InvalidData, "another version"));
    }
    Ok(Position {
        player: u16::from_be_bytes(next(from)?),
        x: i32::from_be_bytes(next(from)?),
        y: i32::from_be_bytes(next(from)?),
    })
}

fn next<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}
// ANCHOR_END: receive

// ANCHOR: main
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;

    let bytes = to_bytes(&Position { player: 7, x: -3, y: 400 });
    println!("{bytes:02x?}");
    client.write_all(&bytes)?;
    println!("{:?}", receive(&mut server)?);
    Ok(())
}
// ANCHOR_END: main
