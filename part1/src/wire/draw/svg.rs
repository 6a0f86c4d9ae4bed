//! The picture: as the book draws an exchange, with the wire between the two
//! and the time at the side.

use super::row::{Arrow, NAMES, Row, Way, escaped, name, seconds};
use super::run::{Client, Run, left_out};
use shared::relay::Side;

/// From the left: the server, the wire, the client; and how wide all is.
const PLACES: [u32; 3] = [150, 400, 650];
const WIDE: u32 = 720;

/// So many letters of code fit above an arrow, or above one of half the way.
const ROOM: [u32; 2] = [60, 28];

/// How high a line of text is.
const LINE: u32 = 18;

/// What stands above the lives of a client's conversation.
const BOXES: u32 = 34;

/// What no page gives it: colours, also for a dark screen, for paper, and for
/// who has chosen a few colours for all. A word processor knows no more of CSS.
const STYLE: &str = "\
svg { color: #1f2328; background: #ffffff; font: 15px sans-serif }
text { fill: currentColor }
.code { font: 13px monospace; direction: ltr; unicode-bidi: isolate; \
white-space: pre }
.paper { fill: #ffffff }
.name { font-weight: bold }
@media (prefers-color-scheme: dark) {
svg { color: #e6edf3; background: #0d1117 }
.paper { fill: #0d1117 }
}
@media print {
svg { color: #000000; background: #ffffff }
.paper { fill: #ffffff }
}
@media (forced-colors: active) {
svg { color: CanvasText; background: Canvas; forced-color-adjust: none }
.paper { fill: Canvas }
}
";

/// How wide a letter is at most, nearly always.
const LETTER: u32 = 9;

/// A picture that grows downwards: its lines, and its texts in front of them.
#[derive(Default)]
struct Drawn {
    y: u32,
    paths: String,
    dashed: String,
    texts: String,
}

pub fn picture(run: &Run) -> String {
    let mut drawn = Drawn { y: 34, ..Drawn::default() };
    drawn.text((24, "start"), "name", &format!("Through {}", run.wire()));
    if run.clients.is_empty() {
        drawn.y += 2 * LINE;
        drawn.text((24, "start"), "words", "No client has connected yet.");
    }
    for client in &run.clients {
        drawn.client(client);
    }
    if let Some(more) = run.more() {
        drawn.y += 2 * LINE;
        drawn.text((24, "start"), "words", &more);
    }
    let (high, words) = (drawn.y + 24, escaped(&words(run)));
    let Drawn { paths, dashed, texts, .. } = drawn;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" \
         viewBox=\"0 0 {WIDE} {high}\" width=\"{WIDE}\" height=\"{high}\" \
         role=\"img\" aria-labelledby=\"run-title run-words\">\n\
         <title id=\"run-title\">Your run, drawn by the wire</title>\n\
         <desc id=\"run-words\">{words}</desc>\n<style>\n{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDE}\" height=\"{high}\"/>\n\
         <g fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\">\n\
         {paths}<g stroke-dasharray=\"6 5\">\n{dashed}</g>\n</g>\n\
         <g>\n{texts}</g>\n</svg>\n"
    )
}

/// The same in words.
fn words(run: &Run) -> String {
    let mut words = format!("Through {}. Time runs down. ", run.wire());
    if run.clients.is_empty() {
        words += "No client has connected yet.";
    }
    for client in &run.clients {
        words += &format!("Client {}. ", client.number);
        let (first, count, last) = client.rows();
        words.extend(first.iter().map(sentence));
        if count > 0 {
            words += &format!("{} ", left_out(count));
        }
        words.extend(last.iter().map(sentence));
        words += &format!("{} ", client.end());
    }
    words + &run.more().unwrap_or_default()
}

fn sentence(row: &Row) -> String {
    let crosses: String = row.arrows.iter().map(crosses).collect();
    format!("{}: {}{crosses} ", seconds(row.at), row.says)
}

/// Who sends what to whom.
fn crosses(arrow: &Arrow) -> String {
    let to = match arrow.way {
        Way::ToWire => NAMES[1],
        _ => name(arrow.from.other()),
    };
    format!(" From {} to {to}: {}.", arrow.who(), arrow.what)
}

impl Drawn {
    /// The boxes of the three, what passed, and how it ended.
    fn client(&mut self, client: &Client) {
        self.y += 2 * LINE;
        let title = format!("Client {}", client.number);
        self.text((24, "start"), "name", &title);
        self.y += 14;
        for (x, (name, round)) in PLACES.into_iter().zip(NAMED) {
            let (left, top) = (x - 60, self.y);
            self.paths += &format!(
                "<rect x=\"{left}\" y=\"{top}\" width=\"120\" \
                 height=\"{BOXES}\" rx=\"{round}\"/>\n"
            );
            self.y += 22;
            self.text((x, "middle"), "words", name);
            self.y -= 22;
        }
        self.y += BOXES;
        let (first, count, last) = client.rows();
        self.rows(first);
        if count > 0 {
            self.live(8);
            self.pass(&left_out(count));
        }
        self.rows(last);
        self.live(12);
        self.y += LINE;
        self.text((PLACES[1], "middle"), "words", client.end());
    }

    fn rows(&mut self, rows: &[Row]) {
        for row in rows {
            if let Some(still) = row.stillness() {
                self.live(8);
                self.pass(&format!("{still}: the wire notices nothing"));
            }
            self.row(row);
        }
    }

    /// What crosses the wire, with its words above it and its time beside it.
    fn row(&mut self, row: &Row) {
        let texts: Vec<Vec<String>> = row.arrows.iter().map(lines).collect();
        let most = texts.iter().map(Vec::len).max().unwrap_or_default();
        let most = u32::try_from(most).unwrap_or_default();
        self.live(8 + most * LINE);
        let (bottom, middles) = (self.y, row.arrows.iter().map(ends));
        for (lines, (from, to)) in texts.iter().zip(middles) {
            let middle = (from + to) / 2;
            for (line, above) in lines.iter().rev().zip(0..) {
                self.y = bottom - 5 - above * LINE;
                self.text_on_line(middle, "code", line);
            }
        }
        self.y = bottom + 5;
        self.text((84, "end"), "words", &seconds(row.at));
        self.y = bottom;
        row.arrows.iter().for_each(|arrow| self.arrow(arrow));
        self.live(14);
    }

    /// An arrow slopes down, since time does. An end or a reset is marked
    /// where it comes from.
    fn arrow(&mut self, arrow: &Arrow) {
        let ((from, to), y) = (ends(arrow), self.y);
        let down = y + from.abs_diff(to) / 50;
        let line = format!("<path d=\"M{from} {y}L{to} {down}");
        if arrow.way == Way::Nothing {
            self.dashed += &format!("{line}\"/>\n");
            return;
        }
        let back = if from < to { to - 11 } else { to + 11 };
        let (above, below) = (down - 6, down + 4);
        let head = format!("M{back} {above}L{to} {down}L{back} {below}");
        let (left, right, top) = (from - 9, from + 9, y - 9);
        let end = y + 9;
        let mark = match arrow.what.as_str() {
            "the end" => format!("M{left} {y}H{right}"),
            "reset" => {
                format!(
                    "M{left} {top}L{right} {end}M{right} {top}L{left} {end}"
                )
            }
            _ => String::new(),
        };
        self.paths += &format!("{line}{head}{mark}\"/>\n");
    }

    /// So far, all three go on.
    fn live(&mut self, far: u32) {
        for x in PLACES {
            self.paths += &format!("<path d=\"M{x} {}v{far}\"/>\n", self.y);
        }
        self.y += far;
    }

    /// Nothing comes for a while, or it is left out.
    fn pass(&mut self, words: &str) {
        for x in PLACES {
            self.dashed += &format!("<path d=\"M{x} {}v40\"/>\n", self.y);
        }
        self.y += 25;
        self.text_on_line(PLACES[1], "words", words);
        self.y += 15;
    }

    /// The same where the wire's line would cross it: on a bit of paper.
    fn text_on_line(&mut self, x: u32, class: &str, text: &str) {
        let half = wide(text) * LETTER / 2;
        let (left, top, wide) = (x.saturating_sub(half), self.y - 13, 2 * half);
        self.texts += &format!(
            "<rect class=\"paper\" x=\"{left}\" y=\"{top}\" \
             width=\"{wide}\" height=\"17\"/>\n"
        );
        self.text((x, "middle"), class, text);
    }

    fn text(&mut self, (x, anchor): (u32, &str), class: &str, text: &str) {
        let (y, text) = (self.y, escaped(text));
        self.texts += &format!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" \
             class=\"{class}\">{text}</text>\n"
        );
    }
}

/// The names, and how round their boxes are.
const NAMED: [(&str, u32); 3] = [(NAMES[0], 4), (NAMES[1], 4), (NAMES[2], 17)];

/// Where an arrow begins and ends.
fn ends(arrow: &Arrow) -> (u32, u32) {
    let [left, wire, right] = PLACES;
    let (from, to) = match arrow.from {
        Side::Server => (left, right),
        Side::Client => (right, left),
    };
    match arrow.way {
        Way::Whole => (from, to),
        Way::ToWire => (from, wire),
        Way::FromWire | Way::Nothing => (wire, to),
    }
}

/// How wide a text is, in letters. One that is not ASCII may be two wide.
fn wide(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// An arrow's text in lines that have room above it.
fn lines(arrow: &Arrow) -> Vec<String> {
    let room = ROOM[usize::from(arrow.way != Way::Whole)];
    let mut lines = vec![String::new()];
    for c in arrow.what.chars() {
        let line = lines.last_mut().expect("a line");
        if wide(line) + wide(c.encode_utf8(&mut [0; 4])) <= room {
            line.push(c);
        } else {
            lines.push(c.to_string());
        }
    }
    lines
}
