//! The Python lines that the pages set beside ours make two programs
//! that run, and that talk to ours.

use crate::book::Book;
use crate::process::{BOUND, Running};
use crate::programs::{start_client, start_server};
use crate::sockets::{is_listening, wait_for};
use crate::steps::{PROGRAMS, program_of};
use crate::tree::Tree;
use crate::turn::{PORT, Turn};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The Python lines of a program's pages, in the pages' order.
fn lines(book: &Book, program: &str) -> String {
    let pages = book.pages.iter().filter(|p| program_of(p) == Some(program));
    let fences = pages.flat_map(|page| &page.fences);
    let lines = fences.filter(|f| f.language == "python").map(|f| {
        assert!(!f.body.is_empty(), "an empty Python fence");
        f.body.join("\n") + "\n"
    });
    lines.collect()
}

fn start(book: &Book, program: &str) -> Running {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("{program}.py"));
    fs::write(&path, lines(book, program)).expect("a Python file");
    // -u: what is printed comes at once, though nobody types.
    let mut python = Command::new("python3");
    python.arg("-u").arg(&path);
    Running::start(&mut python).expect("python3 is installed")
}

#[test]
#[ignore = "needs python3"]
fn the_python_lines_talk_to_each_other_and_to_ours() {
    let book = Book::read(&Tree::read());
    let ours: [fn() -> Running; 2] = [start_server, start_client];
    for theirs in [[true, true], [true, false], [false, true]] {
        let _turn = Turn::take();
        let [server, client] = [0, 1].map(|i| {
            let mut running = match theirs[i] {
                true => start(&book, PROGRAMS[i]),
                false => ours[i](),
            };
            wait_for(|| Some(is_listening(PORT)? || running.has_ended()));
            running
        });
        let ends = [server, client].map(|program| {
            program.finish(BOUND).unwrap_or_else(|e| panic!("{e}"))
        });
        for ended in &ends {
            assert!(ended.status.success(), "Python for {theirs:?}: {ended:?}");
        }
        assert!(ends[0].stdout.starts_with("New client joined: "));
        assert!(ends[0].stdout.ends_with("\nClient: Hello Server!\n"));
        assert_eq!(ends[1].stdout, "Server: Hello client!\n");
    }
}
