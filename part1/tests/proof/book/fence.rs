//! A fenced block, parsed once into a type. A name or a value that is not known is a finding.

use super::console::{Exchange, exchanges};
use super::markdown::{blank_between, blank_spans};
use super::report::Finding;
use super::repository::resolve;
use super::steps::Sources;

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
pub const ATTRIBUTES: [Attribute; 20] = [
    Attribute("rust", "typed", Values::Named("the reason, words joined by hyphens")),
    Attribute("rust", "of", Values::OneOf(&["server", "client", "both"])),
    Attribute("rust", "instead-of", Values::Named("a region of the program")),
    Attribute("rust", "without", Values::Named("a region of the program")),
    Attribute("rust", "whole", Values::None),
    Attribute("rust", "fails", Values::Named("codes of the compiler's errors, or the name of a lint, joined by +")),
    Attribute("rust", "so-far", Values::None),
    Attribute("rust", "stage", Values::OneOf(&["server", "client", "thread"])),
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
    Attribute("text", "recorded", Values::OneOf(&["server-calls", "client-calls", "segments", "python", "web-page", "browser", "no-files"])),
];

/// The languages of fences. Those of the last two have no attributes.
const LANGUAGES: [&str; 6] = ["rust", "console", "text", "python", "toml", "js"];

pub struct Fence {
    /// The line that opens it, counted from 1.
    pub line: usize,
    /// What stands before the three backticks on their line.
    pub indent: String,
    pub kind: Kind,
    /// The names of its attributes.
    pub attributes: Vec<&'static str>,
    pub body: Vec<String>,
    pub includes: Vec<Include>,
    /// The paragraph above it, on one line, without the targets of its links.
    pub above: String,
    /// The code spans of that paragraph.
    pub spans: Vec<String>,
}

/// What a fence is, by its language and its attributes.
pub enum Kind {
    Rust(Rust),
    Console(Console),
    /// What some tool has said, which a test compares: `warnings`, `errors`, or what is recorded.
    /// Empty if no check reads it, which is a finding.
    Text(String),
    Python,
    /// Regions of a script of the book's own.
    JavaScript,
    /// TOML, or what is no language of ours and therefore a finding.
    Other,
}

/// Lines of a program, or lines that are in none and say why. What these attributes mean is in
/// CONTRIBUTING.md's table.
pub struct Rust {
    pub typed: bool,
    pub of: Option<String>,
    pub instead_of: Option<String>,
    pub without: Option<String>,
    pub whole: bool,
    pub fails: Option<String>,
    pub so_far: bool,
    pub stage: Option<String>,
}

