// ANCHOR: start
use std::io;
use std::net::UdpSocket;
use std::time::Duration;

fn main() -> io::Result<()> {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    server.set_read_timeout(Some(Duration::from_secs(1)))?;
    let address = server.local_addr()?;
    let client = UdpSocket::bind("127.0.0.1:0")?;
    let mut buffer = [0; 1000];
    // ANCHOR_END: start

    // ANCHOR: borders
    client.send_to(b"Hello", address)?;
    client.send_to(b"Goodbye!", address)?;
    for _ in 0..2 {
        let (count, _) = server.recv_from(&mut buffer)?;
        let text = String::from_utf8_lossy(&buffer[..count]);
        println!("borders: {text}");
    }
    // ANCHOR_END: borders

    // ANCHOR: loss
    for _ in 0..10_000 {
        client.send_to(&[0; 1000], address)?;
    }
    let mut arrived = 0;
    while server.recv_from(&mut buffer).is_ok() {
        arrived += 1;
    }
    println!("loss: 10000 sent, {arrived} arrived");
    // ANCHOR_END: loss

    // ANCHOR: cut
    client.send_to(b"Hello server!", address)?;
    client.send_to(b"Bye", address)?;
    for _ in 0..2 {
        let (count, _) = server.recv_from(&mut buffer[..5])?;
        let text = String::from_utf8_lossy(&buffer[..count]);
        println!("cut: {text}");
    }
    Ok(())
}
// ANCHOR_END: cut
