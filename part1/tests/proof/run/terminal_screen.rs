//! What a terminal shows of the bytes that a program prints: some of
//! them move its cursor, and what they print stands elsewhere.

use crate::book::report::{each_row, row};

/// Where the cursor is, and what stands on the lines.
#[derive(Default)]
struct Screen {
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

/// The lines that a terminal shows, of what was printed. It knows the few controls that this book
/// sends (ECMA-48, 8.3): up a line, and clear the rest of a line.
pub fn shown(printed: &str) -> String {
    let mut screen = Screen::default();
    let mut rest = printed;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\n' => (screen.row, screen.column) = (screen.row + 1, 0),
            '\r' => screen.column = 0,
            '\x1b' => rest = screen.control(rest),
            c => screen.put(c),
        }
    }
    let lines = screen.lines.into_iter().map(|line| line.into_iter().collect());
    lines.collect::<Vec<String>>().join("\n")
}

impl Screen {
    fn line(&mut self) -> &mut Vec<char> {
        let rows = self.lines.len().max(self.row + 1);
        self.lines.resize(rows, Vec::new());
        &mut self.lines[self.row]
    }

    fn put(&mut self, c: char) {
        let column = self.column;
        let line = self.line();
        let width = line.len().max(column + 1);
        line.resize(width, ' ');
        line[column] = c;
        self.column += 1;
    }

    /// Does what the control behind an escape says; returns the rest.
    fn control<'a>(&mut self, rest: &'a str) -> &'a str {
        if let Some(rest) = rest.strip_prefix("[A") {
            self.row = self.row.saturating_sub(1);
            return rest;
        }
        if let Some(rest) = rest.strip_prefix("[K") {
            let column = self.column;
            self.line().truncate(column);
            return rest;
        }
        panic!("a control that no page sends: {:?}", rest.get(..4))
    }
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
