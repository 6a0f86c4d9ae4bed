//! Does each page have the title that SUMMARY.md gives it?

use crate::book::SUMMARY;
use crate::book::prelude::*;
use crate::book::steps::program_of;

const SETTINGS: &str = "book/book.toml";

/// A page's title is SUMMARY.md's. Of a step, there listed below its program's name as `3. Accept`,
/// it is `Server 3: accept`; that of the first page is the book's.
pub fn titles_are_those_of_the_summary(context: &Context, report: &mut Report) {
    let settings = context.tree.get(SETTINGS).unwrap_or_default();
    let whole = settings.lines().find_map(|line| line.strip_prefix("title = "));
    let whole = whole.unwrap_or_default().trim_matches('"');
    for (index, page) in context.book.pages.iter().enumerate() {
        report.count("titles");
        let step = page.title.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
        let (title, home) = match (step, program_of(page)) {
            _ if index == 0 => (whole.to_string(), SETTINGS),
            (Some((number, words)), Some(program)) => {
                let [program, words] =
                    [first(program, str::to_uppercase), first(words, str::to_lowercase)];
                (format!("{program} {number}: {words}"), SUMMARY)
            }
            _ => (page.title.clone(), SUMMARY),
        };
        let heading = page.headings.first();
        report.same(
            page.at(heading.map_or(1, |heading| heading.line)),
            heading.map_or(String::new(), |heading| format!("# {}", heading.text)),
            format!("# {title}"),
            format!("give the page the title that {home} gives it, or change it there"),
        );
    }
}

/// The words with their first letter as it is to be.
fn first(words: &str, case: fn(&str) -> String) -> String {
    case(&words[..1]) + &words[1..]
}
