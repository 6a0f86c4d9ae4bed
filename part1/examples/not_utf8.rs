// ANCHOR: decode
use std::io::Read;
use std::str;

fn main() {
    let cut = &"5 €".as_bytes()[..3];
    let wrong = vec![b'5', b' ', 0xff];
    println!("{:?}", str::from_utf8(cut));
    println!("{:?}", str::from_utf8(&wrong));
    // ANCHOR_END: decode
    // ANCHOR: read
    println!("{}", str::from_utf8(cut).unwrap_err());
    println!("{}", str::from_utf8(&wrong).unwrap_err());
    let mut from = cut;
    println!("{:?}", from.read_to_string(&mut String::new()));
}
// ANCHOR_END: read
