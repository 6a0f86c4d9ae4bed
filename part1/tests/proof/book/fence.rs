//! A fenced block, parsed once into a type. A name or a value that is not known is a finding.

use super::console::{Exchange, exchanges};
use super::markdown::{blank_between, blank_spans};
use super::report::Finding;

/// What an attribute's value may be.
pub enum Values {
    /// None: the name alone.
    None,
    OneOf(&'static [&'static str]),
    /// Something that exists elsewhere; what, in words.
    Named(&'static str),
}

/// An attribute: the fences that may have it, its name, its values.
pub struct Attribute(pub &'static str, pub &'static str, pub Values);

/// Every attribute there is. CONTRIBUTING.md explains each in a table, which a test holds equal.
#[rustfmt::skip]
pub const ATTRIBUTES: [Attribute; 18] = [
    Attribute("rust", "typed", Values::Named("the reason, words joined by hyphens")),
    Attribute("rust", "of", Values::OneOf(&["server", "client", "both"])),
    Attribute("rust", "instead-of", Values::Named("a region of the program")),
    Attribute("rust", "fails", Values::Named("codes of the compiler's errors, or the name of a lint, joined by +")),
    Attribute("rust", "so-far", Values::None),
    Attribute("rust", "stage", Values::OneOf(&["server", "client"])),
    Attribute("console", "terminal", Values::OneOf(&["1", "2", "3"])),
    Attribute("console", "in", Values::OneOf(&["tutorial", "new"])),
    Attribute("console", "changed", Values::OneOf(&["server", "client", "both"])),
    Attribute("console", "checked", Values::None),
    Attribute("console", "or", Values::None),
    Attribute("console", "waits", Values::None),
    Attribute("console", "measured", Values::None),
    Attribute("console", "needs", Values::Named("tools of .ci/run, `time` or `network`, joined by +")),
    Attribute("console", "not-run", Values::Named("a reason of part1/tests/proof/text/not_run.txt")),
    Attribute("text", "warnings", Values::None),
    Attribute("text", "errors", Values::None),
    Attribute("text", "recorded", Values::OneOf(&["server-calls", "client-calls", "segments", "python", "web-page", "no-files"])),
];

/// The languages of fences. Those of the last two have no attributes.
const LANGUAGES: [&str; 5] = ["rust", "console", "text", "python", "toml"];

pub struct Fence {
    /// The line that opens it, counted from 1.
    pub line: usize,
    /// What stands before the three backticks on their line.
    pub indent: String,
    pub kind: Kind,
    /// The names of its attributes.
    pub attributes: Vec<&'static str>,
    pub body: Vec<String>,
    /// The paragraph above it, on one line, without the targets of its links.
    pub above: String,
    /// The code spans of that paragraph.
    pub spans: Vec<String>,
}

/// What a fence is, by its language and its attributes.
pub enum Kind {
    Rust(Rust),
    Console(Console),
    Text(Text),
    Python,
    /// TOML, or what is no language of ours and therefore a finding.
    Other,
}

/// Lines of a program, or lines that are in none and say why.
pub struct Rust {
    pub typed: bool,
    /// The program that it is about, or `both`.
    pub of: Option<&'static str>,
    pub instead_of: Option<String>,
    /// The codes of the errors with which it fails.
    pub fails: Option<String>,
    /// Whether it shows a program as the reader has it, and adds nothing to it.
    pub so_far: bool,
    /// The column of a story's table whose program it shows once more.
    pub stage: Option<&'static str>,
}

/// What is typed into a terminal, and what it prints.
pub struct Console {
    pub terminal: Option<usize>,
    pub place: Option<Place>,
    /// The programs that the reader has changed as the page says.
    pub changed: Option<&'static str>,
    /// Whether it shows what `check` says of the reader's program.
    pub checked: bool,
    /// Whether it is another way in which the fence before it may go.
    pub or: bool,
    /// Whether it goes on and prints nothing until a terminal before it is ended.
    pub waits: bool,
    /// Whether its numbers differ from run to run.
    pub measured: bool,
    /// What is needed beyond Cargo: tools, a network of its own, time.
    pub needs: Vec<String>,
    pub not_run: Option<String>,
    pub exchanges: Vec<Exchange>,
}

