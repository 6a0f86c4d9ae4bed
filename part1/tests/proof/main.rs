//! The proof that the book is true. Each module says in its first lines
//! what it checks or what it is for; each test below is one promise of
//! the book, and its failure says where it is broken and how to mend it.

mod assets;
mod beyond;
mod book;
mod browser;
mod capture;
mod cast;
mod checked;
mod claims;
mod commands;
mod compare;
mod compile;
mod compiler;
mod console;
mod costs;
mod cut;
mod errors;
mod finding;
mod framing;
mod harness;
mod hosts;
mod left;
mod many;
mod markdown;
mod marked;
mod masks;
mod names;
mod namespace;
mod package;
mod pages;
mod pictures;
mod played;
mod process;
mod programs;
mod python;
mod reach;
mod rendered;
mod rots;
mod rude;
mod screen;
mod served;
mod site;
mod snippets;
mod sockets;
mod source;
mod staged;
mod steps;
mod stopped;
mod story;
mod strangers;
mod survives;
mod told;
mod trace;
mod transcripts;
mod tree;
mod turn;
mod twins;
mod unkind;
mod views;
mod waits;
mod words;

use book::Book;
use finding::Report;
use transcripts::Scenes;
use tree::Tree;

/// A check of the texts alone.
pub type Check = fn(&Tree, &Book) -> Report;

macro_rules! texts {
    ($($module:ident :: $check:ident),* $(,)?) => {
        $(#[test]
        fn $check() {
            let tree = Tree::read();
            $module::$check(&tree, &Book::read(&tree)).settle();
        })*
        /// Every check of the texts, by name.
        const TEXTS: &[(&str, Check)] =
            &[$((stringify!($check), $module::$check)),*];
    };
}

texts! {
    snippets::includes_lead_to_regions,
    snippets::records_are_all_included,
    snippets::regions_are_all_included,
    snippets::lines_are_shown_once_in_order,
    snippets::captions_name_the_place,
    snippets::captions_are_captions,
    snippets::so_far_is_the_program,
    snippets::addresses_agree,
    pages::summary_matches_files,
    pages::headings_are_in_order,
    pages::links_lead_somewhere,
    pages::pictures_have_words,
    pictures::pictures_speak_one_language,
    pages::fences_are_known,
    pages::blocks_are_closed,
    pages::terminals_stand_together,
    pages::code_fits,
    pages::prose_is_plain,
    assets::scripts_and_style_keep_to_themselves,
    story::stories_are_the_programs,
    views::the_table_has_the_calls_and_segments,
    twins::each_call_has_its_twin,
    words::terms_are_linked_from_their_first_use,
    words::questions_are_answered,
    told::scenarios_name_pages,
    told::each_step_is_checked,
    commands::examples_are_run,
    commands::unrun_fences_say_why,
    commands::commands_in_prose_are_shown,
    commands::readme_lists_what_the_script_runs,
    commands::the_package_has_the_name_of_the_page,
}

/// The book and its programs, as the tests that run them need them.
fn with_shelf(run: impl Fn(&steps::Shelf, &mut Report)) {
    let tree = Tree::read();
    let mut report = Report::default();
    let sources = steps::sources(&tree, &mut report);
    let book = Book::read(&tree);
    let shelf = steps::Shelf { book: &book, sources: &sources, label: "book" };
    run(&shelf, &mut report);
    report.settle();
}

#[test]
fn each_step_compiles_with_the_warnings_of_its_page() {
    with_shelf(|shelf, report| {
        for step in steps::steps(shelf.book) {
            compile::step_builds(shelf, &step, report);
        }
    });
}

#[test]
fn typed_fences_compile_or_fail_as_the_page_says() {
    with_shelf(|shelf, report| {
        for page in &shelf.book.pages {
            compile::typed_fences_do_as_told(shelf, page, report);
        }
    });
}

/// The set-up page compiles new packages and needs no port: it is
/// played beside the others.
fn play(only: impl Fn(&book::Page) -> bool, scenes: Scenes) {
    with_shelf(|shelf, report| {
        for page in shelf.book.all().filter(|page| only(page)) {
            transcripts::play_page(shelf, page, scenes, report);
        }
    });
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_of_the_set_up_page_print_what_it_shows() {
    play(|page| page.name() == "set-up", Scenes::Plain);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_of_the_other_pages_print_what_they_show() {
    play(|page| page.name() != "set-up", Scenes::Plain);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_at_no_port_of_ours_print_what_they_show() {
    play(|_| true, Scenes::Elsewhere);
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_consoles_that_measure_print_what_they_show_but_for_numbers() {
    play(|_| true, Scenes::Measured);
}

#[test]
#[ignore = "needs root, unshare, ip, ss, strace"]
fn the_consoles_that_need_tools_print_what_they_show() {
    let test = "the_consoles_that_need_tools_print_what_they_show";
    let book = Book::read(&Tree::read());
    let needs = |page: &&book::Page| {
        page.fences.iter().any(|fence| fence.attribute("needs").is_some())
    };
    // A network for each page: none sees what another has left.
    let pages: Vec<&str> =
        book.all().filter(needs).map(|page| page.path.as_str()).collect();
    assert!(!pages.is_empty(), "no page with such a console");
    namespace::each_in_own_network(test, &pages, |path| {
        play(|page| page.path == path, Scenes::WithTools);
    });
}
