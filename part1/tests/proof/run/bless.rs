//! Lines of a page that a run has to bear out. They are compared with what came; with `BLESS=1` in
//! the environment, what came is written into the page instead, and the maintainer reads the diff.

use super::as_before::is_ci;
use super::normalize::replace_ports;
use super::prelude::*;
use super::server_and_client;
use crate::book::console::{CTRL_C, Exchange, LEFT_OUT, PROMPT, is_shown, typed};
use crate::book::prelude::*;
use std::io::Write;
use std::sync::OnceLock;

/// The lines that a fence shows: all of them, or what one of its commands prints.
pub struct Recorded<'a> {
    pub page: &'a Page,
    pub fence: &'a Fence,
    /// The place of the command among those of the fence.
    pub exchange: Option<usize>,
}

/// How lines are looked at: without what may differ.
pub type Normal<'a> = &'a dyn Fn(&[String]) -> Vec<String>;

impl<'a> Recorded<'a> {
    /// All lines of a fence.
    pub fn whole(page: &'a Page, fence: &'a Fence) -> Recorded<'a> {
        Recorded { page, fence, exchange: None }
    }

    fn exchange(&self) -> Option<&Exchange> {
        self.fence.console()?.exchanges.get(self.exchange?)
    }

    /// The lines that the page shows.
    pub fn shown(&self) -> &[String] {
        self.exchange().map_or(&self.fence.body, |exchange| &exchange.output)
    }

    /// Compares them with what came, or writes that into the page.
    pub fn compare(
        &self, context: &Context, actual: &[String], normal: Normal, help: &str,
        report: &mut Report,
    ) {
        let shown = self.shown();
        if is_shown(&normal(shown), &normal(actual)) {
            return;
        }
        if context.is_live() && is_blessed() {
            return self.write(&merged(shown, actual, normal));
        }
        let line = self.exchange().map_or(self.fence.line, |exchange| exchange.line);
        let [actual, expected] = [actual, shown].map(|lines| match normal(lines).join("\n") {
            none if none.is_empty() => "nothing".to_string(),
            text => text,
        });
        report.add((&self.page.path, line), actual, expected, help);
    }

    /// Writes new lines in the place of those that are shown. Other tests may have written into the
    /// page meanwhile: the fence is found by its place among the fences, which stays.
    pub fn write(&self, lines: &[String]) {
        let place = self.page.fences.iter().position(|fence| fence.line == self.fence.line);
        rewrite(&self.page.path, |text| self.edited(text, place, lines));
    }

    /// The text with the new lines, and the first of them; the page's fence at that place has them.
    fn edited(&self, text: &str, place: Option<usize>, lines: &[String]) -> (usize, String) {
        let page = Page::read(&Tree::default(), &self.page.path, text);
        let fence = place.and_then(|place| page.fences.get(place)).expect("the fence");
        let mut new: Vec<String> = lines.to_vec();
        let (mut first, mut old) = (0, &fence.body[..]);
        if let Some(exchange) = (Recorded { page: &page, fence, ..*self }).exchange() {
            first = exchange.line - fence.line;
            let rest = &fence.body[first..];
            old = rest.split(|line| line.starts_with(PROMPT)).next().unwrap_or_default();
            // Keys stay where they are: after so many lines, or at the end.
            for (at, line) in old.iter().enumerate() {
                if line == CTRL_C {
                    new.push(line.clone());
                } else if typed(line).is_some() {
                    new.insert(at.min(new.len()), line.clone());
                }
            }
        }
        let begin = fence.line + first;
        let mut all: Vec<String> = text.lines().map(str::to_string).collect();
        all.splice(begin..begin + old.len(), new);
        (begin + 1, all.join("\n") + "\n")
    }
}

/// How long another test may write a text.
const LOCK_BOUND: Duration = Duration::from_secs(3);

