// ANCHOR: addresses
use std::net::TcpListener;

fn main() {
    for address in [
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:http",
        "127.0.0.1:70000",
        "127.0.0.1: 50000",
        "192.0.2.1:50000",
    ] {
        // ANCHOR_END: addresses
        // ANCHOR: bind
        let bound = TcpListener::bind(address).map(drop);
        println!("{address:?}\n    {bound:?}");
    }
}
// ANCHOR_END: bind
