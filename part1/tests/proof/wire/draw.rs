//! What the wire draws of a run: each event of it, within bounds, in a file that is whole at any time,
//! and in which no byte of a program becomes markup.

use super::fixtures::{client, client_without_server, record, record_ends};
use super::pairs::{led_to_the_wire, start_pair};
use super::prelude::*;
use std::io::Seek;

/// A folder for what a wire draws.
pub struct Drawings(TemporaryFolder);

impl Drawings {
    pub fn new() -> Drawings {
        Drawings(TemporaryFolder::new("drawn"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.0.join(name)
    }

    /// A wire with these options that draws a page and a picture.
    pub fn wire(&self, options: &[&str]) -> Running {
        let files = ["run.html", "run.svg"].map(|name| self.path(name));
        let files = files.each_ref().map(|path| path.to_str().expect("a folder of plain letters"));
        let draw = files.into_iter().flat_map(|file| ["--draw", file]);
        let wire = wire(&options.iter().copied().chain(draw).collect::<Vec<_>>());
        // It listens before it draws.
        assert!(happens(|| wire.printed().lines().count() == 2), "{}", wire.printed());
        wire
    }

    pub fn page(&self) -> String {
        fs::read_to_string(self.path("run.html")).expect("a page")
    }

    /// What the page has of its own: no style, no script.
    pub fn main(&self) -> String {
        let page = self.page();
        let (_, main) = page.split_once("<main").expect("a main part");
        main.split("</main>").next().unwrap_or_default().to_string()
    }

    pub fn picture(&self) -> String {
        fs::read_to_string(self.path("run.svg")).expect("a picture")
    }

    /// The rows of the page: the sentence without what depends on this machine, its time and how long
    /// somebody was silent; and what crosses the wire.
    pub fn rows(&self) -> Vec<String> {
        let row = |row: &[String; 5]| [without_times(&row[0]), &row[4]].join(" | ");
        rows(&self.page()).iter().map(row).collect()
    }

    /// Waits until the page has these rows, and the picture the same words.
    pub fn show(&self, expected: &[&str]) {
        assert!(happens(|| self.rows() == expected), "{:#?}, and not {expected:#?}", self.rows());
        self.agree();
    }

    /// Waits until the picture says what the page says.
    fn agree(&self) {
        let is_same = || {
            let (page, picture) = (self.page(), self.picture());
            let (_, words) = picture.split_once("<desc id=\"run-words\">").expect("its words");
            let (words, _) = words.split_once("</desc>").expect("their end");
            let ends = page.lines().filter_map(|line| line.strip_prefix("<p>"));
            let ends = ends.skip(1).map(|end| end.trim_end_matches("</p>").to_string());
            let all: Vec<String> = rows(&page)
                .iter()
                .map(|row| row[0].replacen(" s ", " s: ", 1))
                .chain(ends)
                .collect();
            !all.is_empty() && all.iter().all(|sentence| words.contains(sentence))
        };
        assert!(happens(is_same), "{}\n{}", self.main(), self.picture());
    }
}

/// What a browser is to show: a page and a picture of a run with each kind of event, drawn anew.
pub fn every_kind_of_event() -> [String; 2] {
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let _wire = drawings.wire(&["--cut", "server:30", "--pause", "server:70"]);
    let shows = |words: &str| {
        let is_so = happens(|| drawings.page().contains(words));
        assert!(is_so, "{words} in {}", drawings.main());
    };
    let mut one = client();
    let mut server = accept(&listener);
    for (i, bytes) in (2..).zip(HOSTILE) {
        write(&mut one, bytes);
        server.read_exact(&mut vec![0; bytes.len()]).expect("all");
        assert!(happens(|| drawings.rows().len() == i), "{:#?}", drawings.rows());
    }
    write(&mut server, &[b'x'; 80]);
    shows("nothing more");
    one.shutdown(Shutdown::Write).expect("connected");
    shows("Your client has finished");
    write(&mut server, b"lost");
    shows("drops them");
    let two = client();
    write(&mut accept(&listener), b"unread");
    wait_for_bytes(&two, 6);
    drop(two);
    shows("It ended when your client reset it.");
    drop(listener);
    client_without_server();
    shows("It ended before your server was reached.");
    drawings.agree();
    [drawings.page(), drawings.picture()]
}

/// The cells of each row of a page that say something, without their tags.
pub fn rows(page: &str) -> Vec<[String; 5]> {
    let (_, main) = page.split_once("<main").expect("a main part");
    let rows = main.lines().filter_map(|line| line.strip_prefix("<tr><td>"));
    rows.map(|row| {
        let mut cells = row.split("<td>").map(without_tags);
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
    .collect()
}

fn without_tags(html: &str) -> String {
    let parts = html.replace("<br>", "; ");
    let texts = parts.split('<').enumerate();
    texts
        .map(|(i, part)| if i == 0 { part } else { part.split_once('>').map_or("", |p| p.1) })
        .collect()
}

fn without_times(says: &str) -> &str {
    let says = match says.split_once(" s ") {
        Some((time, says)) if time.parse::<f64>().is_ok() => says,
        _ => says,
    };
    let says = says.split(SILENT).next().unwrap_or_default();
    says.split(LATE).next().unwrap_or_default()
}

pub const LATE: &str = " The wire may have read it late: it had not looked for ";

pub const SILENT: &str = " It had sent nothing for ";

const CONNECTS: &str = "Your client connects to the wire, and now the wire connects to your server. | \
                        your client: connects; the wire: connects";

#[test]
fn the_pair_is_drawn_as_it_talks() {
    let Some(_port) = PortLock::take() else { return };
    let client = led_to_the_wire("client");
    let drawings = Drawings::new();
    let wire = drawings.wire(&[]);
    assert!(rows(&drawings.page()).is_empty(), "rows before the first client");
    assert!(drawings.page().contains("No client has connected yet."), "{}", drawings.main());
    assert!(drawings.picture().contains("No client has connected yet."), "{}", drawings.picture());
    start_pair("server", &client).into_iter().for_each(|program| drop(end_well(program)));
    let expected = [
        CONNECTS,
        "Your client has finished sending, and the wire passes that on. | your client: the end",
        "Your client sends 13 bytes, and the wire passes them on. | \
         your client: 13 bytes &quot;Hello Server!&quot;",
        "Your server has finished sending, and the wire passes that on. | your server: the end",
        "Your server sends 13 bytes, and the wire passes them on. | \
         your server: 13 bytes &quot;Hello client!&quot;",
    ];
    // Which of the two ends is first is chance.
    let sorted = || {
        let mut rows = drawings.rows();
        rows.sort();
        rows
    };
    assert!(happens(|| sorted() == expected), "{:#?}", sorted());
    drawings.agree();
    let page = drawings.page();
    let last = &rows(&page)[4];
    let both = format!("{}; {}", last[1..4].join(" | "), page.matches("<h2").count());
    assert!(both.contains("passed on to your client: all 13 bytes, and the end"), "{both}");
    assert!(both.ends_with("; 1"), "{both}");
    assert!(page.contains("<p>It ended when both had finished sending.</p>"), "{page}");
    let connects =
        "From your client to the wire: connects. From the wire to your server: connects.";
    assert!(drawings.picture().contains(connects), "{}", drawings.picture());
    // The times are those that are printed, after the two lines of what is drawn.
    assert!(happens(|| wire.printed().lines().count() == 7), "{}", wire.printed());
    let [printed, drawn] = [wire.printed(), times(&rows(&page))];
    let printed: Vec<&str> = printed.lines().skip(2).filter_map(|l| l.split(' ').next()).collect();
    assert_eq!(printed.join(" "), drawn);
}

/// The times of all rows.
fn times(rows: &[[String; 5]]) -> String {
    let times = rows.iter().filter_map(|row| row[0].split(' ').next());
    times.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_bad_wire_is_drawn_in_the_middle_of_the_way() {
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let wire = drawings.wire(&["--cut", "server:2", "--half", "client:1"]);
    let mut client = client();
    let mut server = accept(&listener);
    write(&mut server, b"abc");
    record_ends(&wire, "wire -> client 1: 1 byte \"c\"\n");
    write(&mut client, b"xyz");
    record_ends(&wire, "wire -> server: the end\n");
    write(&mut client, b"lost");
    record_ends(&wire, "client 1 -> server: 4 bytes \"lost\"\n");
    server.shutdown(Shutdown::Write).expect("connected");
    let expected = [
        CONNECTS,
        "Your server sends 3 bytes to the wire. | your server: 3 bytes &quot;abc&quot;",
        "The wire passes 2 bytes on to your client. | \
         the wire: 2 bytes &quot;ab&quot;",
        "The wire passes 1 byte on to your client. | the wire: 1 byte &quot;c&quot;",
        "Your client sends 3 bytes to the wire. | your client: 3 bytes &quot;xyz&quot;",
        "The wire passes 1 byte on to your server. | the wire: 1 byte &quot;x&quot;",
        "The wire sends your server the end, before it has read one from your client. | \
         the wire: the end",
        "Your client sends 4 bytes, and the wire drops them. | your client: 4 bytes &quot;lost&quot;",
        "Your server has finished sending, and the wire passes that on. | your server: the end",
    ];
    drawings.show(&expected);
    let page = drawings.page();
    let options = "Through a wire with --cut server:2 --half client:1.";
    assert!(page.contains(options), "{page}");
    assert!(page.contains("<p>It ended when the wire had sent an end to each.</p>"), "{page}");
    let known: Vec<String> = rows(&page).into_iter().map(|row| row[1..4].join(" | ")).collect();
    let wire = |server: &str, client: &str| {
        format!(" | passed on to your server: {server}; passed on to your client: {client} | ")
    };
    let expected = [
        format!("not reached yet{}has sent nothing", wire("nothing", "nothing")),
        format!("has sent 3 bytes{}", wire("nothing", "0 of 3 bytes")),
        wire("nothing", "2 of 3 bytes"),
        wire("nothing", "all 3 bytes"),
        format!("{}has sent 3 bytes", wire("0 of 3 bytes", "all 3 bytes")),
        wire("1 of 3 bytes", "all 3 bytes"),
        wire("1 of 3 bytes, and the end", "all 3 bytes"),
        format!("{}has sent 7 bytes", wire("1 of 7 bytes, and the end", "all 3 bytes")),
        format!(
            "has sent 3 bytes, and finished{}",
            wire("1 of 7 bytes, and the end", "all 3 bytes, and the end")
        ),
    ];
    assert_eq!(known, expected);
    let halves = ["to-wire", "from-wire"].map(|class| page.matches(&format!("\"{class} ")).count());
    assert_eq!(halves, [4, 5]);
    // The client was silent for as long as the cut takes at least.
    let says = &rows(&page)[4][0];
    let (_, silent) = says.split_once(SILENT).expect("how long");
    let seconds = silent.trim_end_matches(" s.").parse::<f64>();
    assert!(seconds.is_ok_and(|seconds| seconds >= 0.2), "{silent}");
    // And since it has sent something, since then.
    let time = |i: usize| times(&rows(&page)[i..=i]).parse::<f64>().expect("a time");
    let silent = rows(&page)[7][0].split_once(SILENT).map_or("0".into(), |says| says.1.to_string());
    let seconds = silent.trim_end_matches(" s.").parse::<f64>().expect("seconds");
    assert!(seconds < time(7) - time(4) + 0.1, "{seconds} after {}", time(7) - time(4));
    let still = " s: the wire notices nothing</text>";
    assert!(drawings.picture().contains(still), "{}", drawings.picture());
}

#[test]
fn each_way_to_end_is_drawn() {
    let Some(_port) = PortLock::take() else { return };
    // What stays of the client.
    type End = fn(&mut TcpStream, TcpStream) -> Option<TcpStream>;
    let resets: End = |server, client| {
        write(server, b"unread");
        wait_for_bytes(&client, 6);
        None
    };
    let sends: End = |_, mut client| {
        write(&mut client, b"a");
        Some(client)
    };
    let cases: [(&[&str], End, &str, [&str; 2]); 3] = [
        (
            &[],
            resets,
            "Your client has reset, and the wire passes that on. | your client: reset",
            [
                "It ended when your client reset it.",
                "has sent 6 bytes; was reset | passed on to your server: nothing; passed on to your \
                 client: all 6 bytes; passes the reset on | has sent nothing; has reset",
            ],
        ),
        (
            &["--reset", "client:1"],
            sends,
            "The wire resets both. | the wire: reset; the wire: reset",
            [
                "It ended when the wire reset both.",
                "has sent nothing; was reset | passed on to your server: all 1 byte; passed on to \
                 your client: nothing; has reset both | has sent 1 byte; was reset",
            ],
        ),
        (
            &["--pause", "server:2"],
            |server, client| {
                write(server, b"abc");
                wait_for_bytes(&client, 2);
                Some(client)
            },
            "From now on, the wire passes nothing on to your client. | the wire: nothing more",
            [
                "The wire has not seen its end yet.",
                " | passed on to your server: nothing; passed on to your client: 2 of 3 bytes, and \
                 nothing more | ",
            ],
        ),
    ];
    for (options, ends, row, [end, known]) in cases {
        let (drawings, listener) = (Drawings::new(), listen_as_server());
        let _wire = drawings.wire(options);
        let client = client();
        let mut server = accept(&listener);
        let _client = ends(&mut server, client);
        let has_it = happens(|| drawings.rows().iter().any(|one| one == row));
        assert!(has_it, "{row} in {:#?}", drawings.rows());
        let ended = happens(|| drawings.page().contains(&format!("<p>{end}</p>")));
        assert!(ended, "{end} in {}", drawings.main());
        // That the last bytes were written may be told after the reset that they brought on.
        let last = || rows(&drawings.page()).last().map(|row| row[1..4].join(" | "));
        happens(|| last().as_deref() == Some(known));
        assert_eq!(last().as_deref(), Some(known));
        drawings.agree();
    }
}

#[test]
fn many_clients_are_drawn_and_more_are_counted() {
    let Some(_port) = PortLock::take() else { return };
    let drawings = Drawings::new();
    let _wire = drawings.wire(&[]);
    let refused = "Your server refuses, so the wire resets your client. | \
                   your server: refuses; the wire: reset";
    let mut expected = Vec::new();
    for number in 1..=20 {
        client_without_server();
        expected.extend([CONNECTS, refused]);
        if number == 2 {
            drawings.show(&expected);
        }
    }
    drawings.show(&expected);
    for words in ["1 more client came", "2 more clients came"] {
        client_without_server();
        let words = format!("<p>{words}, and only the first 20 are drawn.</p>");
        assert!(happens(|| drawings.page().contains(&words)), "{words} in {}", drawings.main());
    }
    drawings.show(&expected);
    let page = drawings.page();
    let headings = (1..=20).map(|n| format!("<h2 id=\"client-{n}\">Client {n}</h2>"));
    assert!(headings.into_iter().all(|heading| page.contains(&heading)), "{page}");
    assert_eq!(page.matches("<h2").count(), 20);
}

/// How many events of a client are drawn: the first, and the last ones.
const DRAWN: [usize; 2] = [80, 20];

#[test]
fn of_many_events_the_first_and_the_last_are_drawn() {
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let wire = drawings.wire(&[]);
    let mut client = client();
    let mut server = accept(&listener);
    let [first, last] = DRAWN;
    // With the first row, which says that the client connects.
    for number in 1..first + last {
        write(&mut client, format!("{number:03}").as_bytes());
        record_ends(&wire, &format!("client 1 -> server: 3 bytes \"{number:03}\"\n"));
    }
    let is_full = || drawings.rows().len() == first + last;
    assert!(happens(is_full), "{:#?}", drawings.rows());
    for left_out in ["1 event is left out here.", "2 events are left out here."] {
        write(&mut client, b"more");
        server.read_exact(&mut [0; 4]).expect("bytes");
        let row = || drawings.rows().get(first).cloned().unwrap_or_default();
        assert!(happens(|| row() == format!("{left_out} | ")), "{left_out}, and not {}", row());
    }
    let rows = drawings.rows();
    assert_eq!(rows.len(), first + 1 + last);
    let has = |i: usize, number: usize| rows[i].contains(&format!("&quot;{number:03}&quot;"));
    assert!(has(first - 1, first - 1) && has(first + 1, first + 2), "{rows:#?}");
    assert!(rows[first + last].contains("&quot;more&quot;"), "{rows:#?}");
    drawings.agree();
    // Of a long piece, no more is drawn than is printed.
    write(&mut client, &[b'<'; 4000]);
    let piece = format!("4000 bytes &quot;{}&quot; …", "&lt;".repeat(40));
    assert!(happens(|| drawings.page().contains(&piece)), "{}", drawings.main());
    assert!(happens(|| drawings.picture().matches("&lt;").count() == 80), "{}", drawings.picture());
}

/// What a program could send to be more than text: markup, a quote, a control character, no UTF-8,
/// and what turns the order of letters.
pub const HOSTILE: [&[u8]; 4] = [
    b"</script><img src=x onerror=alert(1)>",
    b"</td></table></desc><svg onload=a()>",
    b"\" onload='a()' & &lt; <!-- ]]> \x1b[2J\0",
    b"\xff\xfe \xe2\x80\xae \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xef\xbf\xbf",
];

#[test]
fn no_byte_of_a_program_becomes_markup() {
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let wire = drawings.wire(&[]);
    let mut client = client();
    let mut server = accept(&listener);
    let empty = [drawings.page(), drawings.picture()].map(|text| tags(&text));
    for (i, bytes) in (1..).zip(HOSTILE) {
        write(&mut client, bytes);
        server.read_exact(&mut vec![0; bytes.len()]).expect("all");
        assert!(happens(|| drawings.rows().len() == i + 1), "{:#?}", drawings.rows());
        let drawn = drawings.rows().pop().expect("a row");
        let (_, drawn) = drawn.rsplit_once("your client: ").expect("bytes");
        let pairs =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
        let read = pairs.iter().fold(drawn.to_string(), |text, (from, to)| text.replace(from, to));
        // What is drawn is what is printed.
        record_ends(&wire, &format!("client 1 -> server: {read}\n"));
    }
    drawings.agree();
    let texts = [drawings.page(), drawings.picture()];
    for (text, empty) in texts.iter().zip(empty) {
        let new: Vec<String> = tags(text).into_iter().filter(|tag| !empty.contains(tag)).collect();
        let is_own = |tag: &&String| {
            let name = tag.split([' ', '\n']).next().unwrap_or_default();
            OWN.contains(&name) && !tag.contains(" on")
        };
        assert_eq!(new.iter().find(|tag| !is_own(tag)), None);
        let is_odd =
            |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}' || *c == '\u{ffff}';
        assert_eq!(text.chars().find(is_odd), None);
    }
}

/// The elements with which a client is drawn, on the page and in the picture; none loads or does
/// something.
#[rustfmt::skip]
const OWN: [&str; 22] = [
    "h2", "/h2", "p", "/p", "div", "/div", "table", "/table", "thead", "tbody", "tr", "td", "th", "br",
    "time", "/time", "bdi", "/bdi", "path", "rect", "text", "/text",
];

/// All tags that a browser would see outside of the style and the script of the page.
fn tags(text: &str) -> Vec<String> {
    let text = text.split("<script>\n\"use").next().unwrap_or_default();
    let (_, text) = text.split_once("<main").or(text.split_once("<desc")).expect("its own part");
    let tags = text.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    tags.map(str::to_string).collect()
}

#[test]
fn a_file_that_cannot_be_written_ends_it_before_it_accepts() {
    let Some(_port) = PortLock::take() else { return };
    let folder = TemporaryFolder::new("drawn");
    let taken = folder.0.join("taken.svg");
    fs::create_dir(&taken).expect("a folder");
    save(&taken.join("file"), "");
    for path in [folder.0.join("none/run.html"), taken.clone()] {
        let mut wire = Command::new(env!("CARGO_BIN_EXE_wire"));
        let ended = end(started(wire.arg("--draw").arg(&path)));
        assert_eq!((ended.code(), &*ended.stdout), ("1".to_string(), ""));
        let name = path.to_string_lossy().escape_debug().to_string();
        assert!(ended.stderr.starts_with(&format!("{name}: ")), "{}", ended.stderr);
        assert_eq!(ended.stderr.lines().count(), 1);
    }
    let left = fs::read_dir(&folder.0).expect("the folder").count();
    assert_eq!(left, 1, "something is left beside {}", taken.display());
}

#[test]
#[cfg_attr(not(unix), ignore = "needs a folder that can go while it is in use")]
fn a_wire_that_can_draw_no_more_says_so_and_goes_on() {
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let wire = drawings.wire(&[]);
    fs::remove_dir_all(&drawings.0.0).expect("the folder");
    let mut client = client();
    let mut server = accept(&listener);
    assert!(happens(|| wire.complained().contains("run.html: ")), "{}", wire.complained());
    write(&mut client, b"one");
    assert_eq!(read(&mut server).as_deref(), Ok(b"one".as_slice()));
    // It tries again and again, which nobody sees, and says no more.
    let says_more = wait_until(3 * WHILE, || {
        write(&mut client, b"more");
        wire.complained().lines().count() > 1
    });
    assert!(!says_more, "{}", wire.complained());
    fs::create_dir(&drawings.0.0).expect("the folder");
    let is_drawn = happens(|| {
        write(&mut client, b"more");
        drawings.path("run.svg").exists()
    });
    assert!(is_drawn, "{}", wire.complained());
    assert_eq!(wire.complained().lines().count(), 1, "{}", wire.complained());
}

/// How a drawing begins.
pub const MARK: &str = "<!-- Drawn by the wire. It may draw over this file. -->\n";

/// So many times a file is written while it's looked at.
const WRITTEN: usize = 5;

#[test]
#[cfg_attr(not(unix), ignore = "needs a signal")]
fn the_files_are_whole_at_any_time_and_after_ctrl_c() {
    let Some(_port) = PortLock::take() else { return };
    let (drawings, listener) = (Drawings::new(), listen_as_server());
    let mut wire = drawings.wire(&[]);
    let mut client = client();
    let mut server = accept(&listener);
    let is_whole = |page: &str, picture: &str| {
        let is_page =
            page.starts_with(&format!("{MARK}<!DOCTYPE html>")) && page.ends_with("</html>\n");
        is_page && picture.starts_with(&format!("{MARK}<svg ")) && picture.ends_with("</svg>\n")
    };
    let mut opened = fs::File::open(drawings.path("run.html")).expect("it");
    let mut first = String::new();
    opened.read_to_string(&mut first).expect("a page");
    let (mut before, mut written) = (first.clone(), 0);
    let is_written = happens(|| {
        write(&mut client, b"piece");
        server.read_exact(&mut [0; 5]).expect("a piece");
        // Many looks: while it's written is a short time.
        for _ in 0..1000 {
            let (page, picture) = (drawings.page(), drawings.picture());
            assert!(is_whole(&page, &picture), "after {written}: {page}\n{picture}");
            written += usize::from(page != before);
            before = page;
        }
        written >= WRITTEN
    });
    assert!(is_written, "written only {written} times");
    // Who opened it at first still reads all of what it was.
    opened.rewind().expect("a file");
    let mut still = String::new();
    opened.read_to_string(&mut still).expect("a page");
    assert_eq!(still, first);
    wire.signal("INT");
    assert!(happens(|| wire.has_ended()), "Ctrl-C does not end it");
    let (page, picture) = (drawings.page(), drawings.picture());
    assert!(is_whole(&page, &picture), "{page}\n{picture}");
    assert!(rows(&page).len() > 1, "{page}");
}

#[test]
fn what_is_drawn_is_printed_first() {
    let Some(_port) = PortLock::take() else { return };
    let drawings = Drawings::new();
    let wire = drawings.wire(&[]);
    let [page, picture] = ["run.html", "run.svg"].map(|name| {
        let path = drawings.path(name).to_string_lossy().escape_debug().to_string();
        format!("wire draws {path}\n")
    });
    assert!(happens(|| record(&wire) == format!("{page}{picture}")), "{}", record(&wire));
}
