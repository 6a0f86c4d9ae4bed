//! What stands within a line of Markdown: code spans, link targets,
//! attributes of tags.

/// Blanks the code spans of a line: a run of backticks, up to the next
/// run that is as long. Returns the spans and whether all were closed.
pub fn blank_spans(text: &str) -> (String, Vec<String>, bool) {
    let mut plain = String::new();
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        plain += &rest[..at];
        let inner = rest[at..].trim_start_matches('`');
        let run = &rest[at..rest.len() - inner.len()];
        let Some(end) = closing_run(inner, run) else {
            return (plain + inner, spans, false);
        };
        spans.push(without_padding(&inner[..end]).to_string());
        plain += &" ".repeat(end);
        rest = &inner[end + run.len()..];
    }
    (plain + rest, spans, true)
}

/// A space at both ends of a span is not part of the code.
fn without_padding(span: &str) -> &str {
    let inner = span.strip_prefix(' ').and_then(|s| s.strip_suffix(' '));
    inner.unwrap_or(span)
}

fn closing_run(text: &str, run: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find(run).map(|at| from + at) {
        let after = text[at..].trim_start_matches('`');
        if text.len() - at - after.len() == run.len() {
            return Some(at);
        }
        from = text.len() - after.len();
    }
    None
}

pub fn blank_between(text: &str, open: &str, close: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let inner = &rest[at + open.len()..];
        let Some(end) = inner.find(close) else { break };
        plain += &rest[..at];
        plain.push(' ');
        rest = &inner[end + close.len()..];
    }
    plain + rest
}

/// The targets of `[text](target)`, `![text](target)`, `<https://…>`,
/// and of `href="…"` and `src="…"` on a line.
pub fn targets(line: &str) -> Vec<String> {
    let forms = [("](", ')'), ("<http", '>'), ("href=\"", '"'), ("src=\"", '"')];
    let mut found = Vec::new();
    for (open, close) in forms {
        let mut rest = line;
        while let Some(at) = rest.find(open) {
            let inner = &rest[at + open.len()..];
            let end = inner.find(close).unwrap_or(inner.len());
            let scheme = if open == "<http" { "http" } else { "" };
            found.push(format!("{scheme}{}", &inner[..end]));
            rest = &inner[end..];
        }
    }
    found
}

pub fn quoted(text: &str, name: &str) -> Option<String> {
    let (_, value) = text.split_once(name)?;
    Some(value.split('"').next()?.to_string())
}
