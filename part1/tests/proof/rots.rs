//! Do the checks see what they are for? Each row breaks one thing, as
//! time and haste will, and names the check that has to notice.

use crate::TEXTS;
use crate::book::Book;
use crate::compile;
use crate::finding::Report;
use crate::steps;
use crate::transcripts::{self, Scenes};
use crate::tree::Tree;

/// A file, what stands in it, what is put there instead, the check that
/// notices, and words of its message. No words: it meets nothing to check.
type Rot =
    (&'static str, &'static str, &'static str, &'static str, &'static str);

const SERVER: &str = "part1/src/bin/server.rs";
const CLIENT: &str = "part1/src/bin/client.rs";
const SUMMARY: &str = "book/src/SUMMARY.md";
const ACCEPT: &str = "book/src/server/accept.md";
const BUFFERS: &str = "book/src/cost/buffers.md";
const SEE_IT: &str = "book/src/see-it.md";
const VIEWS: &str = "book/src/kernel/views.md";
const INCLUDE: &str = "{{#include ../../../part1/src/bin/server.rs:accept}}";

#[rustfmt::skip]
const ROTS: &[Rot] = &[
    (SUMMARY, "[2. Listen]", "[2. Bind]",
        "scenarios_name_pages", "found:    no [2. Listen](server/listen.md)"),
    (SUMMARY, "- [A line](stream/line.md)\n", "",
        "scenarios_name_pages", "found:    no [A line](stream/line.md)"),
    (SUMMARY, "- [3. Accept a client](server/accept.md)\n- [4. Send a message](server/send.md)\n", "- [4. Send a message](server/send.md)\n- [3. Accept a client](server/accept.md)\n",
        "scenarios_name_pages", "give the scenario a step for each page"),
    (ACCEPT, "in=tutorial,checked", "in=tutorial",
        "each_step_is_checked", "no check of the reader's program"),
    (ACCEPT, "You have finished 3 of 6 steps; next: 4. Send a message\n", "",
        "each_step_is_checked", "expected: You have finished 3 of 6 steps; next: 4. Send a message"),
    (SUMMARY, "[4. Send a message]", "[4. Send]",
        "each_step_is_checked", "expected: You have finished 3 of 6 steps; next: 4. Send\n"),
    (ACCEPT, "server cargo run --bin server\n", "sever cargo run --bin server\n",
        "each_step_is_checked", "let it be a check of the reader's program"),
    (ACCEPT, "server cargo run --bin server\n", "client cargo run --bin server\n",
        "each_step_is_checked", "no check of the reader's program"),
    (SERVER, "ANCHOR: accept", "ANCHOR: joined",
        "includes_lead_to_regions", "found:    region `accept`"),
    (SERVER, "    // ANCHOR_END: accept\n", "",
        "includes_lead_to_regions", "region `accept` is never closed"),
    (SERVER, "    // ANCHOR_END: accept\n", "    // ANCHOR_END: acept\n",
        "includes_lead_to_regions", "`ANCHOR_END: acept`"),
    (SERVER, "ANCHOR: send", "ANCHOR: accept",
        "includes_lead_to_regions", "a second region `accept`"),
    (SERVER, "    let (mut client, address) = server.accept()?;\n    println!(\"New client joined: {address}\");\n", "",
        "includes_lead_to_regions", "region `accept` holds no line"),
    (ACCEPT, INCLUDE, "println!(\"New client joined: {address}\");",
        "includes_lead_to_regions", "found:    a Rust fence that includes nothing"),
    (ACCEPT, INCLUDE, "let x = 1;\n{{#include ../../../part1/src/bin/server.rs:accept}}",
        "includes_lead_to_regions", "found:    let x = 1;"),
    (ACCEPT, "server.rs:accept}}", "server.rs:22:25}}",
        "includes_lead_to_regions", "found:    region `22:25`"),
    (ACCEPT, "bin/server.rs:accept}}", "bin/sever.rs:accept}}",
        "includes_lead_to_regions", "part1/src/bin/sever.rs, which is not there"),
    (ACCEPT, "```rust,caption\n{{#", "  ```rust\n{{#",
        "includes_lead_to_regions", "in front of the fence"),
    (ACCEPT, "server.rs:accept}}\n```", "server.rs:accept}}\n```\n\n{{#include x.md}}",
        "includes_lead_to_regions", "{{#include x.md}}"),
    (BUFFERS, "measured/cost.svg}}", "measured/costs.svg}}",
        "includes_lead_to_regions", "part1/measured/costs.svg, which is not there"),
    (BUFFERS, "{{#include ../../../part1/measured/cost.svg}}", "- {{#include ../../../part1/measured/cost.svg}}",
        "includes_lead_to_regions", "whole file of part1/measured/, alone"),
    ("book/src/cost/measure.md", "{{#include ../../../part1/measured/cost.md}}\n", "",
        "records_are_all_included", "a record that no page shows"),
    (SERVER, "    drop(server);\n", "    drop(server);\n    // ANCHOR: more\n    // ANCHOR_END: more\n",
        "regions_are_all_included", "region `more` is on no page"),
    (SERVER, "    // ANCHOR_END: accept\n", "    // ANCHOR_END: accept\n    dbg!(1);\n",
        "lines_are_shown_once_in_order", "found:    dbg!(1);"),
    (SUMMARY, "- [3. Accept a client](server/accept.md)\n- [4. Send a message](server/send.md)\n", "- [4. Send a message](server/send.md)\n- [3. Accept a client](server/accept.md)\n",
        "lines_are_shown_once_in_order", "region `accept` after `send`"),
    ("book/src/server/send.md", "server.rs:send}}", "server.rs:accept}}",
        "lines_are_shown_once_in_order", "region `accept` again"),
    (ACCEPT, "In `src/bin/server.rs`, below", "In `src/bin/client.rs`, below",
        "captions_name_the_place", "caption: `src/bin/client.rs`"),
    (ACCEPT, "below `let server = TcpListener::bind(SERVER)?;`", "below `fn main()`",
        "captions_name_the_place", "expected: `src/bin/server.rs`, `let server"),
    (ACCEPT, "All of `src/bin/server.rs`:", "All of it:",
        "captions_are_captions", "expected: a file's name"),
    (ACCEPT, "```rust,caption", "```rust,captoin",
        "fences_are_known", "attribute `captoin`"),
    (ACCEPT, "server.rs:listen}}\n\n{{#include", "server.rs:listen}}\n{{#include",
        "so_far_is_the_program", "found:    the program so far:"),
    (ACCEPT, "```rust,so-far,caption", "```rust,caption",
        "so_far_is_the_program", "a step that does not show the program so far"),
    (CLIENT, "PORT: u16 = 50000", "PORT: u16 = 50001",
        "addresses_agree", "expected: const HOST: &str = \"127.0.0.1\";\n              const PORT: u16 = 50000;"),
    (SUMMARY, "- [3. Accept a client](server/accept.md)\n", "",
        "summary_matches_files", "found:    a page that SUMMARY.md does not list"),
    (SUMMARY, "server/accept.md", "server/acept.md",
        "summary_matches_files", "found:    book/src/server/acept.md"),
    (ACCEPT, "## Run it", "#### Run it",
        "headings_are_in_order", "found:    level 4 after level 2"),
    (ACCEPT, "## Run it", "# Run it",
        "headings_are_in_order", "level 1 after level 2"),
    (ACCEPT, "## Two servers at one address", "## Two servers",
        "links_lead_somewhere", "the heading #two-servers-at-one-address of book/src/server/accept.md"),
    (ACCEPT, "](send.md)", "](sent.md)",
        "links_lead_somewhere", "book/src/server/sent.md, which is not there"),
    ("book/src/further-reading.md", "https://man7.org", "http://man7.org",
        "links_lead_somewhere", "expected: https://"),
    ("book/src/welcome.md", " role=\"img\"", "",
        "pictures_have_words", "a picture whose words are ``"),
    ("book/src/welcome.md", "Next: [Set up]", "![](a.svg) [Set up]",
        "pictures_have_words", "a picture whose words are ``"),
    ("part1/measured/cost.svg", " aria-labelledby", " labelledby",
        "pictures_have_words", "book/src/cost/buffers.md"),
    ("part1/measured/cost.md", "Measured:", "Simply measured:",
        "prose_is_plain", "book/src/cost/measure.md"),
    (ACCEPT, "```console\n", "```\n",
        "fences_are_known", "found:    a fence of language ``"),
    (ACCEPT, "```console,terminal=1", "```console,terminl=1",
        "fences_are_known", "attribute `terminl`"),
    (ACCEPT, "```text,warnings", "```text",
        "fences_are_known", "a text fence that no check reads"),
    (ACCEPT, "<div class=\"terminals\">\n\nTerm", "<div class=\"terminals\">\nTerm",
        "blocks_are_closed", "without a blank line on both sides"),
    (SEE_IT, "<div class=\"story\">\n\n", "",
        "blocks_are_closed", "found:    </div>\n    expected: the block's first tag above"),
    (SEE_IT, "</div>\n\nNo end goes", "No end goes",
        "blocks_are_closed", "found:    <div class=\"story\"> that is not closed"),
    (ACCEPT, "</div>\n\nThe server", "\n\nThe server",
        "terminals_stand_together", "a line that names the terminal below it"),
    (ACCEPT, "```\n\nTerminal 2, in your own", "```\n\n</div>\n\nTerminal 2, in your own",
        "terminals_stand_together", "found:    1 terminals that stand together"),
    (ACCEPT, "Terminal 2, in your own", "Then comes the other.\n\nTerminal 2, in your own",
        "terminals_stand_together", "found:    Then comes the other."),
    (SERVER, "\"New client joined: {address}\"", "\"A new client has just now joined us here: {address}, as we all had expected\"",
        "code_fits", "found:    92 columns"),
    (ACCEPT, "wakes it when", "wakes it --when when",
        "prose_is_plain", "`--when`, in backticks"),
    (ACCEPT, "It is not stuck", "TODO: It is not stuck",
        "prose_is_plain", "without `TODO`"),
    (ACCEPT, "It is not stuck", "It is simply not stuck",
        "prose_is_plain", "without `simply`"),
    (ACCEPT, "it is\nin `accept`.", "it is\nin `accept.",
        "prose_is_plain", "code spans that end on the line"),
    (VIEWS, "`setsockopt` `bind`", "`bind` `setsockopt`",
        "the_table_has_the_calls_and_segments", "found:    calls: bind"),
    (VIEWS, "client: FIN |", "client: FIN <br> server: ACK |",
        "the_table_has_the_calls_and_segments", "found:    segments: server: ACK"),
    (VIEWS, "server `server.accept()?`", "server `server.acept()?`",
        "the_table_has_the_calls_and_segments", "part of a line of server.rs, in its order"),
    ("book/src/kernel/look.md", "Flags [S.], length 0\n", "Flags [R.], length 0\n",
        "the_table_has_the_calls_and_segments", "expected: server: RST, ACK"),
    ("book/src/python/calls.md", "| `server.listen(128)` |", "| `server.listen(1)` |",
        "each_call_has_its_twin", "a part of the Python program"),
    ("book/src/server/send.md", "client.sendall(", "client.send(",
        "each_call_has_its_twin", "no row with `.send(…)`"),
    (ACCEPT, "**[peer](../glossary.md#peer)**", "**peer**",
        "terms_are_linked_from_their_first_use", "the first use of “peer”"),
    (ACCEPT, "(../glossary.md#peer)", "(../glossary.md#port)",
        "terms_are_linked_from_their_first_use", "the first use of “peer”"),
    ("book/src/glossary.md", "## peer", "## pear",
        "terms_are_linked_from_their_first_use", "“pear”, which no page uses"),
    ("book/src/glossary.md", "## peer", "## stream",
        "terms_are_linked_from_their_first_use", "in the order of the alphabet"),
    (ACCEPT, "```rust,caption", "```rust",
        "captions_are_captions", "found:    a snippet without `caption`"),
    (ACCEPT, "In `src/bin/server.rs`, below", "Now that all of this has been said at some length, go to the file `src/bin/server.rs`, and below",
        "captions_are_captions", "in 100 at most"),
    (SEE_IT, "| what happens | server | client | second client |", "| what happens | server | client | second guest |",
        "stories_are_the_programs", "found:    what happens | server | client | second guest"),
    (SEE_IT, "| what happens | server | client | on", "| What happens | server | client | on",
        "stories_are_the_programs", "found:    What happens | server"),
    (SEE_IT, "<div class=\"story\">\n\n| what", "| what",
        "stories_are_the_programs", "found:    a table outside of a story"),
    (SEE_IT, " for a client | the same |", " | the same |",
        "stories_are_the_programs", "found:    server: waits in `server.accept()?`\n"),
    (SEE_IT, "client: `ESTABLISHED`, `ient!`", "client: `ESTABLISHED`, `iend!`",
        "stories_are_the_programs", "found:    iend! lies in the socket of the client"),
    (SEE_IT, "| waits in `server.accept()?` for a client | the same | | the same | |\n| The client connects. The kernel", "| wait in `server.acept()?` for a client | the same | | the same | |\n| The client connects. The kernel",
        "stories_are_the_programs", "found:    server: wait in `server.acept()?` for a client"),
    (SEE_IT, "| `client.read(&mut buffer)?` |", "| `client` |",
        "stories_are_the_programs", "part of one line"),
    (SEE_IT, "| `drop(server);` |", "| `server.accept()?` |",
        "stories_are_the_programs", "where it was, or a line below it"),
    (SEE_IT, "| `client.write_all(msg_out.as_bytes())?` | the same | server: 13 bytes", "| `let msg_out = \"Hello client!\";` | the same | server: 13 bytes",
        "stories_are_the_programs", "expected: a line that calls the kernel, which `let msg_out"),
    (SEE_IT, "| waits in `client.read(&mut buffer)?` for bytes |", "| waits in `client.read(&mut buffer)?` for a client |",
        "stories_are_the_programs", "expected: waits in `…` for bytes"),
    (SEE_IT, "| `client.read(&mut buffer)?` | the same |", "| `client.reed(&mut buffer)?` | the same |",
        "stories_are_the_programs", "or part of a line of part1/src/bin/server.rs"),
    (SEE_IT, "server: `CLOSE-WAIT`", "server: `CLOSED-WAIT`",
        "stories_are_the_programs", "found:    server: CLOSED-WAIT"),
    (SEE_IT, "client: `ESTABLISHED`, `ient!`", "client: `ESTABLISHED`, `Hello client! and more`",
        "stories_are_the_programs", "found:    22 bytes lie in the socket of the client"),
    (SEE_IT, "| server: 13 bytes <br> client: ACK |", "| server: 14 bytes <br> client: ACK |",
        "stories_are_the_programs", "expected: 14, by what was there"),
    (SEE_IT, "<br> server: SYN, ACK", "<br> sever: SYN, ACK",
        "stories_are_the_programs", "found:    on the wire: sever: SYN, ACK"),
    (SEE_IT, "| `println!(\"Client: {msg_in}\");` | the same | | the same |", "| the same | the same | | the same |",
        "stories_are_the_programs", "found:    printed: server: Client: Hello Server!"),
    ("book/src/server/receive.md", "stroke-dasharray=\"6 5\"", "stroke-dasharray=\"9 9\"",
        "pictures_speak_one_language", "expected: one of: 6 5, 1 5"),
    ("book/src/kernel/ends.md", "fill-opacity=\"0.16\"", "fill-opacity=\"0.5\"",
        "pictures_speak_one_language", "found:    fill-opacity=\"0.5\""),
    ("book/src/server/listen.md", "<g>\n<text x=\"14\" y=\"34\">", "<g>\n\n<text x=\"14\" y=\"34\">",
        "pictures_speak_one_language", "found:    a blank line in it"),
    ("book/src/server/receive.md", "</g>\n</svg>", "</g>\n",
        "pictures_speak_one_language", "found:    no end of it"),
    ("book/src/server/listen.md", "fill=\"none\" stroke=\"currentColor\"", "fill=\"none\" stroke=\"black\"",
        "pictures_speak_one_language", "found:    stroke=\"black\""),
    ("book/src/server/listen.md", "viewBox=\"0 0 480 288\"", "viewBox=\"0 0 960 560\"",
        "pictures_speak_one_language", "found:    viewBox=\"0 0 960 560\""),
    ("book/src/server/listen.md", "id=\"bind-title\"", "id=\"cover-title\"",
        "pictures_speak_one_language", "found:    id `cover-title`, which book/src/welcome.md"),
    ("book/src/server/listen.md", "<rect", "<rect style=\"x\"",
        "pictures_speak_one_language", "found:    `style=`"),
    ("book/src/server/listen.md", "class=\"drawing\"", "class=\"picture\"",
        "pictures_speak_one_language", "expected: class=\"drawing\""),
    ("book/src/cost/nagle.md", "<text x=\"100\" y=\"33\">server", "<text x=\"400\" y=\"33\">server",
        "pictures_speak_one_language", "found:    `server` at 400, `client` at 380"),
    ("book/src/stage.js", "\"use strict\";", "fetch(\"https://example.org\");",
        "scripts_and_style_keep_to_themselves", "expected: no `fetch(`"),
    ("book/src/stage.js", "const keys", "localStorage.event = 1; const keys",
        "scripts_and_style_keep_to_themselves", "expected: no `localStorage`"),
    ("book/book.toml", "\"blocks.js\"", "\"bolcks.js\"",
        "scripts_and_style_keep_to_themselves", "found:    a file that no page loads"),
    (SEE_IT, "src=\"stage.js\"", "src=\"stage2.js\"",
        "scripts_and_style_keep_to_themselves", "book/src/stage.js:1"),
    ("book/src/questions.md", "It waits in `accept` until", "It waits. It waits in `accept` until",
        "questions_are_answered", "found:    3 sentences"),
    ("book/src/questions.md", "[A line](stream/line.md#try-it)", "A line",
        "questions_are_answered", "with a link to a page"),
    ("book/src/kernel/ends.md", "$ cargo run --example reset", "$ cargo run --example rest",
        "examples_are_run", "`cargo run --example reset`"),
    ("part1/examples/reset.rs", "    // ANCHOR_END: pair\n", "    // ANCHOR_END: pair\n    dbg!(1);\n",
        "lines_are_shown_once_in_order", "expected: inside exactly one region"),
    ("book/src/kernel/ends.md", "`part1/examples/reset.rs`", "`part1/examples/rest.rs`",
        "captions_name_the_place", "expected: `part1/examples/reset.rs`"),
    ("README.md", "$ sh scripts/serve.sh", "$ sh scripts/sevre.sh",
        "unrun_fences_say_why", "`sh scripts/sevre.sh`, not run"),
    ("README.md", "$ cargo test", "$ cargo tset",
        "unrun_fences_say_why", "`cargo tset`, not run"),
    ("README.md", "console,not-run=it-is-this-proof", "console,not-run=too-lazy",
        "unrun_fences_say_why", "not run: too-lazy"),
    ("scripts/check.sh", "cargo test -- --ignored", "cargo test -- --include-ignored",
        "readme_lists_what_the_script_runs", "expected: $ cargo fmt --check"),
    (ACCEPT, "```console\n$ cargo run --bin server\n^C\n```", "Type `cargo rum --bin server`.",
        "commands_in_prose_are_shown", "`cargo rum --bin server`"),
    ("book/src/set-up.md", "$ cargo new hello-tcp", "$ cargo new hallo-tcp",
        "the_package_has_the_name_of_the_page", ""),
];

#[test]
fn each_rot_of_the_texts_is_found() {
    let tree = Tree::read();
    let mut missed = String::new();
    for (path, from, to, name, message) in ROTS {
        let rotten = tree.edited(path, from, to);
        let check = TEXTS.iter().find(|(check, _)| check == name);
        let (_, check) = check.unwrap_or_else(|| panic!("no check {name}"));
        let report = check(&rotten, &Book::read(&rotten));
        let said: Vec<String> =
            report.findings.iter().map(ToString::to_string).collect();
        let found = match *message {
            "" => report.missed_something(),
            message => said.iter().any(|s| s.contains(message)),
        };
        if !found {
            missed += &format!(
                "\n{path}: `{to}` instead of `{from}` is not found by {name}, \
                 or not with the words `{message}`. It says:\n{}",
                said.join("\n"),
            );
        }
    }
    assert!(missed.is_empty(), "{missed}");
}

#[test]
fn each_check_of_the_texts_has_its_rot() {
    for (check, _) in TEXTS {
        let has = ROTS.iter().any(|(_, _, _, name, _)| name == check);
        assert!(has, "add a row to ROTS that {check} notices");
    }
}

const LISTEN: &str = "book/src/server/listen.md";
const CLOSE: &str = "book/src/server/close.md";

/// What only a run can show: a page, an edit of it or of a program, and
/// words of the message.
type RunRot =
    (&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const RUN_ROTS: &[RunRot] = &[
    (SERVER, "New client joined", "New client came", CLOSE, "New client came: 127.0.0.1:PORT"),
    (CLOSE, "New client joined: 127.0.0.1:36812\n", "New client joins: 127.0.0.1:36812\n", CLOSE, "New client joins: 127.0.0.1:PORT"),
    (LISTEN, "```console\n$ cargo run --bin", "```console\n$ cargo run --bim", LISTEN, "unexpected argument '--bim'"),
    (LISTEN, "warning: unused variable: `server`\n", "", LISTEN, "unused variable: `server`"),
    (SERVER, "    let server = TcpListener", "    let server: u8 = TcpListener", LISTEN, "error[E0308]"),
    ("book/src/server/send.md", "fails=E0308", "fails=E0382", "book/src/server/send.md", "error[E0308]: mismatched types"),
    ("book/src/server/send.md", "error[E0308]: mismatched types", "error[E0308]: wrong types", "book/src/server/send.md", "found:    error[E0308]: wrong types"),
];

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn each_rot_of_what_is_run_is_found() {
    for (index, (path, from, to, page, message)) in RUN_ROTS.iter().enumerate()
    {
        let rotten = Tree::read().edited(path, from, to);
        let report = run_page(&rotten, page, &format!("rot-{index}"));
        let said = report.findings.iter().chain(&report.notes);
        let said: Vec<String> = said.map(ToString::to_string).collect();
        assert!(
            said.iter().any(|s| s.contains(message)),
            "{path}: `{to}` instead of `{from}` is not found, or not with the \
             words `{message}`. It says:\n{}",
            said.join("\n"),
        );
    }
}

fn run_page(tree: &Tree, path: &str, label: &str) -> Report {
    let mut report = Report::default();
    let sources = steps::sources(tree, &mut report);
    let book = Book::read(tree);
    let shelf = steps::Shelf { book: &book, sources: &sources, label };
    let page = book.page(path).unwrap_or_else(|| panic!("no {path}"));
    for step in steps::steps(&book) {
        if step.page.path == page.path {
            compile::step_builds(&shelf, &step, &mut report);
        }
    }
    compile::typed_fences_do_as_told(&shelf, page, &mut report);
    transcripts::play_page(&shelf, page, Scenes::Plain, &mut report);
    report
}
