//! What a terminal shows of what a program prints: some bytes move its cursor.

use crate::book::report::{each_row, row};

/// The lines that a terminal shows, of what was printed. It knows the few controls that this book
/// sends (ECMA-48, 8.3): up a line, and clear the rest of a line.
pub fn shown(printed: &str) -> String {
    let mut lines: Vec<Vec<char>> = Vec::new();
    let (mut at, mut column) = (0, 0);
    let mut rest = printed.chars();
    while let Some(c) = rest.next() {
        lines.resize(lines.len().max(at + 1), Vec::new());
        let line = &mut lines[at];
        match c {
            '\n' => (at, column) = (at + 1, 0),
            '\r' => column = 0,
            '\x1b' => match [rest.next(), rest.next()] {
                [Some('['), Some('A')] => at = at.saturating_sub(1),
                [Some('['), Some('K')] => line.truncate(column),
                control => panic!("a control that no page sends: {control:?}"),
            },
            c => {
                line.resize(line.len().max(column + 1), ' ');
                line[column] = c;
                column += 1;
            }
        }
    }
    lines.iter().map(String::from_iter).collect::<Vec<_>>().join("\n")
}

#[test]
fn controls_move_what_is_shown() {
    let rows = [
        row(("one\ntwo\n", "one\ntwo")),
        row(("one\rtw", "twe")),
        row(("one\ntwo\x1b[A\r\x1b[Kthree\n", "three\ntwo")),
        row(("one\n\nthree", "one\n\nthree")),
        row(("a\n  \x1b[Ab", "a b\n  ")),
    ];
    each_row(&rows, |printed| shown(printed));
}
