//! The page: a stage for each client, which the book's own script makes of a
//! table, and the table, which is there without scripts and on paper, too.

use super::row::{Arrow, NAMES, Row, Way, escaped, seconds};
use super::run::{Client, Run, left_out};
use shared::relay::Side;

/// The stage is the book's own, and not drawn in two ways.
const STAGE: &str = include_str!("../../../../book/src/stage.js");
const STYLES: [&str; 2] =
    [include_str!("../../../../book/src/stage.css"), include_str!("page.css")];

/// The page's head. Nothing may be loaded from anywhere.
const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
content="default-src 'none'; style-src 'unsafe-inline';
script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>Your run, drawn by the wire</title>
"#;

/// What a reader has to know of it at first.
const ABOUT: &str = "\
Press <b>Next</b>. The times say when the wire has read something. A bad wire, \
or one whose reader is slow, reads late.";

/// And what else.
const MORE: &str = "\
Click on a run, and use the arrow keys. Each time is in seconds since the \
wire was started. A wire sees bytes, ends and resets arrive, and nothing \
inside the programs or the kernel: whether something has been read, or what \
waits in a call. What it has passed on, it has written to that side's \
connection.";

/// The last four are the stage's: a wire knows nothing for three of them.
const HEADS: [&str; 5] =
    ["what happens", NAMES[0], NAMES[1], NAMES[2], "what passes"];

pub fn page(run: &Run) -> String {
    let mut page = HEAD.to_string();
    for style in STYLES {
        page += &format!("<style>\n{style}</style>\n");
    }
    let wire = escaped(&run.wire());
    page += "<main class=\"content\">\n<h1>Your run</h1>\n";
    page += &format!("<p>Through {wire}. {ABOUT}</p>\n");
    if run.clients.is_empty() {
        page += "<p>No client has connected yet. Load the page again when one \
                 has.</p>\n";
    }
    page.extend(run.clients.iter().map(story));
    if let Some(more) = run.more() {
        page += &format!("<p>{more}</p>\n");
    }
    page += &format!("<p class=\"more\">{MORE}</p>\n");
    page + &format!("</main>\n<script>\n{STAGE}</script>\n</html>\n")
}

/// A client's heading, how it ended, and its table.
fn story(client: &Client) -> String {
    let (number, end) = (client.number, client.end());
    let (first, count, last) = client.rows();
    let (mut rows, mut above) = (String::new(), None);
    for one in first {
        rows += &row(one, &mut above);
    }
    if count > 0 {
        rows += &format!("<tr><td>{}{NOTHING}", left_out(count));
    }
    for one in last {
        rows += &row(one, &mut above);
    }
    let heads: String = HEADS.map(|head| format!("<th>{head}")).concat();
    format!(
        "<h2 id=\"client-{number}\">Client {number}</h2>\n<p>{end}</p>\n\
         <div class=\"story\"><div class=\"table-wrapper\"><table>\n\
         <thead><tr>{heads}<th><th><th>\n<tbody>\n{rows}</table></div></div>\n"
    )
}

/// The cells of a row that has only a sentence.
const NOTHING: &str = "<td><td><td><td><td><td><td>\n";

/// A row of the table. What is known of the three stands where it changes.
fn row(row: &Row, above: &mut Option<[String; 3]>) -> String {
    let (at, says) = (seconds(row.at), escaped(&row.says));
    let mut cells = format!("<tr><td><time>{at}</time> {says}");
    let known = row.known.in_words();
    for (i, known) in known.iter().enumerate() {
        let is_new = above.as_ref().is_none_or(|above| above[i] != *known);
        let known = if is_new { known.as_str() } else { "" };
        cells += &format!("<td>{}", escaped(known).replace('\n', "<br>"));
    }
    *above = Some(known);
    let crosses: Vec<String> = row.arrows.iter().map(crosses).collect();
    cells + &format!("<td>{}<td><td><td>\n", crosses.join("<br>"))
}

/// What crosses the wire. The classes say which part of the way, and which
/// way the wire itself sends, which is between the two.
fn crosses(arrow: &Arrow) -> String {
    let class = match arrow.way {
        Way::Whole => "whole",
        Way::ToWire => "to-wire",
        Way::FromWire => "from-wire",
        Way::Nothing => "from-wire nothing",
    };
    let way = match arrow.from {
        Side::Server => "rightwards",
        Side::Client => "leftwards",
    };
    let (who, what) = (arrow.who(), escaped(&arrow.what));
    format!("{who}: <bdi class=\"{class} {way}\">{what}</bdi>")
}
