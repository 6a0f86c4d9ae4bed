//! Checks of the texts alone: each file is one, or a few of a kind, and is named for what it looks
//! at. A check takes the repository's texts and the book, and returns a report; nothing is run here
//! (see `play`). A new check is added to the list below and gets a row in `mutations/texts.txt`.

pub mod assets;
pub mod captions;
pub mod check_on_pages;
pub mod code_in_texts;
pub mod commands;
pub mod documents;
pub mod drawings;
pub mod errors;
pub mod errors_in_code;
pub mod fences;
pub mod four_views;
pub mod glossary;
pub mod links;
pub mod minutes;
pub mod pages;
pub mod prose;
pub mod python_calls;
pub mod questions;
pub mod quotes;
pub mod snippets;
pub mod std_net;
pub mod stories;
pub mod versions;
pub mod workflows;

/// What nearly every check needs: the book and its programs, words of Markdown and of code.
mod prelude {
    pub use crate::book::console::Exchange;
    pub use crate::book::markdown::*;
    pub use crate::book::page::{Heading, Picture, Prose, Table};
    pub use crate::book::prelude::*;
    pub use crate::book::source::{FRAME, Source};
    pub use crate::book::steps::{self, program_of};
    pub use crate::book::{BESIDES, PAGES, SUMMARY, path_of, summary};
    pub use crate::run::sockets::STATES;
    pub use std::collections::{BTreeSet, HashMap};
}

use prelude::*;

/// The lines of a text that the tree has, each with its number.
fn lines<'a>(tree: &'a Tree, path: &str) -> impl Iterator<Item = (usize, &'a str)> {
    (1..).zip(tree.get(path).unwrap_or_default().lines())
}

/// Makes a test of each check of a module.
macro_rules! texts {
    ($($module:ident: $($check:ident),+;)+) => {
        $($(#[test]
        fn $check() {
            let mut report = Report::default();
            $module::$check(Context::live(), &mut report);
            report.settle();
        })+)+
        /// Every check of the texts, by name.
        pub const TEXTS: &[(&str, fn(&Context, &mut Report))] =
            &[$($((stringify!($check), $module::$check)),+),+];
    };
}

texts! {
    assets: scripts_and_style_keep_to_themselves, selectors_match_something;
    captions: captions_name_the_place, captions_name_what_is_below;
    check_on_pages: each_step_is_checked, scenarios_name_pages;
    code_in_texts: answers_and_hints_have_the_code, code_in_steps_is_the_programs;
    code_in_texts: statements_in_sentences_are_compiled, tables_of_exercises_are_the_scenarios;
    commands: commands_in_prose_are_shown, consoles_are_run_or_say_why_not;
    commands: contributing_lists_what_the_script_runs, examples_are_run;
    commands: the_package_has_the_name_of_the_page;
    documents: attributes_are_explained, pictures_in_files_are_drawings, readme_is_short;
    documents: the_book_is_short;
    drawings: drawings_show_the_programs, pictures_speak_one_language;
    errors: error_codes_are_those_of_fences, error_numbers_are_those_of_the_table;
    errors_in_code: errors_are_shown_where_they_belong;
    fences: code_fits, fences_are_known;
    four_views: the_table_has_the_calls_and_segments;
    glossary: glossary_links_are_on_the_word, terms_are_explained_briefly;
    glossary: terms_are_linked_from_their_first_use;
    links: documents_name_files, links_lead_somewhere, pages_lead_on;
    minutes: plans_add_up;
    pages: blocks_are_closed, headings_are_in_order, summary_matches_files;
    pages: tables_are_whole, tables_name_their_columns, terminals_stand_together, titles_are_those_of_the_summary;
    prose: prose_is_plain;
    python_calls: each_call_has_its_twin, python_has_our_names;
    questions: questions_are_answered, questions_are_folded_in_groups, questions_were_asked;
    quotes: pages_say_what_is_proved;
    snippets: addresses_agree, includes_lead_to_regions, lines_are_shown_once_in_order;
    snippets: records_are_all_included, so_far_is_the_program;
    std_net: calls_have_rows;
    stories: stories_are_the_programs;
    versions: versions_agree;
    workflows: workflows_run_what_scripts_run;
}
