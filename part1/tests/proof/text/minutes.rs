//! Are the minutes of the plans for teachers those of the pages? Nothing is timed here: they are
//! counted, in words, lines and commands.

use super::prelude::*;

const TEACHERS: &str = "book/src/teachers.md";

/// What a minute is enough for, as the page of the plans says.
const WORDS: f64 = 200.0;
/// Seconds for a line of code that is typed, and for a command.
const LINE: f64 = 5.0;
const COMMAND: f64 = 10.0;

/// The head of a plan's table begins with this.
const MINUTES: &str = "minutes";

/// The sentence that says how they are counted.
const HOW: &str = "200 words a minute, 5 seconds for each line of code that is typed, and 10 \
                   seconds for each command";

/// The lines of a page between `<details>` and `</details>`.
fn folds(page: &Page) -> Vec<(usize, usize)> {
    let tags = page.prose.iter().filter(|prose| prose.text.contains("details"));
    let (mut folds, mut begin, mut depth) = (Vec::new(), 0, 0_usize);
    for prose in tags {
        if prose.text.contains("<details") {
            if depth == 0 {
                begin = prose.line;
            }
            depth += 1;
        }
        if prose.text.contains("</details>") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                folds.push((begin, prose.line));
            }
        }
    }
    folds
}

/// How long a page takes without its folds, in whole minutes, rounded up.
fn minutes(context: &Context, page: &Page) -> usize {
    let folds = folds(page);
    let is_seen = |line| !folds.iter().any(|(begin, end)| (begin..=end).contains(&&line));
    let (mut read, mut typed, mut commands) = (0, 0, 0);
    for prose in page.prose.iter().filter(|prose| is_seen(prose.line)) {
        // A wrong guess is read only if one guesses.
        let cells: Vec<&str> = prose.text.split('|').collect();
        let text = if cells.len() == 9 { cells[1..7].join(" ") } else { prose.text.clone() };
        let text = blank_between(&blank_between(&text, "](", ")"), "<", ">");
        read += words(&text).count();
    }
    for fence in page.fences.iter().filter(|fence| is_seen(fence.line)) {
        let code = fence.code(&context.sources);
        match fence.console() {
            Some(console) => commands += console.commands().count(),
            None if program_of(page).is_some() && !fence.adds().is_empty() => {
                typed += code.lines().count();
            }
            None => read += words(&code).count(),
        }
    }
    let seconds = read as f64 * 60.0 / WORDS + typed as f64 * LINE + commands as f64 * COMMAND;
    (seconds / 60.0).ceil() as usize
}

/// A row of a plan that names pages says how long they take, and a plan's rows add up to what the
/// heading above it says.
pub fn plans_add_up(context: &Context, report: &mut Report) {
    let Some(page) = context.book.page(TEACHERS) else { return };
    let says_how = page.paragraphs().iter().any(|it| it.text.contains(HOW));
    let help = "let the sentence and this check say the same";
    report.demand((TEACHERS, 1), says_how, "no such sentence", HOW, help);
    let plans = page.tables.iter().filter(|table| table.head.cell(0) == MINUTES);
    for table in plans {
        report.count("plans");
        let mut sum = 0;
        for row in &table.rows {
            let said = row.cell(0).parse().unwrap_or(0);
            sum += said;
            let pages = targets(row.cell(1)).into_iter();
            let pages = pages.filter_map(|target| context.book.page(&page.leads_to(&target).0));
            let counted: usize = pages.map(|page| minutes(context, page)).sum();
            let help = "write the minutes, and mend the sum";
            let is_so = counted == 0 || counted == said;
            report.demand((TEACHERS, row.line), is_so, said.to_string(), counted.to_string(), help);
        }
        let above = page.headings.iter().rfind(|heading| heading.line < table.head.line);
        let title = above.map_or("", |heading| &heading.text);
        let help = "let the rows take as long as the heading says";
        let whole = title.split(' ').next().and_then(|number| number.parse().ok());
        let expected = whole.unwrap_or(0usize);
        let [actual, expected_sum] = [sum, expected].map(|minutes: usize| minutes.to_string());
        report.demand((TEACHERS, table.head.line), expected == sum, actual, expected_sum, help);
    }
}
