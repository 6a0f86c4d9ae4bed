//! What stands within a line of Markdown or of code: spans, link targets, attributes of tags, words
//! and numbers.

/// Blanks the code spans of a line: a run of backticks, up to the next run that is as long. Returns
/// the spans and whether all were closed.
pub fn blank_spans(text: &str) -> (String, Vec<String>, bool) {
    let mut plain = String::new();
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        plain += &rest[..at];
        let inner = rest[at..].trim_start_matches('`');
        let run = &rest[at..rest.len() - inner.len()];
        let ends = inner.match_indices(run).map(|(end, _)| end);
        let mut ends = ends.map(|end| (&inner[..end], &inner[end + run.len()..]));
        let closing = ends.find(|(span, after)| !span.ends_with('`') && !after.starts_with('`'));
        let Some((span, after)) = closing else { return (plain + inner, spans, false) };
        // A space at both ends of a span is not part of the code.
        let unpadded = span.strip_prefix(' ').and_then(|span| span.strip_suffix(' '));
        spans.push(unpadded.unwrap_or(span).to_string());
        plain += &" ".repeat(span.len());
        rest = after;
    }
    (plain + rest, spans, true)
}

pub fn blank_between(text: &str, open: &str, close: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once(open) {
        let Some((_, after)) = inner.split_once(close) else { break };
        plain += before;
        plain.push(' ');
        rest = after;
    }
    plain + rest
}

/// The targets of `[text](target)`, `![text](target)`, `<https://…>`, and of `href="…"` and
/// `src="…"` on a line.
pub fn targets(line: &str) -> Vec<String> {
    let forms = [("](", ')'), ("<http", '>'), ("href=\"", '"'), ("src=\"", '"')];
    let targets = forms.into_iter().flat_map(|(open, close)| {
        let scheme = if open == "<http" { "http" } else { "" };
        let targets = line.split(open).skip(1).filter_map(move |rest| rest.split(close).next());
        targets.map(move |target| format!("{scheme}{target}"))
    });
    targets.collect()
}

/// What stands behind `name="`, up to the next quote, each time.
pub fn values<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(name).skip(1).filter_map(|rest| rest.split('"').next())
}

/// The same the first time.
pub fn quoted(text: &str, name: &str) -> Option<String> {
    values(text, name).next().map(str::to_string)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every name and number in a text of code.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_part(c)).filter(|word| !word.is_empty())
}

/// Whether the words stand in a text as they are, and not as a part of longer ones.
pub fn has_words(text: &str, sought: &str) -> bool {
    text.match_indices(sought).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + sought.len()..]);
        let joins_before = before.ends_with(is_part) && sought.starts_with(is_part);
        let joins_after = sought.ends_with(is_part) && after.starts_with(is_part);
        !joins_before && !joins_after
    })
}

/// Whether a word is a code of the compiler's: `E` and four digits.
pub fn is_error_code(word: &str) -> bool {
    let digits = word.strip_prefix('E').unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every whole number in a text.
pub fn numbers(text: &str) -> impl Iterator<Item = usize> {
    words(text).filter_map(|word| word.replace('_', "").parse().ok())
}

/// How long the texts between quotes in a program are, with `{…}` and `\…` as they are written.
pub fn lengths(code: &str) -> impl Iterator<Item = usize> {
    code.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::len)
}
