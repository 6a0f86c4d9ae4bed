//! Reads JSON, as far as a program writes it that is tested: RFC 8259 without numbers that have an
//! exponent, and without halves of characters.

use std::collections::BTreeMap;
use std::ops::Index;

/// A value. A number is as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// The value that a text is; if it's none, what is left where one notices.
    pub fn parse(text: &str) -> Result<Json, String> {
        let mut rest = text;
        match value(&mut rest) {
            Some(json) if rest.trim_start().is_empty() => Ok(json),
            _ => Err(rest.chars().take(60).collect()),
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Json::Text(text) | Json::Number(text) => text,
            _ => panic!("no text: {self:?}"),
        }
    }

    pub fn list(&self) -> &[Json] {
        match self {
            Json::List(all) => all,
            _ => panic!("no list: {self:?}"),
        }
    }

    /// A list of texts.
    pub fn texts(&self) -> Vec<&str> {
        self.list().iter().map(Json::text).collect()
    }

    pub fn number(&self) -> usize {
        self.text().parse().unwrap_or_else(|_| panic!("no number: {self:?}"))
    }
}

impl Index<&str> for Json {
    type Output = Json;

    fn index(&self, name: &str) -> &Json {
        match self {
            Json::Object(all) => all.get(name).unwrap_or_else(|| panic!("no `{name}`: {self:?}")),
            _ => panic!("no object with `{name}`: {self:?}"),
        }
    }
}

fn value(rest: &mut &str) -> Option<Json> {
    *rest = rest.trim_start();
    for (word, json) in
        [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
    {
        if takes(rest, word) {
            return Some(json);
        }
    }
    match rest.chars().next()? {
        '"' => string(rest).map(Json::Text),
        '[' => items(rest, ['[', ']'], value).map(Json::List),
        '{' => {
            let member = |rest: &mut &str| {
                let name = string(rest)?;
                *rest = rest.trim_start();
                takes(rest, ":").then_some(())?;
                Some((name, value(rest)?))
            };
            Some(Json::Object(items(rest, ['{', '}'], member)?.into_iter().collect()))
        }
        _ => {
            let end = rest.find(|c: char| !c.is_ascii_digit() && !"-.".contains(c));
            let (number, after) = rest.split_at(end.unwrap_or(rest.len()));
            *rest = after;
            number.parse::<f64>().ok().map(|_| Json::Number(number.to_string()))
        }
    }
}

fn takes(rest: &mut &str, word: &str) -> bool {
    let after = rest.strip_prefix(word);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

/// What stands between two brackets, with commas between.
fn items<T>(
    rest: &mut &str, [open, close]: [char; 2], item: impl Fn(&mut &str) -> Option<T>,
) -> Option<Vec<T>> {
    let mut all = Vec::new();
    takes(rest, &open.to_string()).then_some(())?;
    loop {
        *rest = rest.trim_start();
        if takes(rest, &close.to_string()) {
            return Some(all);
        }
        if !all.is_empty() {
            takes(rest, ",").then_some(())?;
            *rest = rest.trim_start();
        }
        all.push(item(rest)?);
    }
}

fn string(rest: &mut &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = rest.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => text.push(match chars.next()? {
                'n' => '\n',
                'u' => {
                    let code: String = chars.by_ref().take(4).collect();
                    char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
                }
                c @ ('"' | '\\') => c,
                _ => return None,
            }),
            // It has to be written in another way.
            c if c < ' ' => return None,
            c => text.push(c),
        }
    }
    *rest = chars.as_str();
    Some(text)
}

#[test]
fn what_is_json_is_read_and_nothing_else_is() {
    let json = Json::parse(" {\"a\": [1, -2.5, {}, []], \"b\\u0007\\n\\\"\": null, \"c\": true}\n");
    let json = json.expect("JSON");
    assert_eq!(json["a"].list()[1].text(), "-2.5");
    assert_eq!([&json["b\u{7}\n\""], &json["c"]], [&Json::Null, &Json::Bool(true)]);
    for wrong in ["", "[1 2]", "[1,]", "{\"a\" 1}", "{1: 2}", "\"\n\"", "\"\\x\"", "[1]]", "\"a"] {
        assert!(Json::parse(wrong).is_err(), "{wrong:?}");
    }
}
