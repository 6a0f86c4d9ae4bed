//! What stands within a line of Markdown: code spans, link targets, attributes of tags.

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
        let Some(end) = closing_run(inner, run) else { return (plain + inner, spans, false) };
        let span = &inner[..end];
        // A space at both ends of a span is not part of the code.
        let unpadded = span.strip_prefix(' ').and_then(|span| span.strip_suffix(' '));
        spans.push(unpadded.unwrap_or(span).to_string());
        plain += &" ".repeat(end);
        rest = &inner[end + run.len()..];
    }
    (plain + rest, spans, true)
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
    while let Some((before, inner)) = rest.split_once(open)
        && let Some((_, after)) = inner.split_once(close)
    {
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

pub fn quoted(text: &str, name: &str) -> Option<String> {
    let (_, value) = text.split_once(name)?;
    Some(value.split('"').next()?.to_string())
}
