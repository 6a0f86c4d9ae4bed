//! Does the book's frame let a reader in who has no mouse, and leave the page to who reads it? It is
//! mdBook's, with what book/page.js adds.

use super::prelude::*;

/// Looks at the frame of a page, and at how the printed book begins.
pub fn the_frame_lets_one_in_and_stay(site: Site, context: &Context, report: &mut Report) {
    let page = context.book.pages.first().expect("a page").html();
    let seen = visit(site, &[("PAGE", &page)], include_str!("frame.js"));
    let shift = ["Shift+ArrowRight"; 2];
    for expected in [
        vec!["first", "Skip to the page", "main"],
        vec!["toggle", "button"],
        vec!["small", "0"],
        [&["keys", "Hold Shift. Press ← or → to navigate between chapters"][..], &shift].concat(),
        vec!["contents", "true", "true"],
    ] {
        report.count("parts of the frame");
        let line = seen.lines.iter().find(|line| line[0] == expected[0]);
        let actual = line.map_or("nothing".to_string(), |line| line.join(" | "));
        let help = "mend book/page.js, or what it takes for mdBook's frame";
        report.same(("book/page.js", 1), actual, expected.join(" | "), help);
    }
}
