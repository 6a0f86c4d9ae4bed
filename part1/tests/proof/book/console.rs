//! The console fences of a page as scenes: commands in one terminal or in several at once, with the
//! output that each prints.

use super::fence::{Console, Place};
use super::prelude::*;
use std::cmp::Ordering;

/// What the page says happens, in one terminal or in several together.
pub struct Scene<'a> {
    pub page: &'a Page,
    pub terminals: Vec<Terminal<'a>>,
}

impl Scene<'_> {
    /// What is shown of its terminals.
    pub fn consoles(&self) -> impl Iterator<Item = &Console> {
        self.terminals.iter().map(|terminal| terminal.console)
    }
}

/// One terminal of a scene.
pub struct Terminal<'a> {
    pub console: &'a Console,
    pub place: Option<Place>,
    /// The ways in which its part may go; the commands are the same in all of them.
    pub alternatives: Vec<&'a Fence>,
}

/// A command and what it prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub line: usize,
    pub command: String,
    pub output: Vec<String>,
    /// Whether the reader ends it with Ctrl-C.
    pub interrupted: bool,
    /// What the reader types, with Enter, and after how many lines.
    pub typed: Option<(String, usize)>,
}

impl Exchange {
    /// Whether it goes on until the reader presses a key.
    pub fn is_ended_by_key(&self) -> bool {
        self.interrupted || self.typed.is_some()
    }
}

/// What stands before a command.
pub const PROMPT: &str = "$ ";

/// What a terminal shows when Ctrl-C is pressed.
pub const CTRL_C: &str = "^C";

/// Stands for lines that are left out, whatever and however many they are.
pub const LEFT_OUT: &str = "…";

/// What the reader types, where the book shows `[what is typed Enter]`.
pub fn typed(line: &str) -> Option<String> {
    Some(line.strip_prefix('[')?.strip_suffix("Enter]")?.trim_end().to_string() + "\n")
}

/// The exchanges in the body of a console fence that begins at that place.
pub fn exchanges(
    (path, first): (&str, usize), body: &[String], findings: &mut Vec<Finding>,
) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for (line, text) in (first + 1..).zip(body) {
        if let Some(command) = text.strip_prefix(PROMPT) {
            let (command, output) = (command.trim().to_string(), Vec::new());
            exchanges.push(Exchange { line, command, output, interrupted: false, typed: None });
        } else if let Some(last) = exchanges.last_mut() {
            match typed(text) {
                _ if text == CTRL_C => last.interrupted = true,
                Some(typed) => last.typed = Some((typed, last.output.len())),
                None => last.output.push(text.trim_end().to_string()),
            }
        } else {
            let help = "begin a console fence with the command";
            findings.push(Finding::new((path, line), text, "`$ ` and a command", help));
        }
    }
    exchanges
}

/// Whether the lines that a page shows are those that were printed.
pub fn is_shown(shown: &[String], printed: &[String]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line == LEFT_OUT => {
            (0..=printed.len()).any(|from| is_shown(rest, &printed[from..]))
        }
        Some((line, rest)) => printed.first() == Some(line) && is_shown(rest, &printed[1..]),
    }
}

#[test]
fn lines_that_are_left_out_may_be_any() {
    let lines = |text: &str| -> Vec<String> { text.split(' ').map(str::to_string).collect() };
    let rows = [
        row((("a b", "a b"), true)),
        row((("a b", "a"), false)),
        row((("a", "a b"), false)),
        row((("… b", "a a b"), true)),
        row((("… b", "a b c"), false)),
        row((("… b …", "a b c"), true)),
        row((("… b …", "a c"), false)),
    ];
    each_row(&rows, |(shown, printed)| is_shown(&lines(shown), &lines(printed)));
}

/// The scenes of a page, in order. A fence whose terminal has a higher number than the one before
/// it belongs to the same scene; so does one with a lower number, where both are in one block.
pub fn scenes<'a>(page: &'a Page, report: &mut Report) -> Vec<Scene<'a>> {
    let number = |console: &Console| console.terminal.unwrap_or(1);
    let mut scenes: Vec<Scene> = Vec::new();
    for fence in &page.fences {
        // checker/pages.rs plays those that are checked.
        let is_played = |console: &&Console| console.not_run.is_none() && !console.checked;
        let Some(console) = fence.console().filter(is_played) else { continue };
        let mut before = scenes.last_mut().into_iter().flat_map(|scene| &mut scene.terminals).rev();
        let is_same = |it: &&mut Terminal| it.console.commands().eq(console.commands());
        if !console.or {
            let follows = |it: &mut Terminal| match number(it.console).cmp(&number(console)) {
                Ordering::Less => true,
                Ordering::Equal => false,
                Ordering::Greater => page.is_one_block(it.alternatives[0].line, fence.line),
            };
            if !before.next().is_some_and(follows) {
                scenes.push(Scene { page, terminals: Vec::new() });
            }
            let place = console.place.or((!page.is_of_book()).then_some(Place::Tutorial));
            let terminal = Terminal { console, place, alternatives: vec![fence] };
            scenes.last_mut().expect("a scene").terminals.push(terminal);
        } else if let Some(terminal) = before.find(is_same) {
            terminal.alternatives.push(fence);
        } else {
            let actual = "`or` after a fence with other commands";
            let expected = "the same commands with another output";
            let help = "put it behind the fence it is an alternative to, or behind its scene";
            report.add(page.at(fence.line), actual, expected, help);
        }
    }
    scenes
}

pub fn is_of_two_machines(fence: &Fence) -> bool {
    fence.console().and_then(|c| c.not_run.as_deref()) == Some("it-takes-two-machines")
}

/// The two fences of a page that show the two machines.
pub fn two_machines(page: &Page) -> [&Fence; 2] {
    [1, 2].map(|number| {
        let mut fences = page.fences.iter().filter(|fence| is_of_two_machines(fence));
        let found = fences.find(|fence| fence.console().and_then(|c| c.terminal) == Some(number));
        found.unwrap_or_else(|| panic!("{}: no two machines", page.path))
    })
}
