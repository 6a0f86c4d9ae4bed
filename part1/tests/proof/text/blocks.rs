//! Is each block of HTML closed, and do terminals stand together as the style sheet expects?

use crate::book::page::BLOCK_END;
use crate::book::report::Report;
use crate::book::steps::Context;

/// Each block is closed, none is in another, and Markdown is read as such
/// between its tags.
pub fn blocks_are_closed(context: &Context, report: &mut Report) {
    let book = &context.book;
    for page in book.all() {
        let place = |line| (page.path.as_str(), line);
        let blank = |line| {
            let mut lines = page.prose.iter().filter(|p| p.line == line);
            lines.all(|p| p.text.trim().is_empty())
        };
        let mut inside: Option<(usize, &str)> = None;
        for prose in &page.prose {
            let text = prose.text.trim();
            let opens = prose.opens_block();
            if !opens && !prose.closes_block() {
                continue;
            }
            report.count("tags of blocks");
            if !(blank(prose.line + 1) && blank(prose.line - 1)) {
                report.add(
                    place(prose.line),
                    format!("{text} without a blank line on both sides"),
                    "blank lines, or what follows is no Markdown to mdBook",
                    "put them there",
                );
            }
            if inside.is_some() == opens {
                report.add(
                    place(prose.line),
                    text,
                    match opens {
                        true => BLOCK_END,
                        false => "the block's first tag above",
                    },
                    "open and close one block after the other",
                );
            }
            inside = opens.then_some((prose.line, text));
        }
        if let Some((line, text)) = inside {
            report.add(
                place(line),
                format!("{text} that is not closed"),
                BLOCK_END,
                "close it behind the last that belongs to it",
            );
        }
    }
}

/// What opens a scene: terminals that stand together.
const TERMINALS: &str = "<div class=\"terminals\">";

/// Where terminals stand together, there are two or more, each with its
/// name, and nothing else.
pub fn terminals_stand_together(context: &Context, report: &mut Report) {
    let book = &context.book;
    for page in &book.pages {
        let place = |line| (page.path.as_str(), line);
        let mut since: Option<(usize, usize)> = None;
        for prose in &page.prose {
            let text = prose.text.trim();
            if text == TERMINALS {
                report.count("scenes");
                since = Some((prose.line, 0));
                continue;
            }
            let Some((start, named)) = since else { continue };
            if prose.closes_block() {
                if named < 2 {
                    report.add(
                        place(start),
                        format!("{named} terminals that stand together"),
                        "two or more",
                        "take the tags away",
                    );
                }
                since = None;
            } else if !text.is_empty() {
                let names = page.fences.iter().any(|fence| {
                    let console = fence.console();
                    fence.line == prose.line + 2 && console.is_some_and(|c| c.terminal.is_some())
                });
                if !names {
                    report.add(
                        place(prose.line),
                        text,
                        "a line that names the terminal below it",
                        "move it in front of the scene, or behind it",
                    );
                }
                since = Some((start, named + 1));
            }
        }
    }
}