/// Whose folder a terminal is in, if it is not the reader's package's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// This repository.
    Tutorial,
    /// A folder that is empty when the page begins.
    New,
}

/// What some tool has said, which a test compares.
#[derive(PartialEq, Eq)]
pub enum Text {
    Warnings,
    Errors,
    Recorded(&'static str),
    /// No check reads it, which is a finding.
    Unread,
}

/// One `{{#include file:region}}`; no region stands for the whole file.
pub struct Include {
    pub line: usize,
    pub file: String,
    pub region: String,
}

/// The attributes of a fence that are known, each with its value.
struct Words(Vec<(&'static Attribute, String)>);

impl Words {
    /// The value of an attribute, if it is there.
    fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(attribute, _)| attribute.1 == name)?;
        Some(value.clone())
    }

    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// Its value as one of the words that the attribute may have.
    fn one(&self, name: &str) -> Option<&'static str> {
        let (attribute, value) = self.0.iter().find(|(attribute, _)| attribute.1 == name)?;
        let Values::OneOf(words) = attribute.2 else { return None };
        words.iter().find(|word| *word == value).copied()
    }

    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(attribute, _)| attribute.1).collect()
    }

    /// What a fence of that language is, by these.
    fn kind(&self, language: &str, exchanges: Vec<Exchange>) -> Kind {
        let place = |name| if name == "new" { Place::New } else { Place::Tutorial };
        let split = |needs: String| needs.split('+').map(str::to_string).collect();
        match language {
            "rust" => Kind::Rust(Rust {
                typed: self.has("typed"),
                of: self.one("of"),
                instead_of: self.value("instead-of"),
                fails: self.value("fails"),
                so_far: self.has("so-far"),
                stage: self.one("stage"),
            }),
            "console" => Kind::Console(Console {
                terminal: self.one("terminal").and_then(|number| number.parse().ok()),
                place: self.one("in").map(place),
                changed: self.one("changed"),
                checked: self.has("checked"),
                or: self.has("or"),
                waits: self.has("waits"),
                measured: self.has("measured"),
                needs: self.value("needs").map_or(Vec::new(), split),
                not_run: self.value("not-run"),
                exchanges,
            }),
            "text" => Kind::Text(match self.names()[..] {
                ["warnings"] => Text::Warnings,
                ["errors"] => Text::Errors,
                ["recorded"] => self.one("recorded").map_or(Text::Unread, Text::Recorded),
                _ => Text::Unread,
            }),
            "python" => Kind::Python,
            _ => Kind::Other,
        }
    }
}

impl Console {
    /// What is typed after its prompts.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.exchanges.iter().map(|exchange| exchange.command.as_str())
    }
}

