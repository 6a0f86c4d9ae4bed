//! Is a line that the program has printed the one that was expected?

use std::net::SocketAddr;

/// What stands in a line for what is known only when it is played.
#[derive(Clone, Copy)]
pub struct Facts {
    /// `{peer}`: our address in the last connection.
    pub ours: SocketAddr,
    /// `{ms}`: no fewer and no more milliseconds than these.
    pub late: [u128; 2],
}

impl Facts {
    /// Whether a line is as it should be. `…` at the end stands for
    /// anything.
    pub fn fit(&self, expected: &str, line: &str) -> bool {
        self.forms(expected).iter().any(|expected| {
            if let Some((before, after)) = expected.split_once("{ms}") {
                let rest = line.strip_prefix(before);
                let number = rest.and_then(|rest| rest.strip_suffix(after));
                let number = number.and_then(|text| text.parse().ok());
                let [least, most] = self.late;
                number.is_some_and(|ms| (least..=most).contains(&ms))
            } else if let Some(start) = expected.strip_suffix('…') {
                line.starts_with(start)
            } else {
                line == expected
            }
        })
    }

    /// The line as it is shown to the reader.
    pub fn show(&self, expected: &str) -> String {
        let [least, most] = self.late;
        let ms = format!("(a number from {least} to {most})");
        self.forms(expected).swap_remove(0).replace("{ms}", &ms)
    }

    /// As Rust prints an address, and as Python does.
    fn forms(&self, expected: &str) -> Vec<String> {
        let (host, port) = (self.ours.ip(), self.ours.port());
        let peers = [self.ours.to_string(), format!("('{host}', {port})")];
        peers.map(|peer| expected.replace("{peer}", &peer)).to_vec()
    }
}
