//! Is each block of HTML closed, and do terminals stand together as the style sheet expects?

use crate::book::page::BLOCK_END;
use crate::book::prelude::*;

/// Each block is closed, none is in another, and Markdown is read as such between its tags.
pub fn blocks_are_closed(context: &Context, report: &mut Report) {
    for page in context.book.all() {
        let is_blank = |line| {
            let mut lines = page.prose.iter().filter(|prose| prose.line == line);
            lines.all(|prose| prose.text.trim().is_empty())
        };
        let mut inside: Option<(usize, &str)> = None;
        for prose in page.prose.iter().filter(|p| p.opens_block() || p.closes_block()) {
            report.count("tags of blocks");
            let (place, text) = (page.at(prose.line), prose.text.trim());
            let opens = prose.opens_block();
            if !(is_blank(prose.line + 1) && is_blank(prose.line - 1)) {
                let actual = format!("{text} without a blank line on both sides");
                let expected = "blank lines, or what follows is no Markdown to mdBook";
                report.add(place, actual, expected, "put them there");
            }
            if inside.is_some() == opens {
                let expected = if opens { BLOCK_END } else { "the block's first tag above" };
                report.add(place, text, expected, "open and close one block after the other");
            }
            inside = opens.then_some((prose.line, text));
        }
        if let Some((line, text)) = inside {
            let help = "close it behind the last that belongs to it";
            report.add(page.at(line), format!("{text} that is not closed"), BLOCK_END, help);
        }
    }
}

/// What opens a scene: terminals that stand together.
const TERMINALS: &str = "<div class=\"terminals\">";

/// Where terminals stand together, there are two or more, each with its name, and nothing else.
pub fn terminals_stand_together(context: &Context, report: &mut Report) {
    for page in &context.book.pages {
        // The line of the scene's first tag, and how many terminals it has had.
        let mut scene: Option<(usize, usize)> = None;
        for prose in &page.prose {
            let text = prose.text.trim();
            if text == TERMINALS {
                report.count("scenes");
                scene = Some((prose.line, 0));
                continue;
            }
            let Some((start, named)) = scene else { continue };
            if prose.closes_block() {
                if named < 2 {
                    let actual = format!("{named} terminals that stand together");
                    report.add(page.at(start), actual, "two or more", "take the tags away");
                }
                scene = None;
            } else if !text.is_empty() {
                let is_terminal = |fence: &Fence| {
                    let console = fence.console();
                    fence.line == prose.line + 2 && console.is_some_and(|c| c.terminal.is_some())
                };
                if !page.fences.iter().any(is_terminal) {
                    let expected = "a line that names the terminal below it";
                    let help = "move it in front of the scene, or behind it";
                    report.add(page.at(prose.line), text, expected, help);
                }
                scene = Some((start, named + 1));
            }
        }
    }
}
