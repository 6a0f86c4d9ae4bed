//! The console fences of a page as scenes: commands in one terminal or
//! in several at once, with the output that each prints.

use crate::book::{CHECKED, Fence, Page};
use crate::finding::Report;

/// What the page says happens, in one terminal or in several together.
pub struct Scene<'a> {
    pub page: &'a Page,
    pub terminals: Vec<Terminal>,
}

impl Scene<'_> {
    /// Whether it is played only where tools beyond Cargo are.
    pub fn needs_tools(&self) -> bool {
        self.terminals.iter().any(|terminal| terminal.needs_tools)
    }

    /// Whether its numbers differ from run to run.
    pub fn is_measured(&self) -> bool {
        self.terminals.iter().any(|terminal| terminal.measured)
    }

    /// What is typed into its terminals.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        let exchanges = self.terminals.iter().flat_map(|t| &t.alternatives[0]);
        exchanges.map(|exchange| exchange.command.as_str())
    }
}

/// One terminal of a scene.
pub struct Terminal {
    pub number: usize,
    pub place: Place,
    pub changed: String,
    /// Whether it is played only where tools beyond Cargo are.
    pub needs_tools: bool,
    /// Whether its command prints nothing until a terminal before it is
    /// ended.
    pub waits: bool,
    /// Whether its numbers differ from run to run.
    pub measured: bool,
    /// What is typed into it, in order. Each alternative is a way that
    /// the scene may go; the commands are the same in all of them.
    pub alternatives: Vec<Vec<Exchange>>,
}

/// Whose folder a terminal is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The reader's own package.
    Package,
    /// This repository.
    Tutorial,
    /// A folder that is empty when the page begins.
    New,
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
    /// Whether it goes on, and prints nothing.
    pub fn is_silent(&self) -> bool {
        self.interrupted && self.output.is_empty()
    }

    /// Whether it goes on until the reader presses a key.
    pub fn is_ended_by_key(&self) -> bool {
        self.interrupted || self.typed.is_some()
    }
}

/// What a terminal shows when Ctrl-C is pressed.
const CTRL_C: &str = "^C";

/// What the reader types, where the book shows `[what is typed Enter]`.
fn typed(line: &str) -> Option<String> {
    let keys = line.strip_prefix('[')?.strip_suffix("Enter]")?;
    Some(keys.trim_end().to_string() + "\n")
}

/// Reads a console fence; what is wrong with it goes to `report`.
pub fn exchanges(
    page: &Page,
    fence: &Fence,
    report: &mut Report,
) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for (i, text) in fence.body.iter().enumerate() {
        let line = fence.line + 1 + i;
        if let Some(command) = text.strip_prefix("$ ") {
            exchanges.push(Exchange {
                line,
                command: command.trim().to_string(),
                output: Vec::new(),
                interrupted: false,
                typed: None,
            });
        } else if let Some(last) = exchanges.last_mut() {
            if text == CTRL_C {
                last.interrupted = true;
            } else if let Some(typed) = typed(text) {
                last.typed = Some((typed, last.output.len()));
            } else {
                last.output.push(text.trim_end().to_string());
            }
        } else {
            report.add(
                (&page.path, line),
                text,
                "`$ ` and a command",
                "begin a console fence with the command",
            );
        }
    }
    exchanges
}

/// The scenes of a page, in order. A fence whose terminal has a higher
/// number than the one before it belongs to the same scene.
pub fn scenes<'a>(page: &'a Page, report: &mut Report) -> Vec<Scene<'a>> {
    let mut scenes: Vec<Scene> = Vec::new();
    for fence in &page.fences {
        // told.rs runs those that are checked.
        let elsewhere =
            ["not-run", CHECKED].map(|name| fence.attribute(name).is_some());
        if fence.language != "console" || elsewhere.contains(&true) {
            continue;
        }
        let number: usize = match fence.attribute("terminal") {
            Some(number) => number.parse().unwrap_or(1),
            None => 1,
        };
        let exchanges = exchanges(page, fence, report);
        let last = scenes.last_mut();
        if fence.attribute("or").is_some() {
            let terminal = last.and_then(|scene| scene.terminals.last_mut());
            match terminal {
                Some(terminal) if same_commands(terminal, &exchanges) => {
                    terminal.alternatives.push(exchanges);
                }
                _ => report.add(
                    (&page.path, fence.line),
                    "`or` after a fence with other commands",
                    "the same commands with another output",
                    "put it right behind the fence it is an alternative to",
                ),
            }
            continue;
        }
        let terminal = Terminal {
            number,
            place: match fence.attribute("in") {
                Some("tutorial") => Place::Tutorial,
                Some("new") => Place::New,
                _ if page.path == "README.md" => Place::Tutorial,
                _ => Place::Package,
            },
            changed: fence.attribute("changed").unwrap_or("").to_string(),
            needs_tools: fence.attribute("needs").is_some(),
            waits: fence.attribute("waits").is_some(),
            measured: fence.attribute("measured").is_some(),
            alternatives: vec![exchanges],
        };
        match last {
            Some(scene) if scene.terminals.last().unwrap().number < number => {
                scene.terminals.push(terminal);
            }
            _ => scenes.push(Scene { page, terminals: vec![terminal] }),
        }
    }
    scenes
}

fn same_commands(terminal: &Terminal, exchanges: &[Exchange]) -> bool {
    let first = &terminal.alternatives[0];
    first.len() == exchanges.len()
        && first.iter().zip(exchanges).all(|(a, b)| a.command == b.command)
}
