//! The proof that the book is true, in rooms. A file is a check and is named for what it checks; a
//! room knows of those alone that come before it in this order: `book`, `run`, `text`, `play`,
//! `checker`, `claims`, `wire`, `web`, `lab`, `mutations`, `one_page`. CONTRIBUTING.md says how to run
//! one test or one page, and how to write the next one.

/// The model: texts, pages, fences, programs, stories. Nothing here runs or judges.
mod book;
/// The tests of the check of a reader's program.
mod checker;
/// What the pages say in a sentence and show in no fence, a file a chapter.
mod claims;
/// The laboratory's model, compared with the kernel.
mod lab;
/// Mutations of a small book: does each check notice what it is for?
mod mutations;
/// One page alone.
mod one_page;
/// What the pages show of a run, really run and compared.
mod play;
/// Running programs: processes, ports, networks, the reader's package. No test of the book.
mod run;
/// Checks of the texts alone.
mod text;
/// The built book, in a browser.
mod web;
/// The wire between the reader's two programs: as a relay, and as a bad wire.
mod wire;
