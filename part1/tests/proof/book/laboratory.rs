//! The laboratory's programs: lists of calls, as a link to its page has them after the `#`.

use std::fmt;

/// The page of the laboratory.
pub const LABORATORY: &str = "book/src/lab.md";

/// Whether a link to that page and fragment sets up programs.
pub fn sets_up(path: &str, id: &str) -> bool {
    path == LABORATORY && id.contains('=')
}

/// One call of a program. `Read`, `Exactly` and `All` are `read`, `read_exact` and `read_to_end`.
#[derive(Clone, PartialEq, Debug)]
pub enum Call {
    Listen,
    Accept,
    Connect,
    Read(usize),
    Exactly(usize),
    All,
    Write(String),
    /// A half-close.
    Finish,
    /// Drops the stream.
    Drop,
    /// Drops the listener.
    Unlisten,
    Pause,
    /// Goes on without ending.
    Stay,
}

use Call::*;

/// The calls that have no number and no text, by their names in a link.
const PLAIN: [(&str, Call); 9] = [
    ("listen", Listen),
    ("accept", Accept),
    ("connect", Connect),
    ("all", All),
    ("finish", Finish),
    ("drop", Drop),
    ("unlisten", Unlisten),
    ("pause", Pause),
    ("stay", Stay),
];

/// The numbers of bytes that the page's sliders have, but for the size of the lesson's buffer.
const SLIDER: std::ops::RangeInclusive<usize> = 1..=16;
const LARGE: usize = 2048;

impl Call {
    fn parse(text: &str) -> Option<Call> {
        if let Some((_, call)) = PLAIN.iter().find(|(name, _)| *name == text) {
            return Some(call.clone());
        }
        let (name, what) = text.split_once(':')?;
        match name {
            "read" => Some(Read(
                what.parse().ok().filter(|most| SLIDER.contains(most) || *most == LARGE)?,
            )),
            "exactly" => Some(Exactly(what.parse().ok().filter(|count| SLIDER.contains(count))?)),
            "write" => Some(Write(decoded(what)?)),
            _ => None,
        }
    }

    /// Its name in a link.
    pub fn name(&self) -> &'static str {
        let plain = PLAIN.iter().find(|(_, call)| call == self).map(|(name, _)| *name);
        plain.unwrap_or(match self {
            Read(_) => "read",
            Exactly(_) => "exactly",
            _ => "write",
        })
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Read(number) | Exactly(number) => write!(f, ":{number}"),
            Write(text) => write!(f, ":{}", encoded(text)),
            _ => Ok(()),
        }
    }
}

/// As `encodeURIComponent` does it, and parentheses, too, which would end a link of a page.
fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// What such a text says.
pub fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part.get(2..)?.bytes());
    }
    String::from_utf8(bytes).ok()
}

/// What is set up in the laboratory.
#[derive(Clone, PartialEq, Debug)]
pub struct Laboratory {
    pub server: Vec<Call>,
    pub client: Vec<Call>,
    /// Whether a second client does the same.
    pub has_second: bool,
    /// Whether the client is started before the server.
    pub is_client_first: bool,
}

impl Laboratory {
    /// Reads what a link has after its `#`; `None` if the page would not open it as it stands.
    pub fn parse(link: &str) -> Option<Laboratory> {
        let fields = link.split('&').map(|field| field.split_once('='));
        let fields: Vec<(&str, &str)> = fields.collect::<Option<_>>()?;
        let field = |name| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let calls = |name| field(name)?.split(',').map(Call::parse).collect::<Option<Vec<_>>>();
        let laboratory = Laboratory {
            server: calls("server")?,
            client: calls("client")?,
            has_second: field("clients").is_some(),
            is_client_first: field("first").is_some(),
        };
        (laboratory.is_whole() && laboratory.to_string() == link).then_some(laboratory)
    }

    /// Its programs, in the order in which they are started.
    pub fn programs(&self) -> Vec<(&'static str, &[Call])> {
        let mut programs = vec![("server", &self.server[..]), ("client", &self.client)];
        if self.is_client_first {
            programs.swap(0, 1);
        }
        programs.extend(self.has_second.then_some(("second client", &self.client[..])));
        programs
    }

    /// Whether each call has the listener or the stream that it needs.
    pub fn is_whole(&self) -> bool {
        let has_all = |calls: &[Call], is_server: bool| {
            let (mut listener, mut stream) = (false, false);
            let all = calls.iter().enumerate().all(|(at, call)| match call {
                Listen | Accept => {
                    stream |= *call == Accept;
                    let has = *call == Listen || listener;
                    listener = true;
                    is_server && has
                }
                Connect => {
                    stream = true;
                    !is_server
                }
                Unlisten => std::mem::take(&mut listener),
                Drop => std::mem::take(&mut stream),
                Pause => true,
                Stay => at + 1 == calls.len(),
                _ => stream,
            });
            all && !calls.is_empty()
        };
        has_all(&self.server, true) && has_all(&self.client, false)
    }
}

impl fmt::Display for Laboratory {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let list = |calls: &[Call]| calls.iter().map(Call::to_string).collect::<Vec<_>>().join(",");
        write!(f, "server={}&client={}", list(&self.server), list(&self.client))?;
        f.write_str(if self.has_second { "&clients=2" } else { "" })?;
        f.write_str(if self.is_client_first { "&first=client" } else { "" })
    }
}
