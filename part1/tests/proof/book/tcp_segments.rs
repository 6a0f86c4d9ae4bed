//! The segments that tcpdump has recorded, in the words of the book's tables.

/// What begins a segment's line.
pub const LINE: &str = "IP ";

/// Who sent the segment of a line, by its port, and what it is, in the words of the book's tables.
/// `None` for a line that is no segment's.
pub fn segment(line: &str) -> Option<(u16, String)> {
    let (from, rest) = line.strip_prefix(LINE)?.split_once(" > ")?;
    let (_, port) = from.rsplit_once(['.', ':'])?;
    let (_, flags) = rest.split_once("Flags [")?;
    let (flags, rest) = flags.split_once(']')?;
    let (_, length) = rest.rsplit_once("length ")?;
    let what = match flags {
        "S" => "SYN",
        "S." => "SYN-ACK",
        "." => "ACK",
        "P." => &format!("{length} bytes"),
        "F." => "FIN",
        "R" | "R." => "RST",
        other => other,
    };
    Some((port.parse().ok()?, what.to_string()))
}
