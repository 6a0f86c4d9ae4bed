//! Can the text be read in each theme? Its contrast to what is behind it is at least 4.5, and 3 where
//! it is large (WCAG 2.2, 1.4.3).

use super::prelude::*;

/// The themes that a reader may choose.
const THEMES: [&str; 5] = ["light", "rust", "coal", "navy", "ayu"];

/// Looks at each page of the book, with all folds open.
pub fn text_has_contrast(site: Site, context: &Context, report: &mut Report) {
    let pages: Vec<String> = context.book.pages.iter().map(Page::html).collect();
    let seen = visit(site, &[("PAGES", &pages), ("THEMES", &THEMES)], include_str!("contrast.js"));
    for line in &seen.lines {
        match &line[..] {
            [_, what, count] if what == "looked at" => {
                report.count_many("texts in five themes", count.parse().unwrap_or_default());
            }
            [page, theme, element, is, text] => {
                let actual = format!("{page} in {theme}: {element} has {is}: `{text}`");
                let help = "give it another colour for this theme, in book/book.css";
                report.add((&source(page), 1), actual, "a contrast of 4.5, or large text", help);
            }
            _ => {}
        }
    }
}