/// Rewrites a text of the repository, while no other test does. `edit` has the text, and returns the
/// line where the new one begins to differ, and the new one.
pub fn rewrite(path: &str, edit: impl FnOnce(&str) -> (usize, String)) {
    let disk = root().join(path);
    // A folder can be made by one alone, in whichever network the others are. Nobody has it for long:
    // one that stays there was left by a run that was killed.
    let lock = kept("blessing");
    wait_until(LOCK_BOUND, || fs::create_dir(&lock).is_ok());
    let text = fs::read_to_string(&disk).expect("a text in UTF-8");
    let (line, text) = edit(&text);
    fs::write(&disk, text).expect("the text, written");
    let _ = fs::remove_dir(&lock);
    // Past the capture of tests: the maintainer is told in any case.
    let _ = writeln!(std::io::stderr(), "blessed: {path}:{line}");
}

/// Whether what came is to be written into the pages. Panics where that must not be.
pub fn is_blessed() -> bool {
    static GREEN: OnceLock<()> = OnceLock::new();
    if env::var_os("BLESS").is_none_or(|value| value != "1") {
        return false;
    }
    assert!(!is_ci(), "BLESS=1 is for maintainers, who read the diff: not for CI");
    // A program that does not do its part would be written into the book.
    GREEN.get_or_init(server_and_client::speak_their_parts);
    true
}

/// The lines that came, but for those at both ends that are shown already: they stay as they are,
/// with the port or the time that they have. Lines that are left out (`…`) stay left out.
fn merged(shown: &[String], actual: &[String], normal: Normal) -> Vec<String> {
    let (old, new) = (normal(shown), normal(actual));
    let common = |pairs: &mut dyn Iterator<Item = (&String, &String)>| {
        pairs.take_while(|(old, new)| old == new).count()
    };
    let first = common(&mut old.iter().zip(&new));
    let last = common(&mut old[first..].iter().rev().zip(new[first..].iter().rev()));
    let (end, new_end) = (old.len() - last, new.len() - last);
    let middle = between(&shown[first..end], &actual[first..new_end]);
    let middle = with_old_ports(&shown[first..end], middle);
    [&shown[..first], &middle, &shown[end..]].concat()
}

/// What came between two lines that stay, with as many lines around `…` as there were.
fn between(shown: &[String], actual: &[String]) -> Vec<String> {
    let left_out = shown.iter().position(|line| line == LEFT_OUT);
    let Some(at) = left_out else { return actual.to_vec() };
    let before = at.min(actual.len());
    let after = (shown.len() - at - 1).min(actual.len() - before);
    let (first, last) = (&actual[..before], &actual[actual.len() - after..]);
    [first, &[LEFT_OUT.to_string()], last].concat()
}

/// The lines with the ports that the kernel chose as they were shown, in their order: such a number
/// is another one each time, and need not change.
fn with_old_ports(shown: &[String], lines: Vec<String>) -> Vec<String> {
    let mut old = Vec::new();
    for line in shown {
        replace_ports(line, |port| {
            old.push(port.to_string());
            port.to_string()
        });
    }
    let mut old = old.into_iter();
    let with_old =
        |line: String| replace_ports(&line, |port| old.next().unwrap_or(port.to_string()));
    lines.into_iter().map(with_old).collect()
}

#[test]
fn what_is_blessed_keeps_what_need_not_change() {
    use super::normalize::normalized;
    let rows = [
        row((("a|b", "a|c"), "a|c")),
        row((("a|b|c", "a|c"), "a|c")),
        row((("a", "a|b"), "a|b")),
        row((("at 127.0.0.1:36812|b", "at 127.0.0.1:40000|c"), "at 127.0.0.1:36812|c")),
        row((("was: 127.0.0.1:36812", "at 127.0.0.1:40000"), "at 127.0.0.1:36812")),
        row((("…|done 2", "x|y|done 3"), "…|done 3")),
        row((("a|…|d", "a|b|c|e"), "a|…|e")),
        row((("a|…", "b|c|d"), "b|…")),
    ];
    let lines = |text: &str| -> Vec<String> { text.split('|').map(str::to_string).collect() };
    let merged = |shown, actual| merged(&lines(shown), &lines(actual), &normalized).join("|");
    each_row(&rows, |(shown, actual)| merged(shown, actual));
}
