//! The book as a reader's browser has it: built by mdBook, served from memory, looked at by a script
//! in headless Chromium. All of its tests are ignored unless these two are there.

pub mod again;
pub mod blocks;
pub mod browser;
pub mod contrast;
pub mod drawn;
pub mod folds;
pub mod frame;
pub mod http_server;
pub mod laboratory;
pub mod mdbook;
pub mod pages;
pub mod paper;
pub mod search;
pub mod stage;

/// What a check of a built book needs: the book, the site, the visit of a browser.
mod prelude {
    pub use super::browser::{Given, Seen, does_not_fit, source, visit};
    pub use super::http_server::Site;
    pub use crate::book::prelude::*;
    pub use crate::run::normalize::squeeze;
}

use crate::text::stories::checked_stories;
use prelude::*;

/// A check of a built book.
pub type Check = fn(Site, &Context, &mut Report);

/// Each of them, by name.
pub const CHECKS: [(&str, Check); 13] = [
    ("pages_load_and_fit", pages::pages_load_and_fit),
    ("text_has_contrast", contrast::text_has_contrast),
    ("the_frame_lets_one_in_and_stay", frame::the_frame_lets_one_in_and_stay),
    ("searches_lead_to_their_pages", search::searches_lead_to_their_pages),
    ("blocks_are_marked", blocks::blocks_are_marked),
    ("a_link_opens_the_fold", folds::a_link_opens_the_fold),
    ("the_stage_shows_the_rows", stage::the_stage_shows_the_rows),
    ("one_may_guess_first", stage::one_may_guess_first),
    ("the_first_stage_fits", stage::the_first_stage_fits),
    ("the_tables_are_shown_without_scripts", stage::the_tables_are_shown_without_scripts),
    ("the_keys_move_the_stage_or_the_book", stage::the_keys_move_the_stage_or_the_book),
    ("the_lists_can_be_changed", laboratory::the_lists_can_be_changed),
    ("a_script_may_build_a_stage_again", again::a_script_may_build_a_stage_again),
];

#[test]
#[ignore = "needs chromium, mdbook"]
fn each_page_and_stage_is_shown_as_it_should_be() {
    // A story that is none could not be looked at.
    checked_stories();
    let mut report = Report::default();
    for (_, check) in CHECKS {
        check(Site::read(mdbook::built()), Context::live(), &mut report);
    }
    report.settle();
}
