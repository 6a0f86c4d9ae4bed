//! Is the file that a reader opens in Wireshark the exchange that the page beside it shows?

use super::prelude::*;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

const FILE: &str = "book/src/kernel/exchange.pcap";

/// The header of the file, and of each packet in it, in bytes (`man 5 pcap-savefile`).
const FILE_HEADER: usize = 24;
const PACKET_HEADER: usize = 16;
/// What it begins with if this machine's order of bytes is the file's.
const MAGIC: u32 = 0xa1b2_c3d4;
/// What comes before the IP packet on a loopback: two addresses of Ethernet, and a type.
const ETHERNET: usize = 14;

/// The flags of a segment (RFC 9293, section 3.1), and tcpdump's letters for them, in its order.
const FLAGS: [(u8, char); 5] = [(2, 'S'), (1, 'F'), (4, 'R'), (8, 'P'), (16, '.')];

/// Numbers of several bytes, the most significant first.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The packets of a capture, each from its IP header on.
fn packets(file: &[u8]) -> Vec<&[u8]> {
    let word = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(word(0), MAGIC, "{FILE} is no pcap file of a little-endian machine");
    let (mut packets, mut at) = (Vec::new(), FILE_HEADER);
    while at < file.len() {
        let length = word(at + 8) as usize;
        at += PACKET_HEADER;
        packets.push(&file[at + ETHERNET..at + length]);
        at += length;
    }
    packets
}

/// A segment as tcpdump prints it, without window and options. The numbers are counted from the
/// beginning of the connection, which `begins` has for each port.
fn segment(packet: &[u8], begins: &mut BTreeMap<u16, u32>) -> String {
    let address = |ip: usize, port: u16| {
        let host: [u8; 4] = packet[ip..ip + 4].try_into().expect("four bytes");
        SocketAddrV4::new(Ipv4Addr::from(host), port)
    };
    let all = number(&packet[2..4]) as usize;
    let tcp = &packet[usize::from(packet[0] & 15) * 4..all];
    let [from, to] = [0, 2].map(|at| number(&tcp[at..at + 2]) as u16);
    let [seq, ack] = [4, 8].map(|at| number(&tcp[at..at + 4]));
    let length = tcp.len() - usize::from(tcp[12] >> 4) * 4;
    let has = |bit: u8| tcp[13] & bit != 0;
    let letters: String = FLAGS.iter().filter(|flag| has(flag.0)).map(|flag| flag.1).collect();
    let mut line = format!("IP {} > {}: Flags [{letters}], ", address(12, from), address(16, to));
    if has(2) {
        begins.insert(from, seq);
    } else {
        let seq = seq.wrapping_sub(begins[&from]);
        let ack = ack.wrapping_sub(begins[&to]);
        match length {
            0 if has(1) => line += &format!("seq {seq}, "),
            0 => {}
            _ => line += &format!("seq {seq}:{}, ", seq + length as u32),
        }
        line += &format!("ack {ack}, ");
    }
    line + &format!("length {length}")
}

#[test]
fn the_capture_is_what_the_page_shows() {
    let path = root().join(FILE);
    let file = fs::read(&path).unwrap_or_else(|e| panic!("{FILE}: {e}"));
    let mut begins = BTreeMap::new();
    let captured = packets(&file).into_iter().map(|packet| segment(packet, &mut begins));
    let captured: Vec<String> = captured.collect();
    let fence = Context::live().book.recorded("segments").next();
    let (page, fence) = fence.expect("a text,recorded=segments fence");
    let mut report = Report::default();
    report.count_many("segments of the capture", captured.len());
    let help = "capture the exchange again (`tcpdump -w`), with the client at the page's port";
    report.same((&page.path, fence.line), captured.join("\n"), fence.body.join("\n"), help);
    says("kernel/look", "[`exchange.pcap`](exchange.pcap)");
    report.settle();
}
