//! Checks of the texts alone: each file is one, or a few of a kind, and is named for what it looks
//! at. A check takes the repository's texts and the book, and returns a report; nothing is run here
//! (see `play`). A new check is added to the list below and gets a row in `mutations/texts.txt`.

use crate::book::report::Report;
use crate::book::steps::Context;

pub mod assets;
pub mod captions;
pub mod check_on_pages;
pub mod code_in_drawings;
pub mod code_in_sentences;
pub mod commands;
pub mod compiler_errors;
pub mod documents;
pub mod drawings;
pub mod exercise_tables;
pub mod fences;
pub mod four_views;
pub mod glossary;
pub mod html_blocks;
pub mod links;
pub mod next_links;
pub mod pages;
pub mod paths_in_documents;
pub mod programs_so_far;
pub mod prose;
pub mod python_calls;
pub mod questions;
pub mod snippets;
pub mod stories;
pub mod styles;
pub mod system_error_numbers;
pub mod titles;
pub mod versions;
pub mod width;

/// A check of the texts alone.
pub type Check = fn(&Context, &mut Report);

macro_rules! texts {
    ($($module:ident :: $check:ident),* $(,)?) => {
        $(#[test]
        fn $check() {
            let mut report = Report::default();
            $module::$check(Context::live(), &mut report);
            report.settle();
        })*
        /// Every check of the texts, by name.
        pub const TEXTS: &[(&str, Check)] = &[$((stringify!($check), $module::$check)),*];
    };
}

texts! {
    assets::scripts_and_style_keep_to_themselves,
    html_blocks::blocks_are_closed,
    html_blocks::terminals_stand_together,
    captions::captions_are_captions,
    captions::captions_name_the_place,
    captions::captions_name_what_is_below,
    check_on_pages::each_step_is_checked,
    check_on_pages::scenarios_name_pages,
    code_in_sentences::answers_and_hints_have_the_code,
    code_in_sentences::code_in_steps_is_the_programs,
    commands::commands_in_prose_are_shown,
    commands::examples_are_run,
    commands::plain_consoles_need_only_rust,
    commands::contributing_lists_what_the_script_runs,
    commands::the_package_has_the_name_of_the_page,
    commands::unrun_fences_say_why,
    documents::attributes_are_explained,
    documents::pictures_in_files_are_drawings,
    documents::readme_is_short,
    drawings::pictures_have_words,
    drawings::pictures_speak_one_language,
    code_in_drawings::drawings_show_the_programs,
    compiler_errors::error_codes_are_those_of_fences,
    system_error_numbers::error_numbers_are_those_of_the_table,
    exercise_tables::tables_of_exercises_are_the_scenarios,
    fences::fences_are_known,
    glossary::glossary_links_are_on_the_word,
    glossary::terms_are_linked_from_their_first_use,
    links::links_lead_somewhere,
    pages::headings_are_in_order,
    pages::summary_matches_files,
    paths_in_documents::documents_name_files,
    programs_so_far::addresses_agree,
    programs_so_far::so_far_is_the_program,
    prose::prose_is_plain,
    python_calls::each_call_has_its_twin,
    questions::questions_are_answered,
    snippets::includes_lead_to_regions,
    snippets::lines_are_shown_once_in_order,
    snippets::records_are_all_included,
    snippets::regions_are_all_included,
    stories::stories_are_the_programs,
    styles::selectors_match_something,
    next_links::pages_lead_on,
    titles::titles_are_those_of_the_summary,
    versions::versions_agree,
    four_views::the_table_has_the_calls_and_segments,
    width::code_fits,
}