impl Fence {
    /// Reads a fence: what stands before and behind its three backticks, its body, and the
    /// paragraph above it.
    pub fn parse(
        place: (&str, usize),
        (indent, info): (&str, &str),
        body: Vec<String>,
        above: &str,
        findings: &mut Vec<Finding>,
    ) -> Fence {
        let mut all = info.split([',', ' ']).filter(|word| !word.is_empty());
        let language = all.next().unwrap_or_default();
        let is_console = language == "console";
        let exchanges = if is_console { exchanges(place, &body, findings) } else { Vec::new() };
        let mut wrong = |actual: &str, expected: &str, help: &str| {
            findings.push(Finding::new(place, actual, expected, help));
        };
        if !LANGUAGES.contains(&language) {
            let expected = format!("one of: {}", LANGUAGES.join(", "));
            let help = "name it; mdBook takes a fence without one for Rust";
            wrong(&format!("a fence of language `{language}`"), &expected, help);
        }
        let mut words = Words(Vec::new());
        let help = "mend it; a name or a value that no check reads checks nothing";
        for word in all {
            match known(language, word) {
                Ok(known) => words.0.push(known),
                Err(expected) => wrong(&format!("attribute `{word}`"), &expected, help),
            }
        }
        if body.iter().any(|line| line.contains("```")) {
            wrong("a fence that is never closed", "``` alone on a line", "close it");
        }
        let kind = words.kind(language, exchanges);
        if matches!(kind, Kind::Text(Text::Unread)) {
            let expected = "`warnings`, `errors`, or `recorded=` and what is recorded";
            let help = "say what the text is, so that it is compared";
            wrong("a text fence that no check reads", expected, help);
        }
        let (indent, attributes) = (indent.to_string(), words.names());
        let (above, spans) = (blank_between(above, "](", ")"), blank_spans(above).1);
        Fence { line: place.1, indent, kind, attributes, body, above, spans }
    }

    pub fn rust(&self) -> Option<&Rust> {
        if let Kind::Rust(rust) = &self.kind { Some(rust) } else { None }
    }

    pub fn console(&self) -> Option<&Console> {
        if let Kind::Console(console) = &self.kind { Some(console) } else { None }
    }

    pub fn is_text(&self, text: Text) -> bool {
        matches!(&self.kind, Kind::Text(own) if *own == text)
    }

    pub fn is_python(&self) -> bool {
        matches!(self.kind, Kind::Python)
    }

    /// Whether it shows the program so far.
    pub fn is_so_far(&self) -> bool {
        self.rust().is_some_and(|rust| rust.so_far)
    }

    /// Whether the paragraph above it is its caption: that of a snippet which names a source file.
    pub fn has_caption(&self) -> bool {
        self.rust().is_some() && self.spans.iter().any(|span| span.ends_with(".rs"))
    }

    /// The number of a line of its body in the file.
    pub fn line_of(&self, index: usize) -> usize {
        self.line + 1 + index
    }

    /// The regions that the fence includes, with the line of each.
    pub fn includes(&self) -> Vec<Include> {
        let include = |(i, text): (usize, &String)| {
            let inner = text.trim().strip_prefix("{{#include ")?.strip_suffix("}}")?;
            let (file, region) = inner.split_once(':').unwrap_or((inner, ""));
            Some(Include { line: self.line_of(i), file: file.into(), region: region.into() })
        };
        self.body.iter().enumerate().filter_map(include).collect()
    }

    /// The regions that the fence adds to a program: none if it shows a program once more.
    pub fn adds(&self) -> Vec<Include> {
        let again = self.rust().is_some_and(|rust| rust.so_far || rust.stage.is_some());
        if again { Vec::new() } else { self.includes() }
    }
}

/// The attribute of that language which a word names, and its value; if there is none, what may
/// stand there.
fn known(language: &str, word: &str) -> Result<(&'static Attribute, String), String> {
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    let own = || ATTRIBUTES.iter().filter(|attribute| attribute.0 == language);
    let Some(attribute) = own().find(|attribute| attribute.1 == name) else {
        let names: Vec<&str> = own().map(|attribute| attribute.1).collect();
        return Err(match names[..] {
            [] => format!("no attribute, since the fence is of language `{language}`"),
            _ => format!("one of: {}", names.join(", ")),
        });
    };
    let (is_known, expected) = match attribute.2 {
        Values::None => (!word.contains('='), format!("`{name}` alone")),
        Values::OneOf(all) => {
            (all.contains(&value), format!("{name}= and one of: {}", all.join(", ")))
        }
        Values::Named(what) => (!value.is_empty(), format!("{name}= and {what}")),
    };
    if is_known { Ok((attribute, value.to_string())) } else { Err(expected) }
}
