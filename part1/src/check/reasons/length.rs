//! Why is the length that it sends before a file not the one that was
//! expected? In which form may it have been sent?

/// Whether that is a number of four bytes, and no text.
pub fn is_number(expected: &[u8]) -> bool {
    expected.len() == 4 && expected.contains(&0)
}

/// What is certain of these bytes, of which the first are to be a length.
pub fn seen(expected: &[u8], bytes: &[u8]) -> Vec<String> {
    let (Some(due), Some(sent)) = (number(expected), number(bytes)) else {
        return Vec::new();
    };
    let as_number = format!(
        "As a number, its first four bytes are {sent}, and the length is {due}."
    );
    let form = match form(due, bytes) {
        Some(form) => format!("{form} {as_number}"),
        None => format!(
            "{as_number} Does it send the length first, and in four bytes?"
        ),
    };
    vec![form]
}

/// In which form the length is sent, and what to do.
fn form(due: u32, bytes: &[u8]) -> Option<&'static str> {
    let begins = |number: &[u8]| bytes.starts_with(number);
    let eight = u64::from(due);
    let two = &due.to_be_bytes()[2..];
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(16)]);
    let text = text.trim_start_matches([' ', '0']);
    let found = if begins(&eight.to_be_bytes()) {
        "It sends the length in eight bytes, and four are agreed (`u32`; \
         Python: `!I`)."
    } else if begins(&eight.to_le_bytes()) {
        "It sends the length in eight bytes, and the other way round: four \
         are agreed, and the highest comes first (`u32` and `to_be_bytes`; \
         Python: `!I`)."
    } else if begins(&due.to_le_bytes()) {
        "The bytes of the number are the other way round: the highest comes \
         first (`to_be_bytes`; Python: `\"big\"`)."
    } else if text.starts_with(&due.to_string()) {
        "It sends the length as text, in decimal digits: send the four bytes \
         of the number (`to_be_bytes`; Python: `struct.pack(\"!I\", …)`)."
    } else if text.to_lowercase().starts_with(&format!("{due:x}")) {
        "It sends the length as text, in hexadecimal digits: send the four \
         bytes of the number (`to_be_bytes`)."
    } else if begins(two) {
        "It sends the length in two bytes, into which it does not fit: four \
         are agreed (`u32`; Python: `!I`)."
    } else if begins(&shared::scenario::many(4)) {
        "It sends no length: the file comes first."
    } else if number(bytes)?.abs_diff(due) <= 8 {
        "It counts something that does not belong to the file, such as the \
         four bytes of the length."
    } else {
        return None;
    };
    Some(found)
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.first_chunk()?))
}