/// What is typed into a terminal, and what it prints. The same table has its attributes.
pub struct Console {
    pub terminal: Option<usize>,
    pub place: Option<Place>,
    pub changed: Option<String>,
    pub checked: bool,
    pub or: bool,
    pub waits: bool,
    pub measured: bool,
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

/// One `{{#include file:region}}`; no region stands for the whole file.
pub struct Include {
    pub line: usize,
    /// From the repository's root.
    pub path: String,
    pub region: String,
}

/// What a fence of that language is, by its attributes, each with its value.
fn kind(language: &str, attributes: &[(&'static str, String)], exchanges: Vec<Exchange>) -> Kind {
    let value = |name| attributes.iter().find(|own| own.0 == name).map(|(_, value)| value.clone());
    let has = |name| value(name).is_some();
    let split = |needs: String| needs.split('+').map(str::to_string).collect();
    match language {
        "rust" => Kind::Rust(Rust {
            typed: has("typed"),
            of: value("of"),
            instead_of: value("instead-of"),
            without: value("without"),
            whole: has("whole"),
            fails: value("fails"),
            so_far: has("so-far"),
            stage: value("stage"),
        }),
        "console" => Kind::Console(Console {
            terminal: value("terminal").and_then(|number| number.parse().ok()),
            place: value("in").map(|it| if it == "new" { Place::New } else { Place::Tutorial }),
            changed: value("changed"),
            checked: has("checked"),
            or: has("or"),
            waits: has("waits"),
            measured: has("measured"),
            needs: value("needs").map_or(Vec::new(), split),
            not_run: value("not-run"),
            exchanges,
        }),
        "text" => Kind::Text(match attributes {
            [("recorded", what)] => what.clone(),
            [(what, _)] => what.to_string(),
            _ => String::new(),
        }),
        "python" => Kind::Python,
        "js" => Kind::JavaScript,
        _ => Kind::Other,
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
        place: (&str, usize), (indent, info): (&str, &str), body: Vec<String>, above: &str,
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
        let mut attributes = Vec::new();
        let help = "mend it; a name or a value that no check reads checks nothing";
        for word in all {
            match known(language, word) {
                Ok(known) => attributes.push(known),
                Err(expected) => wrong(&format!("attribute `{word}`"), &expected, help),
            }
        }
        if body.iter().any(|line| line.contains("```")) {
            wrong("a fence that is never closed", "``` alone on a line", "close it");
        }
        let kind = kind(language, &attributes, exchanges);
        if matches!(&kind, Kind::Text(what) if what.is_empty()) {
            let expected = "`warnings`, `errors`, or `recorded=` and what is recorded";
            let help = "say what the text is, so that it is compared";
            wrong("a text fence that no check reads", expected, help);
        }
        let include = |(line, text): (usize, &String)| {
            let inner = text.trim().strip_prefix("{{#include ")?.strip_suffix("}}")?;
            let (file, region) = inner.split_once(':').unwrap_or((inner, ""));
            Some(Include { line, path: resolve(place.0, file), region: region.to_string() })
        };
        let includes = (place.1 + 1..).zip(&body).filter_map(include).collect();
        let attributes = attributes.into_iter().map(|(name, _)| name).collect();
        let indent = indent.to_string();
        let (above, spans) = (blank_between(above, "](", ")"), blank_spans(above).1);
        Fence { line: place.1, indent, kind, attributes, body, includes, above, spans }
    }

    pub fn rust(&self) -> Option<&Rust> {
        if let Kind::Rust(rust) = &self.kind { Some(rust) } else { None }
    }

    pub fn console(&self) -> Option<&Console> {
        if let Kind::Console(console) = &self.kind { Some(console) } else { None }
    }

    pub fn is_text(&self, what: &str) -> bool {
        matches!(&self.kind, Kind::Text(own) if own == what)
    }

    pub fn is_python(&self) -> bool {
        matches!(self.kind, Kind::Python)
    }

    /// Whether it shows the program so far.
    pub fn is_so_far(&self) -> bool {
        self.rust().is_some_and(|rust| rust.so_far)
    }

    /// The lines of its body, with their numbers in the file.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (self.line + 1..).zip(self.body.iter().map(String::as_str))
    }

    /// The regions that the fence adds to a program: none if it shows a program once more.
    pub fn adds(&self) -> &[Include] {
        let again = self.rust().is_some_and(|rust| rust.so_far || rust.stage.is_some());
        if again { &[] } else { &self.includes }
    }

    /// Its code: what it includes, or what is typed or printed in it.
    pub fn code(&self, sources: &Sources) -> String {
        let source = self.includes.first().and_then(|include| sources.get(&include.path));
        source.map_or(self.body.join("\n"), |source| source.shown(self)) + "\n"
    }
}

/// The name and the value of the attribute that a word is in that language; if it is none, what may
/// stand there.
fn known(language: &str, word: &str) -> Result<(&'static str, String), String> {
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    let own: Vec<_> = ATTRIBUTES.iter().filter(|attribute| attribute.0 == language).collect();
    let names: Vec<&str> = own.iter().map(|attribute| attribute.1).collect();
    let Some(Attribute(_, name, values)) = own.into_iter().find(|own| own.1 == name) else {
        return Err(match names[..] {
            [] => format!("no attribute, since the fence is of language `{language}`"),
            _ => format!("one of: {}", names.join(", ")),
        });
    };
    let (is_known, expected) = match values {
        Values::None => (!word.contains('='), format!("`{name}` alone")),
        Values::OneOf(all) => {
            (all.contains(&value), format!("{name}= and one of: {}", all.join(", ")))
        }
        Values::Named(what) => (!value.is_empty(), format!("{name}= and {what}")),
    };
    if is_known { Ok((name, value.to_string())) } else { Err(expected) }
}
